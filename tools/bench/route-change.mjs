// From the click on a link to the other page on the screen, once the app runs and has nothing to do, on the slow connection
// and processor: in ours, in the same site as a Preact app, and from document to document of a plain static site. Ours is
// clicked with the network cut as well.
import { join } from "node:path";
import { arrive, browserVersion, click, holds, launch, newVisit, slowNetwork } from "./browser.mjs";
import { machine } from "./machine.mjs";
import { makePreact } from "./preact.mjs";
import { report } from "./report.mjs";
import { serve } from "./servers.mjs";
import { dist, port, rounds, work } from "./settings.mjs";
import { makeStatic } from "./static-limit.mjs";
import { median, ratio, spread, table } from "./statistics.mjs";

/** A short page, a form, a page with two screens, and the longest one. */
const CLICKS = [
  { name: "“Conditions”", from: "/", link: "header nav a[href='/conditions']", to: "/conditions" },
  { name: "“Request a consultation”", from: "/", link: "header a[href='/consultation']", to: "/consultation" },
  { name: "“Depression”", from: "/conditions", link: "main a[href='/conditions/depression']", to: "/conditions/depression" },
  { name: "“Ketamine for depression”", from: "/conditions", link: "header nav a[href='/']", to: "/" },
];
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

async function change(browser, origin, { from, link, to }, { offline = false } = {}) {
  const visit = await newVisit(browser, { width: 1280, watch });
  try {
    await arrive(visit, origin + from, { app: true });
    if (offline) await visit.devtools.send("Network.emulateNetworkConditions", { ...slowNetwork, offline: true });
    const before = visit.asked.length;
    await click(visit, link);
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
    if (visit.page.url() !== origin + to) throw new Error(`The click led to ${visit.page.url()}.`);
    // Event Timing leaves out what takes less than 16 ms.
    return { ...change, event: clickDuration ?? 16, asked };
  } finally {
    await visit.context.close();
  }
}

/** The same click where the browser loads the other page. */
async function load(browser, origin, { from, link, to }) {
  const visit = await newVisit(browser, { width: 1280, watch });
  try {
    await arrive(visit, origin + from, { app: false });
    await click(visit, link);
    await visit.page.waitForURL(origin + to);
    const painted = await visit.page.waitForFunction(() => {
      const [paint] = performance.getEntriesByName("first-contentful-paint");
      return paint && performance.timeOrigin + paint.startTime - Number(sessionStorage.getItem("clicked"));
    });
    return { painted: await painted.jsonValue() };
  } finally {
    await visit.context.close();
  }
}

makeStatic(dist, join(work, "static"));
await makePreact(dist, join(work, "preact"), join(work, "preact-sources"));
const [ours, limit, preact] = await Promise.all([dist, join(work, "static"), join(work, "preact")].map((folder, index) => serve(folder, port + index)));
const browser = await launch();
const clicks = CLICKS.map((way) => ({ ...way, ours: [], offline: [], preact: [], static: [] }));
try {
  await change(browser, ours.origin, CLICKS[0]);
  for (let round = 0; round < rounds; round += 1) {
    for (const way of clicks) {
      way.ours.push(await change(browser, ours.origin, way));
      way.preact.push(await change(browser, preact.origin, way));
      way.offline.push(await change(browser, ours.origin, way, { offline: true }));
      way.static.push(await load(browser, limit.origin, way));
    }
  }
} finally {
  await browser.close();
  for (const { stop } of [ours, limit, preact]) stop();
}

const all = (times, what) => times.map((time) => time[what]);
const pair = (way, what) => ratio(all(way.ours, what), all(way.preact, what));
const met = (holds) => (holds ? "met" : "not met");
const every = (test) => met(clicks.every(test));
report(
  "route-change",
  [
    table(
      ["click on", "in the document, ms", "painted, ms", "Preact, ms", "ratio", "Event Timing, ms", "Preact, ms", "ratio", "painted, no network, ms", "static page, ms"],
      clicks.map((way) => [
        way.name,
        spread(all(way.ours, "changed")),
        spread(all(way.ours, "painted")),
        spread(all(way.preact, "painted")),
        pair(way, "painted").toFixed(2),
        spread(all(way.ours, "event")),
        spread(all(way.preact, "event")),
        pair(way, "event").toFixed(2),
        spread(all(way.offline, "painted")),
        spread(all(way.static, "painted")),
      ]),
    ),
    `Painted in ${TARGET_MS} ms, by the median: ${every(({ ours }) => median(all(ours, "painted")) <= TARGET_MS)}; no later than by Preact: ` +
      `${every((way) => pair(way, "painted") <= 1)}; without a request: ${every(({ ours, offline }) => [...ours, ...offline].every(({ asked }) => asked === 0))}.`,
    machine({ rounds, browser: browserVersion() }),
  ].join("\n\n"),
);
