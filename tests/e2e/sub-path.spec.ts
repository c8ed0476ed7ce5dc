import { sites, stored } from "./intake";
import { appRuns, ConsultationForm, expect, routes, test } from "./pages";

const { base, port } = sites.clinic;
test.use({ baseURL: `http://127.0.0.1:${port}` });

test("under a sub-path every route works, by address and by link", async ({ page }) => {
  for (const { path, heading } of routes) {
    await page.goto(base + path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  }
  await page.goto(`${base}/`);
  await appRuns(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conditions" }).click();
  await expect(page).toHaveURL(`${base}/conditions`);
  await page.getByRole("main").getByRole("link", { name: "Depression", exact: true }).click();
  await expect(page).toHaveURL(`${base}/conditions/depression`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Depression");
  const outside = await page.evaluate(
    (base) => [...document.querySelectorAll("a[href^='/']")].map((a) => a.getAttribute("href")!).filter((href) => !href.startsWith(`${base}/`)),
    base,
  );
  expect(outside).toEqual([]);
});

test("under a sub-path a request is stored and confirmed", async ({ page }) => {
  await page.goto(`${base}/consultation`);
  await appRuns(page);
  const form = new ConsultationForm(page);
  await form.fill("Sample Visitor Clinic");
  await form.send().click();
  await expect(page).toHaveURL(`${base}/consultation/received`);
  expect(stored("Sample Visitor Clinic", sites.clinic)).toHaveLength(1);
});
