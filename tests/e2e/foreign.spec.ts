// Browser extensions, translators and rewriting proxies put nodes and attributes of their own into the page, before the
// app starts and while it runs. Crisis help, text and form are there all the same, and a request is stored once.
import type { Page } from "@playwright/test";
import { stored } from "./intake";
import { appRuns, ConsultationForm, expect, test } from "./pages";

// What an extension does is not bound by the page's policy.
test.use({ bypassCSP: true });

/** A change of the document, made in the page. On pages that lack the place it does nothing. */
interface Change {
  name: string;
  make: string;
  /** The app has to take the page over, although the change was there before. */
  runs: boolean;
}

const put = (name: string, selector: string, where: InsertPosition, html: string, runs = false): Change => ({
  name,
  make: `document.querySelector(${JSON.stringify(selector)})?.insertAdjacentHTML("${where}", ${JSON.stringify(html)})`,
  runs,
});

/** Wraps the nodes that XPath finds. */
const wrap = (name: string, xpath: string, tag: string, runs = false): Change => ({
  name,
  make: `{
    const found = document.evaluate(${JSON.stringify(xpath)}, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
    for (let index = 0; index < found.snapshotLength; index += 1) {
      const node = found.snapshotItem(index);
      const wrapper = document.createElement("${tag}");
      node.replaceWith(wrapper);
      wrapper.append(node);
    }
  }`,
  runs,
});

const set = (name: string, selector: string, attributes: Record<string, string>): Change => ({
  name,
  make: `for (const element of document.querySelectorAll(${JSON.stringify(selector)}))
    for (const [name, value] of ${JSON.stringify(Object.entries(attributes))}) element.setAttribute(name, value)`,
  runs: true,
});

const remove = (name: string, selector: string): Change => ({ name, make: `document.querySelector(${JSON.stringify(selector)})?.remove()`, runs: false });

const changes: Change[] = [
  put("a div first in the body", "body", "afterbegin", "<div>x</div>", true),
  put("a style first in the body", "body", "afterbegin", "<style>.foreign { color: red }</style>", true),
  put("a script first in the body", "body", "afterbegin", '<script src="/robots.txt"></script>', true),
  put("a noscript first in the body", "body", "afterbegin", "<noscript><img alt></noscript>", true),
  put("a comment first in the body", "body", "afterbegin", "<!-- a proxy was here -->", true),
  put("text first in the body", "body", "afterbegin", "A proxy was here", true),
  put("text last in the body", "body", "beforeend", "A proxy was here", true),
  put("a div last in the body", "body", "beforeend", "<div class='foreign'><button>Offer</button></div>", true),
  put("a main of its own before the app", "body", "afterbegin", "<main><p>Shopping helper</p></main>", true),
  put("a header with a heading before the app", "body", "afterbegin", "<header><h1>Shopping helper</h1></header>", true),
  put("an element of its own kind last in the body", "body", "beforeend", "<grammar-helper></grammar-helper>", true),
  put("a div first in the app", "#app", "afterbegin", "<div>x</div>"),
  put("a div last in the app", "#app", "beforeend", "<div>x</div>"),
  put("a div before the crisis help", ".crisis-help", "beforebegin", "<div>x</div>"),
  put("a style after the crisis help", ".crisis-help", "afterend", "<style>.foreign { color: red }</style>"),
  put("a comment in the app", "#app", "afterbegin", "<!-- a proxy was here -->"),
  put("text in the app", "#app", "afterbegin", "A proxy was here"),
  put("a div first in the main part", "main", "afterbegin", "<div>x</div>"),
  put("a div last in the main part", "main", "beforeend", "<div>x</div>"),
  put("a comment in the main part", "main", "afterbegin", "<!-- a proxy was here -->"),
  put("a div in the finished HTML of the page", ".prose", "afterbegin", "<div>x</div>", true),
  put("an entry in the menu", ".menu ul", "beforeend", "<li>x</li>"),
  put("a div first in the form", "#consultation-form", "afterbegin", "<div>x</div>"),
  put("a div last in the form", "#consultation-form", "beforeend", "<div>x</div>"),
  put("an icon beside a field", "#name", "afterend", "<span role='img' aria-label='Password manager'></span>"),
  put("an icon before a field", "#email", "beforebegin", "<grammar-icon></grammar-icon>"),
  wrap("a wrapper around a field", '//*[@id="name"]', "div"),
  wrap("a wrapper around the message", '//*[@id="message"]', "div"),
  wrap("font around the text of paragraphs", "//main//p[not(@role)]//text()", "font"),
  wrap("font around the text of labels", "//label//text()", "font"),
  wrap("font around the menu's text", '//nav[@class="menu"]//a/text()', "font"),
  wrap("font around all text", '//*[@id="app"]//text()[normalize-space()]', "font"),
  wrap("font around the crisis help's text", '//*[contains(@class, "crisis-help")]//text()[normalize-space()]', "font", true),
  set("attributes on html", "html", { class: "translated-ltr", lang: "es", style: "font-size: 100%", "data-foreign": "" }),
  set("attributes on the body", "body", { class: "foreign", style: "position: relative", "data-gr-ext-installed": "" }),
  set("attributes on the app", "#app", { class: "foreign", style: "opacity: 1", "data-foreign": "" }),
  set("attributes on the main part", "main", { class: "foreign", style: "opacity: 1", "data-foreign": "" }),
  set("attributes on the fields", "input, textarea, select", { "data-gramm": "false", "data-lpignore": "true", style: "background-image: none" }),
  remove("without the bar at the bottom", ".bottom-bar"),
  remove("without the site's name", ".site-name"),
  remove("without the notice of a request under way", ".sending-notice"),
];

