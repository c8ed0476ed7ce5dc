// The limit that the site is held against: its own finished pages as a plain static site. Every script and everything
// loaded ahead is taken out, and the styles are in a file of their own, as such sites have them.
import { createHash } from "node:crypto";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** A page without what is not static; `stylesheet` gives the address for styles, which the page's policy then allows. */
export function staticPage(html, stylesheet) {
  return html
    .replace(/style-src 'sha256-[^']+'/, "style-src 'self'")
    // Structured data is no script: a static page has it too.
    .replace(/<script\b(?! type="application\/ld\+json")[^>]*>[\s\S]*?<\/script>/g, "")
    .replace(/<link\b[^>]*\brel="?(modulepreload|preload|prefetch)\b[^>]*>/g, "")
    .replace(/<style\b[^>]*>([\s\S]*?)<\/style>/g, (_, css) => `<link rel="stylesheet" href="${stylesheet(css)}">`);
}

/** As small as brotli makes it: quality 11, like the site's own files. */
export function compressed(content) {
  return brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
}

/** Writes the limit of a built site into a folder. */
export function makeStatic(dist, folder) {
  rmSync(folder, { recursive: true, force: true });
  cpSync(dist, folder, { recursive: true });
  const styles = new Map();
  const stylesheet = (css) => {
    const name = `styles-${createHash("sha256").update(css).digest("hex").slice(0, 16)}.css`;
    styles.set(name, css);
    return `/${name}`;
  };
  let pages = 0;
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = join(folder, name);
    if (/\.(js|wasm|json)(\.br|\.gz)?$|\.gz$/.test(name)) rmSync(file);
    if (!name.endsWith(".html")) continue;
    const html = staticPage(readFileSync(file, "utf8"), stylesheet);
    if (/<script(?! type="application\/ld\+json")|preload|\.wasm|<style/.test(html)) throw new Error(`${name} cannot be made static: something is left of its scripts or styles.`);
    write(file, html);
    pages += 1;
  }
  for (const [name, css] of styles) write(join(folder, name), css);
  return pages;
}

function write(file, text) {
  writeFileSync(file, text);
  writeFileSync(`${file}.br`, compressed(Buffer.from(text)));
}
