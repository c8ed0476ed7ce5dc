// Nothing a visitor types is left in the browser, shown in an address, a title, a referrer or the console,
// written to a log, or sent to anyone but the endpoint.
import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "@playwright/test";
import { sites, stored } from "./intake";
import { appRuns, ConsultationForm, expect, test } from "./pages";

/** Values that stand nowhere on the site. */
const typed = {
  name: "Zyxwanda Quillfeather",
  phone: "(555) 010-0177",
  email: "zyxwanda.quill@gmial.com",
  corrected: "zyxwanda.quill@gmail.com",
  topic: "prefer-not-to-say",
  message: "Marmalade zeppelins, mornings only",
};
const traces = ["zyxwanda", "quill", "0177", "gmial", "gmail", "prefer-not", "prefer not", "marmalade", "zeppelin"];

/** The typed values that a text holds, however it was encoded for an address. */
function found(text: string) {
  let plain = text.replaceAll("+", " ");
  try {
    plain += decodeURIComponent(plain);
  } catch {
    // Not encoded.
  }
  return traces.filter((trace) => plain.toLowerCase().includes(trace));
}

/** Everything about a visit that someone else could come to see. */
class Recording {
  readonly lines: string[] = [];
  readonly origins = new Set<string>();
  readonly posts: string[] = [];

  static of(context: BrowserContext) {
    const recording = new Recording();
    context.on("console", (message) => recording.lines.push(`console: ${message.text()}`));
    context.on("weberror", (error) => recording.lines.push(`error: ${error.error().message}`));
    context.on("request", (request) => {
      recording.origins.add(new URL(request.url()).origin);
      recording.lines.push(`request: ${request.url()}`);
      if (request.method() !== "GET") recording.posts.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    context.on("page", (page) => {
      page.on("framenavigated", (frame) => recording.lines.push(`navigation: ${frame.url()}`));
      page.on("websocket", (socket) => recording.origins.add(socket.url()));
    });
    return recording;
  }

  /** Records also what only a script in the page can see, such as a title that is there for a moment. */
  async insideThePage(context: BrowserContext) {
    await context.exposeBinding("record", (_, line: string) => void this.lines.push(line));
    await context.addInitScript(() => {
      const record = (window as any).record as (line: string) => void;
      const titles = () => record(`title: ${document.title}`);
      new MutationObserver(titles).observe(document, { subtree: true, childList: true, characterData: true });
      record(`referrer: ${document.referrer}`);
      // What is written and taken away again has been written.
      const watch = (owner: any, method: string) => {
        const original = owner[method];
        owner[method] = function (...values: unknown[]) {
          record(`${method}: ${JSON.stringify(values)}`);
          return original.apply(this, values);
        };
      };
      watch(History.prototype, "pushState");
      watch(History.prototype, "replaceState");
      watch(Storage.prototype, "setItem");
      watch(IDBFactory.prototype, "open");
      if ("caches" in window) watch(CacheStorage.prototype, "open");
      const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie")!;
      Object.defineProperty(document, "cookie", {
        get: () => cookie.get!.call(document),
        set: (value) => record(`cookie: ${value}`),
      });
    });
  }

  /** What was recorded, by kind: the part before the colon. */
  of(kind: string) {
    return this.lines.filter((line) => line.startsWith(`${kind}: `)).map((line) => line.slice(kind.length + 2));
  }

  expectNoTrace() {
    expect(this.lines.filter((line) => found(line).length > 0)).toEqual([]);
    for (const kind of ["setItem", "open", "cookie"]) expect(this.of(kind), kind).toEqual([]);
  }
}

/** Whatever a browser can keep for a site holds nothing. */
async function expectNothingKept(page: Page) {
  const kept = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    cookie: document.cookie,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    name: window.name,
  }));
  expect(kept).toEqual({ local: {}, session: {}, databases: [], caches: [], cookie: "", workers: 0, name: "" });
  expect(await page.context().storageState({ indexedDB: true })).toEqual({ cookies: [], origins: [] });
  expect(found(JSON.stringify(await page.evaluate(() => history.state)) ?? "")).toEqual([]);
}

/** Collects the headers of the page's requests, which the browser adds late. */
function referrers(context: BrowserContext) {
  const headers: Promise<Record<string, string>>[] = [];
  context.on("request", (request) => headers.push(request.allHeaders().catch(() => ({}))));
  return async () => (await Promise.all(headers)).map(({ referer }) => referer ?? "");
}

function expectNothingLogged() {
  const log = readFileSync(sites.root.log, "utf8");
  expect(log).toContain("POST /api/consultations");
  expect(log.split("\n").filter((line) => found(line.replace(/^\S+ /, "").replace(/ [\d.]+ms$/, "")).length > 0)).toEqual([]);
}

