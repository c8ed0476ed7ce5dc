// Names and order of what assistive technology is told, from the accessibility tree.
import type { Locator } from "@playwright/test";
import { appRuns, ConsultationForm, everyPage, expect, test, transitionSkipped } from "./pages";

/**
 * In the accessibility tree of a part of the page these stand in this order, whatever else stands between them and
 * around them: a role with a name, as `link "Call 988"`, or the beginning of it.
 */
async function expectInOrder(part: Locator, what: string, hint = "") {
  const wanted = what.trim().split("\n").map((line) => line.trim()).filter(Boolean);
  await expect
    .poll(
      async () => {
        const lines = (await part.ariaSnapshot()).split("\n").map((line) => line.trim().replace(/^- /, "").replace(/^'(.*)'/, "$1"));
        let place = 0;
        for (const line of wanted) {
          const found = lines.findIndex((told, index) => index >= place && told.startsWith(line));
          if (found < 0) return `${line} is not told after ${lines[place - 1] ?? "the beginning"}`;
          place = found + 1;
        }
        return "all in order";
      },
      { message: hint },
    )
    .toBe("all in order");
}

test("every page has the same landmarks in the same order, help included", async ({ page, quiet }) => {
  quiet.allow.push(/status of 404/);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 640 });
    for (const path of everyPage()) {
      await page.goto(path);
      await appRuns(page);
      const landmarks = `
        link "Skip to main content"
        banner
        link "Greater Wellness Clinic"
        navigation "Main"
        link "Ketamine for depression"
        link "Conditions"
        ${width > 1000 ? 'link "Call now (555) 010-0199"' : ""}
        region "In crisis or thinking about suicide?"
        link "Call 988"
        link "text 988"
        link "chat at 988lifeline.org"
        link "call 911"
        main
        heading
        contentinfo
        link "(555) 010-0199"
        navigation "Conditions"
        navigation "This site"
        link "Accessibility"`;
      await expectInOrder(page.locator("body"), landmarks, `${path} at ${width} px`);
    }
  }
});

test("every page is in English, has a title of its own, one main heading, and leaves out no level", async ({ page, quiet }) => {
  quiet.allow.push(/status of 404/);
  const titles = new Set<string>();
  for (const path of everyPage()) {
    await page.goto(path);
    await appRuns(page);
    await expect(page.locator("html")).toHaveAttribute("lang", /^en/);
    titles.add(await page.title());
    const levels = await page.getByRole("main").getByRole("heading").evaluateAll((all) => all.map(({ tagName }) => Number(tagName.slice(1))));
    expect(levels.filter((level) => level === 1), path).toHaveLength(1);
    expect(levels[0], path).toBe(1);
    levels.forEach((level, place) => expect(level - (levels[place - 1] ?? 0), `${path}: ${levels}`).toBeLessThanOrEqual(1));
  }
  expect(titles.size).toBe(everyPage().length);
});

test("on every page links of the same name lead to the same place, and each has a name", async ({ page, quiet }) => {
  quiet.allow.push(/status of 404/);
  for (const path of everyPage()) {
    await page.goto(path);
    // A heading's link to its own section is named as the heading.
    const links = await page.locator("a[href]:not(.heading-link)").filter({ visible: true }).evaluateAll((all) =>
      all.map((link) => ({ name: (link.getAttribute("aria-label") ?? link.textContent ?? "").replaceAll(/\s+/g, " ").trim(), to: (link as HTMLAnchorElement).href })),
    );
    const places = new Map<string, string>();
    for (const { name, to } of links) {
      expect(name, `${path}: a link to ${to}`).not.toBe("");
      expect(places.get(name) ?? to, `${path}: ${name}`).toBe(to);
      places.set(name, to);
    }
  }
});

test("the article is told in the order it is read: heading, lead, key points, ways on, contents, sections, sources", async ({ page }) => {
  await page.goto("/");
  await appRuns(page);
  await expectInOrder(
    page.getByRole("main"),
    `article
     heading "Ketamine infusion for depression
     text: About 332 million people
     heading "The short version" [level=2]
     link "Request a consultation"
     link "Call now
     navigation "On this page"
     link "What is ketamine?"
     link "Sources"
     heading "What is ketamine?" [level=2]
     heading "How does it work?" [level=2]
     figure "How ketamine is thought to act
     img "How ketamine is thought to act: a simplified theory Three steps
     heading "Why ketamine for depression?" [level=2]
     img "Response
     heading "Coping strategies" [level=2]
     heading "Final thoughts" [level=2]
     heading "Sources" [level=2]`,
  );
});

test("a condition’s page says where it is, and its urgent help is told as such", async ({ page }) => {
  await page.goto("/conditions/depression");
  await appRuns(page);
  await expectInOrder(
    page.getByRole("main"),
    `navigation "Breadcrumb"
     link "Home"
     link "Conditions"
     heading "Depression" [level=1]
     navigation "On this page"
     heading "What is depression?" [level=2]
     heading "Common signs" [level=2]
     region "Act now: Get help right away if
     link "Call or text 988"
     heading "Sources" [level=2]`,
  );
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conditions" })).toHaveAttribute("aria-current", "true");
});

