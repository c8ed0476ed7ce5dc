import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { copyOf, intakeHost, type Host } from "./hosts";
import { sites, stored } from "./intake";
import { appRuns, ConsultationForm, expect, test } from "./pages";
import { StandIn } from "./stand-in";

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
  await form.fill("Sample Visitor of Another Endpoint");
  await form.send().click();
  await expect(page).toHaveURL("/consultation/received");
  await expect(page.getByText("ELSE-0001")).toBeVisible();
  expect(posted).toEqual(["Sample Visitor of Another Endpoint"]);
  expect(stored("Sample Visitor of Another Endpoint")).toEqual([]);
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
    const [, script] = /import\("([^"]+)"\)/.exec(page)!;
    const [, wasm] = /fetch\("([^"]+)"/.exec(page)!;
    for (const file of [script, wasm, "favicon.svg"]) copyFileSync(join(sites.root.folder, file), join(folder, file));
    const prerender = (endpoint: string) => {
      writeFileSync(
        join(folder, "index.html"),
        `<!doctype html><html lang=en-US><head><meta content=/api/consultations name=consultation-endpoint><link href=${script} rel=modulepreload><link href=${wasm} rel=preload></head><body></body></html>`,
      );
      return execFileSync(join(root, "target/debug/prerender"), ["--dist", folder, "--quick"], {
        cwd: root,
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
    for (const name of ["connect-src", "form-action"]) expect(html).toContain(`${name} 'self' https://forms.example.test;`);
    expect(readFileSync(join(folder, "_headers"), "utf8")).toContain("form-action 'self' https://forms.example.test;");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("another endpoint is set in a finished site by one command, and its pages may post there", async ({ page, quiet }) => {
  const site = copyOf(sites.root.folder);
  const service = await StandIn.start();
  let host: Host | undefined;
  try {
    service.cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type" };
    const endpoint = `${service.origin}/api/consultations`;
    const said = execFileSync(resolve(import.meta.dirname, "../../target/debug/prerender"), ["--dist", site, "--endpoint", endpoint], { encoding: "utf8" });
    expect(said).toContain(`the form posts to ${endpoint}`);
    const file = (name: string) => readFileSync(join(site, name));
    for (const name of ["_headers", "_headers.nginx", "privacy/index.html"]) expect(String(file(name))).toContain(`form-action 'self' ${service.origin};`);
    const formPage = "consultation/index.html";
    expect(gunzipSync(file(`${formPage}.gz`))).toEqual(file(formPage));
    expect(brotliDecompressSync(file(`${formPage}.br`))).toEqual(file(formPage));
    host = await intakeHost({ site });
    quiet.allow.push(/^request: /);
    await page.goto(`${host.origin}/consultation`);
    await appRuns(page);
    const form = new ConsultationForm(page);
    await form.fill("Sample Visitor Moved");
    await form.send().click();
    await expect(page.getByText("Your reference is")).toBeVisible();
    expect(service.posts.map(({ body }) => body.name)).toEqual(["Sample Visitor Moved"]);
    // Its pages are fetched ahead; they should not find the host gone.
    await page.goto("about:blank");
  } finally {
    await host?.stop();
    await service.stop();
    rmSync(resolve(site, ".."), { recursive: true });
  }
});
