// The form in front of a hosted form service: what the service is sent, and what a visitor sees of its answers.
// The stand-ins answer as the services document it; where that can be read is said in
// consultation-rules/tests/rules/services.rs.
import { rmSync } from "node:fs";
import type { Page } from "@playwright/test";
import { intakeHost } from "./hosts";
import { stored } from "./intake";
import { contentOf, siteWith } from "./other-content";
import { appRuns, ConsultationForm, expect, test as base, transitionSkipped } from "./pages";
import { answer, StandIn, type Behavior, type Post } from "./stand-in";

const notSent = "Your request was not sent";
const notSure = "We are not sure your request reached us";
const refused = "Our server did not accept the request. Trying again will not help.";
const unclear = "We did not get a clear answer from our server.";

/** What a deployer sets in the built page for a service. */
interface Service {
  endpoint: string;
  encoding: "json" | "form";
  successResponse?: "html" | "empty";
  extra?: Record<string, string>;
}

/** The site built with `[consultation]` set for a service; its endpoint set by hand in the built pages. */
async function setUpFor(site: StandIn, { endpoint, encoding, successResponse = undefined, extra = {} }: Service) {
  const fields = Object.entries(extra).map(([name, value]) => `${JSON.stringify(name)} = ${JSON.stringify(value)}`);
  const settings = [`encoding = "${encoding}"`, `success_response = "${successResponse ?? "json"}"`, `extra = { ${fields.join(", ")} }`];
  const content = contentOf("site.toml").replace(/^\[consultation\]\n(\w.*\n?)*/m, `[consultation]\n${settings.join("\n")}\n`);
  const { folder, work } = siteWith({ "site.toml": content });
  const host = await intakeHost({ site: folder });
  site.intake = host.origin;
  site.rewrite = (html: string) => {
    if (!html.includes('id="consultation-form"')) return html;
    const set = (from: RegExp, to: string | ((match: string) => string)) => {
      if (!from.test(html)) throw new Error(`the page has no ${from}`);
      html = html.replace(from, to as string);
    };
    set(/<meta\b[^>]*\bname="consultation-endpoint"[^>]*>/, `<meta content="${endpoint}" name="consultation-endpoint">`);
    // No service promises to keep one id once.
    set(/<meta\b[^>]*\bname="consultation-retries"[^>]*>/, '<meta content="off" name="consultation-retries">');
    set(/<form\b[^>]*\bid="consultation-form"[^>]*>/, (tag) => tag.replace(/ action="[^"]*"/, ` action="${endpoint}"`));
    return html;
  };
  site.atItsEnd = async () => {
    await host.stop();
    rmSync(work, { recursive: true });
  };
}

const test = base.extend<{ site: StandIn; service: StandIn; visitor: Visitor }>({
  site: async ({}, use) => {
    const site = await StandIn.start();
    await use(site);
    await site.stop();
  },
  // Elsewhere, as most services are, and open to every origin.
  service: async ({ quiet }, use) => {
    const service = await StandIn.start();
    service.cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type" };
    quiet.allow.push(new RegExp(`^request: ${service.origin}/`));
    await use(service);
    await service.stop();
  },
  baseURL: ({ site }, use) => use(site.origin),
  visitor: async ({ page, quiet }, use, { testId, repeatEachIndex }) => {
    const visitor = new Visitor(page, `Sample Visitor ${testId} ${repeatEachIndex}`, quiet.allow);
    await use(visitor);
    expect(stored(visitor.name), "intake has no part in it").toEqual([]);
  },
});

/** Someone who wants to hear by email, under a name of their own. */
class Visitor {
  readonly form: ConsultationForm;

  constructor(
    readonly page: Page,
    readonly name: string,
    readonly allow: RegExp[],
  ) {
    this.form = new ConsultationForm(page);
  }

  async sends() {
    await this.page.clock.install();
    await this.page.goto("/consultation");
    await appRuns(this.page);
    await this.form.name().fill(this.name);
    await this.form.byEmail().check();
    await this.form.email().fill("sample@example.com");
    await this.form.message().fill("Mornings & evenings are good.");
    await this.form.consent().check();
    await this.form.send().click();
  }

  /** The browser itself writes a line for each answer of this status. */
  meets(status: number) {
    this.allow.push(new RegExp(`^error: Failed to load resource: .* status of ${status} `));
  }

  async seesConfirmation(reference: string) {
    await expect(this.page).toHaveURL("/consultation/received", { timeout: 15_000 });
    await expect(this.page.getByRole("heading", { level: 1, name: "We have your request" })).toBeFocused();
    await expect(this.page.getByText("Your reference is")).toHaveText(`Your reference is ${reference}`);
  }

  /** The failure has the focus and says what is known; the answers are where they were. */
  async seesFailure(heading: string, words: string) {
    const failure = this.page.getByRole("group", { name: heading });
    await expect(failure).toBeFocused({ timeout: 15_000 });
    for (const text of [words, "Your answers are still here.", "(555) 010-0199"]) await expect(failure).toContainText(text);
    await this.expectFilled();
  }

  async seesError(words: string) {
    await expect(this.form.summary()).toBeFocused({ timeout: 15_000 });
    await expect(this.form.summary().getByRole("listitem")).toHaveText([words]);
    await this.expectFilled();
  }

  async expectFilled() {
    await expect(this.form.name()).toHaveValue(this.name);
    await expect(this.form.email()).toHaveValue("sample@example.com");
    await expect(this.form.message()).toHaveValue("Mornings & evenings are good.");
    await expect(this.form.consent()).toBeChecked();
  }
}

/** The only post a service got, with nothing in its head but what a browser puts there. */
function onlyPost({ posts }: StandIn): Post {
  expect(posts).toHaveLength(1);
  const [post] = posts;
  const ofTheBrowser = /^(host|connection|content-length|accept-(encoding|language)|origin|referer|user-agent|priority|sec-(ch|fetch)-.*)$/;
  const others = Object.keys(post.headers).filter((name) => !ofTheBrowser.test(name));
  expect(others.sort()).toEqual(["accept", "content-type"]);
  expect(post.headers.accept).toBe("application/json");
  return post;
}

/** What the visitor has answered, in the order it is sent, with what changes from request to request. */
function answers({ name }: Visitor, { body: { id } }: Post) {
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  return { id, name, email: "sample@example.com", message: "Mornings & evenings are good." };
}

/** The service got exactly these answers in an urlencoded body, after the fields of its own. */
function expectForm(visitor: Visitor, service: StandIn, extra: Record<string, string> = {}) {
  const post = onlyPost(service);
  expect(post.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  const { id, name, email, message } = answers(visitor, post);
  const pairs = { ...extra, id, name, contact_preference: "email", email, message, consent: "yes" };
  expect(post.text).toBe(String(new URLSearchParams(pairs as Record<string, string>)));
}

/** The service got exactly these answers as JSON, after the fields of its own. */
function expectJson(visitor: Visitor, service: StandIn, extra: Record<string, string> = {}) {
  const post = onlyPost(service);
  expect(post.headers["content-type"]).toBe("application/json");
  const { id, name, email, message } = answers(visitor, post);
  const nothing = { best_time: null, topic: null };
  const body = { ...extra, id, name, contact_preference: "email", phone: null, email, ...nothing, message, consent: true };
  expect(post.text).toBe(JSON.stringify(body));
}

/** The reference made from the request's own id, for services that give none. */
function ownReference({ posts: [{ id }] }: StandIn) {
  return `${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase();
}

const received = (service: StandIn) => expect.poll(() => service.posts.length, { timeout: 15_000 }).toBe(1);

test.describe("Formspree", () => {
  const thanks = answer(200, { next: "/thanks?language=en", ok: true });
  const invalid = { error: "Validation errors", errors: [{ code: "TYPE_EMAIL", field: "email", message: "should be an email" }] };
  const missing = { error: "Form not found", errors: [{ code: "FORM_NOT_FOUND", message: "Form not found" }] };

  test.beforeEach(async ({ site, service }) => {
    service.endpoint = "/f/sample";
    await setUpFor(site, { endpoint: `${service.origin}/f/sample`, encoding: "form" });
  });

  test("gets a form it can read without asking first, and its thanks is a confirmation", async ({ visitor, service }) => {
    service.plan(thanks);
    await visitor.sends();
    await received(service);
    await visitor.seesConfirmation(ownReference(service));
    expectForm(visitor, service);
    expect(service.preflights, "an urlencoded form needs no question before it").toBe(0);
  });

  test("gets JSON if told to", async ({ visitor, site, service }) => {
    await setUpFor(site, { endpoint: `${service.origin}/f/sample`, encoding: "json" });
    service.plan(thanks);
    await visitor.sends();
    await received(service);
    await visitor.seesConfirmation(ownReference(service));
    expectJson(visitor, service);
    expect(service.preflights).toBe(1);
  });

  test("names a field to correct", async ({ visitor, service, page }) => {
    visitor.meets(422);
    service.plan(answer(422, invalid), thanks);
    await visitor.sends();
    await visitor.seesError("should be an email");
    await expect(visitor.form.email()).toHaveAccessibleDescription(/should be an email/);
    expectForm(visitor, service);
    await visitor.form.email().fill("other@example.com");
    await visitor.form.send().click();
    await expect(page).toHaveURL("/consultation/received");
  });

  test("has something to say that is no field's", async ({ visitor, service }) => {
    visitor.meets(400);
    service.plan(answer(400, { error: "(legacy)", errors: [{ code: "EMPTY", message: "empty form" }] }));
    await visitor.sends();
    await visitor.seesError("empty form");
  });

  for (const [row, status, body] of [
    ["does not know the form", 404, missing],
    ["does not take requests from this site", 403, { error: "This form is blocked", errors: [{ code: "BLOCKED", message: "This form is blocked" }] }],
  ] as const) {
    test(`${row}: not sent`, async ({ visitor, service }) => {
      visitor.meets(status);
      service.plan(answer(status, body));
      await visitor.sends();
      await visitor.seesFailure(notSent, refused);
    });
  }

  test("answers with its page for people: not taken for thanks", async ({ visitor, service }) => {
    service.plan(answer(200, "<!doctype html><title>Thanks!</title>", { "content-type": "text/html" }));
    await visitor.sends();
    await visitor.seesFailure(notSure, unclear);
  });
});

test.describe("Netlify Forms", () => {
  const html = { "content-type": "text/html; charset=UTF-8" };
  const thanks = answer(200, "<!DOCTYPE html><title>Thank you</title><h1>Thank you!</h1>", html);
  const netlify = { endpoint: "/", encoding: "form", extra: { "form-name": "consultation" } } as const;

  // The site's own host takes the requests, at any of its addresses.
  test.beforeEach(async ({ site }) => {
    site.endpoint = "/";
    await setUpFor(site, { ...netlify, successResponse: "html" });
  });

  test("gets the name of its form, and its page is a confirmation", async ({ visitor, site }) => {
    site.plan(thanks);
    await visitor.sends();
    await received(site);
    await visitor.seesConfirmation(ownReference(site));
    expectForm(visitor, site, netlify.extra);
  });

  test("thanks with a page of the site, as long as it may be", async ({ visitor, site }) => {
    site.plan(answer(200, `<!DOCTYPE html><p>${"Thank you! ".repeat(20_000)}</p>`, html));
    await visitor.sends();
    await received(site);
    await visitor.seesConfirmation(ownReference(site));
  });

  test("thanks with a page, which no setting says: not taken for thanks", async ({ visitor, site }) => {
    await setUpFor(site, netlify);
    site.plan(thanks);
    await visitor.sends();
    await visitor.seesFailure(notSure, unclear);
    expectForm(visitor, site, netlify.extra);
  });

  for (const [row, behavior] of [
    ["200 without a body", answer(200, "", html)],
    ["200 with JSON that reports an error", answer(200, { success: false, error: "Form not found" })],
    ["200 with words sent as a page", answer(200, "Form not found", html)],
  ] as [string, Behavior][]) {
    test(`${row} is no thanks there either`, async ({ visitor, site }) => {
      site.plan(behavior);
      await visitor.sends();
      await visitor.seesFailure(notSure, unclear);
    });
  }

  for (const status of [404, 405]) {
    test(`a page with ${status} is a refusal`, async ({ visitor, site }) => {
      visitor.meets(status);
      site.plan(answer(status, "<!DOCTYPE html><title>Page not found</title>", html));
      await visitor.sends();
      await visitor.seesFailure(notSent, refused);
    });
  }

  test.describe("without scripting", () => {
    test.use({ javaScriptEnabled: false });

    test("gets the name of its form from the form itself", async ({ page, quiet, site, visitor }) => {
      // The service's page has no icon, and does not take part in the transition from ours.
      quiet.allow.push(/404/, transitionSkipped);
      site.plan(thanks);
      await page.goto("/consultation");
      const { form } = visitor;
      await form.name().fill(visitor.name);
      await form.byPhone().check();
      await form.phone().fill("(555) 010-0123");
      await form.consent().check();
      await form.send().click();
      await expect(page.getByRole("heading", { name: "Thank you!" })).toBeVisible();
      expect(site.posts[0].body).toMatchObject({ "form-name": "consultation", name: visitor.name, phone: "(555) 010-0123" });
    });
  });
});

test.describe("Web3Forms", () => {
  const extra = { access_key: "00000000-0000-4000-8000-000000000000" };

  test.beforeEach(async ({ site, service }) => {
    service.endpoint = "/submit";
    await setUpFor(site, { endpoint: `${service.origin}/submit`, encoding: "form", extra });
  });

  test("gets its access key and answers with what it was sent: a confirmation", async ({ visitor, service }) => {
    service.plan((exchange) =>
      answer(200, { success: true, message: "Email sent successfully!", data: exchange.post.body })(exchange),
    );
    await visitor.sends();
    await received(service);
    await visitor.seesConfirmation(ownReference(service));
    expectForm(visitor, service, extra);
    expect(service.preflights).toBe(0);
  });

  test("gets its access key as JSON if told to", async ({ visitor, site, service }) => {
    await setUpFor(site, { endpoint: `${service.origin}/submit`, encoding: "json", extra });
    service.plan(answer(200, { success: true, message: "Email sent successfully!" }));
    await visitor.sends();
    await received(service);
    await visitor.seesConfirmation(ownReference(service));
    expectJson(visitor, service, extra);
  });

  test("does not know the key: not sent", async ({ visitor, service }) => {
    visitor.meets(400);
    service.plan(answer(400, { success: false, message: "Invalid access key" }));
    await visitor.sends();
    await visitor.seesFailure(notSent, refused);
  });

  for (const [row, body] of [
    ["success: false", { success: false, message: "Invalid access key" }],
    ["a code of its own", { statusCode: 400, body: { message: "Error Description" } }],
  ] as const) {
    test(`reports an error with 200, by ${row}: not taken for thanks`, async ({ visitor, service }) => {
      service.plan(answer(200, body));
      await visitor.sends();
      await visitor.seesFailure(notSure, unclear);
    });
  }

  test("fails: the visitor is told at once, since it does not promise to keep one request once", async ({ visitor, service }) => {
    visitor.meets(500);
    service.plan(answer(500, { statusCode: 500, success: false, body: { message: "Something went wrong." } }));
    await visitor.sends();
    await visitor.seesFailure(notSure, "Something went wrong on our side.");
    onlyPost(service);
  });
});
