// From the click on a link of the menu to the other page on the screen, once the app runs and has nothing to do: on the
// slow connection and processor, then with the network cut; and what a plain static site takes for the same click.
import { join } from "node:path";
import { arrive, browserVersion, click, holds, launch, newVisit, slowNetwork } from "./browser.mjs";
import { machine } from "./machine.mjs";
import { report } from "./report.mjs";
import { serve } from "./servers.mjs";
import { dist, port, rounds, work } from "./settings.mjs";
import { makeStatic } from "./static-limit.mjs";
import { spread, table } from "./statistics.mjs";

const LINK = "header nav a[href='/conditions']";
const TARGET_MS = 50;

/**
 * Runs in the page: notes when the click was made, when the other page's heading stood in the document and when that
 * had been painted (the first task after the frame), and what the browser itself says of the click (Event Timing).
 */
const watch = `
  addEventListener("click", (event) => {
    sessionStorage.setItem("clicked", performance.timeOrigin + event.timeStamp);
    const heading = () => document.querySelector("main h1")?.textContent;
    const before = heading();
    const observer = new MutationObserver(() => {
      if (heading() === before || !heading()) return;
      observer.disconnect();
      const changed = performance.now() - event.timeStamp;
      requestAnimationFrame(() => {
        const painted = new MessageChannel();
        painted.port1.onmessage = () => { window.change = { changed, painted: performance.now() - event.timeStamp }; };
        painted.port2.postMessage(0);
      });
    });
    observer.observe(document, { childList: true, subtree: true, characterData: true });
  }, { capture: true, once: true });
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === "click") window.clickDuration = duration;
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
`;

async function change(browser, origin, { offline }) {
  const visit = await newVisit(browser, { width: 1280, watch });
  try {
    await arrive(visit, `${origin}/`, { app: true });
    if (offline) await visit.devtools.send("Network.emulateNetworkConditions", { ...slowNetwork, offline: true });
    const before = visit.asked.length;
    await click(visit, LINK);
    await holds(visit, "Boolean(window.change)");
    // Event Timing tells of a click after its frame.
    await visit.page.waitForTimeout(300);
    const { change, clickDuration, until } = await visit.page.evaluate(() => ({
      change: window.change,
      clickDuration: window.clickDuration,
      until: Number(sessionStorage.getItem("clicked")) + window.change.changed,
    }));
    // What is asked for later is for the links of the new page.
    const asked = visit.asked.slice(before).filter((time) => time <= until).length;
    if (!visit.page.url().endsWith("/conditions")) throw new Error(`The click led to ${visit.page.url()}.`);
    return { ...change, event: clickDuration, asked };
  } finally {
    await visit.context.close();
  }
}

/** The same click where the browser loads the other page. */
async function load(browser, origin) {
  const visit = await newVisit(browser, { width: 1280, watch });
  try {
    await arrive(visit, `${origin}/`, { app: false });
    await click(visit, LINK);
    await visit.page.waitForURL(/\/conditions$/);
    const painted = await visit.page.waitForFunction(() => {
      const [paint] = performance.getEntriesByName("first-contentful-paint");
      return paint && performance.timeOrigin + paint.startTime - Number(sessionStorage.getItem("clicked"));
    });
    return { painted: await painted.jsonValue() };
  } finally {
    await visit.context.close();
  }
}

const folder = join(work, "static");
makeStatic(dist, folder);
const ours = await serve(dist, port);
const limit = await serve(folder, port + 1);
const browser = await launch();
const ways = [
  { name: "slow network", times: [], run: () => change(browser, ours.origin, { offline: false }) },
  { name: "no network", times: [], run: () => change(browser, ours.origin, { offline: true }) },
  { name: "static page, slow network", times: [], run: () => load(browser, limit.origin) },
];
try {
  await ways[0].run();
  for (let round = 0; round < rounds; round += 1) for (const { times, run } of ways) times.push(await run());
} finally {
  await browser.close();
  ours.stop();
  limit.stop();
}

const all = (times, what) => times.map((time) => time[what]).filter((value) => value !== undefined);
const figures = (values) => (values.length ? spread(values) : "–");
report(
  "route-change",
  [
    table(
      ["click on “Conditions”", "requests needed", "in the document, ms", "painted, ms", "Event Timing, ms"],
      ways.map(({ name, times }) => [
        name,
        all(times, "asked").length ? String(Math.max(...all(times, "asked"))) : "–",
        figures(all(times, "changed")),
        figures(all(times, "painted")),
        // Event Timing leaves out what takes less than 16 ms.
        all(times, "changed").length ? (all(times, "event").length ? figures(all(times, "event")) : "below 16") : "–",
      ]),
    ),
    `Target: ${TARGET_MS} ms without a request, ` +
      `${ways.slice(0, 2).every(({ times }) => times.every(({ painted, asked }) => painted <= TARGET_MS && asked === 0)) ? "met in every round" : "not met in every round"}.`,
    machine({ rounds, browser: browserVersion() }),
  ].join("\n\n"),
);
