// The built site as Debian's nginx serves it with deploy/nginx.conf: what a static host has to get right, which no
// browser is needed to see.
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { request as httpsRequest, type RequestOptions } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import { test as base, expect } from "@playwright/test";
import { nginxHost, nginxProgram, nginxSendsBrotli, type Host } from "./hosts";
import { sites, stored, type Site } from "./intake";
import { ConsultationForm, routes } from "./pages";
import { appFiles, buildOf } from "./releases";

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

type Ask = (path: string, headers?: Record<string, string>, options?: RequestOptions & { body?: string }) => Promise<Answer>;

const forever = "public, max-age=31536000, immutable";

const test = base.extend<{}, { hosts: Record<"root" | "clinic", Host> }>({
  hosts: [
    async ({}, use) => {
      const root = await nginxHost({ site: sites.root.folder });
      const clinic = await nginxHost({ site: sites.clinic.folder, base: "/clinic" });
      await use({ root, clinic });
      await root.stop();
      await clinic.stop();
    },
    { scope: "worker" },
  ],
});

test.skip(!nginxProgram && !process.env.CI, "this machine has no nginx");

/** Asks as the path stands, which a browser or fetch would tidy up. */
const from = ({ origin }: Host): Ask => (path, headers = {}, { body, ...options } = {}) =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const asked = httpsRequest({ hostname, port, path, headers, rejectUnauthorized: false, agent: false, ...options }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(chunks) });
    });
    asked.on("error", reject);
    asked.end(body);
  });

