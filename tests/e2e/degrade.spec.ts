// What is left when something of the app is missing, refused or breaks: the page reads, its links lead on, the form is
// sent by the browser itself, and what was typed is still there.
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { intakeHost } from "./hosts";
import { sites, stored } from "./intake";
import { takeAllMemory } from "./memory";
import { appRuns, ConsultationForm, expect, test } from "./pages";
import { appFiles, tampered } from "./releases";
import { Gate } from "./stand-in";

/** How long the message may be, as the page says it before any script runs. */
const [, limit] = /id="message-limit"[^>]*>([^<]+)/.exec(readFileSync(join(sites.root.folder, "consultation/index.html"), "utf8"))!;
const app = appFiles(sites.root.folder);
const frightening = /panic|unreachable|RuntimeError|WebAssembly|undefined|null|exception/i;

/** Reads on by a link, and asks for a consultation, as in a browser without scripting. */
async function readsLinksAndSends(page: Page, name: string, site = sites.root) {
  const form = new ConsultationForm(page);
  await page.goto("/");
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conditions" }).click();
  await expect(page).toHaveURL("/conditions");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/conditions/i);
  expect(await page.evaluate(() => "sameDocument" in window), "a document of its own").toBe(false);
  await page.goto("/consultation");
  await form.fill(name);
  await expectNoApp(page);
  await form.send().click();
  await expect(page).toHaveURL("/consultation/received");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have your request");
  expect(stored(name, site)).toMatchObject([{ phone: "(555) 010-0123", message: "Mornings are good." }]);
}

const follow = (page: Page, path: string) => page.evaluate((path) => document.querySelector<HTMLElement>(`a[href="${path}"]`)!.click(), path);

/** Nothing of the app is there, and nobody is told what a WebAssembly is. */
async function expectNoApp(page: Page) {
  await expect(page.locator("html[data-app]")).toHaveCount(0);
  expect(await page.locator("body").innerText()).not.toMatch(frightening);
}

test.describe("the app cannot start", () => {
  for (const [row, missing, heard] of [
    ["no WebAssembly at all", () => void delete (window as any).WebAssembly, []],
    [
      "no memory for it",
      () => {
        const noMemory = async () => {
          throw new RangeError("WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance");
        };
        Object.assign(WebAssembly, { instantiate: noMemory, instantiateStreaming: noMemory });
      },
      [],
    ],
    [
      "a browser that does not know what it is compiled to",
      () => {
        const unknown = async () => {
          throw new WebAssembly.CompileError("WebAssembly.instantiateStreaming(): invalid opcode 0xfc");
        };
        Object.assign(WebAssembly, { instantiate: unknown, instantiateStreaming: unknown });
      },
      [],
    ],
  ] as const) {
    test(row, async ({ page, quiet }) => {
      quiet.allow.push(...heard);
      await page.addInitScript(missing);
      await readsLinksAndSends(page, `Sample Visitor ${row}`);
    });
  }

  for (const [row, file] of [["its script", app.script], ["its WebAssembly", app.wasm]] as const) {
    for (const status of [404, 503]) {
      test(`${row} is answered ${status}`, async ({ page, quiet }) => {
        // The browser's own words for it.
        quiet.allow.push(new RegExp(`status of ${status}`), /integrity/i);
        let asked = 0;
        await page.route(`**/${file}`, (route) => {
          asked += 1;
          return route.fulfill({ status, contentType: "text/html", body: "<h1>No</h1>" });
        });
        await readsLinksAndSends(page, `Sample Visitor ${row} ${status}`);
        expect(asked).toBeGreaterThan(0);
      });
    }
  }

  for (const kind of ["script", "wasm"] as const) {
    test(`a ${kind} that is not the build's is refused`, async ({ browser }) => {
      const folder = tampered(sites.root.folder, kind);
      const host = await intakeHost({ site: folder });
      const page = await browser.newPage({ baseURL: host.origin });
      const heard: string[] = [];
      page.on("console", (message) => heard.push(message.text()));
      await page.goto("/");
      await expect.poll(() => heard.join("\n")).toMatch(/integrity/i);
      await readsLinksAndSends(page, `Sample Visitor Tampered ${kind}`, { ...sites.root, database: host.database });
      expect(await page.evaluate(() => "tampered" in window), "nothing of it has run").toBe(false);
      await page.close();
      await host.stop();
      rmSync(resolve(folder, ".."), { recursive: true });
    });
  }
});

