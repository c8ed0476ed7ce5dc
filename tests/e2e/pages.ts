import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test as base, type Page } from "@playwright/test";
import { sites } from "./intake";

/** Every route of the site with its heading, in the content of the tests. */
export const routes = [
  { path: "/", heading: /ketamine/i },
  { path: "/conditions", heading: /conditions/i },
  { path: "/conditions/depression", heading: "Depression" },
  { path: "/conditions/anxiety", heading: /anxiety/i },
  { path: "/conditions/bipolar-disorder", heading: /bipolar/i },
  { path: "/conditions/ptsd", heading: /PTSD/ },
  { path: "/consultation", heading: "Request a consultation" },
  { path: "/consultation/received", heading: "We have your request" },
  { path: "/privacy", heading: /privacy/i },
  { path: "/accessibility", heading: /accessibility/i },
];

/** An address that leads nowhere. */
export const missing = "/no/such/page";

/** The paths of all pages of the built site, read from its sitemap, so that none is forgotten: what a new content
 * file adds is tested by itself. Two are not in it, since nobody should find them by searching. */
export function everyPage(site = sites.root): string[] {
  const sitemap = join(site.folder, "sitemap.xml");
  if (!existsSync(sitemap)) throw new Error(`there is no ${sitemap}; make test-browser builds the site`);
  const named = [...readFileSync(sitemap, "utf8").matchAll(/<loc>https:\/\/[^/<]+(.*?)<\/loc>/g)];
  return [...named.map(([, path]) => path), "/consultation/received", missing];
}

/** What Chromium says when a page of the site, which moves to the next one, leads to one that takes no part in that, such
 * as intake's. Older versions have other words for it. */
export const transitionSkipped = /ViewTransition opt-in disabled|Transition was skipped/;

/** A test that fails on any console message, page error or request to another origin. */
export const test = base.extend<{ quiet: { allow: RegExp[] } }>({
  quiet: [
    async ({ page, baseURL }, use) => {
      const quiet = { allow: [] as RegExp[] };
      const heard: string[] = [];
      page.on("console", (message) => heard.push(`${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => heard.push(`error: ${error.message}`));
      page.on("request", (request) => {
        if (new URL(request.url()).origin !== new URL(baseURL ?? "").origin) heard.push(`request: ${request.url()}`);
      });
      await use(quiet);
      // What a test answers itself may still be under way for a page that goes on fetching.
      await page.unrouteAll({ behavior: "ignoreErrors" });
      expect(heard.filter((line) => !quiet.allow.some((allowed) => allowed.test(line)))).toEqual([]);
    },
    { auto: true },
  ],
});

/** Waits until the app has taken the page over: the router marks nothing, so the form or a link is asked. */
export async function appRuns(page: Page) {
  await page.waitForFunction(() => document.documentElement.hasAttribute("data-app"));
}

/** The consultation page as a visitor uses it. */
export class ConsultationForm {
  constructor(readonly page: Page) {}

  name = () => this.page.getByLabel("Full name");
  byPhone = () => this.page.getByLabel("Phone call");
  byText = () => this.page.getByLabel("Text message");
  byEmail = () => this.page.getByRole("radio", { name: "Email" });
  phone = () => this.page.getByLabel("Phone number");
  email = () => this.page.getByLabel("Email address");
  topic = () => this.page.getByLabel("What is your request about?");
  message = () => this.page.getByLabel("Message (optional)");
  consent = () => this.page.getByRole("checkbox");
  send = () => this.page.getByRole("button", { name: "Send request" });
  summary = () => this.page.getByRole("group", { name: "There is a problem" });

  async fill(name: string) {
    await this.name().fill(name);
    await this.byPhone().check();
    await this.phone().fill("(555) 010-0123");
    await this.message().fill("Mornings are good.");
    await this.consent().check();
  }

  /** Everything typed is still there. */
  async expectFilled(name: string) {
    await expect(this.name()).toHaveValue(name);
    await expect(this.byPhone()).toBeChecked();
    await expect(this.phone()).toHaveValue("(555) 010-0123");
    await expect(this.message()).toHaveValue("Mornings are good.");
    await expect(this.consent()).toBeChecked();
  }
}

export { expect };
