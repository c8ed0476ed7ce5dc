// Who needs larger letters sets them in the browser (WCAG 2.2, 1.4.4).
import { everyPage, expect, test } from "./pages";
import { unreadable } from "./unreadable";

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), "--blink-settings=defaultFontSize=32"] });
  },
});

test("with the browser’s text size set to twice the usual every page can be read", async ({ page, quiet }) => {
  test.setTimeout(90_000);
  quiet.allow.push(/status of 404/);
  for (const [width, height] of [[1280, 800], [360, 640]]) {
    await page.setViewportSize({ width, height });
    for (const path of everyPage()) {
      await page.goto(path);
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("32px");
      expect(await unreadable(page), `${path} at ${width} px`).toEqual([]);
    }
  }
});