for (const [where, { base: path, folder }] of Object.entries(sites) as ["root" | "clinic", Site][]) {
  test.describe(where === "root" ? "at the domain's root" : "under a sub-path", () => {
    const app = appFiles(folder);

    test("every page is there, with and without a slash, and what the app fetches in its place", async ({ hosts }) => {
      const ask = from(hosts[where]);
      for (const route of routes) {
        const address = path + route.path;
        const slashless = address.replace(/\/$/, "");
        for (const deep of new Set([`${slashless}/`, ...(slashless === path ? [] : [slashless])])) {
          const page = await ask(deep);
          expect(page.status, deep).toBe(200);
          expect(page.headers["content-type"], deep).toBe("text/html; charset=utf-8");
          expect(page.headers["cache-control"], deep).toBe("no-cache");
          expect(/<h1[^>]*>([^<]*)/.exec(String(page.bytes))?.[1], deep).toMatch(route.heading);
        }
        const fragment = await ask(`${slashless}/page.json`);
        expect(fragment.headers["content-type"]).toMatch(/^application\/json/);
        expect(fragment.headers["cache-control"]).toBe("no-cache");
        expect(JSON.parse(String(fragment.bytes)).build, address).toBe(buildOf(folder));
      }
    });

    test("a browser that asks for an earlier site's service worker gets one that takes itself away", async ({ hosts }) => {
      const ask = from(hosts[where]);
      for (const worker of ["/service-worker.js", "/sw.js", "/old/worker.js"]) {
        const answer = await ask(path + worker, { "service-worker": "script" });
        expect(answer.status, worker).toBe(200);
        expect(answer.headers["content-type"], worker).toMatch(/javascript/);
        expect(answer.headers["cache-control"], worker).toBe("no-store");
        expect(String(answer.bytes), worker).toContain("registration.unregister()");
      }
      expect((await ask(`${path}/old/worker.js`)).status).toBe(404);
    });

    test("what is not there is 404 with the site's page, and what is not for the public too", async ({ hosts }) => {
      const ask = from(hosts[where]);
      for (const missing of ["/nothing", "/conditions/nothing", "/nothing.js", "/conditions/ptsd/nothing/page.json", "/_headers", "/_headers.nginx", "/.trunk-lock", "/.git/config"]) {
        const answer = await ask(path + missing);
        expect(answer.status, missing).toBe(404);
        expect(String(answer.bytes), missing).toContain("find that page");
        expect(answer.headers["content-security-policy"], missing).toContain("frame-ancestors 'none'");
        expect(answer.headers["cache-control"], missing).not.toContain("max-age");
      }
      for (const outside of ["/../nginx.conf", "/%2e%2e/nginx.conf", "/..%2fnginx.conf"]) {
        const { status, bytes } = await ask(path + outside);
        // The spelling is mended first, to an address that leads nowhere.
        expect([308, 400, 404], outside).toContain(status);
        expect(String(bytes)).not.toContain("worker_processes");
      }
    });

    test("what the build has compressed is sent as it lies there", async ({ hosts }) => {
      const ask = from(hosts[where]);
      for (const [address, file] of [["/", "index.html"], ["/page.json", "page.json"], [`/${app.script}`, app.script], [`/${app.wasm}`, app.wasm], ["/favicon.svg", "favicon.svg"]]) {
        const plain = readFileSync(`${folder}/${file}`);
        const uncompressed = await ask(path + address);
        expect(uncompressed.headers["content-encoding"]).toBeUndefined();
        expect(uncompressed.bytes.equals(plain), address).toBe(true);
        const gzipped = await ask(path + address, { "accept-encoding": "gzip" });
        expect(gzipped.headers, address).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
        expect(gzipped.bytes.equals(readFileSync(`${folder}/${file}.gz`)), address).toBe(true);
        expect(gunzipSync(gzipped.bytes).equals(plain), address).toBe(true);
        if (!nginxSendsBrotli) continue;
        const brotli = await ask(path + address, { "accept-encoding": "gzip, deflate, br, zstd" });
        expect(brotli.headers["content-encoding"], address).toBe("br");
        expect(brotli.bytes.equals(readFileSync(`${folder}/${file}.br`)), address).toBe(true);
        expect(brotliDecompressSync(brotli.bytes).equals(plain), address).toBe(true);
      }
      const wasm = await ask(`${path}/${app.wasm}`, { "accept-encoding": "gzip" });
      expect(wasm.headers["content-type"], "or browsers compile it late").toBe("application/wasm");
    });

    test("files that never change are kept, others for a short time, pages are asked about", async ({ hosts }) => {
      const ask = from(hosts[where]);
      for (const [address, cache] of [[app.script, forever], [app.wasm, forever], ["favicon.svg", "public, max-age=600"], ["robots.txt", "public, max-age=600"], ["sitemap.xml", "public, max-age=600"]]) {
        expect((await ask(`${path}/${address}`)).headers["cache-control"], address).toBe(cache);
      }
      const page = await ask(`${path}/privacy`);
      const again = await ask(`${path}/privacy`, { "if-none-match": page.headers.etag! });
      expect(again.status).toBe(304);
      expect(again.bytes).toHaveLength(0);
      expect(again.headers["cache-control"]).toBe("no-cache");
      const head = await ask(`${path}/privacy`, {}, { method: "HEAD" });
      expect(head.status).toBe(200);
      expect(head.headers["content-length"]).toBe(page.headers["content-length"]);
    });

    test("a form sent without scripting is stored, and one with a mistake comes back", async ({ hosts, browser }) => {
      const host = hosts[where];
      const name = `Sample Visitor nginx ${where}`;
      const page = await browser.newPage({ javaScriptEnabled: false, ignoreHTTPSErrors: true, baseURL: host.origin });
      const form = new ConsultationForm(page);
      await page.goto(`${path}/consultation`);
      await form.fill(name);
      await form.phone().fill("0177");
      await form.send().click();
      await expect(form.phone()).toHaveValue("0177");
      await form.phone().fill("(555) 010-0123");
      await page.getByRole("main").getByRole("button").click();
      await expect(page).toHaveURL(`${path}/consultation/received`);
      expect(stored(name, { ...sites.root, database: host.database })).toHaveLength(1);
      await page.close();
    });

    test("the endpoint answers behind it, with its own headers, and says what is too large", async ({ hosts }) => {
      const ask = from(hosts[where]);
      const json = { "content-type": "application/json", accept: "application/json" };
      const endpoint = "/api/consultations";
      const mistaken = await ask(endpoint, json, { method: "POST", body: "{}" });
      expect(mistaken.status).toBe(422);
      expect(mistaken.headers["content-type"]).toBe("application/problem+json");
      expect(mistaken.headers["strict-transport-security"]).toContain("max-age=");
      const large = await ask(endpoint, json, { method: "POST", body: "x".repeat(100_000) });
      expect(large.status).toBe(413);
      expect(large.headers["content-type"]).toBe("application/problem+json");
      expect((await ask(`${path}/privacy`, {}, { method: "POST", body: "x" })).status).toBe(405);
      expect((await ask(endpoint)).status).toBe(405);
    });
  });
}

test("whoever comes without HTTPS is sent to the same address with it", async ({ hosts, request }) => {
  const { plain, origin } = hosts.root as Host & { plain: string };
  const answer = await request.get(`${plain}/conditions?x=1`, { maxRedirects: 0 });
  expect(answer.status()).toBe(301);
  expect(answer.headers().location).toBe(`${origin}/conditions?x=1`);
});
