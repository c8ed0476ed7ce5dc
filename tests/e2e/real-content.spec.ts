// The real pages, whatever staff have written: all other tests look at tests/content, which they never need to touch.
import { findingsEverywhere } from "./axe";
import { realSite } from "./intake";
import { appRuns, everyPage, expect, missing, test } from "./pages";
import { unreadable } from "./unreadable";

test.use({ baseURL: `http://127.0.0.1:${realSite.port}` });

test("every real page reads, at every width, and axe finds nothing on it", async ({ page, quiet }) => {
  const paths = everyPage(realSite);
  test.setTimeout(30_000 + paths.length * 15_000);
  quiet.allow.push(/status of 404/);
  for (const path of paths) {
    await page.goto(path);
    await appRuns(page);
    await expect(page.locator("h1")).toHaveText(/\S/);
    for (const width of [320, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await unreadable(page), `${path} at ${width} px`).toEqual([]);
    }
    expect(await findingsEverywhere(page), path).toEqual([]);
  }
  expect(paths).toContain(missing);
});
