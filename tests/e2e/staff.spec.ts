import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import { findingsEverywhere } from "./axe";
import { sites } from "./intake";
import { ConsultationForm, expect, test } from "./pages";
import { codeOf, invite, passphrase, post, setUp, staffHost, type StaffHost } from "./staff";

let host: StaffHost;
test.beforeAll(async () => {
  host = await staffHost({ site: sites.root.folder });
});
test.afterAll(() => host.stop());

/** A browser of its own in which a new person of the staff is signed in. */
async function staffPage(browser: Browser, name: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: host.staff, ...options });
  const page = await context.newPage();
  await setUp(page, invite(host, name));
  return page;
}

const queue = (page: Page) => page.locator("#queue");

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  test(`a form sent ${how} scripting is in the queue of another browser within two seconds, and goes on to closed`, async ({ browser }) => {
    const staff = await staffPage(browser, `Desk ${how}`);
    const visitor = await (await browser.newContext({ baseURL: host.origin, javaScriptEnabled })).newPage();
    await visitor.goto("/consultation");
    const name = `Sample Visitor ${how} scripting`;
    const form = new ConsultationForm(visitor);
    await form.fill(name);
    await form.send().click();
    await expect(visitor).toHaveURL(/\/consultation\/received$/);
    await expect(queue(staff).getByRole("link", { name })).toBeVisible({ timeout: 2_000 });
    await expect(staff.getByRole("status")).toContainText("A new request came");

    await queue(staff).getByRole("link", { name }).click();
    await expect(staff.getByRole("heading", { level: 1 })).toHaveText(name);
    await staff.getByRole("button", { name: "I take it" }).click();
    await expect(staff.getByText("You have it now.")).toBeVisible();
    await staff.getByLabel("Note").fill("Comes on Tuesday");
    await staff.getByRole("button", { name: "Reached", exact: true }).click();
    await expect(staff.getByText("Comes on Tuesday")).toBeVisible();
    await staff.getByRole("button", { name: "Close" }).click();
    await expect(staff.getByText("It is closed.")).toBeVisible();
    await staff.getByRole("link", { name: "Queue" }).first().click();
    await staff.getByRole("link", { name: /^Closed/ }).click();
    await expect(queue(staff).getByRole("link", { name })).toBeVisible();
  });
}

test("every step goes without scripting, at 320 px", async ({ browser }) => {
  const name = "Desk without scripting";
  const page = await staffPage(browser, name, { javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  const fits = async () => {
    // A click ends before the next page has its styles.
    await page.waitForLoadState();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  };
  const id = await post(host, "Sample Visitor of a very long name indeed, Wolfeschlegelsteinhausenbergerdorff", { email: `${"long".repeat(15)}@example.com` });
  await page.reload();
  await fits();
  await page.getByRole("link", { name: /Wolfeschlegel/ }).click();
  await page.waitForURL(/requests/);
  await fits();
  await page.getByRole("button", { name: "I take it" }).click();
  await page.getByLabel("Note").fill("Noted at 320 px");
  await page.getByRole("button", { name: "Left a message" }).click();
  await expect(page.getByText("Noted at 320 px")).toBeVisible();
  await page.getByRole("button", { name: "Wants no more contact" }).click();
  await expect(page.getByText("asked not to be contacted")).toBeVisible();
  await expect(page.locator("a[href^='tel:'], a[href^='sms:'], a[href^='mailto:']")).toHaveCount(0);
  await page.getByRole("link", { name: "Correct the answers" }).click();
  await expect(page.getByLabel("Full name")).toBeVisible();
  await fits();
  await page.getByLabel("Full name").fill("Sample Corrected without Scripting");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sample Corrected without Scripting");
  await page.getByRole("button", { name: "Close" }).click();
  for (const path of ["/people", "/log", "/export", "/?show=closed&q=Corrected"]) {
    await page.goto(path);
    await fits();
  }
  await page.getByRole("link", { name: "Sample Corrected without Scripting" }).click();
  await page.getByRole("link", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("is deleted");
  expect((await page.goto(`/requests/${id}`))!.status()).toBe(404);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await fits();
});

test("a person signs in again with passphrase and code, by keyboard alone", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: host.staff });
  const page = await context.newPage();
  const key = await setUp(page, invite(host, "Desk by keyboard"));
  await post(host, "Sample Visitor by keyboard");
  await page.getByRole("button", { name: "Sign out" }).press("Enter");
  await page.waitForURL(/sign-in/);
  /** Presses Tab until the focus is on what has this name. */
  const reach = async (name: string) => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press("Tab");
      const focused = page.locator(":focus");
      const said = await focused.evaluate((element) => (element as HTMLInputElement).labels?.[0]?.textContent ?? element.textContent ?? "");
      if (said.includes(name)) return;
    }
    throw new Error(`${name} is not reached by Tab`);
  };
  for (const [field, value] of [["Name", "Desk by keyboard"], ["Passphrase", passphrase], ["Code", codeOf(key, 1)]]) {
    await reach(field);
    await page.keyboard.type(value);
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Requests");
  await reach("Sample Visitor by keyboard");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sample Visitor by keyboard");
  for (const [button, notice] of [["I take it", "You have it now."], ["Not reached", "Noted."], ["Close", "It is closed."]]) {
    await reach(button);
    await page.keyboard.press("Enter");
    await expect(page.getByText(notice)).toBeVisible();
  }
});

