// A machine's verdict on every page and every state of the form, at all widths and in all colors.
import { findingsEverywhere } from "./axe";
import { appRuns, everyPage, expect, missing, test } from "./pages";
import { states } from "./states";

// Fifteen runs each; a second or less, unless the machine is busy.
test.describe.configure({ timeout: 90_000 });

for (const path of everyPage()) {
  test(`axe finds nothing on ${path}`, async ({ page, quiet }) => {
    if (path === missing) quiet.allow.push(/status of 404/);
    await page.goto(path);
    await appRuns(page);
    expect(await findingsEverywhere(page)).toEqual([]);
  });
}

for (const state of states.filter(({ scripting }) => scripting)) {
  test(`axe finds nothing when ${state.name}`, async ({ page, quiet }) => {
    quiet.allow.push(...state.hears);
    await state.reach(page);
    expect(await findingsEverywhere(page)).toEqual([]);
  });
}

test.describe("without scripting", () => {
  test.use({ javaScriptEnabled: false });

  for (const path of everyPage()) {
    test(`axe finds nothing on ${path}`, async ({ page, quiet }) => {
      if (path === missing) quiet.allow.push(/status of 404/);
      await page.goto(path);
      expect(await findingsEverywhere(page, false)).toEqual([]);
    });
  }

  for (const state of states.filter(({ scripting }) => !scripting)) {
    test(`axe finds nothing when ${state.name}`, async ({ page, quiet }) => {
      quiet.allow.push(...state.hears);
      await state.reach(page);
      expect(await findingsEverywhere(page, false)).toEqual([]);
    });
  }
});
