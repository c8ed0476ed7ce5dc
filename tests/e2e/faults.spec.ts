// What a visitor sees, and what is stored, for every answer an endpoint can give and every way a connection
// can fail. The clock of the page is the test's own, so that nobody waits for a time-out.
import type { Page } from "@playwright/test";
import { stored } from "./intake";
import { appRuns, ConsultationForm, expect, test as base } from "./pages";
import { answer, brokenOff, Gate, passedOn, reset, silence, StandIn, storedThen } from "./stand-in";

const notSent = "Your request was not sent";
const notSure = "We are not sure your request reached us";
const oneRequest = "If you try again, we will still count it as one request.";

const test = base.extend<{ standIn: StandIn; visitor: Visitor }>({
  standIn: async ({}, use) => {
    const standIn = await StandIn.start();
    await use(standIn);
    await standIn.stop();
  },
  baseURL: ({ standIn }, use) => use(standIn.origin),
  visitor: async ({ page, standIn, quiet }, use, { testId, repeatEachIndex }) => {
    await use(new Visitor(page, standIn, `Sample Visitor ${testId} ${repeatEachIndex}`, quiet.allow));
  },
});

/** Someone who asks for a consultation, under a name of their own. */
class Visitor {
  readonly form: ConsultationForm;

  constructor(
    readonly page: Page,
    readonly standIn: StandIn,
    readonly name: string,
    readonly allow: RegExp[],
  ) {
    this.form = new ConsultationForm(page);
  }

  async fillsIn() {
    await this.page.clock.install();
    await this.page.goto("/consultation");
    await appRuns(this.page);
    // The page would wait that long with its first post, for which nobody is too fast but a test.
    await this.page.clock.fastForward(1_000);
    await this.form.fill(this.name);
  }

  async sends() {
    await this.fillsIn();
    await this.form.send().click();
  }

  /** So many posts fail, each followed by a wait, which is cut short. */
  async isMadeToWait(times = 1) {
    for (let sent = 1; sent <= times; sent += 1) {
      await hasReceived(this.standIn, sent);
      await expect(this.page.getByRole("status").filter({ hasText: "This is taking longer than usual. Still trying…" })).toBeVisible();
      await this.page.clock.fastForward(3_000);
    }
  }

  /** The browser itself writes a line for each answer of this status. */
  meets(...statuses: number[]) {
    for (const status of statuses) this.allow.push(new RegExp(`^error: Failed to load resource: .* status of ${status} `));
  }

  /** The browser itself writes a line for each broken connection. */
  meetsBrokenConnections() {
    this.allow.push(/^error: Failed to load resource: net::ERR_(CONNECTION_RESET|CONNECTION_CLOSED|EMPTY_RESPONSE|INTERNET_DISCONNECTED|FAILED)$/);
    this.allow.push(/net::ERR_(CONNECTION_RESET|CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED_ENCODING) 201 /);
  }

  async seesConfirmation(reference = ownReference(this.standIn)) {
    await expect(this.page).toHaveURL("/consultation/received", { timeout: 15_000 });
    await expect(this.page.getByRole("heading", { level: 1, name: "We have your request" })).toBeFocused();
    await expect(this.page.getByText("Your reference is")).toHaveText(`Your reference is ${reference}`);
  }

  /** The failure has the focus and says all that is needed; the answers are where they were. */
  async seesFailure(heading: string, ...words: string[]) {
    const failure = this.page.getByRole("group", { name: heading });
    await expect(failure).toBeFocused({ timeout: 15_000 });
    for (const text of [...words, "Your answers are still here.", "(555) 010-0199"]) await expect(failure).toContainText(text);
    await expect(this.page.getByRole("button", { name: "Send request" })).toBeEnabled();
    await this.form.expectFilled(this.name);
  }

  async triesAgain() {
    await this.page.getByRole("button", { name: "Try again" }).click();
  }

  /** So many posts with one id between them, and none more in the next hours. */
  async hasPosted(times: number) {
    await this.page.clock.fastForward("05:00:00");
    await this.page.evaluate(() => fetch("/robots.txt").then((answer) => answer.text()));
    expect(this.standIn.posts).toHaveLength(times);
    expect(new Set(this.standIn.posts.map(({ id }) => id)).size).toBe(1);
  }

