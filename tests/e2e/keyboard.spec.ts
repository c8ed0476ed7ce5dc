import type { Locator, Page } from "@playwright/test";
import { stored } from "./intake";
import { appRuns, ConsultationForm, expect, test } from "./pages";

/** Presses Tab until an element has the focus; fails if it cannot be reached or the focus cannot be seen. */
async function tabTo(page: Page, target: Locator) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expect(target).toBeInViewport();
      const outline = await target.evaluate((element) => {
        const { outlineStyle, boxShadow } = getComputedStyle(element);
        return outlineStyle !== "none" || boxShadow !== "none";
      });
      expect(outline, "the focus can be seen").toBe(true);
      return;
    }
  }
  throw new Error(`Tab does not reach ${target}`);
}

test("with the keyboard alone one finds a condition and reads a section of it", async ({ page }) => {
  await page.goto("/");
  await appRuns(page);
  await tabTo(page, page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conditions" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/conditions");
  await tabTo(page, page.getByRole("main").getByRole("link", { name: "Depression", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/conditions/depression");
  await tabTo(page, page.getByRole("navigation", { name: "On this page" }).getByRole("link", { name: "Common signs" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/conditions/depression#signs");
  await expect(page.locator("#signs")).toBeInViewport();
});

test("with the keyboard alone one fills the form, errs, corrects and sends", async ({ page }) => {
  const form = new ConsultationForm(page);
  const name = "Sample Visitor Keyboard";
  await page.goto("/consultation");
  await appRuns(page);
  await tabTo(page, form.send());
  await page.keyboard.press("Enter");
  await expect(form.summary()).toBeFocused();
  await tabTo(page, form.summary().getByRole("link", { name: /full name/ }));
  await page.keyboard.press("Enter");
  await expect(form.name()).toBeFocused();
  await page.keyboard.type(name);
  await tabTo(page, form.byPhone());
  await page.keyboard.press("ArrowDown");
  await expect(form.byText()).toBeChecked();
  await tabTo(page, form.phone());
  await page.keyboard.type("(555) 010-0123");
  await tabTo(page, form.consent());
  await page.keyboard.press("Space");
  await tabTo(page, form.send());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/consultation/received");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  expect(stored(name)).toMatchObject([{ contact_preference: "text", phone: "(555) 010-0123" }]);
});
