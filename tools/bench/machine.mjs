// What the figures were measured on.
import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";

/** Days are the clinic's own kind: 2026-11-24. */
const today = () => new Date().toISOString().slice(0, 10);

/** More than this in the last minute, and something else runs that the times would tell of. */
const BUSY = 0.5;
const PATIENCE_MS = 180_000;

/** Taken when the measuring starts, once an earlier one is no longer in it. */
const load = await settled();

async function settled() {
  for (const began = Date.now(); loadavg()[0] > BUSY && Date.now() - began < PATIENCE_MS; ) await new Promise((next) => setTimeout(next, 5_000));
  return loadavg()[0];
}

/** One sentence: when, how often, on what. */
export function machine({ rounds, browser }) {
  const cores = cpus();
  const parts = [
    `${today()}`,
    `${rounds} ${rounds === 1 ? "round" : "rounds"}`,
    `${cores.length} cores of ${cores[0].model.trim()}`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    browser,
    `Node ${process.versions.node}`,
    `load before the start ${load.toFixed(1)}${load > BUSY ? " (the machine was busy: the times are not to be relied on)" : ""}`,
  ];
  return `Measured ${parts.filter(Boolean).join(", ")}.`;
}

/** The version of a program, as it says itself. */
export function version(program, ...options) {
  return execFileSync(program, options.length ? options : ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    .split("\n")[0]
    .trim();
}
