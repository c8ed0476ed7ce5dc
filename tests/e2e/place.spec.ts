// Layout below the window waits for the first paint (style/first-paint.css). No place in a page may be lost by that.
import type { Page } from "@playwright/test";
import { appRuns, expect, test } from "./pages";

test.use({ viewport: { width: 800, height: 600 } });

/** How far below the upper edge of the window a heading stands, in whole pixels. */
const topOf = (page: Page, id: string) => page.evaluate((id) => Math.round(document.getElementById(id)!.getBoundingClientRect().top), id);

/** Whether the sources at the page's end are laid out. */
const isLaidOut = (page: Page) => page.evaluate(() => document.querySelector(".sources cite")!.checkVisibility({ contentVisibilityAuto: true }));

/** Until the place is kept with the history entry, and with that all is laid out and has come to rest. */
const restsKept = async (page: Page) => {
  await expect(page.locator("[data-begin]")).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => scrollY > 0 && history.state === scrollY)).toBe(true);
};

/** Runs in the page before anything else: what waits for the browser to be idle waits for `goOn`. */
const neverIdle = () => {
  const whenIdle = requestIdleCallback;
  let held: IdleRequestCallback[] | undefined = [];
  self.requestIdleCallback = (run) => held?.push(run) ?? whenIdle(run);
  const goOn = () => {
    const runs = held!;
    held = undefined;
    runs.forEach((run) => whenIdle(run));
  };
  Object.assign(self, { goOn });
};

/** Jumps down the article, follows a link, goes back, and finds the place. */
async function looksUpAndComesBack(page: Page) {
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
  await restsKept(page);
  const place = await topOf(page, "what-to-know");
  await page.evaluate(() => document.querySelector<HTMLElement>("a[href='/privacy']")!.click());
  await expect(page).toHaveURL("/privacy");
  await page.goBack();
  await expect(page).toHaveURL("/");
  await expect.poll(() => topOf(page, "what-to-know")).toBe(place);
}

test("what stands below the window is laid out after the first paint, bit by bit and without a scroll", async ({ page }) => {
  await page.addInitScript(neverIdle);
  await page.addInitScript(() => {
    Object.assign(self, { shifts: [] });
    new PerformanceObserver((list) => (self as any).shifts.push(...list.getEntries().map((shift) => (shift as any).value))).observe({ type: "layout-shift" });
  });
  await page.goto("/");
  expect(await isLaidOut(page)).toBe(false);
  await page.evaluate(() => (self as any).goOn());
  await expect.poll(() => isLaidOut(page)).toBe(true);
  await expect(page.locator("[data-begin]")).toHaveCount(0);
  await appRuns(page);
  expect(await page.evaluate(() => [scrollY, (self as any).shifts])).toEqual([0, []]);
});

test("nothing moves under the eyes of who scrolls before that", async ({ page }) => {
  const heading = "how-long-does-the-benefit-last";
  await page.addInitScript(neverIdle);
  await page.goto("/");
  await page.mouse.move(400, 400);
  await page.mouse.wheel(0, 3000);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(2500);
  // Once the wheel's own movement has ended.
  let before = NaN;
  await expect.poll(async () => before === (before = await topOf(page, heading))).toBe(true);
  expect(await page.locator("[data-begin]").count()).toBe(1);
  await page.evaluate(() => (self as any).goOn());
  await restsKept(page);
  expect(await isLaidOut(page)).toBe(true);
  expect(Math.abs((await topOf(page, heading)) - before)).toBeLessThan(4);
});

test("a link to a section from elsewhere leads to it, with everything laid out", async ({ page }) => {
  await page.goto("/#final-thoughts");
  expect(await isLaidOut(page)).toBe(true);
  await appRuns(page);
  const top = await topOf(page, "final-thoughts");
  expect(top).toBeGreaterThanOrEqual(0);
  expect(top).toBeLessThan(120);
});

test("the contents list leads to a section far down, and it stays where it is", async ({ page }) => {
  await page.goto("/");
  await appRuns(page);
  await page.getByRole("navigation", { name: "On this page" }).getByRole("link", { name: "Coping strategies" }).click();
  await expect(page).toHaveURL("/#coping-strategies");
  await expect.poll(() => page.evaluate(() => scrollY > 0 && history.state === scrollY)).toBe(true);
  const top = await topOf(page, "coping-strategies");
  expect(top).toBeGreaterThanOrEqual(0);
  expect(top).toBeLessThan(120);
});

test("who jumps down the page, looks something up and comes back finds the place", async ({ page }) => {
  await page.goto("/");
  await appRuns(page);
  await looksUpAndComesBack(page);
});

test("whoever loads the page again, or comes back to it from another site, finds the place", async ({ page }) => {
  await page.goto("/");
  await appRuns(page);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
  await restsKept(page);
  const place = await topOf(page, "what-to-know");
  await page.reload();
  await expect.poll(() => topOf(page, "what-to-know")).toBe(place);
  await page.goto("about:blank");
  await page.goBack();
  await expect.poll(() => topOf(page, "what-to-know")).toBe(place);
});

test("the rest of a page that the app brings is laid out by itself", async ({ page }) => {
  await page.goto("/privacy");
  await appRuns(page);
  await expect(page.locator("[data-begin]")).toHaveCount(0);
  await page.getByRole("banner").getByRole("link", { name: "Ketamine for depression" }).click();
  await expect(page).toHaveURL("/");
  await expect.poll(() => isLaidOut(page)).toBe(true);
  await expect(page.locator("[data-begin]")).toHaveCount(0);
  expect(await page.evaluate(() => scrollY)).toBe(0);
});

test("a page that the app brings is begun in the same way, and loses no place", async ({ page }) => {
  await page.addInitScript(neverIdle);
  await page.goto("/privacy");
  const article = page.getByRole("banner").getByRole("link", { name: "Ketamine for depression" });
  // Reaching for a link starts the app, even where the browser is never idle.
  await article.hover();
  await appRuns(page);
  await article.click();
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  expect(await isLaidOut(page)).toBe(false);
  await page.evaluate(() => (self as any).goOn());
  await expect.poll(() => isLaidOut(page)).toBe(true);
  await expect(page.locator("[data-begin]")).toHaveCount(0);
  expect(await page.evaluate(() => scrollY)).toBe(0);

  await looksUpAndComesBack(page);

  await page.goBack();
  await page.evaluate(() => {
    const link = document.createElement("a");
    link.href = "/#final-thoughts";
    document.querySelector("main")!.append(link);
    link.click();
  });
  await expect(page).toHaveURL("/#final-thoughts");
  expect(await isLaidOut(page)).toBe(true);
  const top = await topOf(page, "final-thoughts");
  expect(top).toBeGreaterThanOrEqual(0);
  expect(top).toBeLessThan(120);
});