/** What every page has. */
async function isWhole(page: Page, heading: RegExp | string, words: string) {
  const app = page.locator("#app");
  await expect(app.getByRole("heading", { level: 1 })).toHaveText(heading);
  const help = app.locator(".crisis-help");
  await expect(help).toContainText("In crisis or thinking about suicide?");
  await expect(help.locator('a[href="tel:988"]')).toBeVisible();
  await expect(help.locator('a[href="sms:988"]')).toBeVisible();
  await expect(help.locator('a[href="tel:911"]')).toBeVisible();
  await expect(app.locator("main")).toContainText(words);
  await expect(app.getByRole("contentinfo")).toContainText("This site");
}

const follow = (page: Page, path: string) => page.evaluate((path) => document.querySelector<HTMLElement>(`#app a[href="${path}"]`)!.click(), path);

const seesForm = async (page: Page) => {
  await expect(page).toHaveURL("/consultation");
  await isWhole(page, "Request a consultation", "This form is not for emergencies.");
  await expect(page.locator("form")).toHaveCount(1);
};

async function sendsAndReadsOn(page: Page, name: string) {
  const form = new ConsultationForm(page);
  await seesForm(page);
  await form.fill(name);
  await form.send().click();
  await expect(page).toHaveURL("/consultation/received");
  await isWhole(page, "We have your request", "What happens next");
  expect(stored(name)).toMatchObject([{ phone: "(555) 010-0123", message: "Mornings are good." }]);
  await follow(page, "/conditions");
  await expect(page).toHaveURL("/conditions");
  await isWhole(page, /^Conditions/, "Anxiety disorders");
  await follow(page, "/consultation");
  await seesForm(page);
  await expect(form.name()).toBeEditable();
  expect(stored(name)).toHaveLength(1);
}

/** Notes when the app has looked at the document: it starts as soon as its WebAssembly is there. */
const noteStart = () => {
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...source) => {
    const app = await instantiate(...source);
    setTimeout(() => Object.assign(window, { appHasLooked: true }));
    return app;
  };
};

for (const { name, make, runs } of changes) {
  test(`${name}, before the app starts`, async ({ page }) => {
    await page.addInitScript(noteStart);
    // Before scripts of type module, which wait for the end of the document.
    await page.addInitScript(`document.addEventListener("readystatechange", () => { if (document.readyState === "interactive") { ${make} } })`);
    await page.goto("/consultation");
    await page.waitForFunction(() => "appHasLooked" in window);
    await expect(page.locator("html[data-app]")).toHaveCount(runs ? 1 : 0);
    await sendsAndReadsOn(page, `Sample Visitor Early ${name}`);
  });

  test(`${name}, while the app runs`, async ({ page }) => {
    await page.goto("/consultation");
    await appRuns(page);
    await page.evaluate(make);
    await sendsAndReadsOn(page, `Sample Visitor Late ${name}`);
  });
}
