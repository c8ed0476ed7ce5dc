// What bench.sh hands to every measurement by the environment.
import { existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** How often everything is measured. */
export const rounds = whole(process.env.ROUNDS || "5", "ROUNDS");

/** The built site. */
export const dist = resolve(root, process.env.DIST || "dist");
if (!existsSync(`${dist}/index.html`)) throw new Error(`${dist} is no built site. Run \`make build\` first.`);

/** The program that serves both sites. */
export const intake = resolve(root, process.env.INTAKE || "target/native/intake");

/** The program that writes the pages, as Trunk's hook runs it. */
export const prerender = resolve(root, process.env.PRERENDER || "target/debug/prerender");

/** The first of the ports that are used, on this machine only. */
export const port = whole(process.env.BENCH_PORT || "8910", "BENCH_PORT");

/** Where the measurements put what they need; made anew by none of them as a whole. */
export const work = resolve(root, "target/bench");
mkdirSync(work, { recursive: true });

function whole(text, name) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${name}=${text} is not a whole number above 0.`);
  return number;
}
