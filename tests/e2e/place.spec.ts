// Places in a page: whoever comes to one, or back to one, finds it.
import type { Page } from "@playwright/test";
import { appRuns, expect, test } from "./pages";

test.use({ viewport: { width: 800, height: 600 } });

/** How far below the upper edge of the window a heading stands, in whole pixels. */
const topOf = (page: Page, id: string) => page.evaluate((id) => Math.round(document.getElementById(id)!.getBoundingClientRect().top), id);

/** Until the place is kept with the history entry. */
const restsKept = async (page: Page) => {
  await expect.poll(() => page.evaluate(() => scrollY > 0 && history.state === scrollY)).toBe(true);
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

test("a link to a section from elsewhere leads to it", async ({ page }) => {
  await page.goto("/#final-thoughts");
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

test("a page that the app brings begins at its top and loses no place", async ({ page }) => {
  await page.goto("/privacy");
  await appRuns(page);
  await page.getByRole("banner").getByRole("link", { name: "Ketamine for depression" }).click();
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
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
  const top = await topOf(page, "final-thoughts");
  expect(top).toBeGreaterThanOrEqual(0);
  expect(top).toBeLessThan(120);
});
