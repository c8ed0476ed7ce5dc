// intake with a built site, for as long as something is measured.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { intake, work } from "./settings.mjs";

/** Serves a folder on a port of this machine; gives the address and the function that ends it. */
export async function serve(site, port) {
  const origin = `http://127.0.0.1:${port}`;
  if (await answers(origin)) throw new Error(`Port ${port} is taken. Choose others: BENCH_PORT=8950.`);
  const database = join(work, `served-${port}.db`);
  for (const ending of ["", "-wal", "-shm"]) rmSync(database + ending, { force: true });
  const server = spawn(intake, ["serve", "--listen", `127.0.0.1:${port}`, "--database", database, "--site", site, "--rate-limit", "0"], {
    stdio: "ignore",
  });
  const stop = () => server.kill();
  process.once("exit", stop);
  for (let tries = 0; !(await answers(origin)); tries += 1) {
    if (server.exitCode !== null || tries > 200) throw new Error(`${intake} does not serve ${site} on port ${port}.`);
    await new Promise((next) => setTimeout(next, 50));
  }
  return { origin, stop };
}

function answers(origin) {
  return fetch(`${origin}/healthz`).then(({ ok }) => ok, () => false);
}

// An end by Ctrl-C is an exit too, so that nothing is left behind.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
