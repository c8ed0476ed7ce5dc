// A new release while visitors hold pages of the one before, and a return to that. Nothing of the earlier release is
// left on the host, as on hosts that replace everything at once, unless a test says otherwise.
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { intakeHost, nginxHost, nginxProgram, type Host } from "./hosts";
import { sites, stored } from "./intake";
import { appRuns, ConsultationForm, expect, routes, test as base } from "./pages";
import { anotherBuild, appFiles, buildOf } from "./releases";

type Kind = "intake" | "nginx";
const start: Record<Kind, (site: string) => Promise<Host>> = {
  intake: (site) => intakeHost({ site }),
  nginx: (site) => nginxHost({ site }),
};
const yesterday = sites.root.folder;

const test = base.extend<
  { kind: Kind; host: Host; form: ConsultationForm },
  { running: (kind: Kind) => Promise<Host>; today: string }
>({
  kind: ["intake", { option: true }],
  today: [
    async ({}, use) => {
      const folder = anotherBuild(yesterday);
      await use(folder);
      rmSync(resolve(folder, ".."), { recursive: true });
    },
    { scope: "worker" },
  ],
  running: [
    async ({}, use) => {
      const started = new Map<Kind, Promise<Host>>();
      await use((kind) => {
        if (!started.has(kind)) started.set(kind, start[kind](yesterday));
        return started.get(kind)!;
      });
      for (const host of started.values()) await (await host).stop();
    },
    { scope: "worker" },
  ],
  host: async ({ running, kind }, use) => {
    const host = await running(kind);
    await host.publish(yesterday);
    await use(host);
  },
  baseURL: ({ host }, use) => use(host.origin),
  ignoreHTTPSErrors: true,
  form: ({ page }, use) => use(new ConsultationForm(page)),
});

const shownBuild = (page: Page) => page.evaluate(() => document.documentElement.dataset.build);
const follow = (page: Page, path: string) => page.evaluate((path) => document.querySelector<HTMLElement>(`a[href="${path}"]`)!.click(), path);
const storedOn = (host: Host, name: string) => stored(name, { ...sites.root, database: host.database });

/** Marks the document, to tell it from one that was loaded in its place. */
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { sameDocument: true }));
const isMarked = (page: Page) => page.evaluate(() => "sameDocument" in window);

/** The app starts only when someone reaches for a link or a field, and here not even then before the test says so. */
async function withoutAppYet(page: Page) {
  await page.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
}

