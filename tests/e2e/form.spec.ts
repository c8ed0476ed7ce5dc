import { stored } from "./intake";
import { appRuns, ConsultationForm, expect, test } from "./pages";

test.describe("with the app running", () => {
  test.beforeEach(async ({ page }) => {
    await page.goto("/consultation");
    await appRuns(page);
  });

  test("a request is stored once and confirmed, and nothing typed stays behind", async ({ page }) => {
    const form = new ConsultationForm(page);
    await form.fill("Sample Visitor One");
    await form.send().click();
    await expect(page).toHaveURL("/consultation/received");
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
    const [request, ...more] = stored("Sample Visitor One");
    expect(more).toEqual([]);
    expect(request).toMatchObject({ contact_preference: "phone", phone: "(555) 010-0123", email: null, message: "Mornings are good." });
    await expect(page.getByText("Your reference is")).toBeVisible();
    await page.goBack();
    await expect(form.name()).toHaveValue("");
    await expect(form.byPhone()).not.toBeChecked();
  });

  test("an empty form is answered with a summary that leads to each field", async ({ page }) => {
    const form = new ConsultationForm(page);
    await form.send().click();
    await expect(form.summary()).toBeFocused();
    await expect(page).toHaveTitle(/^Error: /);
    await expect(form.summary().getByRole("link")).toHaveCount(3);
    await expect(form.name()).toHaveAttribute("aria-invalid", "true");
    await expect(form.name()).toHaveAccessibleDescription(/Enter your full name/);
    await form.summary().getByRole("link", { name: /full name/ }).click();
    await expect(form.name()).toBeFocused();
    await form.name().fill("Sample Visitor Two");
    await expect(form.summary().getByRole("link")).toHaveCount(2);
    await expect(form.name()).not.toHaveAttribute("aria-invalid");
    await form.byEmail().check();
    await form.consent().check();
    await expect(form.summary()).toHaveCount(0);
    await expect(page).toHaveTitle(/^Request/);
    await form.send().click();
    await expect(form.summary().getByRole("link")).toHaveText([/email address/]);
    await form.email().fill("sample.two@example.com");
    await form.send().click();
    await expect(page).toHaveURL("/consultation/received");
    expect(stored("Sample Visitor Two")).toMatchObject([{ email: "sample.two@example.com", phone: null }]);
  });

  test("the choice of contact shows the field it needs", async ({ page }) => {
    const form = new ConsultationForm(page);
    await expect(form.phone()).toBeHidden();
    await expect(form.email()).toBeHidden();
    await form.byText().check();
    await expect(form.phone()).toBeVisible();
    await expect(page.getByRole("group", { name: /best time/i })).toBeVisible();
    await form.byEmail().check();
    await expect(form.phone()).toBeHidden();
    await expect(form.email()).toBeVisible();
  });

  test("a server error says so, keeps the answers, and trying again sends them once", async ({ page, quiet }) => {
    quiet.allow.push(/500/);
    const ids = new Set<string>();
    let failing = true;
    await page.route("**/api/consultations", async (route) => {
      ids.add(route.request().postDataJSON().id);
      if (failing) await route.fulfill({ status: 500, contentType: "application/problem+json", body: "{}" });
      else await route.continue();
    });
    const form = new ConsultationForm(page);
    await form.fill("Sample Visitor Three");
    await form.send().click();
    const failure = page.getByRole("group", { name: "We are not sure your request reached us" });
    await expect(failure).toBeFocused({ timeout: 20_000 });
    await expect(failure).toContainText("(555) 010-0199");
    await form.expectFilled("Sample Visitor Three");
    failing = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page).toHaveURL("/consultation/received");
    expect(stored("Sample Visitor Three")).toHaveLength(1);
    expect(ids.size).toBe(1);
  });

  test("a broken connection says so and keeps the answers", async ({ page, quiet }) => {
    quiet.allow.push(/ERR_CONNECTION/);
    await page.route("**/api/consultations", (route) => route.abort("connectionreset"));
    const form = new ConsultationForm(page);
    await form.fill("Sample Visitor Four");
    await form.send().click();
    await expect(page.locator("[data-outcome=failed]")).toBeFocused({ timeout: 20_000 });
    await form.expectFilled("Sample Visitor Four");
    expect(stored("Sample Visitor Four")).toEqual([]);
  });

  test("errors that only the endpoint finds appear at their fields", async ({ page, quiet }) => {
    quiet.allow.push(/422/);
    await page.route("**/api/consultations", (route) =>
      route.fulfill({
        status: 422,
        contentType: "application/problem+json",
        body: JSON.stringify({ title: "No", status: 422, errors: [{ detail: "We cannot call this number", pointer: "#/phone" }] }),
      }),
    );
    const form = new ConsultationForm(page);
    await form.fill("Sample Visitor Five");
    await form.send().click();
    await expect(form.summary()).toBeFocused();
    await expect(form.phone()).toHaveAccessibleDescription(/We cannot call this number/);
    await form.expectFilled("Sample Visitor Five");
  });

  test("a second press while sending sends nothing", async ({ page }) => {
    let sent = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/api/consultations", async (route) => {
      sent += 1;
      await held;
      await route.continue();
    });
    const form = new ConsultationForm(page);
    await form.fill("Sample Visitor Six");
    await form.send().click();
    const sending = page.getByRole("button", { name: "Sending…" });
    await expect(sending).toBeEnabled();
    await sending.click();
    await sending.click();
    release();
    await expect(page).toHaveURL("/consultation/received");
    expect(sent).toBe(1);
    expect(stored("Sample Visitor Six")).toHaveLength(1);
  });

  test("answers survive a visit to another page of the site", async ({ page }) => {
    const form = new ConsultationForm(page);
    await form.fill("Sample Visitor Seven");
    await page.getByRole("main").getByRole("link", { name: "privacy page" }).click();
    await expect(page).toHaveURL("/privacy");
    await page.goBack();
    await form.expectFilled("Sample Visitor Seven");
  });

  test("a likely slip in the email address is asked about, not refused", async ({ page }) => {
    const form = new ConsultationForm(page);
    await form.name().fill("Sample Visitor Eight");
    await form.byEmail().check();
    await form.email().fill("sample.eight@gmial.com");
    await form.consent().check();
    await form.send().click();
    await expect(page.getByText("Did you mean sample.eight@gmail.com?")).toBeVisible();
    await page.getByRole("button", { name: "Yes, change it" }).click();
    await expect(form.email()).toHaveValue("sample.eight@gmail.com");
    await form.send().click();
    await expect(page).toHaveURL("/consultation/received");
    expect(stored("Sample Visitor Eight")).toMatchObject([{ email: "sample.eight@gmail.com" }]);
  });

  test("the characters of the message are counted as they are typed, without a stop", async ({ page }) => {
    const form = new ConsultationForm(page);
    await form.message().fill("🙂".repeat(1001));
    await expect(page.locator("#message-limit")).toHaveText("You have 1 character too many");
    await form.message().fill("🙂".repeat(998));
    await expect(page.locator("#message-limit")).toHaveText("You have 2 characters left");
    await form.message().fill("");
    await expect(page.locator("#message-limit")).toHaveText("You have 1,000 characters left");
  });

  test("leaving the site with unsent answers asks first", async ({ page }) => {
    const form = new ConsultationForm(page);
    await form.name().click();
    await page.keyboard.type("Sample Visitor Nine");
    const asked = page.waitForEvent("dialog");
    // From inside the page: the browser as a whole hears of the page's listener only a moment after it is there.
    await page.evaluate(() => void setTimeout(() => location.assign("/privacy")));
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.accept();
    await expect(page).toHaveURL("/privacy");
  });
});

