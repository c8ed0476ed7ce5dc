import { appRuns, expect, routes, test } from "./pages";

test("links go from page to page inside the app, with title, focus and position", async ({ page }) => {
  await page.goto("/");
  await appRuns(page);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conditions" }).click();
  await expect(page).toHaveURL("/conditions");
  await expect(page).toHaveTitle(/^Conditions/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conditions" })).toHaveAttribute("aria-current", "page");
  for (const { path, heading } of routes.filter(({ path }) => path.startsWith("/conditions/"))) {
    await page.getByRole("contentinfo").locator(`a[href="${path}"]`).click();
    await expect(page).toHaveURL(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  }
  expect(await page.evaluate(() => (window as any).sameDocument)).toBe(true);
});

test("a link that is followed as soon as the app runs shows its page, and the page stays", async ({ page }) => {
  await page.clock.install();
  await page.goto("/privacy");
  await appRuns(page);
  await page.evaluate(() => document.querySelector<HTMLElement>(".menu a[href='/conditions']")!.click());
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText(/conditions/i);
  // What the app does once it has time must not touch it.
  await page.clock.fastForward(10_000);
  await expect(heading).toHaveText(/conditions/i, { timeout: 1_000 });
  expect(await page.getByRole("main").innerText()).toContain("Depression");
});

test("a page that someone reaches for and leaves alone, or comes to again, is shown whole", async ({ page }) => {
  await page.goto("/privacy");
  await appRuns(page);
  const menu = page.getByRole("navigation", { name: "Main" });
  const [article, conditions] = [/ketamine/i, "Conditions"].map((name) => menu.getByRole("link", { name }));
  const shown = () => page.getByRole("main").textContent();
  // Reached for by the pointer, by the keyboard, and not at all.
  await conditions.hover();
  await article.hover();
  await conditions.click();
  await expect(page).toHaveTitle(/^Conditions/);
  const first = await shown();
  expect(first).toContain("Depression");
  await article.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveTitle(/ketamine/i);
  const long = await shown();
  await conditions.evaluate((link: HTMLElement) => link.click());
  await expect(page).toHaveTitle(/^Conditions/);
  expect(await shown()).toBe(first);
  await page.goBack();
  await expect(page).toHaveTitle(/ketamine/i);
  expect(await shown()).toBe(long);
});

test("Back and Forward restore page and scroll position", async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 500 });
  await page.goto("/");
  await appRuns(page);
  await page.evaluate(() => scrollTo(0, 1500));
  await expect.poll(() => page.evaluate(() => history.state)).toBe(1500);
  // By script: a real click would first scroll the link into view.
  await page.evaluate(() => document.querySelector<HTMLElement>("a[href='/privacy']")!.click());
  await expect(page).toHaveURL("/privacy");
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect(page).toHaveTitle(/ketamine/i);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(1500);
  await page.goForward();
  await expect(page).toHaveTitle(/^Privacy/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

test("the contents list and links to a section of another page lead to the section", async ({ page }) => {
  await page.goto("/");
  await appRuns(page);
  await page.getByRole("navigation", { name: "On this page" }).getByRole("link", { name: /how does it work/i }).click();
  await expect(page).toHaveURL("/#how-does-it-work");
  await expect(page.locator("#how-does-it-work")).toBeInViewport();
  await page.goBack();
  await expect(page).toHaveURL("/");
  await page.goto("/conditions/depression");
  await appRuns(page);
  await page.evaluate(() => {
    const link = document.createElement("a");
    link.href = "/#coping-strategies";
    document.querySelector("main")!.append(link);
    link.click();
  });
  await expect(page).toHaveURL("/#coping-strategies");
  await expect(page.locator("#coping-strategies")).toBeInViewport();
});

test("the skip link leads into the main part, without the app taking part", async ({ page }) => {
  await page.goto("/privacy");
  await appRuns(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to main content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/privacy/i);
});

test("a jump of several steps back and the same link again leave a true history", async ({ page }) => {
  await page.goto("/");
  await appRuns(page);
  const follow = (path: string) => page.evaluate((path) => document.querySelector<HTMLElement>(`a[href='${path}']`)!.click(), path);
  await follow("/conditions");
  await expect(page).toHaveURL("/conditions");
  await follow("/privacy");
  await expect(page).toHaveURL("/privacy");
  await page.evaluate(() => history.go(-2));
  await expect(page).toHaveURL("/");
  await expect(page).toHaveTitle(/ketamine/i);
  await follow("/privacy");
  await expect(page).toHaveURL("/privacy");
  await page.goBack();
  await expect(page).toHaveURL("/");
});
