// Chromium as a visitor with a slow phone has it: over the DevTools protocol, nothing kept from an earlier visit.
import { chromium } from "playwright-core";
import { version } from "./machine.mjs";
import { quietOf } from "./transfers.mjs";

const program = process.env.CHROMIUM || "chromium";

export const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** 1.6 Mbit/s down, 0.75 up, 150 ms before each answer. */
export const slowNetwork = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };

/** How much slower the processor is made. */
export const slowProcessor = 4;

export function browserVersion() {
  return version(program);
}

/** Starts Chromium; its end is the caller's. */
export function launch() {
  return chromium.launch({ executablePath: program, args: flags });
}

/**
 * A first visit: an empty cache, slowed down unless said otherwise. `watch` is text of a script that every document
 * runs before its own. `asked` are the times of all requests, in milliseconds of the Unix epoch,
 * `quiet` waits until nothing more comes.
 */
export async function newVisit(browser, { slow = true, width = 360, height = 800, watch } = {}) {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  if (slow) {
    await devtools.send("Network.emulateNetworkConditions", slowNetwork);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowProcessor });
  }
  if (watch) await page.addInitScript(watch);
  const visit = { context, page, devtools, asked: [], quiet: quietOf(devtools) };
  devtools.on("Network.requestWillBeSent", ({ wallTime }) => visit.asked.push(wallTime * 1000));
  return visit;
}

/** Opens a page and waits for all that it ever loads by itself: with an app until that runs, and what it fetches. */
export async function arrive(visit, address, { app }) {
  await visit.page.goto(address, { waitUntil: "load" });
  if (app) await holds(visit, `document.documentElement.hasAttribute("data-app")`);
  await holds(visit, `performance.getEntriesByName("first-contentful-paint").length > 0`);
  await visit.quiet();
}

/** Waits until something holds in the page. Playwright's own way would first give the page a large script to compile. */
export async function holds({ devtools }, expression) {
  for (const began = Date.now(); ; await new Promise((next) => setTimeout(next, 25))) {
    const { result } = await devtools.send("Runtime.evaluate", { expression, returnByValue: true });
    if (result.value === true) return;
    if (Date.now() - began > 30_000) throw new Error(`It does not come to hold that ${expression}`);
  }
}

/** A click with the mouse in the middle of an element, without a script of Playwright's in the page. */
export async function click({ devtools }, selector) {
  const expression = `(({ x, y, width, height }) => [x + width / 2, y + height / 2])(document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`;
  const { result } = await devtools.send("Runtime.evaluate", { expression, returnByValue: true });
  const [x, y] = result.value;
  const mouse = (type, more) => devtools.send("Input.dispatchMouseEvent", { type, x, y, ...more });
  await mouse("mouseMoved");
  await mouse("mousePressed", { button: "left", clickCount: 1 });
  await mouse("mouseReleased", { button: "left", clickCount: 1 });
}
