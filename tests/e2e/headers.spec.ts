// The security headers, from the real hosts: nothing on the site needs what they forbid, and they forbid enough.
import type { Page } from "@playwright/test";
import { intakeHost, nginxHost, nginxProgram, staticHost, type Host } from "./hosts";
import { sites, stored } from "./intake";
import { observatory } from "./observatory";
import { appRuns, ConsultationForm, expect, routes, test as base } from "./pages";

const site = sites.root.folder;
const hosts = { intake: () => intakeHost({ site }), nginx: () => nginxHost({ site }) };

type Kind = keyof typeof hosts;

const test = base.extend<{ kind: Kind; host: Host; violations: string[] }, { running: (kind: Kind) => Promise<Host> }>({
  kind: ["intake", { option: true }],
  running: [
    async ({}, use) => {
      const started = new Map<Kind, Promise<Host>>();
      await use((kind) => {
        if (!started.has(kind)) started.set(kind, hosts[kind]());
        return started.get(kind)!;
      });
      for (const host of started.values()) await (await host).stop();
    },
    { scope: "worker" },
  ],
  host: async ({ running, kind }, use) => use(await running(kind)),
  baseURL: ({ host }, use) => use(host.origin),
  ignoreHTTPSErrors: true,
  // What a policy has stopped, or would have if it were enforced, as the page itself hears of it.
  violations: [
    async ({ context }, use) => {
      const violations: string[] = [];
      await context.exposeBinding("violation", (_, line: string) => void violations.push(line));
      await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          const { effectiveDirective, blockedURI, sample } = event;
          (window as any).violation(`${effectiveDirective} stopped ${blockedURI} ${sample}`);
        });
      });
      await use(violations);
      expect(violations).toEqual([]);
    },
    { auto: true },
  ],
});

const pageHeaders = async (page: Page, path: string, headers: Record<string, string> = {}) => {
  const answer = await page.request.get(path, { headers, maxRedirects: 0 });
  return { headers: answer.headers(), html: await answer.text(), status: answer.status() };
};