test("text typed before the app has loaded is kept, in the same input", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/consultation");
  const form = new ConsultationForm(page);
  await form.fill("Sample Visitor Ten");
  await page.evaluate(() => Object.assign(window, { input: document.querySelector("input[name=name]") }));
  release();
  await appRuns(page);
  await form.expectFilled("Sample Visitor Ten");
  expect(await page.evaluate(() => (window as any).input === document.querySelector("input[name=name]"))).toBe(true);
  await form.send().click();
  await expect(page).toHaveURL("/consultation/received");
  expect(stored("Sample Visitor Ten")).toHaveLength(1);
});

for (const [how, options, block] of [
  ["scripting off", { javaScriptEnabled: false }, false],
  ["the WebAssembly blocked", {}, true],
] as const) {
  test(`with ${how} the form posts by itself and is answered by a page`, async ({ browser, baseURL }) => {
    const page = await browser.newPage({ ...options, baseURL });
    if (block) await page.route(/\.wasm$/, (route) => route.abort());
    await page.goto("/consultation");
    const form = new ConsultationForm(page);
    const name = `Sample Visitor Native ${block ? "Two" : "One"}`;
    await form.fill(name);
    await form.send().click();
    await expect(page).toHaveURL("/consultation/received");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have your request");
    expect(stored(name)).toMatchObject([{ phone: "(555) 010-0123", message: "Mornings are good." }]);
    await page.close();
  });
}

test("with scripting off a mistake is answered by a page that repeats the answers", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ javaScriptEnabled: false, baseURL });
  await page.goto("/consultation");
  const form = new ConsultationForm(page);
  await form.fill("Sample Visitor Eleven");
  await form.phone().fill("12");
  await form.send().click();
  await expect(page.getByText(/phone number/i).first()).toBeVisible();
  await expect(form.name()).toHaveValue("Sample Visitor Eleven");
  await expect(form.phone()).toHaveValue("12");
  await form.phone().fill("(555) 010-0123");
  await form.send().click();
  await expect(page).toHaveURL("/consultation/received");
  expect(stored("Sample Visitor Eleven")).toHaveLength(1);
  await page.close();
});
