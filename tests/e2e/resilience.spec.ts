import { rmSync } from "node:fs";
import type { Page } from "@playwright/test";
import { intakeHost, type Host } from "./hosts";
import { contentOf, siteWith } from "./other-content";
import { appRuns, ConsultationForm, expect, test } from "./pages";

const long = (length: number) => "Donaudampfschifffahrt".repeat(10).slice(0, length);

/** What sticks out of the window, or is cut off at the edge of its own box. Fields scroll what is typed into them. */
function cutOff(page: Page) {
  return page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
    for (const element of document.querySelectorAll("body *:not(svg *, input, select, textarea, option)")) {
      if (element.closest(".visually-hidden, .trap, .skip-link")) continue;
      const { overflowX, overflowY } = getComputedStyle(element);
      const { right, width } = element.getBoundingClientRect();
      const isCut =
        (overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) ||
        (overflowY === "hidden" && element.scrollHeight > element.clientHeight + 1);
      if ((width > 0 && right > innerWidth + 1) || isCut) found.push(element.outerHTML.slice(0, 120));
    }
    return found;
  });
}

/** The site with 200 conditions, one of them with the longest names there can be, a word of 200 letters and a wide image. */
function manyConditions() {
  const condition = contentOf("conditions/anxiety.md");
  const files: Record<string, string> = {};
  for (let number = 5; number <= 200; number += 1) {
    const [title, nav] = number === 5 ? [long(70), long(30)] : [`Condition ${number} of a long list`, `${"BCDEFGHKLMNOPRSTUW"[number % 18]} condition ${number}`];
    const word = number === 5 ? `\n\n## ${long(60)}\n\n${long(200)}\n\n![${long(200)}](/images/wide.svg)\n\n- ${long(200)}\n\n::: note ${long(60)}\n- ${long(200)}\n:::\n` : "";
    files[`conditions/condition-${number}.md`] =
      condition
        .replace('title = "Anxiety disorders"', `title = "${title}"`)
        .replace('nav = "Anxiety"', `nav = "${nav}"`)
        .replace("order = 2", `order = ${number}`)
        .replace("\n## Common signs", `${word}\n## Common signs`);
  }
  return siteWith(files, { "wide.svg": `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 400"><path d="M0 0H1600V400H0Z"/></svg>` });
}

const crowded = test.extend<object, { crowd: Host }>({
  crowd: [
    async ({}, use) => {
      const site = manyConditions();
      const host = await intakeHost({ site: site.folder });
      await use(host);
      await host.stop();
      rmSync(site.work, { recursive: true });
    },
    { scope: "worker" },
  ],
  baseURL: ({ crowd }, use) => use(crowd.origin),
});

test.describe("with 200 conditions and very long words", () => {
  // One after the other: writing so many pages takes seconds, which two workers would take twice.
  test.describe.configure({ mode: "default" });

  for (const path of ["/", "/conditions", "/conditions/condition-5", "/consultation", "/none"]) {
    crowded(`${path} fits 320 px`, async ({ page, quiet }) => {
      quiet.allow.push(/404/);
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(path);
      await appRuns(page);
      expect(await cutOff(page)).toEqual([]);
    });
  }

  crowded("none of them is fetched ahead, but by who reaches for its link", async ({ page }) => {
    const fetched: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (/^\/conditions.*\/page\.json$/.test(pathname)) fetched.push(pathname);
    });
    const others = page.waitForRequest("**/consultation/page.json");
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto("/conditions");
    await others;
    // All that is fetched ahead is asked for at once, so before this.
    await page.evaluate(() => fetch("/robots.txt").then((answer) => answer.text()));
    expect(fetched).toEqual([]);
    await page.getByRole("main").getByRole("link", { name: "B condition", exact: false }).first().hover();
    await expect.poll(() => fetched.length).toBe(1);
  });

  crowded("the index leads to any of them by its letter, and nothing else grows", async ({ page }) => {
    await page.goto("/conditions");
    await appRuns(page);
    const main = page.getByRole("main");
    await expect(main.locator('a[href^="/conditions/"]')).toHaveCount(200);
    await page.getByRole("navigation", { name: "A to Z" }).getByRole("link", { name: "P", exact: true }).click();
    await expect(main.getByRole("heading", { name: "P", exact: true })).toBeInViewport();
    await main.getByRole("link", { name: "PTSD" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/PTSD/);
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveCount(2);
    await expect(page.getByRole("contentinfo").locator('a[href^="/conditions/"]')).toHaveCount(8);
    await page.goto("/consultation");
    await expect(new ConsultationForm(page).topic().locator("option")).toHaveCount(53);
  });
});

