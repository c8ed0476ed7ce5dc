// What a first visit to the first page transfers in all, file by file, and how much of it stands before the first paint.
import { join } from "node:path";
import { arrive, browserVersion, launch, newVisit } from "./browser.mjs";
import { machine } from "./machine.mjs";
import { report } from "./report.mjs";
import { serve } from "./servers.mjs";
import { dist, port, rounds, work } from "./settings.mjs";
import { makeStatic } from "./static-limit.mjs";
import { bytes, median, table } from "./statistics.mjs";
import { countTransfers, coldVisit, total } from "./transfers.mjs";

const TARGET = 135_000;

/** Bytes that had come when the page was first painted, on the slow connection. */
async function beforePaint(browser, origin, app) {
  const visit = await newVisit(browser);
  try {
    const transfers = countTransfers(visit.devtools);
    await arrive(visit, `${origin}/`, { app });
    const painted = await visit.page.evaluate(() => performance.timeOrigin + performance.getEntriesByName("first-contentful-paint")[0].startTime);
    return total(transfers.files(painted));
  } finally {
    await visit.context.close();
  }
}

const folder = join(work, "static");
makeStatic(dist, folder);
const ours = await serve(dist, port);
const limit = await serve(folder, port + 1);
const browser = await launch();
const visits = {};
const early = { ours: [], limit: [] };
try {
  for (const width of [1280, 360]) {
    const visit = await newVisit(browser, { slow: false, width });
    visits[width] = await coldVisit(visit, { open: () => arrive(visit, `${ours.origin}/`, { app: true }), quiet: visit.quiet });
    await visit.context.close();
  }
  for (let round = 0; round < rounds; round += 1) {
    early.ours.push(await beforePaint(browser, ours.origin, true));
    early.limit.push(await beforePaint(browser, limit.origin, false));
  }
} finally {
  await browser.close();
  ours.stop();
  limit.stop();
}

const kinds = Object.keys(visits[1280].kinds);
const row = (name, of) => [name, ...[1280, 360].map((width) => bytes(of(visits[width])))];
report(
  "weight",
  [
    table(
      ["bytes of a first visit to `/`", "1280 px", "360 px"],
      [
        ...kinds.map((kind) => row(kind, ({ kinds }) => kinds[kind])),
        row("**everything** that loads by itself", ({ everything }) => everything),
        row("and after reading to the end", ({ readToTheEnd }) => readToTheEnd),
      ],
    ),
    `Target: ${bytes(TARGET)}, ${Math.max(visits[1280].everything, visits[360].everything) <= TARGET ? "met" : "not met"}. ` +
      `Before the first paint ${bytes(median(early.ours))} bytes have come, of the static page ${bytes(median(early.limit))}: ` +
      `${(median(early.ours) / median(early.limit)).toFixed(2)} of the limit.`,
    machine({ rounds, browser: browserVersion() }),
  ].join("\n\n"),
);