for (const kind of ["intake", "nginx"] as const) {
  test.describe(`from ${kind}`, () => {
    test.use({ kind });
    test.skip(kind === "nginx" && !nginxProgram && !process.env.CI, "this machine has no nginx");

    test("every page loads, is taken over, and nothing is stopped", async ({ page }) => {
      for (const { path, heading } of [...routes, { path: "/no/such/page", heading: /find that page/ }]) {
        const isThere = path !== "/no/such/page";
        const seen = isThere ? page : await page.context().newPage();
        const answer = await seen.goto(path);
        expect(answer?.status(), path).toBe(isThere ? 200 : 404);
        expect(answer?.headers()["content-security-policy"], path).toContain("default-src 'none'; script-src 'self'");
        await expect(seen.getByRole("heading", { level: 1 })).toHaveText(heading);
        await appRuns(seen);
        // Style and figures are as written: an inline style that a policy stops leaves the text on white.
        const ground = await seen.evaluate(() => getComputedStyle(document.body).backgroundColor);
        expect(ground, path).not.toBe("rgba(0, 0, 0, 0)");
      }
    });

    test("links inside the app, a form with mistakes and a sent request go through", async ({ page, host }) => {
      const name = `Sample Visitor Headers ${kind}`;
      await page.goto("/");
      await appRuns(page);
      await page.evaluate(() => Object.assign(window, { sameDocument: true }));
      await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conditions" }).click();
      await expect(page).toHaveURL("/conditions");
      await page.evaluate(() => document.querySelector<HTMLElement>('a[href="/consultation"]')!.click());
      await expect(page).toHaveURL("/consultation");
      const form = new ConsultationForm(page);
      await form.send().click();
      await expect(form.summary()).toBeFocused();
      await form.fill(name);
      await form.send().click();
      await expect(page).toHaveURL("/consultation/received");
      await expect(page.getByText("Your reference is")).toBeVisible();
      expect(await page.evaluate(() => (window as any).sameDocument)).toBe(true);
      expect(stored(name, { ...sites.root, database: host.database })).toHaveLength(1);
    });

    test("without scripting, a form with mistakes and a sent request go through", async ({ browser, host }) => {
      const name = `Sample Visitor Native Headers ${kind}`;
      const context = await browser.newContext({ javaScriptEnabled: false, baseURL: host.origin, ignoreHTTPSErrors: true });
      const page = await context.newPage();
      const heard: string[] = [];
      page.on("console", (message) => heard.push(message.text()));
      const form = new ConsultationForm(page);
      await page.goto("/consultation");
      await form.fill(name);
      await form.phone().fill("0177");
      await form.send().click();
      await expect(page.getByRole("heading", { name: "There is a problem" })).toBeVisible();
      // Its inline style is allowed by its hash: the site's where intake has its pages, else that of the plain page.
      const look = await page.locator("main form").evaluate((form) => [getComputedStyle(form).display, getComputedStyle(form.closest("main")!).maxInlineSize]);
      expect(look).not.toEqual(["block", "none"]);
      await form.phone().fill("(555) 010-0123");
      await form.send().click();
      await expect(page).toHaveURL("/consultation/received");
      expect(stored(name, { ...sites.root, database: host.database })).toHaveLength(1);
      expect(heard.filter((line) => !/status of 422/.test(line))).toEqual([]);
      await context.close();
    });

    test("what an attacker would put into a page does not run", async ({ page, violations, quiet }) => {
      await page.goto("/privacy");
      await appRuns(page);
      quiet.allow.push(/Content Security Policy|Trusted|refused/i);
      const outcome = await page.evaluate(async () => {
        // Out of the test's own evaluation, which no policy applies to.
        await new Promise((later) => setTimeout(later));
        const attempt = (what: () => unknown) => {
          try {
            what();
            return "let through";
          } catch (error) {
            return (error as Error).message;
          }
        };
        const inline = document.createElement("script");
        const element = document.createElement("div");
        const results = {
          markup: attempt(() => (element.innerHTML = "<img src=x onerror='window.ran=1'>")),
          script: attempt(() => (element.innerHTML = "<script>window.ran=1</script>")),
          link: attempt(() => (element.innerHTML = "<a href='javascript:window.ran=1'>x</a>")),
          address: attempt(() => (inline.src = "https://elsewhere.example/x.js")),
          text: attempt(() => {
            inline.textContent = "window.ran=1";
            document.head.append(inline);
          }),
          evaluated: attempt(() => (0, eval)("window.ran=1")),
          harmless: attempt(() => (element.innerHTML = "<p>On the one hand = on the other: <a href='/privacy'>x</a></p>")),
        };
        const styled = document.createElement("p");
        styled.setAttribute("style", "color:red");
        await fetch("https://elsewhere.example/").catch(() => {});
        return { ...results, ran: "ran" in window, color: styled.style.color };
      });
      expect(outcome).toMatchObject({
        markup: "markup refused",
        script: "markup refused",
        link: "markup refused",
        address: "script address refused",
        harmless: "let through",
        ran: false,
        color: "",
      });
      expect(outcome.evaluated).not.toBe("let through");
      await expect.poll(() => violations.map((line) => line.split(" ")[0])).toEqual(expect.arrayContaining(["connect-src", "style-src-attr"]));
      violations.length = 0;
    });

    test("Mozilla's HTTP Observatory would give 100 points or more, on each page", async ({ page, host }) => {
      // intake stands behind a proxy that speaks HTTPS and says so.
      const proxy: Record<string, string> = kind === "intake" ? { "x-forwarded-proto": "https" } : {};
      const plain = "plain" in host ? String(host.plain) : undefined;
      const redirect = plain && (await page.request.get(plain, { maxRedirects: 0 }));
      for (const { path } of routes) {
        const result = observatory({
          page: await pageHeaders(page, path, proxy),
          crossOrigin: await pageHeaders(page, path, { ...proxy, origin: "https://elsewhere.example" }),
          plainLeadsTo: redirect && plain ? { from: plain, to: redirect.headers()["location"] } : undefined,
        });
        expect(result, path).toMatchObject({ score: 130 });
      }
    });

    test("each answer has each header once, and says what the pages say", async ({ page }) => {
      const script = /import\("([^"]+)"\)/.exec((await pageHeaders(page, "/privacy")).html)![1];
      for (const path of ["/", "/page.json", "/favicon.svg", script, "/no/such/page"]) {
        const answer = await page.request.get(path);
        const sent = answer.headersArray().map(({ name }) => name.toLowerCase());
        for (const name of ["content-security-policy", "x-content-type-options", "permissions-policy", "cross-origin-opener-policy", "cache-control"]) {
          expect(sent.filter((each) => each === name), `${path} ${name}`).toHaveLength(1);
        }
      }
      const { headers, html } = await pageHeaders(page, "/privacy");
      const stated = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(html)![1];
      expect(headers["content-security-policy"].startsWith(`${stated}; frame-ancestors 'none'`)).toBe(true);
      expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.search(/<(link|style|script)/));
    });
  });
}

