// What people change about a page to be able to read it: size, spacing, colors, motion (WCAG 2.2, 1.4.4, 1.4.10, 1.4.12).
import type { Page } from "@playwright/test";
import { appRuns, ConsultationForm, everyPage, expect, missing, test } from "./pages";
import { states } from "./states";
import { unreadable } from "./unreadable";

/** WCAG 2.2, 1.4.12: what a page has to bear. */
const spacing = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }`;

async function withStyle(page: Page, css: string) {
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, css);
}

const situations: [name: string, width: number, height: number, css: string][] = [
  ["in a window of 320 px", 320, 640, ""],
  ["at 400% on a screen of 1280 × 1024", 320, 256, ""],
  ["at 200% on a screen of 1280 × 1024", 640, 512, ""],
  ["with spaced text on a phone", 360, 640, spacing],
  ["with spaced text in a window of 1280 px", 1280, 800, spacing],
];

async function unreadableAnywhere(page: Page) {
  const all: string[] = [];
  for (const [situation, width, height, css] of situations) {
    await page.setViewportSize({ width, height });
    await withStyle(page, css);
    for (const fault of await unreadable(page)) all.push(`${situation}: ${fault}`);
    // What is fixed to the window's edge leaves most of it to the page (WCAG 2.2, 1.4.10).
    const fixed = await page.evaluate(() => {
      const heights = [...document.querySelectorAll("body *")].filter((one) => getComputedStyle(one).position === "fixed").map((one) => one.getBoundingClientRect().height);
      return heights.reduce((sum, height) => sum + height, 0) / innerHeight;
    });
    if (fixed > 0.25) all.push(`${situation}: ${Math.round(fixed * 100)}% of the window is covered`);
  }
  return all;
}

for (const path of everyPage()) {
  test(`${path} can be read enlarged, narrow and with spaced text`, async ({ page, quiet }) => {
    if (path === missing) quiet.allow.push(/status of 404/);
    await page.goto(path);
    await appRuns(page);
    expect(await unreadableAnywhere(page)).toEqual([]);
  });
}

for (const state of states.filter(({ scripting }) => scripting)) {
  test(`when ${state.name}, it can be read enlarged, narrow and with spaced text`, async ({ page, quiet }) => {
    quiet.allow.push(...state.hears);
    await state.reach(page);
    expect(await unreadableAnywhere(page)).toEqual([]);
  });
}

test.describe("without scripting", () => {
  test.use({ javaScriptEnabled: false });
  for (const state of states.filter(({ scripting }) => !scripting)) {
    test(`when ${state.name}, it can be read enlarged, narrow and with spaced text`, async ({ page, quiet }) => {
      quiet.allow.push(...state.hears);
      await state.reach(page);
      expect(await unreadableAnywhere(page)).toEqual([]);
    });
  }
});

test("buttons, fields and choices are at least 44 px tall, and everything else to press but words in a sentence 24 px", async ({ page }) => {
  for (const path of everyPage().filter((path) => path !== missing)) {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto(path);
    const small = await page.evaluate(() => {
      const large = ".button, button, input, select, textarea, .choice label";
      const inSentence = (link: Element) => link.parentElement!.closest("p, li, dd, figcaption, sup, .citation") && getComputedStyle(link).display === "inline";
      return [...document.querySelectorAll<HTMLElement>(`a[href], summary, ${large}`)]
        .filter((one) => one.checkVisibility() && !one.matches("[type=radio], [type=checkbox], .trap *, .skip-link") && !inSentence(one))
        .map((one) => ({ text: one.textContent || one.id, least: one.matches(large) ? 44 : 24, ...one.getBoundingClientRect().toJSON() }))
        .filter(({ width, height, least }) => height < least - 0.5 || width < 24)
        .map(({ text, width, height }) => `${text}: ${Math.round(width)} × ${Math.round(height)}`);
    });
    expect(small, path).toEqual([]);
  }
});

test("where the system sets the colors, buttons, fields and choices keep a border that can be seen", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto("/consultation");
  await appRuns(page);
  const form = new ConsultationForm(page);
  await form.byPhone().check();
  const invisible = await page.locator(".form :is(.button, .input, .choice)").evaluateAll((all) =>
    all
      .filter((one) => one.checkVisibility())
      .filter((one) => {
        const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(one);
        const paper = getComputedStyle(document.body).backgroundColor;
        return parseFloat(borderTopWidth) < 1 || borderTopStyle === "none" || borderTopColor === paper || /^rgba.*, 0\)$/.test(borderTopColor);
      })
      .map((one) => one.className),
  );
  expect(invisible).toEqual([]);
});

test("who wants no motion gets none", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/consultation");
  await appRuns(page);
  const form = new ConsultationForm(page);
  await form.byPhone().check();
  await form.send().click();
  await expect(form.summary()).toBeFocused();
  const moving = await page.evaluate(() => {
    const long = (times: string) => times.split(",").some((time) => parseFloat(time) > 0.01);
    const styled = [...document.querySelectorAll("*")].filter((one) => {
      const { transitionDuration, animationName, animationDuration } = getComputedStyle(one);
      return long(transitionDuration) || (animationName !== "none" && long(animationDuration));
    });
    return [...styled.map(({ tagName, className }) => `${tagName}.${className}`), getComputedStyle(document.documentElement).scrollBehavior];
  });
  expect(moving).toEqual(["auto"]);
});
