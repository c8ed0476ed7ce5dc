import { appRuns, expect, routes, test } from "./pages";

for (const { path, heading } of routes) {
  test(`${path} reads without scripting`, async ({ browser, baseURL }) => {
    const page = await browser.newPage({ javaScriptEnabled: false, baseURL });
    const response = await page.goto(path);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expect(page).toHaveTitle(/ – Greater Wellness Clinic$/);
    await expect(page.getByRole("link", { name: "988" }).first()).toBeVisible();
    await page.close();
  });

  test(`${path} is taken over without a changed node`, async ({ page }) => {
    await page.route(/\.wasm$/, async (route) => {
      await held;
      await route.continue();
    });
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.goto(path);
    await page.evaluate(() => {
      const all = [...document.querySelectorAll("body *")];
      Object.assign(window, { before: all, changes: [] as string[] });
      new MutationObserver((records) => {
        for (const record of records)
          for (const node of [...record.addedNodes, ...record.removedNodes])
            if (node.nodeType === Node.ELEMENT_NODE) (window as any).changes.push((node as Element).outerHTML);
      }).observe(document.body, { childList: true, subtree: true });
    });
    release();
    await appRuns(page);
    const { same, changes } = await page.evaluate(() => {
      const now = [...document.querySelectorAll("body *")];
      const before = (window as any).before as Element[];
      return {
        same: now.length === before.length && now.every((element, index) => element === before[index]),
        changes: (window as any).changes as string[],
      };
    });
    expect(changes).toEqual([]);
    expect(same).toBe(true);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  });
}

test("an unknown address is answered with 404 and a page that helps", async ({ page, quiet }) => {
  quiet.allow.push(/404/);
  const response = await page.goto("/no/such/page");
  expect(response?.status()).toBe(404);
  await appRuns(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/can’t find/);
  const links = page.getByRole("main").getByRole("link");
  const addresses = await links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  expect(new Set(addresses).size, "no link stands there twice").toBe(addresses.length);
  await links.filter({ hasText: "Conditions we explain" }).click();
  await expect(page).toHaveURL("/conditions");
});

test("every page says its own title, description and canonical address", async ({ request }) => {
  const seen = new Set<string>();
  for (const { path } of routes) {
    const html = await (await request.get(path)).text();
    const title = /<title>(.*?)<\/title>/.exec(html)?.[1];
    const description = /<meta name="description" content="(.*?)"/.exec(html)?.[1];
    expect(title, path).toBeTruthy();
    expect(description, path).toBeTruthy();
    expect(seen.has(title!) || seen.has(description!), `${path} repeats another page`).toBe(false);
    seen.add(title!).add(description!);
    if (path !== "/consultation/received") {
      expect(html).toMatch(new RegExp(`<link rel="canonical" href="https://[^/"]+${path}">`));
    }
  }
});

test("the sitemap names every page that may be indexed", async ({ request }) => {
  const xml = await (await request.get("/sitemap.xml")).text();
  const named = [...xml.matchAll(/<loc>https:\/\/[^/<]+(.*?)<\/loc>/g)].map((match) => match[1]);
  expect(named.sort()).toEqual(routes.map(({ path }) => path).filter((path) => path !== "/consultation/received").sort());
});

test("on paper there are the words, the figures and where links lead, and nothing to press", async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 1000 });
  await page.emulateMedia({ media: "print" });
  await page.goto("/");
  for (const navigation of await page.getByRole("navigation", { includeHidden: true }).all()) await expect(navigation).toBeHidden();
  await expect(page.getByRole("link", { name: "Request a consultation", exact: true })).toHaveCount(0);
  for (const figure of await page.getByRole("figure").all()) await expect(figure.getByRole("img")).toBeVisible();
  await expect(page.getByRole("link", { name: "988" }).first()).toBeVisible();
  const printed = await page.evaluate(() =>
    [...document.querySelectorAll("main a")].map((link) => link.textContent + getComputedStyle(link, "::after").content),
  );
  const sources = ['World mental health today: latest data" (https://www.who.int/publications/i/item/9789240113817)"', "Mechanisms of ketamine action as an antidepressantnone"];
  expect(printed).toEqual(expect.arrayContaining(['Read about PTSD" (/conditions/ptsd)"', "988none", ...sources]));
});
