// Hosts show one page under several spellings of its address: nginx merges slashes and decodes letters.
import { stored } from "./intake";
import { appRuns, ConsultationForm, expect, test } from "./pages";

for (const spelling of ["//consultation", "/%63onsultation", "/consultation/index.html", "///consultation?from=mail"]) {
  test(`${spelling} is the form's page, and its request is confirmed and stored once`, async ({ page, baseURL }) => {
    const name = `Sample Visitor At ${spelling}`;
    const address = baseURL + spelling;
    await page.route(
      (url) => url.href === address,
      async (route) => route.fulfill({ response: await route.fetch({ url: `${baseURL}/consultation` }) }),
    );
    await page.goto(address);
    await appRuns(page);
    await expect(page).toHaveURL(spelling.includes("?") ? "/consultation?from=mail" : "/consultation");
    const form = new ConsultationForm(page);
    await form.fill(name);
    await form.send().click();
    await expect(page).toHaveURL("/consultation/received");
    await expect(page.getByRole("heading", { level: 1, name: "We have your request" })).toBeFocused();
    expect(stored(name)).toHaveLength(1);
    // Nobody comes back to a form that could be sent a second time unseen.
    await page.goBack();
    await expect(page).toHaveURL(/\/consultation(\?|$)/);
    await expect(form.name()).toHaveValue("");
  });
}