test("a visit with mistakes and a sent request leaves no trace of what was typed", async ({ context, baseURL }) => {
  const recording = Recording.of(context);
  await recording.insideThePage(context);
  const referrersSent = referrers(context);
  const page = await context.newPage();
  const form = new ConsultationForm(page);

  // Reads an article and a condition, then comes to the form.
  await page.goto("/");
  await appRuns(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conditions" }).click();
  await expect(page).toHaveURL("/conditions");
  await page.getByRole("contentinfo").locator('a[href="/conditions/ptsd"]').click();
  await expect(page).toHaveURL("/conditions/ptsd");
  await page.evaluate(() => document.querySelector<HTMLElement>('a[href="/consultation"]')!.click());
  await expect(page).toHaveURL("/consultation");

  // Makes mistakes.
  await form.name().fill(typed.name);
  await form.byPhone().check();
  await form.phone().fill(typed.phone);
  await form.byEmail().check();
  await form.topic().selectOption(typed.topic);
  await form.message().fill(typed.message);
  await form.send().click();
  await expect(form.summary()).toBeFocused();
  await form.summary().getByRole("link", { name: /email/ }).click();
  await form.email().fill(typed.email);
  await form.consent().check();

  // Looks something up, and comes back to the answers.
  await page.evaluate(() => document.querySelector<HTMLElement>('main a[href="/privacy"]')!.click());
  await expect(page).toHaveURL("/privacy");
  await page.goBack();
  await expect(form.message()).toHaveValue(typed.message);
  await expectNothingKept(page);

  // Is asked about the spelling, and sends.
  await form.send().click();
  await page.getByRole("button", { name: "Yes, change it" }).click();
  await expect(form.email()).toHaveValue(typed.corrected);
  await form.send().click();
  await expect(page).toHaveURL("/consultation/received");
  await expect(page.getByText("Your reference is")).toBeVisible();
  await expectNothingKept(page);

  // Goes back, and around.
  await page.goBack();
  await expect(form.name()).toHaveValue("");
  await expect(form.email()).toHaveValue("");
  await expect(form.message()).toHaveValue("");
  await page.goForward();
  await expect(page).toHaveURL("/consultation/received");
  await page.reload();
  await appRuns(page);
  await expectNothingKept(page);

  // The recording is one: it saw what is known to have happened.
  expect(stored(typed.name)).toMatchObject([{ email: typed.corrected, topic: typed.topic, message: typed.message }]);
  expect(recording.of("title").join()).toMatch(/Conditions.*Error: .*We have your request/s);
  expect(recording.of("pushState").join()).toContain("/consultation/received");
  expect(recording.of("navigation")).toContain(`${baseURL}/conditions/ptsd`);
  expect(await referrersSent()).toContain(`${baseURL}/consultation`);

  recording.expectNoTrace();
  expect((await referrersSent()).filter((referrer) => found(referrer).length > 0)).toEqual([]);
  expect([...recording.of("console"), ...recording.of("error")]).toEqual([]);
  expect([...recording.origins]).toEqual([baseURL]);
  expect(recording.posts).toEqual(["POST /api/consultations"]);
  expectNothingLogged();
});

test("a request that cannot be sent leaves no trace either", async ({ context, baseURL }) => {
  const recording = Recording.of(context);
  await recording.insideThePage(context);
  const page = await context.newPage();
  await page.route("**/api/consultations", (route) =>
    route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify({ errors: [{ pointer: "#/phone", detail: `No: ${typed.phone}` }] }) }),
  );
  const form = new ConsultationForm(page);
  await page.goto("/consultation");
  await appRuns(page);
  await form.fill(typed.name);
  await form.phone().fill(typed.phone);
  await form.send().click();
  await expect(form.summary()).toBeFocused();
  await page.unroute("**/api/consultations");
  await page.route("**/api/consultations", (route) => route.abort("connectionreset"));
  await form.send().click();
  await expect(page.locator("[data-outcome=failed]")).toBeFocused({ timeout: 15_000 });
  await expectNothingKept(page);
  recording.expectNoTrace();
  expect(recording.of("error")).toEqual([]);
  for (const line of recording.of("console")) expect(line).toMatch(/^Failed to load resource: (net::ERR_CONNECTION_RESET|the server responded with a status of 422 .*)$/);
  expect([...recording.origins]).toEqual([baseURL]);
  expect(stored(typed.name).filter(({ phone }) => phone === typed.phone)).toEqual([]);
});

test("without scripting, mistakes and a sent request leave no trace either", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const recording = Recording.of(context);
  const referrersSent = referrers(context);
  const page = await context.newPage();
  const form = new ConsultationForm(page);
  const name = `${typed.name} Native`;
  await page.goto("/consultation");
  await form.fill(name);
  await form.topic().selectOption(typed.topic);
  await form.message().fill(typed.message);
  await form.phone().fill("0177");
  await form.send().click();
  await expect(form.phone()).toHaveValue("0177");
  recording.lines.push(`title: ${await page.title()}`);
  await form.phone().fill(typed.phone);
  await page.getByRole("main").getByRole("button").click();
  await expect(page).toHaveURL("/consultation/received");
  recording.lines.push(`title: ${await page.title()}`);
  expect(stored(name)).toMatchObject([{ phone: typed.phone, topic: typed.topic, message: typed.message }]);
  expect(await context.storageState({ indexedDB: true })).toEqual({ cookies: [], origins: [] });
  recording.expectNoTrace();
  expect((await referrersSent()).filter((referrer) => found(referrer).length > 0)).toEqual([]);
  expect([...recording.origins]).toEqual([baseURL]);
  expect(recording.posts).toEqual(["POST /api/consultations", "POST /api/consultations"]);
  expectNothingLogged();
  await context.close();
});
