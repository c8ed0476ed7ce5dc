import { defineConfig } from "@playwright/test";
import { sites } from "./intake";

// Three sites: tests/content at the domain root, the same for the sub-path /clinic/, and content/. Each is served by the real
// intake with a database of its own, which the tests read through intake's command line.
export default defineConfig({
  testDir: ".",
  outputDir: "results/output",
  snapshotPathTemplate: "screenshots/{arg}{ext}",
  fullyParallel: true,
  forbidOnly: true,
  // Machines that do something else as well are slow at times; a test that waits for what comes loses nothing by it.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 2,
  // Whoever waits for a whole run does not start over for one test; the list at its end says which was flaky.
  retries: 1,
  reporter: [["list"]],
  globalSetup: "./setup.ts",
  use: {
    baseURL: `http://127.0.0.1:${sites.root.port}`,
    launchOptions: {
      // The same engine without the browser around it, where there is one: half the time.
      executablePath: process.env.HEADLESS_SHELL || process.env.CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
