// Writes a measured table into docs/performance.md, between its marks; the prose around it is not touched.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const page = process.env.REPORT || resolve(import.meta.dirname, "../../docs/performance.md");

/** Shows the table and puts it between `<!-- bench:NAME -->` and `<!-- /bench -->`. */
export function report(name, text) {
  console.log(`\n${text}\n`);
  const start = `<!-- bench:${name} -->`;
  const end = "<!-- /bench -->";
  const before = readFileSync(page, "utf8");
  const from = before.indexOf(start);
  const to = before.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${page} has no ${start} … ${end}. Put the marks back.`);
  writeFileSync(page, `${before.slice(0, from + start.length)}\n\n${text}\n\n${before.slice(to)}`);
}
