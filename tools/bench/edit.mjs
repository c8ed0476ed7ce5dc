// From a save to the new words on the screen, in the preview as staff have it: `trunk serve` on this repository, a page
// open in a browser and scrolled down. It changes a content file and puts it back, also when it is stopped.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { browserVersion, launch } from "./browser.mjs";
import { machine } from "./machine.mjs";
import { report } from "./report.mjs";
import { port, root, rounds } from "./settings.mjs";
import { spread, table } from "./statistics.mjs";

const FILE = join(root, "content/conditions/anxiety.md");
const PATH = "/conditions/anxiety";
const SENTENCE = "A checkup can help sort this out.";
const SCROLLED_TO = 700;
const TARGET_MS = 3_000;
const AIM_MS = 1_000;
const PATIENCE_MS = 60_000;

const before = readFileSync(FILE, "utf8");
if (!before.includes(SENTENCE)) throw new Error(`${FILE} no longer has the sentence ${JSON.stringify(SENTENCE)}. Choose another one here.`);
process.once("exit", () => writeFileSync(FILE, before));

const origin = `http://127.0.0.1:${port}`;
const lines = [];
const preview = spawn("trunk", ["serve", "--offline", "--port", String(port), "--dist", "target/bench/preview"], { cwd: root });
for (const stream of [preview.stdout, preview.stderr]) stream.on("data", (chunk) => lines.push(String(chunk)));
process.once("exit", () => preview.kill());
for (let waited = 0; !(await fetch(origin).then(({ ok }) => ok, () => false)); waited += 1) {
  if (preview.exitCode !== null || waited > 600) throw new Error(`trunk serve does not answer:\n${lines.join("")}`);
  await new Promise((next) => setTimeout(next, 1_000));
}

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.goto(origin + PATH);
await page.waitForFunction(() => document.documentElement.hasAttribute("data-app"), undefined, { timeout: PATIENCE_MS });

/** Scrolls down, and waits until that is kept with the history entry, which is once scrolling has paused. */
async function scrollDown() {
  await page.waitForFunction(() => document.documentElement.hasAttribute("data-app"), undefined, { timeout: PATIENCE_MS });
  await page.evaluate((to) => scrollTo(0, to), SCROLLED_TO);
  await page.waitForFunction((to) => history.state === to, SCROLLED_TO);
}
await scrollDown();

/** Saves a text and gives the time until some words are on the screen, in milliseconds. */
async function save(text, words) {
  const saved = performance.now();
  writeFileSync(FILE, text);
  // Asked in every frame; Playwright's own waiting looks every half second in the end.
  await page.waitForFunction((words) => document.body?.innerText.includes(words), words, { polling: "raf", timeout: PATIENCE_MS });
  return performance.now() - saved;
}

const times = { words: [], mistake: [], mended: [] };
let scrolled = true;
let number = 0;
const edited = () => `${SENTENCE} Edit number ${(number += 1)}.`;
const saveWords = () => {
  const words = edited();
  return save(before.replace(SENTENCE, words), words);
};
try {
  await saveWords();
  for (let round = 0; round < rounds; round += 1) {
    times.words.push(await saveWords());
    scrolled &&= await page
      .waitForFunction((to) => Math.abs(scrollY - to) < 2, SCROLLED_TO, { timeout: 5_000 })
      .then(() => true, () => false);
    times.mistake.push(await save(before.replace("title =", "titel ="), "there is no key `titel`"));
    times.mended.push(await saveWords());
    // The page that shows a mistake is short: whoever was further down is at the top after it.
    await scrollDown();
    console.error(`edit: round ${round + 1} of ${rounds}`);
  }
} finally {
  await browser.close();
  preview.kill();
  writeFileSync(FILE, before);
}

const most = Math.max(...times.words);
report(
  "edit",
  [
    table(
      ["saved in `trunk serve`", "on the screen after, ms"],
      [
        ["new words", spread(times.words)],
        ["a mistake, with its place and its remedy", spread(times.mistake)],
        ["the page again, once it is mended", spread(times.mended)],
      ],
    ),
    `At most ${TARGET_MS} ms: ${most <= TARGET_MS ? "met" : "not met"} in every round; the aim of ${AIM_MS} ms: ${most <= AIM_MS ? "met" : "not met"}. ` +
      `The page stayed where it was scrolled to: ${scrolled ? "yes" : "no"}.`,
    machine({ rounds, browser: browserVersion() }),
  ].join("\n\n"),
);
