// Between two addresses of one route the router keeps the view; the page is another one all the same.
import type { Page } from "@playwright/test";
import { appRuns, expect, test } from "./pages";

const follow = (page: Page, path: string) => page.evaluate((path) => document.querySelector<HTMLElement>(`footer a[href="${path}"]`)!.click(), path);

/** What a document of its own shows at an address. */
async function nativePage(page: Page, path: string) {
  await page.goto(path);
  return {
    title: await page.title(),
    heading: await page.locator("h1").innerText(),
    canonical: await page.locator("link[rel=canonical]").getAttribute("href"),
    main: await page.locator("main").innerText(),
  };
}

async function shows(page: Page, path: string, native: Awaited<ReturnType<typeof nativePage>>) {
  await expect(page).toHaveURL(path);
  await expect(page).toHaveTitle(native.title);
  await expect(page.locator("h1")).toHaveText(native.heading);
  await expect(page.locator("h1")).toBeFocused();
  await expect(page.locator("link[rel=canonical]")).toHaveAttribute("href", native.canonical!);
  await expect.poll(() => page.locator("main").innerText()).toBe(native.main);
}

for (const [first, second] of [["/conditions/depression", "/conditions/anxiety"], ["/privacy", "/accessibility"]]) {
  test(`from ${first} to ${second} and back`, async ({ page }) => {
    const [one, other] = [await nativePage(page, first), await nativePage(page, second)];
    await page.goto(first);
    await appRuns(page);
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await follow(page, second);
    await shows(page, second, other);
    await page.goBack();
    await shows(page, first, one);
    await page.goForward();
    await shows(page, second, other);
    await follow(page, first);
    await shows(page, first, one);
    expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  });
}
