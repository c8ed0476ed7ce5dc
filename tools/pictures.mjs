// Takes the pictures of docs/editing.md: each example of the guide, built into a page of the real site and photographed.
// `make pictures` calls it with what a build needs in the environment.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(resolve("tests/e2e/package.json"))("@playwright/test");

const MOST_BYTES = 60_000;
const work = resolve("target/pictures");
const [content, site] = [join(work, "content"), join(work, "site")];

/** The guide's examples that a picture follows, by the picture's name. */
function examples() {
  const guide = readFileSync("docs/editing.md", "utf8");
  const found = [...guide.matchAll(/```markdown\n((?:(?!```)[\s\S])*?)```\n\n!\[[^\]]+\]\(pictures\/([a-z-]+)\.png\)/g)];
  return new Map(found.map(([, example, name]) => [name, example]));
}

/** A page with all of them. What a page begins with comes first, and the others stand in a section. */
function page(examples) {
  const { "key-points": first, ...others } = Object.fromEntries(examples);
  return `+++
title = "Examples of the guide"
nav = "Examples"
description = "A page with the examples of docs/editing.md, made to take their pictures."
updated = 2026-11-23
review_by = 2027-11-23
+++

${first}
## Examples

${Object.values(others).join("\n")}`;
}

/** Where an example stands on the page. */
function selector(name) {
  if (name === "abbreviation") return "main p:has(abbr)";
  if (name === "table") return "main .table";
  return name === "figure" ? "main figure" : `main .card-${name}`;
}

const wanted = examples();
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
cpSync("content", content, { recursive: true });
writeFileSync(join(content, "pages/examples.md"), page(wanted));
execFileSync("trunk", ["build", "--offline", "--release", "--dist", site], {
  stdio: "inherit",
  env: { ...process.env, SITE_CONTENT: content },
});

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });

/** The example as a PNG; `scale` is pixels of the picture for one of the page. */
async function picture(name, scale) {
  // Wide enough for the bar at the bottom of phones to be away.
  const options = { viewport: { width: 800, height: 900 }, deviceScaleFactor: scale, colorScheme: "light", javaScriptEnabled: false };
  const tab = await browser.newPage(options);
  await tab.goto(pathToFileURL(join(site, "examples/index.html")).href);
  const box = await tab.locator(selector(name)).first().boundingBox();
  const margin = 12;
  const clip = { x: box.x - margin, y: box.y - margin, width: box.width + 2 * margin, height: box.height + 2 * margin };
  const png = await tab.screenshot({ fullPage: true, clip });
  await tab.close();
  return png;
}

try {
  mkdirSync("docs/pictures", { recursive: true });
  for (const name of wanted.keys()) {
    // As sharp as it can be within its bytes.
    let png;
    for (const scale of [1.5, 1.25, 1]) {
      png = await picture(name, scale);
      if (png.length <= MOST_BYTES) break;
    }
    if (png.length > MOST_BYTES) throw new Error(`docs/pictures/${name}.png has ${png.length} bytes, more than ${MOST_BYTES}.`);
    writeFileSync(`docs/pictures/${name}.png`, png);
    console.log(`docs/pictures/${name}.png  ${png.length} bytes`);
  }
} finally {
  await browser.close();
}