test.describe("from a static host that reads _headers", () => {
  const test = base.extend<{}, { files: Awaited<ReturnType<typeof staticHost>> }>({
    files: [
      async ({}, use) => {
        const host = await staticHost({ site });
        await use(host);
        await host.stop();
      },
      { scope: "worker" },
    ],
    baseURL: ({ files }, use) => use(files.origin),
    ignoreHTTPSErrors: true,
  });

  test("every page loads, is taken over, and nothing is stopped; the Observatory would give 100 points or more", async ({ page }) => {
    for (const { path, heading } of routes) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
      await appRuns(page);
      const seen = await pageHeaders(page, path);
      expect(seen.headers["cache-control"], path).toBe("no-cache");
      expect(observatory({ page: seen, crossOrigin: seen }), path).toMatchObject({ score: 130 });
    }
    const script = /import\("([^"]+)"\)/.exec((await pageHeaders(page, "/privacy")).html)![1];
    expect((await pageHeaders(page, script)).headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    const missing = await pageHeaders(page, "/no/such/page");
    expect(missing.status).toBe(404);
    expect(missing.headers["content-security-policy"]).toContain("default-src 'none'");
  });
});

test.describe("from a static host that sends no headers, under a sub-path", () => {
  const { base: path, folder } = sites.clinic;
  const test = base.extend<{}, { files: Awaited<ReturnType<typeof staticHost>> }>({
    files: [
      async ({}, use) => {
        const host = await staticHost({ site: folder, base: path, bare: true });
        await use(host);
        await host.stop();
      },
      { scope: "worker" },
    ],
    baseURL: ({ files }, use) => use(files.origin),
    ignoreHTTPSErrors: true,
  });

  test("pages load and are taken over, links stay in the app, and the pages' own policy holds", async ({ page, quiet }) => {
    for (const { path: route, heading } of routes.filter(({ path }) => /^\/(conditions\/ptsd|consultation)?$/.test(path))) {
      await page.goto(path + route);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
      await appRuns(page);
    }
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conditions" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/conditions/i);
    expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
    quiet.allow.push(/Content Security Policy|Trusted|refused/i);
    const outcome = await page.evaluate(async () => {
      const inline = document.createElement("script");
      try {
        inline.textContent = "window.ran = 1";
        document.head.append(inline);
      } catch {
        // Refused already.
      }
      const elsewhere = await fetch("https://elsewhere.example/").then(() => "reached", (error) => String(error));
      return { ran: "ran" in window, elsewhere };
    });
    expect(outcome.ran).toBe(false);
    expect(outcome.elsewhere).toContain("TypeError");
    quiet.allow.push(/status of 404/);
    const missing = await page.goto(`${path}/no/such/page`);
    expect(missing?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/find that page/);
  });
});
