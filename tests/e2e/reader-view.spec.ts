// What is left of a page in a browser's reader view. Firefox's is Readability, which judges a page by its markup alone.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { sites } from "./intake";

const readability = readFileSync(createRequire(import.meta.url).resolve("@mozilla/readability/Readability.js"), "utf8");

test("reader view keeps the heading of every section, “When to get help now” among them", async ({ page }) => {
  // An empty page: the site's own content security policy does not allow what Readability does to a copy of the page.
  await page.goto("about:blank");
  await page.evaluate(readability + ";window.Readability = Readability");
  const headings: string[] = [];
  for (const file of readdirSync(sites.root.folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"))) {
    const { written, kept } = await page.evaluate((html) => {
      const texts = (root: ParentNode, selector: string) => [...root.querySelectorAll(selector)].map((heading) => heading.textContent.trim());
      const parse = (html: string) => new DOMParser().parseFromString(html, "text/html");
      const document = parse(html);
      const written = texts(document, ".prose :is(h2, h3):not(.card-title)");
      const { Readability } = window as unknown as { Readability: new (document: Document) => { parse(): { content: string } | null } };
      return { written, kept: texts(parse(new Readability(document).parse()?.content ?? ""), "h2, h3") };
    }, readFileSync(join(sites.root.folder, file), "utf8"));
    expect(kept, file).toEqual(expect.arrayContaining(written));
    headings.push(...written);
  }
  expect(headings).toContain("When to get help now");
});