test("of two people who take the same request one has it and the other is told", async ({ browser }) => {
  const [one, two] = [await staffPage(browser, "Desk One"), await staffPage(browser, "Desk Two")];
  const id = await post(host, "Sample Visitor for two");
  await one.goto(`/requests/${id}`);
  await two.goto(`/requests/${id}`);
  await two.getByLabel("Note").fill("I was about to call");
  await one.getByRole("button", { name: "I take it" }).click();
  await two.getByRole("button", { name: "I take it" }).click();
  await expect(two.getByRole("alert")).toContainText("Desk One has this request");
  await expect(two.getByLabel("Note")).toHaveValue("I was about to call");
  await expect(two.getByRole("button", { name: "Take it over from Desk One" })).toBeVisible();
});

test("a note that is being typed stays when a request comes, and that is said", async ({ browser }) => {
  const page = await staffPage(browser, "Desk that types");
  const id = await post(host, "Sample Visitor first");
  await page.goto(`/requests/${id}`);
  await page.getByLabel("Note").fill("Half a no");
  await post(host, "Sample Visitor second");
  await expect(page.getByRole("status").filter({ hasText: "A new request has come" })).toBeVisible();
  await page.getByLabel("Note").press("End");
  await page.keyboard.type("te");
  await expect(page.getByLabel("Note")).toHaveValue("Half a note");
});

test("a link on another site, as in a mail, leads into the queue of who is signed in", async ({ browser }) => {
  const page = await staffPage(browser, "Desk with mail");
  // localhost and 127.0.0.1 are two sites.
  const elsewhere = `${host.origin.replace("127.0.0.1", "localhost")}/`;
  const follow = async () => {
    await page.goto(elsewhere);
    await page.evaluate((queue) => location.assign(queue), host.staff);
  };
  await follow();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Requests");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/sign-in/);
  await follow();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
});

test("a session that is over leaves nothing on the screen", async ({ browser }) => {
  const page = await staffPage(browser, "Desk that leaves");
  const id = await post(host, "Sample Visitor left on a screen");
  await page.goto(`/requests/${id}`);
  await page.context().clearCookies();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
});

test("axe finds nothing on the staff's pages at any width, in light and in dark", async ({ browser }) => {
  test.setTimeout(180_000);
  const context = await browser.newContext({ baseURL: host.staff });
  const page = await context.newPage();
  const link = invite(host, "Desk with axe");
  await page.goto(link);
  const found: string[] = (await findingsEverywhere(page)).map((finding) => `link, ${finding}`);
  await setUp(page, link);
  const id = await post(host, "Sample Visitor with axe", { email: "sample@example.com" });
  await page.goto(`/requests/${id}`);
  await page.getByLabel("Note").fill("A note");
  await page.getByRole("button", { name: "Left a message" }).click();
  for (const path of ["/", "/?show=all&q=nobody", `/requests/${id}`, `/requests/${id}/correct`, `/requests/${id}/delete`, "/people", "/log?check=yes", "/export", "/sign-in?over=yes"]) {
    await page.goto(path);
    for (const finding of await findingsEverywhere(page)) found.push(`${path}, ${finding}`);
  }
  expect(found).toEqual([]);
});
