// The main journeys in a second engine: Debian's Firefox, as it is.
import { expect } from "@playwright/test";
import { firefoxProgram, test } from "./firefox";
import { sites, stored } from "./intake";
import { takeAllMemory } from "./memory";
import { routes } from "./pages";
import { appFiles } from "./releases";

test.skip(!firefoxProgram && !process.env.CI, "NOT TESTED in a second engine: this machine has no Firefox; see tools/firefox.sh");
test.describe.configure({ mode: "default", timeout: 90_000 });

test("in Firefox every page reads, and the app takes it over without a word to the console", async ({ visit }) => {
  for (const { path, heading } of routes) {
    expect(await visit.opens(path)).toBe(200);
    await visit.appRuns();
    expect(await visit.heading()).toMatch(heading);
  }
  expect(visit.errors).toEqual([]);
});

test("in Firefox links lead on inside the app, with title and focus, and Back leads back", async ({ visit }) => {
  await visit.opens("/");
  await visit.appRuns();
  await visit.page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await visit.clicks("link", "Conditions", "nav[aria-label=Main]");
  await expect.poll(() => visit.path()).toBe("/conditions");
  await expect.poll(() => visit.focus()).toMatch(/^h1 Conditions/);
  await visit.clicks("link", "Depression", "main");
  await expect.poll(() => visit.focus()).toBe("h1 Depression");
  expect(await visit.page.title()).toMatch(/^Depression/);
  await visit.clicks("link", "Common signs", "nav[aria-labelledby=contents]");
  await expect.poll(() => visit.path()).toBe("/conditions/depression#signs");
  await visit.page.evaluate(() => history.go(-2));
  await expect.poll(() => visit.focus()).toMatch(/^h1 Conditions/);
  expect(await visit.page.evaluate(() => (window as any).sameDocument)).toBe(true);
  expect(visit.errors).toEqual([]);
});

test("in Firefox an incomplete form is answered with a summary that leads to the fields, and then sent", async ({ visit }) => {
  const name = "Sample Visitor Firefox";
  await visit.opens("/consultation");
  await visit.appRuns();
  await visit.clicks("button", "Send request");
  await expect.poll(() => visit.focus()).toMatch(/^div There is a problem/);
  expect(await visit.page.title()).toMatch(/^Error: /);
  await visit.clicks("link", "Enter your full name");
  await expect.poll(() => visit.page.evaluate(() => document.activeElement?.id)).toBe("name");
  await visit.page.keyboard.type(name);
  await visit.clicks("radio", "Phone call");
  await visit.types("Phone number", "(555) 010-0123");
  await visit.clicks("checkbox", "You may use my answers to reply to me");
  await expect.poll(() => visit.shows("There is a problem")).toBe(false);
  await visit.clicks("button", "Send request");
  await expect.poll(() => visit.path()).toBe("/consultation/received");
  await expect.poll(() => visit.focus()).toBe("h1 We have your request");
  expect(await visit.shows("Your reference is")).toBe(true);
  expect(stored(name)).toMatchObject([{ contact_preference: "phone", phone: "(555) 010-0123" }]);
  expect(visit.errors).toEqual([]);
});

test("in Firefox an app that breaks while someone types leaves the answers, and a form that is sent", async ({ visit }) => {
  const name = "Sample Visitor Firefox Breaks";
  await visit.opens("/consultation");
  await visit.appRuns();
  await visit.types("Full name", name);
  await visit.clicks("radio", "Phone call");
  await visit.types("Phone number", "(555) 010-0123");
  await visit.page.evaluate(takeAllMemory, `/${appFiles(sites.root.folder).script}`);
  await visit.clicks("checkbox", "You may use my answers to reply to me");
  await expect.poll(() => visit.shows("Something went wrong on this page. Your answers are still here.")).toBe(true);
  expect(await visit.page.$("html[data-app]")).toBe(null);
  await visit.clicks("button", "Send request");
  await expect.poll(() => visit.path()).toBe("/consultation/received");
  expect(stored(name)).toMatchObject([{ contact_preference: "phone", phone: "(555) 010-0123" }]);
});

test.describe("without scripting", () => {
  test.use({ scripting: false });

  test("in Firefox every page reads without scripting", async ({ visit }) => {
    for (const { path, heading } of routes) {
      expect(await visit.opens(path)).toBe(200);
      expect(await visit.heading()).toMatch(heading);
      expect(await visit.shows("988", ".crisis-help")).toBe(true);
    }
  });

  test("in Firefox the form is sent without scripting, after its mistake is corrected", async ({ visit }) => {
    const name = "Sample Visitor Firefox Native";
    await visit.opens("/consultation");
    await visit.types("Full name", name);
    await visit.clicks("radio", "Phone call");
    await visit.types("Phone number", "12");
    await visit.clicks("checkbox", "You may use my answers to reply to me");
    await visit.clicks("button", "Send request");
    // A question asked in the middle of a navigation is an error, not an answer: ask again.
    await expect(async () => expect(await visit.page.$(".error-summary")).not.toBe(null)).toPass();
    await visit.types("Phone number", "345-0199");
    await visit.clicks("button", "Send request");
    await expect.poll(() => visit.path()).toBe("/consultation/received");
    expect(stored(name)).toMatchObject([{ phone: "12345-0199" }]);
  });
});