for (const kind of ["intake", "nginx"] as const) {
  test.describe(`on ${kind}`, () => {
    test.use({ kind });
    test.skip(kind === "nginx" && !nginxProgram && !process.env.CI, "this machine has no nginx");

    for (const direction of ["a new release", "a return to the release before"]) {
      test(`after ${direction} a link leads to its page, and reloading to its app`, async ({ page, host, today }) => {
        const [before, after] = direction === "a new release" ? [yesterday, today] : [today, yesterday];
        await host.publish(before);
        await page.goto("/");
        await appRuns(page);
        expect(await shownBuild(page)).toBe(buildOf(before));
        await host.publish(after);
        await follow(page, "/accessibility");
        await expect(page).toHaveURL("/accessibility");
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(/accessibility/i);
        await appRuns(page);
        expect(await shownBuild(page)).toBe(buildOf(after));
        await page.goBack();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(/ketamine/i);
        await page.reload();
        await appRuns(page);
        expect(await shownBuild(page)).toBe(buildOf(after));
      });

      test(`after ${direction} a form that was open is sent once and confirmed with its reference`, async ({ page, host, today, form }) => {
        const [before, after] = direction === "a new release" ? [yesterday, today] : [today, yesterday];
        const name = `Sample Visitor ${kind} ${direction}`;
        await host.publish(before);
        await page.goto("/consultation");
        await appRuns(page);
        await form.name().fill(name);
        await host.publish(after);
        await form.fill(name);
        await form.send().click();
        await expect(page).toHaveURL("/consultation/received");
        await expect(page.getByRole("heading", { level: 1, name: "We have your request" })).toBeFocused();
        const [request, ...others] = storedOn(host, name);
        expect(others).toEqual([]);
        await expect(page.getByText("Your reference is")).toContainText(request.id.slice(0, 4).toUpperCase());
        await follow(page, "/privacy");
        await expect(page).toHaveURL("/privacy");
        await appRuns(page);
        expect(await shownBuild(page)).toBe(buildOf(after));
      });
    }

    test("answers typed on yesterday's page survive looking something up on today's", async ({ page, host, today, form }) => {
      const name = `Sample Visitor ${kind} Looks Up`;
      page.on("dialog", (dialog) => void dialog.accept());
      await page.goto("/consultation");
      await appRuns(page);
      await mark(page);
      await form.fill(name);
      await host.publish(today);
      await follow(page, "/accessibility");
      await expect(page).toHaveURL("/accessibility");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(/accessibility/i);
      await page.evaluate(() => document.querySelector<HTMLElement>('a[href="/consultation"]')!.click());
      await expect(page).toHaveURL("/consultation");
      await form.expectFilled(name);
      await page.goBack();
      await expect(page).toHaveURL("/accessibility");
      await page.goForward();
      await form.expectFilled(name);
      expect(await isMarked(page)).toBe(true);
      await form.send().click();
      await expect(page).toHaveURL("/consultation/received");
      expect(storedOn(host, name)).toHaveLength(1);
    });

    test("reloading yesterday's page asks first where something is typed, and gives today's form", async ({ page, host, today, form }) => {
      const name = `Sample Visitor ${kind} Reloads`;
      const asked: string[] = [];
      page.on("dialog", (dialog) => (asked.push(dialog.type()), void dialog.accept()));
      await page.goto("/consultation");
      await appRuns(page);
      await form.fill(name);
      await host.publish(today);
      await page.reload();
      expect(asked).toEqual(["beforeunload"]);
      await appRuns(page);
      expect(await shownBuild(page)).toBe(buildOf(today));
      await form.fill(name);
      await form.send().click();
      await expect(page).toHaveURL("/consultation/received");
      expect(storedOn(host, name)).toHaveLength(1);
    });

    test("a page whose app is gone before it was started reads, links and sends without it", async ({ page, host, today, form, quiet }) => {
      const name = `Sample Visitor ${kind} Without App`;
      quiet.allow.push(/Failed to load resource: the server responded with a status of 404/, /Failed to find a valid digest|integrity/i);
      await withoutAppYet(page);
      await page.goto("/consultation");
      await host.publish(today);
      const refused = page.waitForResponse((answer) => answer.url().endsWith(appFiles(yesterday).script));
      await form.fill(name);
      expect((await refused).status()).toBe(404);
      await form.expectFilled(name);
      await form.send().click();
      await expect(page).toHaveURL("/consultation/received");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have your request");
      expect(storedOn(host, name)).toHaveLength(1);
      expect(await shownBuild(page)).toBe(buildOf(today));
      await host.publish(yesterday);
      await page.goto("/");
      await host.publish(today);
      await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conditions" }).click();
      await expect(page).toHaveURL("/conditions");
      expect(await shownBuild(page)).toBe(buildOf(today));
    });

    test("where the earlier app's files are kept, as deploy/publish.sh does, it still starts", async ({ page, host, today, form }) => {
      const name = `Sample Visitor ${kind} Kept App`;
      await withoutAppYet(page);
      await page.goto("/consultation");
      await host.publish(today, 30);
      await form.fill(name);
      await appRuns(page);
      expect(await shownBuild(page)).toBe(buildOf(yesterday));
      await form.expectFilled(name);
      await form.send().click();
      await expect(page).toHaveURL("/consultation/received");
      await expect(page.getByText("Your reference is")).toBeVisible();
      expect(storedOn(host, name)).toHaveLength(1);
    });

    test("every page of the new release loads under its own policy", async ({ page, host, today }) => {
      await host.publish(today);
      for (const { path, heading } of routes) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
        await appRuns(page);
        expect(await shownBuild(page)).toBe(buildOf(today));
      }
    });
  });
}
