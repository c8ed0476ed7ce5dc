// Links, sections, Back, Forward and jumps at random, compared with a simple model of a browser's history.
import type { Page } from "@playwright/test";
import { appRuns, expect, test } from "./pages";

test.use({ viewport: { width: 800, height: 500 } });

const steps = Number(process.env.HISTORY_STEPS ?? 150);
const seed = Number(process.env.HISTORY_SEED ?? 13);
const paths = ["/", "/conditions", "/conditions/depression", "/conditions/anxiety", "/consultation", "/privacy", "/accessibility"];

interface Entry {
  path: string;
  hash: string;
  y: number;
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
function randomFrom(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the browser shows. */
const shown = (page: Page) =>
  page.evaluate(() => ({
    address: location.pathname + location.hash,
    title: document.title,
    heading: document.querySelector("h1")!.textContent,
    y: Math.round(scrollY),
  }));

test(`${steps} steps through the history, with seed ${seed}`, async ({ page }) => {
  test.setTimeout(60_000 + steps * 1_500);
  console.log(`HISTORY_SEED=${seed}`);
  const random = randomFrom(seed);
  const oneOf = <T>(choices: T[]) => choices[Math.floor(random() * choices.length)];

  // What each page's own document says.
  const native = new Map<string, { title: string; heading: string | null }>();
  for (const path of paths) {
    await page.goto(path);
    native.set(path, { title: await page.title(), heading: await page.locator("h1").textContent() });
  }

  await page.goto("/");
  await appRuns(page);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  let entries: Entry[] = [{ path: "/", hash: "", y: 0 }];
  let at = 0;
  const taken: string[] = [];

  const push = (entry: Entry) => {
    entries = [...entries.slice(0, at + 1), entry];
    at += 1;
  };
  const isAsModeled = async () => {
    const { path, hash, y } = entries[at];
    const story = `seed ${seed}, step ${taken.length}; the last of them: ${taken.slice(-8).join(", ")}`;
    const modeled = { address: path + hash, ...native.get(path)!, y };
    await expect.poll(() => shown(page), story).toEqual(modeled);
    // It stays so when the browser has drawn it; nobody is faster than that.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    expect(await shown(page), `${story}; once it is drawn`).toEqual(modeled);
  };
  /** Until the place is kept, which is once scrolling pauses; gives it. */
  const keptPlace = async () => {
    const story = `seed ${seed}, step ${taken.length}, ${taken.at(-1)}: the place is kept`;
    await expect.poll(() => page.evaluate(() => (history.state ?? 0) === scrollY), story).toBe(true);
    return page.evaluate(() => Math.round(scrollY));
  };
  const click = (href: string) => page.evaluate((href) => document.querySelector<HTMLElement>(`#app a[href="${href}"]`)!.click(), href);
  const go = async (delta: number) => {
    at += delta;
    taken.push(`go(${delta})`);
    await page.evaluate((delta) => history.go(delta), delta);
  };

  while (taken.length < steps) {
    const { path, hash } = entries[at];
    const choice = random();
    if (choice < 0.3) {
      const next = oneOf(paths.filter((other) => other !== path));
      taken.push(`link ${next}`);
      await click(next);
      push({ path: next, hash: "", y: 0 });
    } else if (choice < 0.45) {
      const sections = await page.locator('main a[href^="#"]:not([href="#top"])').evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
      const section = oneOf([...new Set(sections)].filter((other) => other !== hash).slice(0, 6));
      if (!section) continue;
      taken.push(`section ${section}`);
      await click(section);
      push({ path, hash: section, y: 0 });
      await expect(page.locator(section)).toBeInViewport();
      entries[at].y = await keptPlace();
    } else if (choice < 0.6) {
      const y = await page.evaluate((part) => {
        scrollTo(0, Math.floor(part * (document.documentElement.scrollHeight - innerHeight)));
        return Math.round(scrollY);
      }, random());
      taken.push(`scroll to ${y}`);
      entries[at].y = y;
      await keptPlace();
    } else {
      const deltas = choice < 0.75 ? [-1] : choice < 0.88 ? [1, 2] : [-2, -3];
      const delta = oneOf(deltas);
      if (!entries[at + delta]) continue;
      await go(delta);
    }
    await isAsModeled();
  }
  expect(await page.evaluate(() => "sameDocument" in window), "one document").toBe(true);
});
