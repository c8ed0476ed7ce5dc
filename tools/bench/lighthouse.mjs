// Lighthouse's own view of three pages and of their static limit, in turn: the same slow connection and processor, really
// applied and not simulated.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import lighthouse from "lighthouse";
import { chromium } from "playwright-core";
import { browserVersion, flags, slowNetwork, slowProcessor } from "./browser.mjs";
import { machine } from "./machine.mjs";
import { report } from "./report.mjs";
import { serve } from "./servers.mjs";
import { dist, port, rounds, work } from "./settings.mjs";
import { makeStatic } from "./static-limit.mjs";
import { median, ratio, spread, table } from "./statistics.mjs";

const ROUTES = ["/", "/conditions/depression", "/consultation"];
const kilobits = (bytesPerSecond) => (bytesPerSecond * 8) / 1000;
const OTHERS = ["accessibility", "best-practices", "seo"];
const settings = {
  onlyCategories: ["performance", ...OTHERS],
  formFactor: "mobile",
  throttlingMethod: "devtools",
  throttling: {
    requestLatencyMs: slowNetwork.latency,
    downloadThroughputKbps: kilobits(slowNetwork.downloadThroughput),
    uploadThroughputKbps: kilobits(slowNetwork.uploadThroughput),
    cpuSlowdownMultiplier: slowProcessor,
  },
};

async function audit(address) {
  const debuggingPort = port + 5;
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "chromium", args: [...flags, `--remote-debugging-port=${debuggingPort}`] });
  try {
    const { lhr } = await lighthouse(address, { port: debuggingPort, logLevel: "error" }, { extends: "lighthouse:default", settings });
    if (lhr.runtimeError) throw new Error(`Lighthouse cannot judge ${address}: ${lhr.runtimeError.message}`);
    const value = (name) => {
      const { numericValue } = lhr.audits[name];
      if (numericValue === undefined) throw new Error(`Lighthouse gives no ${name} for ${address}.`);
      return numericValue;
    };
    for (const name of OTHERS) {
      for (const { id } of lhr.categories[name].auditRefs) {
        const { score, title, details } = lhr.audits[id];
        if (score !== null && score < 1) console.error(`lighthouse: ${address}: ${name}: ${title}`, JSON.stringify(details?.items ?? ""));
      }
    }
    return {
      score: lhr.categories.performance.score * 100,
      others: OTHERS.map((name) => Math.round(lhr.categories[name].score * 100)),
      fcp: value("first-contentful-paint"),
      lcp: value("largest-contentful-paint"),
      blocked: value("total-blocking-time"),
      shift: value("cumulative-layout-shift"),
    };
  } finally {
    await browser.close();
  }
}

const folder = join(work, "static");
makeStatic(dist, folder);
const sites = [
  { name: "ours", ...(await serve(dist, port)) },
  { name: "limit", ...(await serve(folder, port + 1)) },
];
const audits = Object.fromEntries(ROUTES.map((route) => [route, { ours: [], limit: [] }]));
try {
  for (let round = 0; round < rounds; round += 1) {
    for (const route of ROUTES) {
      for (const { name, origin } of round % 2 ? [...sites].reverse() : sites) audits[route][name].push(await audit(origin + route));
    }
    console.error(`lighthouse: round ${round + 1} of ${rounds}`);
  }
} finally {
  for (const { stop } of sites) stop();
}

const { version: number } = JSON.parse(readFileSync(join(import.meta.dirname, "node_modules/lighthouse/package.json"), "utf8"));
report(
  "lighthouse",
  [
    table(
      ["page", "accessibility, best practices, SEO", "performance, ours / static", "FCP ms", "ratio", "LCP ms", "ratio", "total blocking time ms, ours / static", "worst CLS"],
      ROUTES.map((route) => {
        const { ours, limit } = audits[route];
        const all = (list, what) => list.map((audit) => audit[what]);
        return [
          `\`${route}\``,
          OTHERS.map((_, at) => Math.min(...ours.map(({ others }) => others[at]))).join(", "),
          `${median(all(ours, "score")).toFixed(0)} / ${median(all(limit, "score")).toFixed(0)}`,
          spread(all(ours, "fcp")),
          ratio(all(ours, "fcp"), all(limit, "fcp")).toFixed(2),
          spread(all(ours, "lcp")),
          ratio(all(ours, "lcp"), all(limit, "lcp")).toFixed(2),
          `${median(all(ours, "blocked")).toFixed(0)} / ${median(all(limit, "blocked")).toFixed(0)}`,
          Math.max(...all(ours, "shift")).toFixed(3),
        ];
      }),
    ),
    machine({ rounds, browser: `${browserVersion()}, Lighthouse ${number}` }),
  ].join("\n\n"),
);
