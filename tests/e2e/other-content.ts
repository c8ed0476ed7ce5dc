import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { temporaryFolder } from "./hosts";
import { sites } from "./intake";

const root = resolve(import.meta.dirname, "../..");

/** A page of `tests/content/`, to be changed for a test. */
export function contentOf(file: string) {
  return readFileSync(join(root, "tests/content", file), "utf8");
}

/**
 * The built site with other words in it: the files given, by their paths in `tests/content/`, stand in place of or beside
 * those there, and the images, by their names, in `/images/`. Written by the real prerenderer into a folder that the test
 * deletes.
 */
export function siteWith(files: Record<string, string>, images: Record<string, string> = {}) {
  const work = temporaryFolder();
  const [content, pictures, dist] = [join(work, "content"), join(work, "public"), join(work, "site")];
  cpSync(join(root, "tests/content"), content, { recursive: true });
  cpSync(join(root, "tests/public"), pictures, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(content, file), text);
  mkdirSync(dist);
  mkdirSync(join(pictures, "images"), { recursive: true });
  for (const [file, text] of Object.entries(images)) writeFileSync(join(pictures, "images", file), text);
  const built = readFileSync(join(sites.root.folder, "index.html"), "utf8");
  const app = readdirSync(sites.root.folder).filter((file) => /^app-.*\.(js|wasm)$/.test(file));
  for (const file of app) cpSync(join(sites.root.folder, file), join(dist, file));
  // The built site's first page, taken back to what Trunk hands to the prerenderer.
  const part = (pattern: RegExp) => {
    const found = pattern.exec(built);
    if (!found) throw new Error(`the built page has no ${pattern}`);
    return found[1] ?? found[0];
  };
  writeFileSync(join(dist, "style.css"), part(/<style>(.*?)<\/style>/s));
  const metas = ["viewport", "color-scheme", "consultation-endpoint", "consultation-retries"];
  writeFileSync(
    join(dist, "index.html"),
    `<!doctype html><html lang="en-US"><head><meta charset="utf-8">` +
      metas.map((name) => part(new RegExp(`<meta [^>]*name="${name}"[^>]*>`))).join("") +
      `<link rel="stylesheet" href="/style.css">` +
      `<link rel="modulepreload" href="/${app.find((file) => file.endsWith(".js"))}">` +
      `<link rel="preload" href="/${app.find((file) => file.endsWith(".wasm"))}"></head><body></body></html>`,
  );
  execFileSync(resolve(root, "target/debug/prerender"), ["--dist", dist, "--content", content, "--public", pictures, "--quick"], {
    cwd: root,
    stdio: "pipe",
  });
  return { folder: dist, work };
}
