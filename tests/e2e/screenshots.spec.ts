// What pages and states look like, beside pictures of what they should look like. After an intended change
// `make screenshots` takes new ones; look at them before you commit them.
//
// The pictures are small: at half size, of the first screens, as JPEG. They are the same on every machine, because the
// fonts come with the tests and whatever is only true today is covered.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { palettes } from "./axe";
import { appRuns, everyPage, expect, missing, test } from "./pages";
import { states } from "./states";

/** No more of a page is taken than this, in CSS pixels: more of the same text proves nothing. */
const tallest = 2400;

const { resolve } = createRequire(import.meta.url);

function face(family: string, font: string) {
  const file = resolve(`@fontsource-variable/${font}/files/${font}-latin-wght-normal.woff2`);
  const data = readFileSync(file).toString("base64");
  return `@font-face { font-family: ${family}; font-weight: 200 900; src: url(data:font/woff2;base64,${data}); }`;
}

const fonts = `
  ${face("TestSans", "source-sans-3")}
  ${face("TestSerif", "source-serif-4")}
  :root { --sans: TestSans; --serif: TestSerif }
  body { font-family: TestSans }
  /* Where lines end for the sake of looks changes with the browser's version. */
  h1, h2, h3, h4, p, li { text-wrap: wrap }
`;

test.use({
  // The fonts are put into the page.
  bypassCSP: true,
  deviceScaleFactor: 0.5,
  launchOptions: async ({ launchOptions }, use) => {
    // In the browser that visitors have, and with letters of the same shape, whatever the machine's settings.
    await use({ ...launchOptions, executablePath: process.env.CHROMIUM, args: [...(launchOptions.args ?? []), "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"] });
  },
});

async function expectLook(page: Page, name: string, width: number, palette: keyof typeof palettes) {
  await page.emulateMedia({ ...palettes[palette], reducedMotion: "reduce" });
  await page.evaluate(async (css) => {
    document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
    await Promise.all(["TestSans", "TestSerif"].map((font) => document.fonts.load(`1rem ${font}`)));
  }, fonts);
  // As tall as the page, so that what sticks to the window's edge sticks to the page's.
  await page.setViewportSize({ width, height: 640 });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(height, tallest) });
  await page.evaluate(() => {
    // A field may have been scrolled while it was in the machine's font.
    for (const place of [window, ...document.querySelectorAll("textarea")]) place.scrollTo(0, 0);
  });
  const picture = await page.screenshot({ type: "jpeg", quality: 60, mask: [page.locator("time")], maskColor: "gray" });
  expect(picture).toMatchSnapshot(`${name}-${width}-${palette.replace(" ", "-")}.jpg`, { threshold: 0.1, maxDiffPixelRatio: 0.005 });
}

/** `/conditions/ptsd` as a file's name. */
const named = (text: string) => text.replaceAll(/[^a-z0-9]+/gi, "-").replaceAll(/^-|-$/g, "").toLowerCase() || "first";

const looks: [width: number, palette: keyof typeof palettes][] = [
  [360, "light"],
  [1280, "light"],
];

for (const path of everyPage()) {
  test(`${path} looks as it should`, async ({ page, quiet }) => {
    if (path === missing) quiet.allow.push(/status of 404/);
    await page.goto(path);
    await appRuns(page);
    const more: typeof looks = path === "/" ? [[1280, "dark"], [360, "forced colors"]] : path === "/consultation" ? [[360, "dark"]] : [];
    for (const [width, palette] of [...looks, ...more]) await expectLook(page, named(path), width, palette);
  });
}

for (const state of states.filter(({ scripting }) => scripting)) {
  test(`it looks as it should when ${state.name}`, async ({ page, quiet }) => {
    quiet.allow.push(...state.hears);
    await state.reach(page);
    await expectLook(page, named(state.name), 360, "light");
  });
}

test.describe("without scripting", () => {
  test.use({ javaScriptEnabled: false });

  test("the form looks as it should", async ({ page }) => {
    await page.goto("/consultation");
    await expectLook(page, "consultation-without-scripting", 360, "light");
  });

  for (const state of states.filter(({ scripting }) => !scripting)) {
    test(`it looks as it should when ${state.name}`, async ({ page, quiet }) => {
      // With the policy set aside, the browser looks for an icon.
      quiet.allow.push(...state.hears, /status of 404/);
      await state.reach(page);
      await expectLook(page, named(state.name), 360, "light");
    });
  }
});
