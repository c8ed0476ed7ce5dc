// Takes the picture of docs/staff.md: the queue on a wide screen, a request on a phone, with made-up people. `make pictures`
// calls it once intake is built.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const { chromium } = createRequire(resolve("tests/e2e/package.json"))("@playwright/test");
const work = mkdtempSync(join(tmpdir(), "staff-picture-"));
const flags = ["--database", join(work, "intake.db"), "serve", "--listen", "127.0.0.1:0", "--staff", "127.0.0.1:0", "--staff-preview"];
const intake = spawn(resolve("target/debug/intake"), [...flags, "--pages", process.env.PAGES ?? "target/pictures/site"]);
let [link, log] = ["", ""];
intake.stdout.on("data", (chunk) => (link += chunk));
intake.stderr.on("data", (chunk) => (log += chunk));
while (!link.endsWith("\n")) {
  if (intake.exitCode !== null) throw new Error(log);
  await new Promise((next) => setTimeout(next, 50));
}
const endpoint = `${/intake listens on (\S+)/.exec(log)[1]}/api/consultations`;

async function post(number, name, more) {
  const request = { id: `${String(number).padStart(8, "0")}-0000-4000-8000-000000000000`, name, contact_preference: "phone", phone: "(555) 010-0123", email: null, best_time: "morning", topic: "anxiety", message: null, consent: true, ...more };
  await fetch(endpoint, { method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(request) });
}
await post(1, "Sample Person One", { message: "Do you have appointments\nafter five o’clock?" });
await post(2, "Sample Person Two", { contact_preference: "email", email: "sample@example.com", phone: null, best_time: null });
await post(3, "Sample Person Three", { contact_preference: "text", best_time: "evening" });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ colorScheme: "light" });
const page = await context.newPage();
await page.setViewportSize({ width: 900, height: 760 });
await page.goto(link.trim());
const wide = await page.screenshot();
await page.setViewportSize({ width: 360, height: 760 });
await page.goto(new URL("/requests/00000001-0000-4000-8000-000000000000", page.url()).href);
const narrow = await page.screenshot();

// Both beside each other.
const [one, other] = [wide, narrow].map((png) => `data:image/png;base64,${png.toString("base64")}`);
const both = await browser.newPage({ viewport: { width: 1320, height: 800 } });
await both.setContent(`<body style="margin:20px;display:flex;gap:20px;background:#888"><img src="${one}"><img src="${other}">`);
writeFileSync("docs/pictures/staff.png", await both.screenshot());
await browser.close();
intake.kill();
rmSync(work, { recursive: true });
