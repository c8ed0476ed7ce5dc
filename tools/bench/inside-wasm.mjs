// inside-wasm.mjs CSV BYTES PUBLISHED: sums up what twiggy says of a WebAssembly with names, by crate and by function.
// BYTES is its size without the names, PUBLISHED that of the file in dist/.
import { readFileSync } from "node:fs";
import { bytes, table } from "./statistics.mjs";

const [csv, unnamed, published] = process.argv.slice(2);
const FUNCTIONS_MOST = 30;

const items = readFileSync(csv, "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [, name, size] = /^("(?:[^"]|"")*"|[^,]*),(\d+),/.exec(line) ?? [];
    if (name === undefined) throw new Error(`twiggy's table has a line that cannot be read: ${line}`);
    return { name: name.replace(/^"|"$/g, "").replaceAll('""', '"'), size: Number(size) };
  })
  // The names themselves are not published.
  .filter(({ name }) => !/^"function names"|^custom section/.test(name));

/** The crate that a function was written in: the first that its name names. What has none is of the format itself. */
function crateOf(name) {
  if (/^data segment/.test(name)) return "(constants)";
  const crate = /([a-z_][a-z0-9_]*)\[[0-9a-f]{8,}\]/i.exec(name);
  if (crate) return crate[1];
  return /^(import|export|type|elem|table|global|memory)\b/.test(name) ? "(tables)" : "(functions without a crate)";
}

const crates = new Map();
for (const { name, size } of items) {
  const crate = crates.get(crateOf(name)) ?? { size: 0, count: 0 };
  crates.set(crateOf(name), { size: crate.size + size, count: crate.count + 1 });
}
const all = items.reduce((sum, { size }) => sum + size, 0);
const share = (size) => `${((100 * size) / all).toFixed(1)} %`;

console.log(`\nInside of the WebAssembly: ${bytes(unnamed)} bytes without names; the published file has ${bytes(published)}.\n`);
console.log(
  table(
    ["crate that the code was written in", "bytes", "share", "items"],
    [...crates].sort(([, a], [, b]) => b.size - a.size).map(([crate, { size, count }]) => [crate, bytes(size), share(size), count]),
  ),
);
console.log(
  `\n${table(
    ["function", "bytes", "share"],
    items.slice(0, FUNCTIONS_MOST).map(({ name, size }) => [`\`${name.replace(/\[[0-9a-f]{8,}\]/g, "")}\``, bytes(size), share(size)]),
  )}`,
);
