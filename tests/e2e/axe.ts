import type { Page } from "@playwright/test";
import axe from "axe-core";

/** WCAG 2.2 A and AA as far as a program can tell, and what axe counts as good practice beyond them. */
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The rules that ask for colors; all others say the same whatever the colors are. */
const colorRules = ["color-contrast", "link-in-text-block"];

/** What axe leaves to people, who have looked: contrast over a gradient, and a name for a link that shows a sign. */
const undecided = ["color-contrast", "label-content-name-mismatch"];

export const widths = [360, 768, 1280];

/** The ways in which a browser can color a page. */
export const palettes = {
  light: { colorScheme: "light", forcedColors: "none", contrast: "no-preference" },
  dark: { colorScheme: "dark", forcedColors: "none", contrast: "no-preference" },
  "more contrast": { colorScheme: "light", forcedColors: "none", contrast: "more" },
  "more contrast, dark": { colorScheme: "dark", forcedColors: "none", contrast: "more" },
  "forced colors": { colorScheme: "dark", forcedColors: "active", contrast: "no-preference" },
} as const;

/**
 * Everything axe has to say against the page as it stands, one line for each finding. Works where scripting is off,
 * which the ready-made builder for Playwright does not: there no timer runs, so axe goes on by promises alone.
 */
async function findings(page: Page, scripting: boolean, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) {
    await page.evaluate(axe.source);
    if (!scripting)
      await page.evaluate(() => {
        window.setTimeout = ((go: () => void) => void Promise.resolve().then(go)) as typeof setTimeout;
      });
  }
  return page.evaluate(
    async ({ tags, rules, undecided }) => {
      const { violations, incomplete } = await (window as any).axe.run({
        ...(rules ? { runOnly: { type: "rule", values: rules } } : { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } } }),
        resultTypes: ["violations", "incomplete"],
        // The styles stand in the page: there is nothing to load beforehand.
        preload: false,
      });
      return [...violations, ...incomplete.filter(({ id }: any) => !undecided.includes(id))].map(
        ({ id, nodes }: any) => `${id}: ${nodes.map(({ target }: any) => target.join(" ")).join(", ")}`,
      );
    },
    { tags, rules, undecided },
  );
}

/** The same at every width, and what is a matter of colors in all of them; each line says where. */
export async function findingsEverywhere(page: Page, scripting = true): Promise<string[]> {
  const all: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    for (const [name, media] of Object.entries(palettes)) {
      // Without motion, so that no color is caught half way.
      await page.emulateMedia({ ...media, reducedMotion: "reduce" });
      for (const finding of await findings(page, scripting, name === "light" ? undefined : colorRules)) all.push(`${width} px, ${name}: ${finding}`);
    }
  }
  return all;
}
