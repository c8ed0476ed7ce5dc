// Browsers are wrong about being offline at times, as on Windows with a VPN. Whoever presses the button sends.
import { stored } from "./intake";
import { appRuns, ConsultationForm, expect, test as base } from "./pages";
import { reset, StandIn } from "./stand-in";

const test = base.extend<{ standIn: StandIn; form: ConsultationForm }>({
  standIn: async ({}, use) => {
    const standIn = await StandIn.start();
    await use(standIn);
    await standIn.stop();
  },
  baseURL: ({ standIn }, use) => use(standIn.origin),
  form: async ({ page }, use) => {
    await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "onLine", { get: () => false }));
    await page.goto("/consultation");
    await appRuns(page);
    await use(new ConsultationForm(page));
  },
});

test("a browser that wrongly says it is offline sends at the first press", async ({ page, standIn, form }) => {
  const name = "Sample Visitor Wrongly Offline";
  await form.fill(name);
  await form.send().click();
  await expect(page).toHaveURL("/consultation/received");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have your request");
  expect(standIn.posts).toHaveLength(1);
  expect(stored(name)).toHaveLength(1);
});

test("if its connection breaks it says so, and trying again sends", async ({ page, standIn, form, quiet }) => {
  quiet.allow.push(/net::ERR_(CONNECTION_RESET|EMPTY_RESPONSE)/);
  const name = "Sample Visitor Wrongly Offline And Broken";
  standIn.plan(reset);
  await form.fill(name);
  await form.send().click();
  const failure = page.getByRole("group", { name: /not sent|not sure/ });
  await expect(failure).toBeFocused();
  await expect(failure).toContainText("Your answers are still here.");
  await form.expectFilled(name);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page).toHaveURL("/consultation/received");
  expect(standIn.posts).toHaveLength(2);
  expect(new Set(standIn.posts.map(({ id }) => id)).size).toBe(1);
  expect(stored(name)).toHaveLength(1);
});