  isStored(times: 0 | 1) {
    expect(stored(this.name)).toHaveLength(times);
  }

  /** Trying again after a failure brings the request home, under the id it had. */
  async succeedsByTryingAgain() {
    const before = this.standIn.posts.length;
    await this.triesAgain();
    await this.seesConfirmation();
    await this.hasPosted(before + 1);
    this.isStored(1);
  }
}


/** Waits until so many posts have come. */
async function hasReceived(standIn: StandIn, times: number) {
  await expect.poll(() => standIn.posts.length, { timeout: 10_000, intervals: [20, 50, 100] }).toBe(times);
}

/** The reference made from the request's own id. */
function ownReference({ posts: [first] }: StandIn) {
  return `${first.id.slice(0, 4)}-${first.id.slice(4, 8)}`.toUpperCase();
}

test.describe("answers that confirm", () => {
  for (const [row, behavior, reference] of [
    ["intake's own", passedOn, undefined],
    ["201 with a reference", storedThen(answer(201, { reference: "GW-1042" })), "GW-1042"],
    ["200 with an id", storedThen(answer(200, { id: "submission 77" })), "submission 77"],
    ["200 with next to nothing", storedThen(answer(200, { ok: true })), undefined],
    ["200 that names errors and has none", storedThen(answer(200, { error: null, errors: [], success: true })), undefined],
    ["201 without a body", storedThen(answer(201)), undefined],
    ["202 with JSON", storedThen(answer(202, { status: "accepted" })), undefined],
  ] as const) {
    test(row, async ({ visitor, standIn }) => {
      standIn.plan(behavior);
      await visitor.fillsIn();
      await visitor.form.send().click();
      await hasReceived(standIn, 1);
      await visitor.seesConfirmation(reference);
      await visitor.hasPosted(1);
      visitor.isStored(1);
    });
  }
});

test.describe("answers that look like a success and are none", () => {
  const page = "<!doctype html><title>Thank you</title><h1>Thank you</h1>";
  for (const [row, behavior] of [
    ["200 with a page", answer(200, page, { "content-type": "text/html; charset=utf-8" })],
    ["200 with JSON sent as a page", answer(200, '{"id":"1"}', { "content-type": "text/html" })],
    ["a redirect to a page", answer(302, "", { location: "/" })],
    ["200 with an error inside", answer(200, { error: "Form not found" })],
    ["200 with success: false", answer(200, { success: false, message: "Invalid access key" })],
    ["200 with the text false", answer(200, { success: "false" })],
    ["200 without a body", answer(200)],
    ["202 without a body", answer(202)],
    ["202 with a page, as a firewall's challenge", answer(202, page, { "content-type": "text/html" })],
    ["204", answer(204)],
    ["200 with broken JSON", answer(200, '{"id":"1"', { "content-type": "application/json" })],
    ["201 with broken JSON", answer(201, "{reference:1}", { "content-type": "application/json" })],
    ["200 with a list", answer(200, [])],
    ["201 with a huge body", answer(201, { reference: "GW-1042", padding: "x".repeat(5_000_000) })],
  ] as const) {
    test(row, async ({ visitor, standIn }) => {
      standIn.plan(behavior);
      await visitor.sends();
      await visitor.seesFailure(notSure, "We did not get a clear answer from our server.", oneRequest);
      await visitor.hasPosted(1);
      visitor.isStored(0);
      await visitor.succeedsByTryingAgain();
    });
  }
});

