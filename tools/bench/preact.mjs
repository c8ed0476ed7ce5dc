// The same site as a Preact app, which route changes are held against: the elements and styles of the static limit, as
// components that Vite bundles, with preact-iso to go between them. It does for a new page what ours does: address,
// title, scroll position and focus.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { HTMLElement, TextNode, parse } from "node-html-parser";
import { build } from "vite";
import { staticPage } from "./static-limit.mjs";

/** What stands for itself, without a value. */
const FLAGS = new Set(["hidden", "novalidate", "open", "required"]);

/** Writes the app made from a built site into a folder; its sources into another. */
export async function makePreact(dist, folder, sources) {
  for (const each of [folder, sources]) rmSync(each, { recursive: true, force: true });
  mkdirSync(join(sources, "public"), { recursive: true });
  symlinkSync(resolve(import.meta.dirname, "node_modules"), join(sources, "node_modules"));
  const paths = readdirSync(dist, { recursive: true })
    .filter((name) => /(^|\/)index\.html$/.test(name))
    .map((name) => dirname(`/${name}`));
  const write = (name, text) => writeFileSync(join(sources, name), text);
  copyFileSync(join(dist, "favicon.ico"), join(sources, "public/favicon.ico"));
  let shell;
  paths.forEach((path, index) => {
    const html = staticPage(readFileSync(join(dist, path, "index.html"), "utf8"), (css) => (write("public/site.css", css), "/site.css"));
    const body = parse(html).querySelector("body");
    const title = parse(html).querySelector("title");
    write(`page-${index}.js`, pageComponent(title, body.querySelector("main")));
    shell = body.childNodes.map((node) => (node.rawTagName === "main" ? `h("main", { id: "main", tabindex: "-1" }, h(Router, null, pages))` : element(node)));
  });
  write(
    "app.js",
    `import { h, render } from "preact";
import { LocationProvider, Route, Router } from "preact-iso";
${paths.map((_, index) => `import Page${index} from "./page-${index}.js";`).join("\n")}
const pages = [${paths.map((path, index) => `h(Route, { path: "${path}", component: Page${index} })`)}];
render(h(LocationProvider, null, ${shell}), document.body);
document.documentElement.setAttribute("data-app", "");
`,
  );
  write(
    "index.html",
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Preact</title><link rel="icon" href="/favicon.ico" sizes="32x32"><link rel="stylesheet" href="/site.css"><body><script type="module" src="/app.js"></script></body></html>`,
  );
  await build({ root: sources, logLevel: "warn", build: { outDir: folder, emptyOutDir: true } });
  // One page for all addresses.
  for (const path of paths) {
    mkdirSync(join(folder, path), { recursive: true });
    if (path !== "/") copyFileSync(join(folder, "index.html"), join(folder, path, "index.html"));
  }
}

function pageComponent(title, main) {
  return `import { Fragment, h } from "preact";
import { useLayoutEffect } from "preact/hooks";
export default function Page() {
  useLayoutEffect(() => {
    document.title = ${JSON.stringify(title.text)};
    if (document.documentElement.hasAttribute("data-app")) {
      scrollTo(0, 0);
      const heading = document.querySelector("main h1");
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }, []);
  return h(Fragment, null, ${main.childNodes.map(element)});
}
`;
}

/** The call that makes a node of the page. */
function element(node) {
  if (node instanceof TextNode) return JSON.stringify(node.text);
  if (!(node instanceof HTMLElement)) return "null";
  const attributes = Object.entries(node.attributes)
    // It belongs to the page that the shell was taken from.
    .filter(([name]) => name !== "aria-current")
    .map(([name, value]) => [name, value === "" && FLAGS.has(name) ? true : value]);
  return `h(${[JSON.stringify(node.rawTagName), JSON.stringify(Object.fromEntries(attributes)), ...node.childNodes.map(element)]})`;
}
