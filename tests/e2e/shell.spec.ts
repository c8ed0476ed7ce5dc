// What editors put around every page: a note for some days, a longer menu, locations in the footer; and a page that was
// renamed.
import { rmSync } from "node:fs";
import { findingsEverywhere, widths } from "./axe";
import { intakeHost, type Host } from "./hosts";
import { contentOf, siteWith } from "./other-content";
import { appRuns, expect, test as base } from "./pages";

const today = new Date().toISOString().slice(0, 10);
const location = `[[location]]
name = "Main Street office"
street = "1 Sample Street, Suite 2"
city = "Sampleville"
phone = "(555) 010-0101"
fax = "(555) 010-0102"
email = "front-desk@clinic.example"
monday = "9 am to 5 pm"
tuesday = "9 am to 5 pm"
wednesday = "9 am to 5 pm"
thursday = "9 am to 5 pm"
friday = "9 am to noon, 1 pm to 3 pm"
saturday = "by appointment"
sunday = "closed"
`;

const test = base.extend<object, { edited: Host }>({
  edited: [
    async ({}, use) => {
      const site = siteWith({
        "announcement.toml": `text = "The clinic is closed on a sample day. See [conditions](/conditions)."\nfirst_day = ${today}\nlast_day = 2099-07-04\n`,
        "menu.toml": `menu = ["/", "/conditions", "/privacy", "/accessibility"]\n`,
        "locations.toml": `${location}\n${location.replace("Main Street", "Riverside")}`,
        "pages/privacy.md": contentOf("pages/privacy.md").replace("\nupdated =", '\nwas = ["/old-privacy"]\nupdated ='),
      });
      const host = await intakeHost({ site: site.folder });
      await use(host);
      await host.stop();
      rmSync(site.work, { recursive: true });
    },
    { scope: "worker" },
  ],
  baseURL: ({ edited }, use) => use(edited.origin),
});

test("the note is shown from its first day to its last by the visitor's calendar, and says until when", async ({ page }) => {
  const note = page.locator(".announcement");
  for (const [day, isShown] of [["2026-01-01T12:00:00", false], [`${today}T00:10:00`, true], ["2099-07-04T23:50:00", true], ["2099-07-05T00:10:00", false]] as const) {
    await page.clock.setFixedTime(new Date(day));
    await page.goto("/conditions/ptsd");
    if (isShown) await expect(note, day).toContainText("This note holds through July 4, 2099.");
    else await expect(note, day).toBeHidden();
  }
});

test("without scripting the note is shown with its last day", async ({ browser, edited }) => {
  const page = await browser.newPage({ javaScriptEnabled: false, baseURL: edited.origin });
  await page.goto("/");
  await expect(page.locator(".announcement")).toContainText("This note holds through July 4, 2099.");
  await page.close();
});

test("the app takes the page over with all of it, and follows a link of the note and of the menu", async ({ page }) => {
  await page.goto("/");
  await appRuns(page);
  await page.locator(".menu").getByRole("link", { name: "Privacy" }).click();
  await expect(page).toHaveURL("/privacy");
  await expect(page.locator(".menu [aria-current=page]")).toHaveText("Privacy");
  await page.locator(".announcement a").click();
  await expect(page).toHaveURL("/conditions");
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator(".site-footer")).toContainText("Monday to Thursday: 9 am to 5 pm");
});

test("an old address leads to the page, whose canonical address is the new one", async ({ page }) => {
  await page.goto("/old-privacy");
  await expect(page).toHaveURL("/privacy");
  await expect(page.locator("link[rel=canonical]")).toHaveAttribute("href", /\/privacy$/);
});

test("it is accessible and fits every width", async ({ page }) => {
  await page.goto("/conditions/ptsd");
  await appRuns(page);
  for (const width of [320, ...widths]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width} px`).toBe(width);
  }
  expect(await findingsEverywhere(page)).toEqual([]);
});