test.describe("answers that name fields", () => {
  for (const [row, status, body, type] of [
    ["problem details with pointers", 422, { type: "about:blank", status: 422, errors: [{ detail: "Use another number", pointer: "#/phone" }, { detail: "We are full", pointer: "#/clinic" }] }, "application/problem+json"],
    ["a list of fields", 400, { errors: [{ field: "phone", message: "Use another number" }, { field: "clinic", message: "We are full" }] }, "application/json"],
    ["an object of fields", 422, { errors: { phone: ["Use another number", "and this"], clinic: ["We are full"] } }, "application/json"],
    ["a 200 with errors inside", 200, { ok: false, errors: [{ field: "phone", message: "Use another number" }, { message: "We are full" }] }, "application/json"],
  ] as const) {
    test(row, async ({ visitor, standIn, page }) => {
      visitor.meets(status);
      standIn.plan(answer(status, body, { "content-type": type }));
      await visitor.sends();
      const { form } = visitor;
      await expect(form.summary()).toBeFocused();
      await expect(page).toHaveTitle(/^Error: /);
      await expect(form.summary().getByRole("listitem")).toHaveText(["Use another number", "We are full"]);
      await expect(form.phone()).toHaveAttribute("aria-invalid", "true");
      await expect(form.phone()).toHaveAccessibleDescription(/Use another number/);
      await form.expectFilled(visitor.name);
      await visitor.hasPosted(1);
      visitor.isStored(0);
      await form.summary().getByRole("link", { name: "Use another number" }).click();
      await expect(form.phone()).toBeFocused();
      await form.phone().fill("(555) 010-0188");
      await form.send().click();
      await expect(page).toHaveURL("/consultation/received");
      expect(stored(visitor.name)).toMatchObject([{ phone: "(555) 010-0188" }]);
      expect(new Set(standIn.posts.map(({ id }) => id)).size, "other answers get another id").toBe(2);
    });
  }

  test("what only the endpoint knows stays until its field is corrected", async ({ visitor, standIn }) => {
    visitor.meets(422);
    standIn.plan(answer(422, { errors: [{ field: "phone", message: "Use another number" }] }));
    await visitor.sends();
    const { form } = visitor;
    await expect(form.summary()).toBeFocused();
    await form.message().fill("Evenings are better.");
    await expect(form.summary().getByRole("link")).toHaveText(["Use another number"]);
    await expect(form.phone()).toHaveAttribute("aria-invalid", "true");
    await form.phone().fill("(555) 010-0188");
    await expect(form.summary()).toHaveCount(0);
    await expect(form.phone()).not.toHaveAttribute("aria-invalid");
  });

  test("only unknown ones: said at the top", async ({ visitor, standIn }) => {
    visitor.meets(422);
    standIn.plan(answer(422, { errors: [{ field: "clinic", message: "We are full" }] }));
    await visitor.sends();
    await expect(visitor.form.summary()).toBeFocused();
    await expect(visitor.form.summary().getByRole("listitem")).toHaveText(["We are full"]);
    await visitor.form.expectFilled(visitor.name);
    await visitor.hasPosted(1);
    visitor.isStored(0);
    await visitor.form.send().click();
    await expect(visitor.page).toHaveURL("/consultation/received");
    visitor.isStored(1);
  });
});

test.describe("refusals are not repeated, and the phone number is given", () => {
  const refused = "Our server did not accept the request. Trying again will not help.";
  for (const status of [400, 401, 403, 404, 405, 410, 413, 415, 422]) {
    test(String(status), async ({ visitor, standIn, page }) => {
      visitor.meets(status);
      standIn.plan(answer(status, "<h1>No</h1>", { "content-type": "text/html" }));
      await visitor.sends();
      await visitor.seesFailure(notSent, refused);
      await expect(page.getByRole("button", { name: "Try again" })).toHaveCount(0);
      await visitor.hasPosted(1);
      visitor.isStored(0);
    });
  }

  test("after an answer that left it open, the page is not sure", async ({ visitor, standIn }) => {
    visitor.meets(500, 403);
    standIn.plan(storedThen(answer(500)), answer(403));
    await visitor.sends();
    await visitor.isMadeToWait();
    await visitor.seesFailure(notSure, refused, "To be certain, call us.");
    await visitor.hasPosted(2);
    visitor.isStored(1);
  });
});