test("a name of 120 letters without a space breaks nothing, from the form to its errors", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const form = new ConsultationForm(page);
  await page.goto("/consultation");
  await appRuns(page);
  await form.name().fill(long(120));
  await form.byEmail().check();
  await form.email().fill(`${long(60)}@gmial.com`);
  await form.consent().check();
  await form.send().click();
  await expect(page.getByRole("group", { name: /Did you mean/ })).toBeVisible();
  expect(await cutOff(page)).toEqual([]);
  await form.email().fill(long(120));
  await form.send().click();
  await expect(form.summary()).toBeFocused();
  expect(await cutOff(page)).toEqual([]);
});

const rightToLeft = "زائر تجريبي";

test("a name from right to left stands so, and the numbers beside it do not", async ({ page }) => {
  const form = new ConsultationForm(page);
  await page.goto("/consultation");
  await form.name().fill(rightToLeft);
  await form.message().fill(rightToLeft);
  await form.byPhone().check();
  await form.phone().fill("+1 555 010 0123");
  await expect(form.name()).toHaveCSS("direction", "rtl");
  await expect(form.message()).toHaveCSS("direction", "rtl");
  await expect(form.phone()).toHaveCSS("direction", "ltr");
  await form.name().fill("Sample Visitor");
  await expect(form.name()).toHaveCSS("direction", "ltr");
});

test("the endpoint's own page gives it back in its direction, and fits 320 px", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ javaScriptEnabled: false, baseURL, viewport: { width: 320, height: 640 } });
  const form = new ConsultationForm(page);
  await page.goto("/consultation");
  await form.name().fill(rightToLeft);
  await form.message().fill(long(200));
  await form.byPhone().check();
  await form.phone().fill("12");
  await form.consent().check();
  await form.send().click();
  await expect(page.getByRole("heading", { name: "There is a problem" })).toBeVisible();
  await expect(form.name()).toHaveValue(rightToLeft);
  await expect(form.name()).toHaveCSS("direction", "rtl");
  const scrolls = await page.getByRole("main").evaluate((main) => main.scrollWidth > 320);
  expect(scrolls).toBe(false);
  await page.close();
});

test("without styles everything is there, in an order that makes sense", async ({ page }) => {
  await page.route("/", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<style>.*?<\/style>/s, "");
    await route.fulfill({ response, body });
  });
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/");
  await appRuns(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
  await page.setViewportSize({ width: 1280, height: 800 });
  const figures = await page.locator("figure svg").evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect().height));
  expect(figures).toEqual([480, 480]);
  const text = await page.locator("body").innerText();
  const order = ["Skip to main content", "Greater Wellness Clinic", "In crisis", "what it can and cannot do", "The short version", "On this page", "What is ketamine?", "Would you like to talk it over?", "Sources", "Accessibility", "Call now"];
  const places = order.map((words, index) => text.indexOf(words, index ? text.indexOf(order[index - 1]) : 0));
  expect(places).not.toContain(-1);
  expect([...places].sort((one, other) => one - other)).toEqual(places);
});

// WCAG 1.4.12: what readers set for themselves.
const spacing = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }";

for (const path of ["/", "/conditions/ptsd", "/consultation"]) {
  test(`${path} keeps all its text with wide spacing at 320 px`, async ({ browser, baseURL }) => {
    const page = await browser.newPage({ baseURL, bypassCSP: true, viewport: { width: 320, height: 640 } });
    await page.goto(path);
    await appRuns(page);
    await page.addStyleTag({ content: spacing });
    expect(await cutOff(page)).toEqual([]);
    await page.close();
  });
}

for (const height of [640, 480]) {
  test(`the bar at the bottom covers nothing that has the focus, at 360×${height}`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height });
    await page.goto("/conditions/ptsd");
    await appRuns(page);
    const bar = page.getByRole("navigation", { name: "Contact" });
    await expect(bar).toHaveCSS("position", "fixed");
    const covered: string[] = [];
    let stops = 0;
    for (; stops < 200; stops += 1) {
      await page.keyboard.press("Tab");
      const { isInBar, cover } = await bar.evaluate((bar) => {
        const focused = document.activeElement!;
        const bottom = Math.max(...[...focused.getClientRects()].map((rect) => rect.bottom));
        const isInBar = bar.contains(focused);
        return { isInBar, cover: !isInBar && bottom > bar.getBoundingClientRect().top ? focused.outerHTML : "" };
      });
      if (isInBar) break;
      if (cover) covered.push(cover);
    }
    expect(covered).toEqual([]);
    expect(stops).toBeGreaterThan(50);
  });
}

test("at the end of the page the bar leaves the last line free", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto("/privacy");
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const last = await page.getByRole("contentinfo").getByRole("link").last().boundingBox();
  const bar = await page.getByRole("navigation", { name: "Contact" }).boundingBox();
  expect(last!.y + last!.height).toBeLessThanOrEqual(bar!.y);
});

test("a window too low for a bar, as at 400% zoom, has it at the end of the page", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await page.goto("/privacy");
  await expect(page.getByRole("navigation", { name: "Contact" })).toHaveCSS("position", "static");
});