test.describe("an old browser", () => {
  /** The pages as a browser understands them that lacks something: what it does not know, it passes over. */
  async function without(page: Page, ...parts: [RegExp, string][]) {
    await page.route("**/*", async (route) => {
      if (route.request().resourceType() !== "document" || route.request().method() !== "GET") return route.fallback();
      const answer = await route.fetch({ maxRedirects: 0 });
      if (!answer.headers()["content-type"]?.startsWith("text/html")) return route.fulfill({ response: answer });
      let html = (await answer.text()).replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
      for (const [part, instead] of parts) {
        expect(html).toMatch(part);
        html = html.replace(part, instead);
      }
      const { "content-security-policy": _, ...headers } = answer.headers();
      await route.fulfill({ response: answer, headers, body: html });
    });
  }
  const modules: [RegExp, string] = [/type="(module|importmap)"/g, 'type="unknown"'];

  test("that knows no modules", async ({ page }) => {
    await without(page, modules);
    await readsLinksAndSends(page, "Sample Visitor No Modules");
  });

  test("that knows no :has() shows both ways of contact", async ({ page }) => {
    await without(page, modules, [/:has\(/g, ":unknown("]);
    await page.goto("/consultation");
    const form = new ConsultationForm(page);
    await expect(form.phone()).toBeVisible();
    await expect(form.email()).toBeVisible();
    await readsLinksAndSends(page, "Sample Visitor No Has");
  });

  test("that knows no cascade layers shows all text, without style", async ({ page }) => {
    await without(page, modules, [/@layer/g, "@unknown"]);
    await page.goto("/");
    await expect(page.getByRole("link", { name: /988/ }).first()).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
    await readsLinksAndSends(page, "Sample Visitor No Layers");
  });

  test("that lacks what only some have runs the app all the same", async ({ page }) => {
    await page.addInitScript(() => {
      for (const name of ["requestIdleCallback", "scheduler", "navigation"]) delete (window as any)[name];
      delete (WebAssembly as any).instantiateStreaming;
      Object.defineProperty(navigator, "connection", { value: undefined });
    });
    await page.goto("/");
    await appRuns(page);
    await follow(page, "/consultation");
    await expect(page).toHaveURL("/consultation");
    const form = new ConsultationForm(page);
    await form.fill("Sample Visitor Other Browser");
    await form.send().click();
    await expect(page.getByText("Your reference is")).toBeVisible();
    expect(stored("Sample Visitor Other Browser")).toHaveLength(1);
  });
});

test.describe("the app breaks", () => {
  const takeMemory = (page: Page) => page.evaluate(takeAllMemory, `/${app.script}`);

  const reachForALink = (page: Page) => page.evaluate(() => document.querySelector<HTMLElement>("main a")!.focus());

  const somethingWrong = "Something went wrong on this page. Your answers are still here. Press “Send request” to send them.";

  /** The console gets the error; the visitor gets a sentence, the answers, and a form that works. */
  async function saysSoAndSends(page: Page, name: string) {
    const form = new ConsultationForm(page);
    await expect(page.getByRole("status").filter({ hasText: somethingWrong })).toBeVisible();
    await expectNoApp(page);
    await form.expectFilled(name);
    // Nobody counts any more: what stands there is what stood there at first.
    await expect(page.locator("#message-limit")).toHaveText(limit);
    await form.send().click();
    await expect(page).toHaveURL("/consultation/received");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have your request");
    expect(stored(name)).toMatchObject([{ phone: "(555) 010-0123", message: "Mornings are good." }]);
  }

  test.beforeEach(({ quiet }) => {
    // The router writes some of them to the console itself.
    quiet.allow.push(/^error: (?:RuntimeError: )?(unreachable|memory access out of bounds|null function or function signature mismatch|table index is out of bounds|broken by the test)/);
  });

  test("not because another program's WebAssembly does, such as an add-on's", async ({ page }) => {
    const name = "Sample Visitor Other Program";
    await page.goto("/consultation");
    await appRuns(page);
    await page.evaluate(async () => {
      // One function without parameters, exported as `f`: unreachable.
      const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 0x66, 0, 0, 10, 5, 1, 3, 0, 0, 11];
      const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes));
      const failed = new Promise((resolve) => addEventListener("error", resolve, { once: true }));
      setTimeout(instance.exports.f as () => void);
      await failed;
    });
    await appRuns(page);
    const form = new ConsultationForm(page);
    await form.fill(name);
    await form.send().click();
    // The browser's own form would lead to the confirmation without a reference.
    await expect(page.getByText("Your reference is")).toBeVisible();
    expect(stored(name)).toHaveLength(1);
  });

  test("not because a browser's add-on has changed its part of the page: it does not start there", async ({ page }) => {
    await page.addInitScript(() => {
      addEventListener("DOMContentLoaded", () => {
        const app = document.querySelector("#app")!;
        app.replaceChildren(...[...app.children].map((child) => {
          const wrapper = document.createElement("add-on");
          wrapper.append(child);
          return wrapper;
        }));
      });
    });
    await readsLinksAndSends(page, "Sample Visitor Add-on");
  });

  test("before anything is typed", async ({ page }) => {
    const name = "Sample Visitor Before";
    await page.goto("/consultation");
    await appRuns(page);
    await takeMemory(page);
    await new ConsultationForm(page).fill(name);
    await saysSoAndSends(page, name);
  });

  test("while typing", async ({ page }) => {
    const name = "Sample Visitor While";
    const form = new ConsultationForm(page);
    await page.goto("/consultation");
    await appRuns(page);
    await form.fill(name);
    await form.message().fill("Mornings");
    await takeMemory(page);
    await form.message().pressSequentially(" are good.");
    await saysSoAndSends(page, name);
  });

  test("because the browser throws where nobody expects it", async ({ page }) => {
    const name = "Sample Visitor Thrown";
    await page.goto("/consultation");
    await appRuns(page);
    await page.evaluate(() => {
      FormData.prototype.get = () => {
        throw new TypeError("broken by the test");
      };
    });
    await new ConsultationForm(page).fill(name);
    await saysSoAndSends(page, name);
  });

  test("when the button is pressed: the press sends all the same", async ({ page }) => {
    const name = "Sample Visitor Pressed";
    const form = new ConsultationForm(page);
    await page.goto("/consultation");
    await appRuns(page);
    await form.fill(name);
    await form.send().focus();
    await takeMemory(page);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL("/consultation/received");
    await expect(page.getByText("Your reference is")).toBeHidden();
    expect(stored(name)).toHaveLength(1);
  });

  test("while sending: pressing again stores the request once", async ({ page }) => {
    const name = "Sample Visitor Sending";
    const form = new ConsultationForm(page);
    const gate = new Gate();
    const posts: string[] = [];
    await page.route("**/api/consultations", async (route) => {
      posts.push(route.request().headers()["content-type"]);
      if (posts.length > 1) return route.continue();
      // Stored, but the answer does not come before the app has broken.
      const answer = await route.fetch();
      await gate.opened;
      await route.fulfill({ response: answer });
    });
    await page.goto("/consultation");
    await appRuns(page);
    await form.fill(name);
    await form.send().click();
    await expect.poll(() => stored(name).length).toBe(1);
    await takeMemory(page);
    gate.open();
    await saysSoAndSends(page, name);
    expect(posts).toEqual(["application/json", "application/x-www-form-urlencoded"]);
  });

  test("on another page: the form comes back with the answers", async ({ page }) => {
    const name = "Sample Visitor Elsewhere";
    const form = new ConsultationForm(page);
    await page.goto("/consultation");
    await appRuns(page);
    await form.fill(name);
    await follow(page, "/privacy");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/privacy/i);
    await takeMemory(page);
    await reachForALink(page);
    await saysSoAndSends(page, name);
  });

  test("when a link is followed from another page: the answers are not left without asking", async ({ page }) => {
    const name = "Sample Visitor Follows";
    const form = new ConsultationForm(page);
    const asked: string[] = [];
    page.on("dialog", (dialog) => (asked.push(dialog.type()), void dialog.dismiss()));
    await page.goto("/consultation");
    await appRuns(page);
    await form.fill(name);
    await follow(page, "/privacy");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/privacy/i);
    await takeMemory(page);
    await follow(page, "/accessibility");
    await expect.poll(() => asked).toEqual(["beforeunload"]);
    await saysSoAndSends(page, name);
  });

  test("on another page, after the request was sent: nothing to send again", async ({ page }) => {
    const name = "Sample Visitor Sent Before";
    const form = new ConsultationForm(page);
    const gate = new Gate();
    await page.route("**/api/consultations", async (route) => {
      const answer = await route.fetch();
      await gate.opened;
      await route.fulfill({ response: answer });
    });
    await page.goto("/consultation");
    await appRuns(page);
    await form.fill(name);
    await form.send().click();
    await expect.poll(() => stored(name).length).toBe(1);
    await follow(page, "/privacy");
    await expect(page).toHaveURL("/privacy");
    gate.open();
    await expect(page.getByRole("status").filter({ hasText: "We have your request." })).toBeVisible();
    await takeMemory(page);
    await reachForALink(page);
    await expectNoApp(page);
    await expect(page.getByRole("textbox")).toHaveCount(0);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conditions" }).click();
    await expect(page).toHaveURL("/conditions");
    await appRuns(page);
  });

  test("then leaving with answers asks first, sending and calling for help do not", async ({ page }) => {
    const name = "Sample Visitor Leaves";
    const form = new ConsultationForm(page);
    const asked: string[] = [];
    page.on("dialog", (dialog) => (asked.push(dialog.type()), void dialog.dismiss()));
    await page.goto("/consultation");
    await appRuns(page);
    await form.fill(name);
    await takeMemory(page);
    await form.name().fill(name);
    await expect(page.getByRole("status").filter({ hasText: somethingWrong })).toBeVisible();
    await page.evaluate(() => location.assign("/privacy"));
    await expect.poll(() => asked).toEqual(["beforeunload"]);
    await form.expectFilled(name);
    const help = page.getByRole("link", { name: /988/ }).first();
    await help.evaluate((link) => link.addEventListener("click", (event) => event.preventDefault(), true));
    await help.click();
    expect(await page.evaluate(() => dispatchEvent(new Event("beforeunload", { cancelable: true }))), "may leave").toBe(true);
    await saysSoAndSends(page, name);
    expect(asked).toHaveLength(1);
  });
});