test.describe("a request still in work", () => {
  test("409, then 201", async ({ visitor, standIn }) => {
    visitor.meets(409);
    standIn.plan(answer(409), passedOn);
    await visitor.sends();
    await visitor.isMadeToWait();
    await visitor.seesConfirmation();
    await visitor.hasPosted(2);
    visitor.isStored(1);
  });

  test("409 again and again is asked about once", async ({ visitor, standIn }) => {
    visitor.meets(409);
    standIn.plan(answer(409), storedThen(answer(409)));
    await visitor.sends();
    await visitor.isMadeToWait();
    await visitor.seesFailure(notSure, "Our server is still working on your request.", oneRequest);
    await visitor.hasPosted(2);
    visitor.isStored(1);
    await visitor.succeedsByTryingAgain();
  });
});

test.describe("an endpoint that says when to come back", () => {
  for (const [row, status, retryAfter, least, skip] of [
    ["429 in a second", 429, () => "1", 1_000, 0],
    ["429 in 30 seconds", 429, () => "30", 30_000, 32_000],
    ["503 in 10 seconds", 503, () => "10", 10_000, 12_000],
    ["503 with a date", 503, () => new Date(Date.now() + 20_000).toUTCString(), 15_000, 22_000],
    ["503 with a date that has passed", 503, () => "Sun, 06 Nov 1994 08:49:37 GMT", 0, 0],
  ] as const) {
    test(`${row}: the page does so by itself`, async ({ visitor, standIn, page }) => {
      visitor.meets(status);
      await visitor.fillsIn();
      standIn.plan(answer(status, "", { "retry-after": retryAfter() }));
      await visitor.form.send().click();
      await hasReceived(standIn, 1);
      if (skip) {
        await expect(page.getByRole("status").filter({ hasText: "Still trying" })).toBeVisible();
        await page.clock.fastForward(least - 1_000);
        expect(standIn.posts, "not sooner").toHaveLength(1);
        await page.clock.fastForward(skip - least + 1_000);
      }
      await visitor.seesConfirmation();
      await visitor.hasPosted(2);
      visitor.isStored(1);
    });
  }

  for (const [row, status, headers, heading, when] of [
    ["429 in two minutes", 429, { "retry-after": "120" }, notSent, "Try again in 2 minutes."],
    ["429 in 31 seconds", 429, { "retry-after": "31" }, notSent, "Try again in 31 seconds."],
    ["429 at no time", 429, {}, notSent, "Try again in a few minutes."],
    ["503 in an hour", 503, { "retry-after": "3600" }, notSure, "Try again in 60 minutes."],
  ] as const) {
    test(`${row}: the page says so and leaves it to the visitor`, async ({ visitor, standIn }) => {
      visitor.meets(status);
      standIn.plan(answer(status, "", headers));
      await visitor.sends();
      await visitor.seesFailure(heading, "We are getting many requests right now.", when);
      await visitor.hasPosted(1);
      visitor.isStored(0);
      await visitor.succeedsByTryingAgain();
    });
  }
});

test.describe("an endpoint that fails", () => {
  test("502 twice, then 201", async ({ visitor, standIn }) => {
    visitor.meets(502);
    standIn.plan(answer(502), answer(502));
    await visitor.sends();
    await visitor.isMadeToWait(2);
    await visitor.seesConfirmation();
    await visitor.hasPosted(3);
    visitor.isStored(1);
  });

  for (const [row, behavior, times] of [
    ["500 without storing", answer(500), 0],
    ["500 after storing", storedThen(answer(500)), 1],
    ["503 without a time", answer(503), 0],
    ["504 after storing", storedThen(answer(504, "<h1>Gateway time-out</h1>", { "content-type": "text/html" })), 1],
  ] as const) {
    test(`${row}, three times`, async ({ visitor, standIn }) => {
      visitor.meets(500, 503, 504);
      standIn.plan(behavior, behavior, behavior);
      await visitor.sends();
      await visitor.isMadeToWait(2);
      await visitor.seesFailure(notSure, "Something went wrong on our side.", oneRequest);
      await visitor.hasPosted(3);
      visitor.isStored(times);
      await visitor.succeedsByTryingAgain();
    });
  }
});

