import type { Locator, Page } from "@playwright/test";
import { stored } from "./intake";
import { appRuns, ConsultationForm, everyPage, expect, missing, test } from "./pages";
import { states } from "./states";

/** A place where Tab stops. */
interface Stop {
  /** Its place in the document, by which another visit is noticed; -1 if nothing has the focus. */
  index: number;
  name: string;
  /** From the top of the page, in CSS pixels; none in the bar that is fixed to the window. */
  top: number | null;
  faults: string[];
}

/** Where the focus is, and what is wrong with how it can be seen. */
function focusedStop(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return { index: -1, name: "", top: null, faults: [] };
    const name = `${element.tagName.toLowerCase()} “${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40) || element.id}”`;
    const faults: string[] = [];
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) faults.push(`has no outline of 2 px (${outlineStyle} ${outlineWidth} ${boxShadow})`);
    // The line of an inline element that it begins with; the next one may be out of sight.
    const box = element.getClientRects()[0];
    const inside = box.top >= -1 && box.left >= -1 && box.top + Math.min(box.height, innerHeight) <= innerHeight + 1 && box.right <= innerWidth + 1;
    if (!inside) faults.push(`is out of sight at ${Math.round(box.left)},${Math.round(box.top)}`);
    for (const [x, y] of [
      [box.left + box.width / 2, box.top + box.height / 2],
      [box.left + box.width / 2, box.top + 2],
      [box.left + box.width / 2, box.bottom - 2],
    ]) {
      const top = document.elementFromPoint(x, y);
      if (!inside || !top) continue;
      const own = element.contains(top) || top.contains(element) || (element as HTMLInputElement).labels?.[0]?.contains(top);
      // The room around a link or a citation in the next line hides nothing.
      const seenThrough = top.matches("a, .citation") && getComputedStyle(top).backgroundColor === "rgba(0, 0, 0, 0)";
      if (!own && !seenThrough) faults.push(`is covered by ${top.tagName.toLowerCase()}.${top.className}`);
    }
    return {
      index: [...document.querySelectorAll("*")].indexOf(element),
      name,
      top: element.closest(".bottom-bar") ? null : box.top + scrollY,
      faults,
    };
  });
}

/** Everything that Tab should reach, as the document has it: a group of radio buttons is one stop. */
function focusable(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    const groups = new Set<string>();
    const found: number[] = [];
    for (const element of document.querySelectorAll<HTMLElement>("a[href], button, input:not([type=hidden]), select, textarea, [tabindex='0']")) {
      if (element.tabIndex < 0 || !element.checkVisibility()) continue;
      if (element instanceof HTMLInputElement && element.type === "radio") {
        // The one that is chosen, else the first.
        const chosen = document.querySelector(`[name="${element.name}"]:checked`);
        if (groups.has(element.name) || (chosen && chosen !== element)) continue;
        groups.add(element.name);
      }
      found.push(all.indexOf(element));
    }
    return found;
  });
}

/** Tabs through the whole page from its start, and says what is wrong with it. */
async function tabThrough(page: Page): Promise<string[]> {
  const expected = await focusable(page);
  const stops: Stop[] = [];
  for (let presses = 0; presses <= expected.length; presses += 1) {
    await page.keyboard.press("Tab");
    const stop = await focusedStop(page);
    // Past the end the browser's own controls have the focus.
    if (stop.index < 0 || stop.index === stops[0]?.index) break;
    stops.push(stop);
  }
  const faults = stops.flatMap(({ name, faults }) => faults.map((fault) => `${name} ${fault}`));
  const reached = stops.map(({ index }) => index);
  if (String(reached) !== String(expected)) faults.push(`Tab goes through ${reached}, the document through ${expected}`);
  stops.forEach(({ name, top }, place) => {
    const before = stops[place - 1]?.top;
    // In one column each stop is below the one before it, or in the same line.
    if (typeof top === "number" && typeof before === "number" && top < before - 30) faults.push(`${name} is above what has the focus before it`);
  });
  return faults;
}

test.describe("on a phone’s screen Tab goes through everything in reading order, seen and uncovered,", () => {
  test.use({ viewport: { width: 360, height: 640 } });
  test.describe.configure({ timeout: 60_000 });

  for (const path of everyPage()) {
    test(`on ${path}`, async ({ page, quiet }) => {
      if (path === missing) quiet.allow.push(/status of 404/);
      await page.goto(path);
      await appRuns(page);
      expect(await tabThrough(page)).toEqual([]);
    });
  }

  for (const state of states.filter(({ name }) => /a phone call is chosen|spelling|cannot be sent/.test(name))) {
    test(`when ${state.name}`, async ({ page, quiet }) => {
      quiet.allow.push(...state.hears);
      await state.reach(page);
      // From the start again.
      await page.evaluate(() => {
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute("tabindex");
      });
      expect(await tabThrough(page)).toEqual([]);
    });
  }
});

/** Presses Tab until an element has the focus; fails if it cannot be reached. */
async function tabTo(page: Page, target: Locator) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expect(target).toBeInViewport();
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
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await tabTo(page, page.getByRole("main").getByRole("link", { name: "Depression", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/conditions/depression");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL("/conditions");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.goForward();
  await expect(page.getByRole("heading", { level: 1, name: "Depression" })).toBeFocused();
});

test("a jump by the contents list goes on from the section: the next Tab stops in it", async ({ page }) => {
  await page.goto("/conditions/depression");
  await appRuns(page);
  await tabTo(page, page.getByRole("navigation", { name: "On this page" }).getByRole("link", { name: "Common signs" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/conditions/depression#signs");
  await expect(page.locator("#signs")).toBeInViewport();
  await page.keyboard.press("Tab");
  const passed = await page.evaluate(() => {
    const section = document.querySelector("#signs")!;
    const following = Node.DOCUMENT_POSITION_FOLLOWING;
    return Boolean(section.compareDocumentPosition(document.activeElement!) & following);
  });
  expect(passed, "the focus is behind the heading").toBe(true);
});

test("the skip link is the first stop, is seen, and passes over what is the same on every page", async ({ page }) => {
  await page.goto("/conditions/ptsd");
  await appRuns(page);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to main content" });
  await expect(skip).toBeFocused();
  expect((await focusedStop(page)).faults).toEqual([]);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.querySelector("main")!.contains(document.activeElement))).toBe(true);
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
