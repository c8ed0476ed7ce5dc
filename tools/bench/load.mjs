// How soon a page is there and can be used, beside the same page as a plain static site: every route, in turn.
import { join } from "node:path";
import { arrive, browserVersion, launch, newVisit } from "./browser.mjs";
import { machine } from "./machine.mjs";
import { report } from "./report.mjs";
import { routesOf } from "./routes.mjs";
import { serve } from "./servers.mjs";
import { dist, port, rounds, work } from "./settings.mjs";
import { makeStatic } from "./static-limit.mjs";
import { median, ratio, spread, table } from "./statistics.mjs";

const FIELD = "/consultation";
const TYPED = "Sample Visitor";

/** Runs in the page before anything else. */
const watch = `
  const seen = (window.seen = { lcp: 0, shift: 0, tasks: [], scripts: [] });
  const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
  observe("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
  observe("longtask", (entry) => seen.tasks.push({ start: entry.startTime, duration: entry.duration }));
  observe("long-animation-frame", (entry) => seen.scripts.push(...entry.scripts.map((script) => script.duration)));
`;

/** Types as soon as the first field is painted, again if that is not taken, and notes when it was. */
const watchField = `
  addEventListener("input", ({ target }) => {
    if (target === window.field && target.value === ${JSON.stringify(TYPED)}) window.typedAt ??= performance.now();
  }, true);
  const look = () => {
    const field = document.querySelector("main form input:not([type=hidden])");
    if (!field || !performance.getEntriesByName("first-contentful-paint").length) return requestAnimationFrame(look);
    window.field = field;
    field.focus();
    window.fieldIsThere();
  };
  requestAnimationFrame(look);
`;

async function load(browser, address, app) {
  const visit = await newVisit(browser, { watch });
  try {
    await arrive(visit, address, { app });
    const ground = await visit.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    if (ground === "rgba(0, 0, 0, 0)") throw new Error(`${address} was shown without its styles: nothing can be compared with that.`);
    return await visit.page.evaluate(() => {
      const [fcp] = performance.getEntriesByName("first-contentful-paint");
      const { lcp, shift, tasks, scripts } = window.seen;
      const { startTime: painted } = fcp;
      return {
        fcp: painted,
        lcp,
        shift,
        longTasks: tasks.length,
        later: tasks.filter(({ start }) => start > painted).map(({ duration }) => duration),
        script: Math.max(0, ...scripts),
      };
    });
  } finally {
    await visit.context.close();
  }
}

/** When text typed into the form's first field was accepted; it must still be there when all has been loaded. */
async function fill(browser, address, app) {
  const visit = await newVisit(browser, { watch: watchField });
  try {
    await visit.page.exposeFunction("fieldIsThere", () => visit.devtools.send("Input.insertText", { text: TYPED }));
    await arrive(visit, address, { app });
    const { typedAt, value } = await visit.page.evaluate(() => ({ typedAt: window.typedAt, value: window.field?.value }));
    if (typedAt === undefined || value !== TYPED) throw new Error(`${address} did not keep what was typed at once: ${JSON.stringify(value)}`);
    return typedAt;
  } finally {
    await visit.context.close();
  }
}

const folder = join(work, "static");
makeStatic(dist, folder);
const sites = [
  { name: "ours", app: true, ...(await serve(dist, port)) },
  { name: "limit", app: false, ...(await serve(folder, port + 1)) },
];
const routes = routesOf(dist);
const loads = Object.fromEntries(routes.map((route) => [route, { ours: [], limit: [] }]));
const fills = { ours: [], limit: [] };
const browser = await launch();
try {
  // The first visit of a browser that has just been started is slower than any other.
  for (const { origin, app } of sites) await load(browser, `${origin}/`, app);
  for (let round = 0; round < rounds; round += 1) {
    const turn = round % 2 ? [...sites].reverse() : sites;
    for (const route of routes) for (const { name, origin, app } of turn) loads[route][name].push(await load(browser, origin + route, app));
    for (const { name, origin, app } of turn) fills[name].push(await fill(browser, origin + FIELD, app));
    console.error(`load: round ${round + 1} of ${rounds}`);
  }
} finally {
  await browser.close();
  for (const { stop } of sites) stop();
}

const rows = routes.map((route) => {
  const { ours, limit } = loads[route];
  const all = (visits, what) => visits.map((visit) => visit[what]);
  return [
    `\`${route}\``,
    spread(all(ours, "fcp")),
    spread(all(limit, "fcp")),
    ratio(all(ours, "fcp"), all(limit, "fcp")).toFixed(2),
    spread(all(ours, "lcp")),
    ratio(all(ours, "lcp"), all(limit, "lcp")).toFixed(2),
    Math.max(...all(ours, "shift")).toFixed(3),
    `${median(all(ours, "longTasks"))} / ${median(all(limit, "longTasks"))}`,
    Math.max(0, ...all(ours, "later").flat()).toFixed(0),
    Math.max(0, ...all(ours, "script")).toFixed(0),
  ];
});
const fillable = `\`${FIELD}\` can be filled in after ${spread(fills.ours)} ms, as a static page after ${spread(fills.limit)} ms: ${ratio(fills.ours, fills.limit).toFixed(2)} of the limit.`;
report(
  "load",
  [
    table(
      ["page", "FCP ms", "FCP ms, static", "ratio", "LCP ms", "ratio", "worst CLS", "long tasks, ours / static", "longest after FCP, ms", "longest script, ms"],
      rows,
    ),
    fillable,
    machine({ rounds, browser: browserVersion() }),
  ].join("\n\n"),
);