test.describe("what becomes of a request while the visitor reads on elsewhere is told there", () => {
  const notice = (page: Page) => page.getByRole("status").filter({ has: page.getByRole("link") });

  /** Goes on to another page of the site before anything is answered. */
  async function readsOn({ page, standIn }: Visitor, gate: Gate) {
    await hasReceived(standIn, 1);
    await page.getByRole("main").getByRole("link", { name: "privacy page" }).click();
    await expect(page).toHaveURL("/privacy");
    await expect(notice(page)).toContainText("Your request is being sent.");
    gate.open();
  }

  test("a confirmation", async ({ visitor, standIn, page }) => {
    const gate = new Gate();
    standIn.plan(gate.slowAnswer(passedOn));
    await visitor.sends();
    await readsOn(visitor, gate);
    await expect(notice(page)).toContainText("We have your request.");
    await notice(page).getByRole("link").click();
    await visitor.seesConfirmation();
    await visitor.hasPosted(1);
    visitor.isStored(1);
  });

  test("a failure that leaves it open, as one", async ({ visitor, standIn, page }) => {
    visitor.meets(404, 500);
    const gate = new Gate();
    standIn.plan(storedThen(gate.slowAnswer(answer(500))), answer(404));
    await visitor.sends();
    await readsOn(visitor, gate);
    await expect(notice(page)).toContainText(notSure);
    await notice(page).getByRole("link").click();
    await visitor.form.expectFilled(visitor.name);
    await expect(page.getByRole("group", { name: notSure })).toBeVisible();
    await visitor.hasPosted(2);
    visitor.isStored(1);
  });

  test("answers that need correcting", async ({ visitor, standIn, page }) => {
    visitor.meets(422);
    const gate = new Gate();
    standIn.plan(gate.slowAnswer(answer(422, { errors: [{ field: "phone", message: "Use another number" }] })));
    await visitor.sends();
    await readsOn(visitor, gate);
    await expect(notice(page)).toContainText("problem");
    await notice(page).getByRole("link").click();
    await visitor.form.expectFilled(visitor.name);
    await expect(visitor.form.summary()).toContainText("Use another number");
    await visitor.hasPosted(1);
    visitor.isStored(0);
  });
});

test.describe("a connection that breaks", () => {
  for (const [row, behavior] of [
    ["before the request is stored", reset],
    ["after the request is stored", storedThen(reset)],
    ["in the middle of the answer", storedThen(brokenOff)],
  ] as const) {
    test(`${row}, once`, async ({ visitor, standIn }) => {
      visitor.meetsBrokenConnections();
      standIn.plan(behavior);
      await visitor.sends();
      await visitor.isMadeToWait();
      await visitor.seesConfirmation();
      await visitor.hasPosted(2);
      visitor.isStored(1);
    });

    test(`${row}, each time`, async ({ visitor, standIn }) => {
      visitor.meetsBrokenConnections();
      standIn.plan(behavior, behavior, behavior);
      await visitor.sends();
      await visitor.isMadeToWait(2);
      await visitor.seesFailure(notSure, "We could not reach our server.", oneRequest);
      await visitor.hasPosted(3);
      visitor.isStored(behavior === reset ? 0 : 1);
      await visitor.succeedsByTryingAgain();
    });
  }
});

