import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { realSite, sites, intakeProgram, type Site } from "./intake";

/** Starts intake for each site and gives the function that stops them. */
export default async function setup() {
  for (const site of [...Object.values(sites), realSite]) await expectFree(site.port);
  rmSync("results", { recursive: true, force: true });
  mkdirSync("results", { recursive: true });
  const running: ChildProcess[] = [];
  try {
    for (const site of [...Object.values(sites), realSite]) running.push(await start(site));
  } catch (error) {
    for (const process of running) process.kill();
    throw error;
  }
  return async () => {
    await Promise.all(
      running.map(
        (process) =>
          new Promise((stopped) => {
            process.once("exit", stopped);
            process.kill("SIGTERM");
          }),
      ),
    );
  };
}

/** Another run's intake would answer these tests, out of a database of its own. */
async function expectFree(port: number) {
  const answers = await fetch(`http://127.0.0.1:${port}/healthz`).then(() => true, () => false);
  if (answers) throw new Error(`port ${port} is taken; is another run of these tests under way?`);
}

async function start(site: Site): Promise<ChildProcess> {
  const log: string[] = [];
  const process = spawn(intakeProgram, [
    "serve",
    "--listen", `127.0.0.1:${site.port}`,
    "--database", site.database,
    "--site", site.folder,
    "--rate-limit", "0",
    ...(site.base ? ["--base-path", site.base] : []),
  ]);
  process.stderr.on("data", (chunk) => {
    log.push(String(chunk));
    writeFileSync(site.log, log.join(""));
  });
  const deadline = Date.now() + 20_000;
  for (;;) {
    if (process.exitCode !== null) throw new Error(`intake ended: ${log.join("")}`);
    try {
      if ((await fetch(`http://127.0.0.1:${site.port}/healthz`)).ok) return process;
    } catch {
      // Not listening yet.
    }
    if (Date.now() > deadline) throw new Error(`intake does not answer: ${log.join("")}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}
