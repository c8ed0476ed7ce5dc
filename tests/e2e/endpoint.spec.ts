import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { sites, stored } from "./intake";
import { appRuns, ConsultationForm, expect, test } from "./pages";

/** The consultation page as a deployer has changed it: another endpoint in its `<meta>`, nothing built anew. */
async function withEndpoint(page: import("@playwright/test").Page, endpoint: string) {
  await page.route("/consultation", async (route) => {
    const response = await route.fetch();
    const html = (await response.text()).replace(
      'content="/api/consultations" name="consultation-endpoint"',
      `content="${endpoint}" name="consultation-endpoint"`,
    );
    expect(html).toContain(endpoint);
    await route.fulfill({ response, body: html });
  });
  await page.goto("/consultation");
  await appRuns(page);
}

test("another endpoint in the built page is where the form posts, without building anything", async ({ page }) => {
  const posted: string[] = [];
  await page.route("/elsewhere/requests", async (route) => {
    posted.push(route.request().postDataJSON().name);
    await route.fulfill({ status: 201, contentType: "application/json", body: '{"reference":"ELSE-0001"}' });
  });
  await withEndpoint(page, "/elsewhere/requests");
  await expect(page.locator("form")).toHaveAttribute("action", "/elsewhere/requests");
  const form = new ConsultationForm(page);
  await form.fill("Sample Visitor Elsewhere");
  await form.send().click();
  await expect(page).toHaveURL("/consultation/received");
  await expect(page.getByText("ELSE-0001")).toBeVisible();
  expect(posted).toEqual(["Sample Visitor Elsewhere"]);
  expect(stored("Sample Visitor Elsewhere")).toEqual([]);
});

for (const unusable of ["http://example.test/requests", "javascript:alert(1)", "//example.test/requests", "requests"]) {
  test(`the endpoint ${unusable} turns the form into the phone number`, async ({ page }) => {
    await withEndpoint(page, unusable);
    await expect(page.getByRole("heading", { name: "Call us instead" })).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: "(555) 010-0199" })).toBeVisible();
    await expect(page.locator("form")).toHaveCount(0);
  });
}

test("an endpoint that cannot be used stops the build with a sentence, and one elsewhere reaches every page", () => {
  const root = resolve(import.meta.dirname, "../..");
  const folder = mkdtempSync(join(tmpdir(), "endpoint-"));
  try {
    // What Trunk hands to the prerenderer, made again from a page of the built site.
    const page = readFileSync(join(sites.root.folder, "consultation/index.html"), "utf8");
    const [, script] = /import\('([^']+)'\)/.exec(page)!;
    const [, wasm] = /fetch\('([^']+)'/.exec(page)!;
    const prerender = (endpoint: string) => {
      writeFileSync(
        join(folder, "index.html"),
        `<!doctype html><html lang=en-US><head><meta content=/api/consultations name=consultation-endpoint><link href=${script} rel=modulepreload><link href=${wasm} rel=preload></head><body></body></html>`,
      );
      return execFileSync(join(root, "target/debug/prerender"), ["--dist", folder], {
        env: { ...process.env, CONSULTATION_ENDPOINT: endpoint },
        encoding: "utf8",
        stdio: "pipe",
      });
    };
    expect(() => prerender("ftp://example.test/")).toThrow(/endpoint "ftp:\/\/example.test\/" cannot be used/);
    expect(prerender("https://forms.example.test/requests")).toContain("posts to https://forms.example.test/requests");
    const html = readFileSync(join(folder, "consultation/index.html"), "utf8");
    expect(html).toContain('content="https://forms.example.test/requests" name="consultation-endpoint"');
    expect(html).toContain('action="https://forms.example.test/requests"');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