test.describe("an endpoint that is slow", () => {
  test("to begin: waited for", async ({ visitor, standIn, page }) => {
    const gate = new Gate();
    standIn.plan(gate.slowAnswer(passedOn));
    await visitor.sends();
    await hasReceived(standIn, 1);
    await page.clock.fastForward(12_000);
    await expect(page.getByRole("button", { name: "Sending…" })).toBeEnabled();
    gate.open();
    await visitor.seesConfirmation();
    await visitor.hasPosted(1);
    visitor.isStored(1);
  });

  test("to finish: waited for", async ({ visitor, standIn, page }) => {
    const gate = new Gate();
    standIn.plan(storedThen(gate.slowBody()));
    const begun = page.waitForResponse("**/api/consultations");
    await visitor.sends();
    await begun;
    await page.clock.fastForward(12_000);
    await expect(page.getByRole("button", { name: "Sending…" })).toBeEnabled();
    gate.open();
    await visitor.seesConfirmation(standIn.posts[0].id.slice(0, 8));
    await visitor.hasPosted(1);
    visitor.isStored(1);
  });

  for (const [row, slow] of [
    ["to begin", (gate: Gate) => gate.slowAnswer(passedOn)],
    ["to finish", (gate: Gate) => gate.slowBody()],
  ] as const) {
    test(`${row}, longer than 15 seconds: asked again, stored once`, async ({ visitor, standIn, page }) => {
      const gate = new Gate();
      standIn.plan(storedThen(slow(gate)));
      await visitor.sends();
      await hasReceived(standIn, 1);
      await page.clock.fastForward(15_000);
      await visitor.isMadeToWait();
      await visitor.seesConfirmation();
      gate.open();
      await visitor.hasPosted(2);
      visitor.isStored(1);
    });
  }

  for (const [row, behavior, times] of [
    ["never answers", silence, 0],
    ["stores, but never answers", storedThen(silence), 1],
  ] as const) {
    test(`and ${row}`, async ({ visitor, standIn, page }) => {
      standIn.plan(behavior, behavior, behavior);
      await visitor.sends();
      for (const sent of [1, 2, 3]) {
        await hasReceived(standIn, sent);
        await page.clock.fastForward(15_000);
      }
      await visitor.seesFailure(notSure, "We could not reach our server.", oneRequest);
      await visitor.hasPosted(3);
      visitor.isStored(times);
      await visitor.succeedsByTryingAgain();
    });
  }
});

test("without randomness nothing is sent, since all visitors would have the same id", async ({ visitor, standIn, page }) => {
  await visitor.fillsIn();
  await page.evaluate(() => {
    crypto.getRandomValues = (array) => array;
  });
  await visitor.form.send().click();
  await visitor.seesFailure(notSent, "Your browser could not make a number for the request, so it cannot be sent from here.");
  expect(standIn.posts).toEqual([]);
});

test.describe("without a connection", () => {
  const offline = "You are offline. Check your connection, then try again.";

  test("the page says so at once, and sends when the visitor tries again", async ({ visitor, standIn, page, context }) => {
    visitor.meetsBrokenConnections();
    await visitor.fillsIn();
    await context.setOffline(true);
    await visitor.form.send().click();
    await visitor.seesFailure(notSent, offline);
    expect(standIn.posts).toEqual([]);
    await visitor.triesAgain();
    await visitor.seesFailure(notSent, offline);
    await context.setOffline(false);
    await visitor.succeedsByTryingAgain();
    expect(standIn.posts).toHaveLength(1);
    await expect(page.getByText(offline)).toHaveCount(0);
  });

  test("lost while the page waits to try again: it says so at once", async ({ visitor, standIn, page, context }) => {
    visitor.meets(429);
    standIn.plan(answer(429, "", { "retry-after": "30" }));
    await visitor.sends();
    await expect(page.getByRole("status").filter({ hasText: "Still trying" })).toBeVisible();
    await context.setOffline(true);
    await visitor.seesFailure(notSent, offline);
    await context.setOffline(false);
    await visitor.succeedsByTryingAgain();
  });

  test("lost while the request is on its way: it says so, and that it is not sure", async ({ visitor, standIn, context }) => {
    visitor.meetsBrokenConnections();
    const gate = new Gate();
    standIn.plan(storedThen(gate.slowAnswer(reset)));
    await visitor.sends();
    await hasReceived(standIn, 1);
    await context.setOffline(true);
    gate.open();
    await visitor.seesFailure(notSure, offline, oneRequest);
    await context.setOffline(false);
    await visitor.succeedsByTryingAgain();
  });
});

/** Sets a meta tag, as a deployer does in the built HTML. */
function setting(name: string, content: string) {
  return (html: string) => {
    const meta = new RegExp(`<meta\\b[^>]*\\bname="${name}"[^>]*>`);
    if (!meta.test(html) && html.includes("<form")) throw new Error(`no ${name} to set`);
    return html.replace(meta, `<meta content="${content}" name="${name}">`);
  };
}

