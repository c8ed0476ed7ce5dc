// The HTML as it lies in the built sites, page by page.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import config from "./html-validate.config.mjs";
import { sites } from "./intake";

const validator = new HtmlValidate(new StaticConfigLoader(config));

function problems({ results }: Awaited<ReturnType<HtmlValidate["validateFile"]>>) {
  return results.flatMap(({ messages, filePath }) => messages.map(({ line, column, ruleId, message }) => `${filePath}:${line}:${column}: ${message} (${ruleId})`));
}

for (const [name, { folder }] of Object.entries(sites)) {
  test(`every page is valid HTML, on ${name}`, async () => {
    const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
    expect(pages.length).toBeGreaterThan(10);
    for (const page of pages) expect(problems(await validator.validateFile(join(folder, page)))).toEqual([]);
  });
}

test("the check notices a wrong nesting, an id that stands twice and an image without words", async () => {
  const broken = '<!doctype html><html lang="en-US"><head><title>T</title></head><body><main><p id="a"><div id="a"></div></p><img src="/x.png"></main></body></html>';
  const found = problems(await validator.validateString(broken)).join("\n");
  for (const rule of ["no-implicit-close", "no-dup-id", "wcag/h37"]) expect(found).toContain(rule);
});
