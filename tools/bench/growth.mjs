// What more pages cost: the time to write them, the size of the site, and the bytes of a first visit. The pages are copies
// of one condition under other names, written from Trunk's output as Trunk's hook does it.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { arrive, browserVersion, launch, newVisit } from "./browser.mjs";
import { machine } from "./machine.mjs";
import { report } from "./report.mjs";
import { serve } from "./servers.mjs";
import { port, prerender, root, rounds, work } from "./settings.mjs";
import { bytes, median, spread, table } from "./statistics.mjs";
import { coldVisit } from "./transfers.mjs";

const COUNTS = (process.env.PAGES || "10,100,1000").split(",").map(Number);
const MODEL = "anxiety";
/** Trunk's output before the prerenderer has taken it over; `make bench-site` has it built. */
const raw = join(work, "raw");

/** A copy of the content with so many conditions in all. */
function contentWith(count, folder) {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "content"), folder, { recursive: true });
  const conditions = join(folder, "conditions");
  const there = readdirSync(conditions).length;
  const model = readFileSync(join(conditions, `${MODEL}.md`), "utf8");
  for (let number = 1; number <= count - there; number += 1) {
    const title = `Sample condition ${number}`;
    const text = model
      .replace(/^title = .*$/m, `title = "${title}"`)
      .replace(/^nav = .*$/m, `nav = "${title}"`)
      .replace(/^about = .*\n/m, "")
      .replace(/^(description = ".{40,120}?)[^"]{0,40}"$/m, `$1 ${number}."`)
      .replace(/^order = .*$/m, `order = ${1000 + number}`);
    writeFileSync(join(conditions, `sample-${number}.md`), text);
  }
}

function write(content, dist, ...more) {
  rmSync(dist, { recursive: true, force: true });
  cpSync(raw, dist, { recursive: true });
  const started = performance.now();
  execFileSync(prerender, ["--dist", dist, "--content", content, "--public", join(root, "public"), ...more], { stdio: ["ignore", "ignore", "inherit"] });
  return performance.now() - started;
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => statSync(join(folder, name)))
    .filter((entry) => entry.isFile())
    .reduce((sum, { size }) => sum + size, 0);
}

const browser = await launch();
const rows = [];
try {
  for (const count of COUNTS) {
    const [content, dist] = [join(work, `content-${count}`), join(work, `dist-${count}`)];
    contentWith(count, content);
    const preview = Array.from({ length: rounds }, () => write(content, dist, "--quick"));
    const release = [write(content, dist)];
    const { origin, stop } = await serve(dist, port);
    const visits = {};
    for (const path of ["/", "/conditions", `/conditions/${MODEL}`]) {
      const visit = await newVisit(browser, { slow: false, width: 360 });
      visits[path] = (await coldVisit(visit, { open: () => arrive(visit, origin + path, { app: true }), quiet: visit.quiet })).everything;
      await visit.context.close();
    }
    stop();
    rows.push({ count, preview: median(preview), spread: spread(preview), release: median(release), size: sizeOf(dist), visits });
    console.error(`growth: ${count} pages`);
  }
} finally {
  await browser.close();
}

const [first, last] = [rows[0], rows.at(-1)];
const perPage = (path) => ((last.visits[path] - first.visits[path]) / (last.count - first.count)).toFixed(1);
report(
  "growth",
  [
    table(
      ["conditions", "pages written for the preview, ms", "for a release, s", "`dist/`, MB", "first visit to `/`, bytes", "to `/conditions`", "to a condition"],
      rows.map(({ count, spread, release, size, visits }) => [
        String(count),
        spread,
        (release / 1000).toFixed(1),
        (size / 1e6).toFixed(1),
        ...Object.values(visits).map(bytes),
      ]),
    ),
    `From ${first.count} to ${last.count} conditions a first visit grows by ${perPage("/")} bytes a page on \`/\`, ` +
      `${perPage("/conditions")} on \`/conditions\`, ${perPage(`/conditions/${MODEL}`)} on a condition.`,
    machine({ rounds, browser: browserVersion() }),
  ].join("\n\n"),
);
