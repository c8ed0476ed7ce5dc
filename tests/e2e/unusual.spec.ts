// A page with every kind of content at once, and with words as no real page has: tests/unusual, laid over tests/content.
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { findingsEverywhere } from "./axe";
import { intakeHost, type Host } from "./hosts";
import { siteWith } from "./other-content";
import { appRuns, expect, test as base } from "./pages";
import { unreadable } from "./unreadable";

const unusual = (file: string) => readFileSync(join(resolve(import.meta.dirname, "../unusual"), file), "utf8");

const test = base.extend<object, { unusualSite: Host }>({
  unusualSite: [
    async ({}, use) => {
      const site = siteWith(
        { "pages/every-kind.md": unusual("content/pages/every-kind.md") },
        { "wide.svg": unusual("public/images/wide.svg") },
      );
      const host = await intakeHost({ site: site.folder });
      await use(host);
      await host.stop();
      rmSync(site.work, { recursive: true });
    },
    { scope: "worker" },
  ],
  baseURL: ({ unusualSite }, use) => use(unusualSite.origin),
});

test.describe.configure({ mode: "default" });

test.beforeEach(async ({ page }) => {
  await page.goto("/every-kind");
  await appRuns(page);
});

test("a page of every kind reads at every width, and axe finds nothing on it", async ({ page }) => {
  for (const width of [320, 360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await unreadable(page), `${width} px`).toEqual([]);
  }
  expect(await findingsEverywhere(page)).toEqual([]);
});

test("a wide table scrolls by keyboard and says which it is; its columns are aligned", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const table = page.getByRole("region", { name: "Table: Visit, How long, What happens, What to bring, Price" });
  await table.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => table.evaluate((one) => one.scrollLeft)).toBeGreaterThan(0);
  await expect(table.getByRole("columnheader", { name: "Price" })).toHaveCSS("text-align", "end");
  await expect(table.getByRole("cell", { name: "60 minutes" })).toHaveCSS("text-align", "center");
  await expect(table.getByRole("cell", { name: "change | stop" })).toBeVisible();
});
