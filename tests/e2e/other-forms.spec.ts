// Extensions put forms of their own into the page. Sending one of those does not send the visitor's request.
import { stored } from "./intake";
import { appRuns, ConsultationForm, expect, test } from "./pages";

for (const place of ["body", "main", "#app", ".form-column"]) {
  test(`a form that stands in ${place} does not send ours`, async ({ page }) => {
    const name = `Sample Visitor Beside ${place}`;
    const posts: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") posts.push(request.url());
    });
    await page.goto("/consultation");
    await appRuns(page);
    const form = new ConsultationForm(page);
    await form.fill(name);
    const heard = await page.evaluate((place) => {
      const other = document.createElement("form");
      const [field, button] = [document.createElement("input"), document.createElement("button")];
      field.name = "name";
      other.append(field, button);
      document.querySelector(place)!.append(other);
      let heard = 0;
      // At the very end of the event's way, so that all who listen have heard it.
      addEventListener("submit", (event) => {
        heard += 1;
        if (event.target === other) event.preventDefault();
      });
      button.click();
      return heard;
    }, place);
    expect(heard).toBe(1);
    await page.evaluate(() => fetch("/robots.txt").then((answer) => answer.text()));
    expect(posts).toEqual([]);
    await expect(page).toHaveURL("/consultation");
    await form.expectFilled(name);
    await form.send().click();
    await expect(page).toHaveURL("/consultation/received");
    expect(posts).toHaveLength(1);
    expect(stored(name)).toHaveLength(1);
  });
}
