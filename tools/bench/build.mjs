// What `make build` takes once everything has been built before: after an edit of words, and after one of the app's Rust.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { machine, version } from "./machine.mjs";
import { report } from "./report.mjs";
import { root, rounds, work } from "./settings.mjs";
import { spread, table } from "./statistics.mjs";

const TARGET_S = 60;
const EDITS = [
  ["words", "content/article.md"],
  ["Rust of the app", "src/app.rs"],
];
const build = `trunk build --offline --release --dist ${join(work, "build")}`;
const file = join(work, "build.json");

execFileSync(
  "hyperfine",
  ["--warmup", "1", "--runs", String(Math.max(2, rounds)), "--export-json", file, ...EDITS.flatMap(([, path]) => ["--prepare", `touch ${path}`, build])],
  { cwd: root, stdio: ["ignore", "inherit", "inherit"] },
);
const { results } = JSON.parse(readFileSync(file, "utf8"));
report(
  "build",
  [
    table(
      ["`make build` after an edit of", "s"],
      results.map(({ times }, at) => [EDITS[at][0], spread(times, 1)]),
    ),
    `At most ${TARGET_S} s: ${Math.max(...results.flatMap(({ times }) => times)) <= TARGET_S ? "met" : "not met"} in every round.`,
    machine({ rounds: Math.max(2, rounds), browser: version("hyperfine") }),
  ].join("\n\n"),
);
