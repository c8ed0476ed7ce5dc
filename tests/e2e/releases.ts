import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { copyOf } from "./hosts";

const digest = (algorithm: string, content: string | Buffer) => createHash(algorithm).update(content).digest("base64");
const hashSource = (text: string) => `'sha256-${digest("sha256", text)}'`;
const integrity = (content: Buffer) => `sha384-${digest("sha384", content)}`;

function* filesOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) yield join(entry.parentPath, entry.name);
  }
}

/** The files of the app in a built site. */
export function appFiles(folder: string) {
  const named = (ending: string) => readdirSync(folder).find((name) => name.startsWith("app-") && name.endsWith(ending))!;
  return { script: named(".js"), wasm: named(".wasm") };
}

/** The name of the build that a page of a site belongs to. */
export function buildOf(folder: string) {
  return /data-build="?(\w+)/.exec(readFileSync(join(folder, "index.html"), "utf8"))![1];
}

/** The site without its compressed copies, so that a test may change its files. */
function uncompressed(folder: string) {
  const copy = copyOf(folder);
  for (const file of filesOf(copy)) if (/\.(br|gz)$/.test(file)) rmSync(file);
  return copy;
}

/**
 * The site as a change of its code makes it: both files of the app have other bytes and names, and the pages, their
 * fragments and every policy follow.
 */
export function anotherBuild(folder: string) {
  const copy = uncompressed(folder);
  const replace: [string, string][] = [[buildOf(folder), digest("sha256", folder).replaceAll(/\W/g, "").slice(0, 16)]];
  // A section that means nothing (WebAssembly Core Specification, 2.5.10), and a comment.
  const additions = { wasm: Buffer.from([0, 6, 5, ...Buffer.from("other")]), script: Buffer.from("\n// another build\n") };
  const files = appFiles(copy);
  for (const kind of ["wasm", "script"] as const) {
    const old = readFileSync(join(copy, files[kind]));
    const changed = Buffer.concat([old, additions[kind]]);
    const name = files[kind].replace(/[0-9a-f]{12,16}/, createHash("sha256").update(changed).digest("hex").slice(0, 16));
    renameSync(join(copy, files[kind]), join(copy, name));
    writeFileSync(join(copy, name), changed);
    replace.push([files[kind], name], [integrity(old), integrity(changed)]);
  }
  const replaced = (text: string) => replace.reduce((text, [from, to]) => text.replaceAll(from, to), text);
  const index = readFileSync(join(copy, "index.html"), "utf8");
  const inline = [...index.matchAll(/<script type="[a-z]+">(.*?)<\/script>/gs)].map(([, text]) => text);
  replace.push(...inline.map((text): [string, string] => [hashSource(text), hashSource(replaced(text))]));
  for (const file of filesOf(copy)) {
    if (/\.(html|json)$|^_headers/.test(basename(file))) writeFileSync(file, replaced(readFileSync(file, "utf8")));
  }
  return copy;
}

/** A site whose app has been changed on the host, but not in the pages: by an attacker, or by a broken copy. */
export function tampered(folder: string, kind: "script" | "wasm") {
  const copy = uncompressed(folder);
  const file = join(copy, appFiles(copy)[kind]);
  const harmless = { script: "\nwindow.tampered = true;\n", wasm: Buffer.from([0, 6, 5, ...Buffer.from("other")]) };
  writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from(harmless[kind])]));
  return copy;
}