test("the form says of each control its name, its hint, and what it is for", async ({ page }) => {
  const form = new ConsultationForm(page);
  await page.goto("/consultation");
  await appRuns(page);
  await form.byPhone().check();
  await expectInOrder(
    page.getByRole("form", { name: "Your request" }),
    `heading "Your request" [level=2]
     textbox "Full name"
     group "How should we contact you?"
     radio "Phone call" [checked]
     radio "Text message"
     radio "Email"
     textbox "Phone number"
     group "Best time to call or text (optional)"
     radio "Any time"
     radio "Evening"
     combobox "What is your request about? (optional)"
     textbox "Message (optional)"
     checkbox "You may use my answers to reply to me"
     link "privacy page"
     button "Send request"
     status`,
  );
  await expect(form.phone()).toHaveAccessibleDescription(/We’ll only use this to call or text you/);
  await expect(form.message()).toHaveAccessibleDescription(/Do not include medical details.* You can write up to 1,000 characters/);
  for (const control of [form.name(), form.byPhone(), form.consent()]) await expect(control).toHaveAttribute("required");
  for (const name of ["name", "tel", "email"]) await expect(page.locator(`form [autocomplete=${name}]`)).toHaveCount(1);
});

test("errors are told first, each leads to its field, and the field repeats it", async ({ page }) => {
  const form = new ConsultationForm(page);
  await page.goto("/consultation");
  await appRuns(page);
  await form.send().click();
  await expectInOrder(
    page.getByRole("main"),
    `group "There is a problem"
     heading "There is a problem" [level=2]
     link "Enter your full name"
     link "Select how we should contact you"
     link "Check the box
     heading "Request a consultation" [level=1]
     form "Your request"
     textbox "Full name" [invalid]
     group "How should we contact you?"
     radio "Phone call"
     checkbox "You may use my answers to reply to me" [invalid]`,
  );
  await expect(form.name()).toHaveAccessibleDescription("Error: Enter your full name");
  await expect(form.consent()).toHaveAccessibleDescription(/^Error: Check the box/);
  await expect(page.getByRole("group", { name: "How should we contact you?" })).toHaveAccessibleDescription(/^Error: Select how/);
});

test("what becomes of a request is told without moving the focus, and a failure with its ways on", async ({ page, quiet }) => {
  quiet.allow.push(/status of 404/);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/api/consultations", async (route) => {
    await held;
    await route.fulfill({ status: 404 });
  });
  const form = new ConsultationForm(page);
  await page.goto("/consultation");
  await appRuns(page);
  await form.fill("Sample Visitor");
  await form.send().click();
  await expect(page.getByRole("status").filter({ hasText: "Sending your request…" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Sending…" })).toBeFocused();
  release();
  await expectInOrder(
    page.getByRole("main"),
    `group "Your request was not sent"
     heading "Your request was not sent" [level=2]
     paragraph: Our server did not accept the request.
     paragraph: Your answers are still here.
     link "(555) 010-0199"
     heading "Request a consultation" [level=1]`,
  );
});

test("the confirmation begins with its reference", async ({ page }) => {
  await page.route("**/api/consultations", (route) => route.fulfill({ status: 201, json: { reference: "GW-1042" } }));
  const form = new ConsultationForm(page);
  await page.goto("/consultation");
  await appRuns(page);
  await form.fill("Sample Visitor");
  await form.send().click();
  await expectInOrder(
    page.getByRole("main"),
    `heading "We have your request" [level=1]
     strong: GW-1042
     heading "What happens next" [level=2]
     heading "If you need help now" [level=2]
     link "(555) 010-0199"`,
  );
});

test.describe("without scripting", () => {
  test.use({ javaScriptEnabled: false });

  test("the page that intake answers with tells the errors first, and help where every page has it", async ({ page, quiet }) => {
    quiet.allow.push(/status of 422/, transitionSkipped);
    const form = new ConsultationForm(page);
    await page.goto("/consultation");
    await form.fill("Sample Visitor");
    await form.phone().fill("12");
    await form.send().click();
    await expect(page).toHaveTitle(/^Error: /);
    await expect(page.locator("html")).toHaveAttribute("lang", "en-US");
    await expectInOrder(
      page.locator("body"),
      `banner
       link "Greater Wellness Clinic"
       link "Call 988"
       link "call 911"
       main
       group "There is a problem"
       heading "There is a problem" [level=2]
       link "Phone number must have
       heading "Request a consultation" [level=1]
       textbox "Full name": Sample Visitor
       group "How should we contact you?"
       radio "Phone call" [checked]
       textbox "Phone number" [invalid]
       checkbox "You may use my answers to reply to me" [checked]
       button "Send request"
       contentinfo
       link "(555) 010-0199"`,
    );
    await expect(form.phone()).toHaveAccessibleDescription(/Error: Phone number must have/);
  });
});