test.describe("an endpoint at another origin", () => {
  // Where the page posts to; the page itself comes from `standIn`.
  let elsewhere: StandIn;

  test.beforeEach(async ({ standIn, quiet }) => {
    elsewhere = await StandIn.start();
    quiet.allow.push(new RegExp(`^request: ${elsewhere.origin}/api/consultations$`));
    standIn.rewrite = setting("consultation-endpoint", `${elsewhere.origin}/api/consultations`);
  });

  test.afterEach(async ({ standIn }) => {
    await elsewhere.stop();
    expect(standIn.posts).toEqual([]);
  });

  test("that lets the page in: confirmed, without cookies or headers of its own", async ({ visitor, standIn, context }) => {
    await context.addCookies([{ name: "visit", value: "1", url: elsewhere.origin }]);
    elsewhere.cors = { "access-control-allow-origin": standIn.origin, "access-control-allow-headers": "content-type" };
    await visitor.sends();
    await hasReceived(elsewhere, 1);
    await visitor.seesConfirmation(ownReference(elsewhere));
    expect(elsewhere.posts[0].headers).not.toHaveProperty("cookie");
    expect(elsewhere.posts[0].headers).toMatchObject({ origin: standIn.origin, accept: "application/json" });
    visitor.isStored(1);
  });

  test("that refuses the page: nothing is posted, and the visitor is told", async ({ visitor, quiet }) => {
    quiet.allow.push(/blocked by CORS policy/, /^error: Failed to load resource: net::ERR_FAILED$/);
    await visitor.sends();
    await visitor.seesFailure(notSure, "We could not reach our server.");
    expect(elsewhere.preflights).toBe(3);
    expect(elsewhere.posts).toEqual([]);
    visitor.isStored(0);
  });

  test("that stores and lets nobody read the answer: the page is not sure", async ({ visitor, standIn, quiet }) => {
    quiet.allow.push(/blocked by CORS policy/, /^error: Failed to load resource: net::ERR_FAILED$/);
    const preflight = { "access-control-allow-origin": standIn.origin, "access-control-allow-headers": "content-type" };
    elsewhere.cors = preflight;
    const unreadable = storedThen(({ response }) => {
      response.removeHeader("access-control-allow-origin");
      response.writeHead(201).end();
    });
    elsewhere.plan(unreadable, unreadable, unreadable);
    await visitor.sends();
    await visitor.seesFailure(notSure, "We could not reach our server.", oneRequest);
    expect(elsewhere.posts).toHaveLength(3);
    expect(new Set(elsewhere.posts.map(({ id }) => id)).size).toBe(1);
    visitor.isStored(1);
  });
});

test.describe("with retries set to off, only the visitor tries again", () => {
  for (const [row, behavior, heading, words] of [
    ["500", answer(500), notSure, "Something went wrong on our side."],
    ["429 in a second", answer(429, "", { "retry-after": "1" }), notSent, "Try again in a moment."],
    ["503 in a second", answer(503, "", { "retry-after": "1" }), notSure, "Try again in a moment."],
    ["409", answer(409), notSure, "Our server is still working on your request."],
    ["a broken connection", reset, notSure, "We could not reach our server."],
  ] as const) {
    test(row, async ({ visitor, standIn }) => {
      visitor.meets(409, 429, 500, 503);
      visitor.meetsBrokenConnections();
      standIn.rewrite = setting("consultation-retries", "off");
      standIn.plan(behavior);
      await visitor.sends();
      await visitor.seesFailure(heading, words);
      await visitor.hasPosted(1);
      visitor.isStored(0);
      await visitor.succeedsByTryingAgain();
    });
  }

  test("a time-out", async ({ visitor, standIn, page }) => {
    standIn.rewrite = setting("consultation-retries", "off");
    standIn.plan(silence);
    await visitor.sends();
    await hasReceived(standIn, 1);
    await page.clock.fastForward(15_000);
    await visitor.seesFailure(notSure, "We could not reach our server.");
    await visitor.hasPosted(1);
    visitor.isStored(0);
  });
});
