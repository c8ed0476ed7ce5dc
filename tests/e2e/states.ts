import type { Page, Route } from "@playwright/test";
import { appRuns, ConsultationForm, expect, transitionSkipped } from "./pages";

/** Something that the form, or what answers it, can look like. */
export interface State {
  /** Goes on from "when". */
  name: string;
  /** Whether the app takes part. */
  scripting: boolean;
  /** What the browser itself writes to the console on the way. */
  hears: RegExp[];
  /** From a fresh page to the state. */
  reach(page: Page): Promise<void>;
}

const endpoint = "**/api/consultations";

async function open(page: Page) {
  await page.goto("/consultation");
  await appRuns(page);
  return new ConsultationForm(page);
}

/** Opens, fills in and sends the form; the endpoint does as told. */
async function send(page: Page, endpointDoes: (route: Route) => unknown) {
  await page.route(endpoint, async (route) => {
    await endpointDoes(route);
  });
  const form = await open(page);
  await form.fill("Sample Visitor");
  await form.send().click();
  return form;
}

const isFailed = (page: Page, heading: string) => expect(page.getByRole("group", { name: heading })).toBeFocused();

const scripted: [name: string, reach: (page: Page) => Promise<unknown>, ...hears: RegExp[]][] = [
  [
    "a phone call is chosen",
    async (page) => {
      await (await open(page)).byPhone().check();
    },
  ],
  [
    "an email is chosen",
    async (page) => {
      await (await open(page)).byEmail().check();
    },
  ],
  [
    "fields are missing",
    async (page) => {
      const form = await open(page);
      await form.send().click();
      await expect(form.summary()).toBeFocused();
    },
  ],
  [
    "the message is too long",
    async (page) => {
      const form = await open(page);
      await form.fill("Sample Visitor");
      await form.message().fill("x".repeat(1001));
      await expect(page.locator("#message-limit")).toHaveText("You have 1 character too many");
      await form.send().click();
      await expect(form.summary()).toBeFocused();
    },
  ],
  [
    "the spelling of the email address is asked about",
    async (page) => {
      const form = await open(page);
      await form.name().fill("Sample Visitor");
      await form.byEmail().check();
      await form.email().fill("sample@gmial.com");
      await form.consent().check();
      await form.send().click();
      await expect(page.getByRole("group", { name: "Did you mean" })).toBeFocused();
    },
  ],
  [
    "the request is being sent",
    async (page) => {
      await send(page, () => {});
      await expect(page.getByText("Sending your request…")).toBeVisible();
    },
  ],
  [
    "sending takes longer than usual",
    async (page) => {
      await send(page, (route) => route.fulfill({ status: 429, headers: { "retry-after": "30" } }));
      await expect(page.getByText("This is taking longer than usual.")).toBeVisible();
    },
    /status of 429/,
  ],
  [
    "the request was refused",
    async (page) => {
      await send(page, (route) => route.fulfill({ status: 404 }));
      await isFailed(page, "Your request was not sent");
    },
    /status of 404/,
  ],
  [
    "it is not sure that the request arrived",
    async (page) => {
      await send(page, (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<p>Thanks</p>" }));
      await isFailed(page, "We are not sure your request reached us");
    },
  ],
  [
    "the visitor is offline",
    async (page) => {
      const form = await open(page);
      await form.fill("Sample Visitor");
      await page.context().setOffline(true);
      await form.send().click();
      await isFailed(page, "Your request was not sent");
    },
    /ERR_INTERNET_DISCONNECTED/,
  ],
  [
    "the form cannot be sent and gives the phone number",
    async (page) => {
      await page.route("/consultation", async (route) => {
        const response = await route.fetch();
        const html = await response.text();
        const changed = html.replace(/content="[^"]*"( name="consultation-endpoint")/, 'content="requests"$1');
        expect(changed, "the setting is changed").not.toBe(html);
        await route.fulfill({ response, body: changed });
      });
      await open(page);
      await expect(page.getByRole("heading", { name: "Call us instead" })).toBeVisible();
    },
  ],
  [
    "a visitor reads on while the request is sent",
    async (page) => {
      await send(page, () => {});
      await page.getByRole("contentinfo").getByRole("link", { name: "Privacy" }).click();
      await expect(page.getByText("Your request is being sent.")).toBeVisible();
    },
  ],
  [
    "the request is confirmed with its reference",
    async (page) => {
      await send(page, (route) => route.fulfill({ status: 201, json: { reference: "GW-1042" } }));
      await expect(page.getByText("Your reference is GW-1042")).toBeVisible();
    },
  ],
];

/** Without the app the browser posts the form, and intake answers with the form's page. */
const native: [name: string, reach: (page: Page) => Promise<unknown>, ...hears: RegExp[]][] = [
  [
    "intake's page repeats the answers beside the errors",
    async (page) => {
      const form = await fillNatively(page);
      await form.phone().fill("12");
      await form.send().click();
      await expect(page.getByRole("heading", { name: "There is a problem" })).toBeVisible();
    },
    /status of 422/,
  ],
  [
    "intake's page asks to send the answers again",
    async (page) => {
      const form = await fillNatively(page);
      // More than is accepted, and little enough to be shown again.
      await form.message().fill("x".repeat(100_000));
      await form.send().click();
      await expect(page.getByText("Your answers are still here")).toBeVisible();
    },
    /status of 413/,
  ],
  [
    "intake's page cannot repeat the answers",
    async (page) => {
      const form = await fillNatively(page);
      await form.message().fill("x".repeat(300_000));
      await form.send().click();
      await expect(page.getByText("Back button brings your answers back")).toBeVisible();
    },
    /status of 413/,
  ],
];

async function fillNatively(page: Page) {
  await page.goto("/consultation");
  const form = new ConsultationForm(page);
  await form.fill("Sample Visitor");
  return form;
}

/** All of them. The empty form is the page itself. */
export const states: State[] = [
  ...scripted.map(([name, reach, ...hears]) => state(name, true, hears, reach)),
  ...native.map(([name, reach, ...hears]) => state(name, false, [...hears, transitionSkipped], reach)),
];

function state(name: string, scripting: boolean, hears: RegExp[], reach: (page: Page) => Promise<unknown>): State {
  return { name, scripting, hears, reach: async (page) => void (await reach(page)) };
}
