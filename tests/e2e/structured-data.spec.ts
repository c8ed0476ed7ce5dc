// What the pages say to machines: valid by the vocabulary of schema.org, and the same as what readers see.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sites } from "./intake";
import { expect, routes, test } from "./pages";
import { Vocabulary } from "./vocabulary";

const indexed = routes.filter(({ path }) => path !== "/consultation/received");
const vocabulary = new Vocabulary();

function html(path: string, folder = sites.root.folder) {
  return readFileSync(join(folder, path, "index.html"), "utf8");
}

/** The nodes of a page's data block. */
function graph(text: string): any[] {
  const blocks = [...text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
  expect(blocks).toHaveLength(1);
  const data = JSON.parse(blocks[0][1]);
  expect(data["@context"]).toBe("https://schema.org");
  return data["@graph"];
}

for (const [name, { folder }] of Object.entries(sites)) {
  test(`every type, property and value is one of schema.org's, on ${name}`, () => {
    for (const { path } of indexed) {
      for (const node of graph(html(path, folder))) expect(vocabulary.check(node, path)).toEqual([]);
    }
  });
}

test("the check notices a property, a type, an address, a date and a number that are wrong", () => {
  const broken = (change: (page: any, trail: any) => void) => {
    const [page, trail] = structuredClone(graph(html("/conditions/ptsd")));
    change(page, trail);
    return [page, trail].flatMap((node) => vocabulary.check(node));
  };
  expect(broken(() => {})).toEqual([]);
  expect(broken((page) => (page.reviewDate = "2026-11-23"))).toEqual(["data.reviewDate: MedicalWebPage has no such property"]);
  expect(broken((page) => (page["@type"] = "HealthPage"))).toEqual(['data: there is no type "HealthPage"']);
  expect(broken((page) => (page.about["@type"] = "Condition"))[1]).toBe('data.about: there is no type "Condition"');
  expect(broken((page) => (page.publisher["@type"] = "MedicalCondition"))[0]).toContain("data.publisher may hold Organization, Person");
  expect(broken((page) => (page.publisher.telefone = "1"))).toEqual(["data.publisher.telefone: MedicalClinic has no such property"]);
  expect(broken((page) => (page.url = "/conditions/ptsd"))).toEqual(["data.url is no absolute address: /conditions/ptsd"]);
  expect(broken((page) => (page.citation[0].url = "doi:10.1000/1"))).toEqual(["data.citation[0].url is no absolute address: doi:10.1000/1"]);
  expect(broken((_, trail) => (trail.itemListElement[0].item["@id"] = "/"))[0]).toContain("data.itemListElement[0].item may hold");
  expect(broken((page) => (page.dateModified = "2026-02-30"))).toEqual(["data.dateModified is no date: 2026-02-30"]);
  expect(broken((page) => (page.lastReviewed = "November 23, 2026"))).toEqual(["data.lastReviewed is no date: November 23, 2026"]);
  expect(broken((_, trail) => (trail.itemListElement[0].position = 1.5))[0]).toContain("data.itemListElement[0].position may hold");
  expect(broken((page) => (page.name = ""))[0]).toContain("data.name may hold Text");
});

for (const { path } of indexed) {
  test(`${path} says to machines what it says to readers`, async ({ page }) => {
    await page.goto(path);
    const [data, trail] = graph(await page.content());
    const canonical = await page.locator("link[rel=canonical]").getAttribute("href");
    expect(data.url).toBe(canonical);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(data.name);
    expect(data.inLanguage).toBe(await page.locator("html").getAttribute("lang"));
    await expect(page.locator(".page-dates time").first()).toHaveAttribute("datetime", data.dateModified);
    const cited = await page.locator(".sources cite a").evaluateAll((all) => all.map((a) => ({ name: a.textContent, url: (a as HTMLAnchorElement).href })));
    expect((data.citation ?? []).map(({ name, url }: any) => ({ name: name.replace(/\.$/, ""), url }))).toEqual(cited);
    const origin = new URL(data.url).origin;
    const shown = await page.locator(".breadcrumb a").evaluateAll((all) => all.map((a) => [a.textContent, new URL((a as HTMLAnchorElement).href).pathname]));
    if (shown.length) {
      const steps = trail.itemListElement;
      expect(steps.map(({ position }: any) => position)).toEqual(steps.map((_: unknown, index: number) => index + 1));
      expect(steps.slice(0, -1).map(({ name, item }: any) => [name, item["@id"].replace(origin, "")])).toEqual(shown);
      expect(steps.at(-1)).toMatchObject({ name: data.name });
    } else {
      expect(trail).toBeUndefined();
    }
    // No clinician has signed, and what the clinic has not given yet is a placeholder.
    const signed = await page.getByText("Clinically reviewed by").count();
    expect("lastReviewed" in data && "reviewedBy" in data).toBe(signed > 0);
    expect(JSON.stringify(data.publisher)).not.toMatch(/555|telephone|address|""/);
  });
}

test("the medical pages are medical pages, about a condition", () => {
  for (const path of ["/", "/conditions/depression", "/conditions/anxiety", "/conditions/bipolar-disorder", "/conditions/ptsd"]) {
    expect(graph(html(path))[0]).toMatchObject({ "@type": "MedicalWebPage", about: { "@type": "MedicalCondition" }, publisher: { "@type": "MedicalClinic" } });
  }
});

for (const [name, { folder, base }] of Object.entries(sites)) {
  test(`a shared link shows title, words and a picture of the page's own, on ${name}`, () => {
    const pictures = new Set<string>();
    for (const { path } of indexed) {
      const head = html(path, folder).split("</head>")[0];
      const meta = (name: string) => new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)">`).exec(head)?.[1];
      const canonical = /<link rel="canonical" href="([^"]*)">/.exec(head)![1];
      const { origin } = new URL(canonical);
      expect(canonical).toBe(`${origin}${base}${path}`);
      expect(meta("og:url"), path).toBe(canonical);
      expect(head, path).toContain(`<title>${meta("og:title")} – ${meta("og:site_name")}</title>`);
      expect(meta("og:description"), path).toBe(meta("description"));
      expect([meta("og:type"), meta("og:locale"), meta("twitter:card")], path).toEqual([expect.stringMatching(/^(article|website)$/), "en_US", "summary_large_image"]);
      expect(meta("og:image:alt"), path).toContain(meta("og:title"));
      const picture = meta("og:image")!;
      expect(picture.startsWith(`${origin}${base}/`), picture).toBe(true);
      const png = readFileSync(join(folder, picture.slice(`${origin}${base}`.length)));
      expect([meta("og:image:width"), meta("og:image:height")]).toEqual([String(png.readUInt32BE(16)), String(png.readUInt32BE(20))]);
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
      // Some readers of links give up on larger ones.
      expect(png.length).toBeLessThan(300_000);
      pictures.add(png.toString("base64"));
    }
    expect(pictures.size, "each page has a picture of its own").toBe(indexed.length);
  });

  test(`icons and manifest are where pages and manifest say, on ${name}`, () => {
    const head = html("/privacy", folder).split("</head>")[0];
    const links = [...head.matchAll(/<link [^>]*>/g)].map(([link]) => ({ rel: /rel="([^"]*)"/.exec(link)![1], href: /href="([^"]*)"/.exec(link)![1] }));
    const files = links.filter(({ rel }) => rel !== "canonical");
    expect(files.map(({ rel }) => rel)).toEqual(["icon", "apple-touch-icon", "manifest"]);
    for (const { href } of files) {
      expect(href.startsWith(`${base}/`) && existsSync(join(folder, href.slice(base.length))), href).toBe(true);
    }
    const manifest = JSON.parse(readFileSync(join(folder, "site.webmanifest"), "utf8"));
    expect(new URL(manifest.start_url, `https://clinic.example${base}/site.webmanifest`).pathname).toBe(`${base}/`);
    for (const { src, sizes, type } of manifest.icons) {
      const png = readFileSync(join(folder, src));
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)} ${type}`).toBe(`${sizes} image/png`);
    }
    expect(manifest.icons.map(({ sizes, purpose }: any) => `${sizes} ${purpose ?? "any"}`)).toEqual(["192x192 any", "512x512 any", "512x512 maskable"]);
  });
}

test("the browser accepts the manifest under the site's security policy", async ({ page, baseURL, context }) => {
  await page.goto("/");
  const devtools = await context.newCDPSession(page);
  const { url, errors } = await devtools.send("Page.getAppManifest");
  expect({ url, errors }).toEqual({ url: `${baseURL}/site.webmanifest`, errors: [] });
});

test("the sitemap gives each page's last change, and robots.txt leads to it", async () => {
  const xml = readFileSync(join(sites.root.folder, "sitemap.xml"), "utf8");
  for (const { path } of indexed) {
    const [data] = graph(html(path));
    expect(xml).toContain(`<url><loc>${data.url}</loc><lastmod>${data.dateModified}</lastmod></url>`);
  }
  expect(xml.match(/<url>/g)).toHaveLength(indexed.length);
  const robots = readFileSync(join(sites.root.folder, "robots.txt"), "utf8");
  expect(robots).toMatch(/^User-agent: \*\n(Disallow: \/\S+\n)+\nSitemap: https:\/\/[^/]+\/sitemap\.xml\n$/);
});
