// What a first visit to the first page may transfer, in bytes as sent with brotli: budget.json. A change that needs more
// says so there, for everyone to see; one that needs less lowers it.
import { readFileSync } from "node:fs";
import { coldVisit, quietOf } from "../../tools/bench/transfers.mjs";
import { compressed, staticPage } from "../../tools/bench/static-limit.mjs";
import budget from "./budget.json" with { type: "json" };
import { sites } from "./intake";
import { appRuns, expect, test } from "./pages";

for (const width of [360, 1280]) {
  test(`a first visit keeps to its budget at ${width} px`, async ({ page, context, baseURL }) => {
    await page.setViewportSize({ width, height: 800 });
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    const quiet = quietOf(devtools);
    const { kinds, everything, readToTheEnd } = await coldVisit({ page, devtools }, {
      open: async () => {
        await page.goto("/", { waitUntil: "load" });
        await appRuns(page);
        await quiet();
      },
      quiet,
    });
    const measured = { ...kinds, everything, readToTheEnd };
    expect(Object.keys(measured).filter((kind) => !(kind in budget)), "kinds of files without a budget").toEqual([]);
    const over = Object.entries(measured).filter(([kind, bytes]) => bytes > budget[kind as keyof typeof budget]);
    expect(over.map(([kind, bytes]) => `${kind}: ${bytes} bytes, budget ${budget[kind as keyof typeof budget]}`)).toEqual([]);
  });
}

test("what has to come before the first paint is at most 1.2 times that of the page as a plain static one", () => {
  const html = readFileSync(`${sites.root.folder}/index.html`, "utf8");
  let styles = "";
  const page = staticPage(html, (css: string) => {
    styles = css;
    return "/styles.css";
  });
  expect(styles, "the page has styles").not.toBe("");
  const limit = compressed(Buffer.from(page)).length + compressed(Buffer.from(styles)).length;
  expect(compressed(Buffer.from(html)).length / limit).toBeLessThan(1.2);
});
