import { expect, test as base } from "@playwright/test";
import puppeteer, { type Browser, type ElementHandle, type Page } from "puppeteer-core";
import { sites } from "./intake";

/** Where Firefox is; empty if this machine has none. */
export const firefoxProgram = process.env.FIREFOX ?? "";

/**
 * Firefox, spoken to in WebDriver BiDi, the W3C's protocol: Debian's own package understands it without a driver.
 * Playwright knows only a Firefox that was built for it.
 */
export const test = base.extend<{ visit: Visit; scripting: boolean }, { firefox: (scripting: boolean) => Promise<Browser> }>({
  firefox: [
    async ({}, use) => {
      const running = new Map<boolean, Promise<Browser>>();
      await use((scripting) => {
        if (!running.has(scripting)) running.set(scripting, start(scripting));
        return running.get(scripting)!;
      });
      for (const browser of running.values()) await (await browser).close();
    },
    // Starting it takes most of the time.
    { scope: "worker", timeout: 90_000 },
  ],
  scripting: [true, { option: true }],
  visit: async ({ firefox, scripting }, use) => {
    const context = await (await firefox(scripting)).createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width: 1024, height: 768 });
    await use(new Visit(page));
    await context.close();
  },
});

function start(scripting: boolean) {
  return puppeteer.launch({
    browser: "firefox",
    executablePath: firefoxProgram,
    headless: true,
    timeout: 60_000,
    extraPrefsFirefox: { "javascript.enabled": scripting, "ui.prefersReducedMotion": 1 },
  });
}

/** What a visitor does and sees in Firefox. Elements are named as assistive technology names them. */
export class Visit {
  readonly errors: string[] = [];

  constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => this.errors.push(message.text()));
  }

  async opens(path: string) {
    const address = `http://127.0.0.1:${sites.root.port}${path}`;
    const response = await this.page.goto(address);
    // Over BiDi puppeteer does not hear of every answer in time.
    return response?.status() ?? (await fetch(address)).status;
  }

  /** Waits until the app has taken the page over. */
  async appRuns() {
    await this.page.waitForSelector("html[data-app]");
  }

  path() {
    const { pathname, hash } = new URL(this.page.url());
    return pathname + hash;
  }

  /** The first element with this role and accessible name in a part of the page, as soon as there is one. */
  async element(role: string, name: string, within = "body"): Promise<ElementHandle<Element>> {
    let found: ElementHandle<Element> | undefined;
    // Puppeteer's own way of waiting needs the page's timers, which stand still without scripting.
    await expect(async () => {
      const part = await this.page.evaluateHandle((within) => document.querySelector(within)!, within);
      for await (const element of part.queryAXTree(name, role)) found ??= element as ElementHandle<Element>;
      expect(found, `there is a ${role} “${name}” in ${within}`).toBeDefined();
    }).toPass();
    return found!;
  }

  /** A click where the element is, once it has come to rest there: nobody clicks within the moment of a change. */
  async clicks(role: string, name: string, within?: string) {
    const element = await this.element(role, name, within);
    await element.evaluate((element) => element.scrollIntoView({ block: "center" }));
    const middle = () =>
      element.evaluate((element) => {
        const [{ x, y, width, height }] = element.getClientRects();
        return { x: x + width / 2, y: y + height / 2 };
      });
    let place = await middle();
    for (let before; before?.x !== place.x || before?.y !== place.y; place = await middle()) {
      before = place;
      await new Promise((next) => setTimeout(next, 100));
    }
    await this.page.mouse.click(place.x, place.y);
  }

  async types(name: string, text: string) {
    await this.clicks("textbox", name);
    await this.page.keyboard.type(text);
  }

  heading() {
    return this.page.evaluate(() => document.querySelector("h1")?.textContent);
  }

  /** What has the focus: the tag, and the text it begins with. */
  focus() {
    return this.page.evaluate(() => {
      const element = document.activeElement!;
      return `${element.tagName.toLowerCase()} ${element.textContent!.trim()}`;
    });
  }

  shows(text: string, within = "main") {
    const seen = ([within, text]: string[]) => document.querySelector<HTMLElement>(within)!.innerText.includes(text);
    return this.page.evaluate(seen, [within, text]);
  }
}
