// Text browsers, such as w3m and Lynx, show what is hidden: what is not true does not stand in the page.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sites } from "./intake";
import { expect, test } from "./pages";

for (const site of Object.values(sites)) {
  test(`the form's page under ${site.base || "/"} has no message that is not true, hidden or not`, () => {
    const html = readFileSync(join(site.folder, "consultation/index.html"), "utf8");
    const body = html.slice(html.indexOf("<body")).replaceAll(/<script\b.*?<\/script>/gs, "");
    expect(body).toContain("Full name");
    for (const untrue of [/not working/i, /Error:/, /There is a problem/, /not sent/i, /Did you mean/, /JavaScript/i, /\shidden[\s>=]/]) {
      expect(body).not.toMatch(untrue);
    }
  });
}
