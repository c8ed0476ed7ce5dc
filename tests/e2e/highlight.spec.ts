// Links to highlighted text, as search engines make them, lead to the text and stay there.
import type { Page } from "@playwright/test";
import { appRuns, expect, test } from "./pages";

test.use({ viewport: { width: 800, height: 600 } });

/** The beginnings of paragraphs down the page that nothing else on it begins with. */
const beginnings = (page: Page) =>
  page.evaluate(() => {
    const whole = document.body.textContent!.replace(/\s+/g, " ");
    const found: string[] = [];
    for (const paragraph of document.querySelectorAll("main .prose > p")) {
      const [words] = /^(?:[\w’,]+ ){5}[\w’]+(?=\W)/.exec(paragraph.firstChild?.nodeValue ?? "") ?? [];
      if (words && whole.split(words).length === 2) found.push(words);
    }
    return found.filter((_, index) => index % Math.ceil(found.length / 8) === 0);
  });

/** How far the words are from the middle of the window, or from as near as the page's ends let them come. */
const distance = (page: Page, words: string) =>
  page.evaluate((words) => {
    const text = [...document.querySelectorAll("main .prose > p")].map(({ firstChild }) => firstChild).find((node) => node?.nodeValue?.startsWith(words))!;
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(text, words.length);
    const { top, bottom } = range.getBoundingClientRect();
    const middle = scrollY + (top + bottom) / 2 - innerHeight / 2;
    const wanted = Math.min(Math.max(middle, 0), document.documentElement.scrollHeight - innerHeight);
    return Math.round(Math.abs(scrollY - wanted));
  }, words);

for (const path of ["/", "/conditions/ptsd"]) {
  test(`${path} opens at the text that a link highlights`, async ({ page, context }) => {
    await page.goto(path);
    const texts = await beginnings(page);
    expect(texts.length).toBeGreaterThan(4);
    for (const words of texts) {
      const visit = await context.newPage();
      await visit.goto(`${path}#:~:text=${encodeURIComponent(words).replaceAll("-", "%2D")}`);
      // A margin for the scroll padding.
      await expect.poll(() => distance(visit, words), words).toBeLessThan(40);
      await appRuns(visit);
      await visit.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      expect(await distance(visit, words), `${words}: once the app runs`).toBeLessThan(40);
      await visit.close();
    }
  });
}
