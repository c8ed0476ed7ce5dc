// docs/accessibility.md says of every criterion how it is met and which test shows it: here, that it can be believed.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "@playwright/test";

const root = resolve(import.meta.dirname, "../..");
const text = readFileSync(resolve(root, "docs/accessibility.md"), "utf8");

/** The criteria of WCAG 2.2, levels A and AA: the last number of each guideline's. */
const criteria = {
  "1.1": [1],
  "1.2": [1, 2, 3, 4, 5],
  "1.3": [1, 2, 3, 4, 5],
  "1.4": [1, 2, 3, 4, 5, 10, 11, 12, 13],
  "2.1": [1, 2, 4],
  "2.2": [1, 2],
  "2.3": [1],
  "2.4": [1, 2, 3, 4, 5, 6, 7, 11],
  "2.5": [1, 2, 3, 4, 7, 8],
  "3.1": [1, 2],
  "3.2": [1, 2, 3, 4, 6],
  "3.3": [1, 2, 3, 4, 7, 8],
  "4.1": [2, 3],
};

/** The rows of the table under a heading, without its head. */
function rows(heading: string) {
  const part = text.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0];
  expect(part, heading).toBeTruthy();
  const lines = part.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

const keysIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, key]) => key);

test("the tests that docs/accessibility.md names exist", () => {
  for (const [key, file, name] of rows("Tests")) {
    const [path] = keysIn(file);
    expect(existsSync(resolve(root, path)), `${key}: ${path}`).toBe(true);
    expect(readFileSync(resolve(root, path), "utf8"), `${key} in ${path}`).toContain(name);
  }
});

test("docs/accessibility.md says of every criterion of levels A and AA what shows it", () => {
  const expected = Object.entries(criteria).flatMap(([guideline, numbers]) => numbers.map((number) => `${guideline}.${number}`));
  const table = rows("Levels A and AA");
  expect(table.map(([criterion]) => criterion.split(" ")[0])).toEqual(expected);
  const known = rows("Tests").map(([key]) => keysIn(key)[0]);
  const used = new Set<string>();
  for (const row of [...table, ...rows("Level AAA, where it costs nothing")]) {
    const shown = row.at(-1)!;
    const keys = keysIn(shown);
    keys.forEach((key) => used.add(key));
    expect(keys.filter((key) => !known.includes(key)), row[0]).toEqual([]);
    expect(keys.length > 0 || ["does not apply", "a person"].includes(shown), row[0]).toBe(true);
  }
  expect(known.filter((key) => !used.has(key)), "tests that no criterion needs").toEqual([]);
});
