import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { intakeHost, type Host } from "./hosts";
import { intakeProgram } from "./intake";

/** intake with the staff's pages, and with the site whose form fills their queue. */
export interface StaffHost extends Host {
  /** The origin of the staff's pages. */
  staff: string;
}

export async function staffHost(options: { site?: string; flags?: string[] } = {}): Promise<StaffHost> {
  const host = await intakeHost({ site: options.site, flags: ["--staff", "127.0.0.1:0", ...(options.flags ?? [])] });
  const staff = /pages are at (http:\S+)/.exec(host.log())?.[1];
  if (!staff) throw new Error(`no address of the staff's pages: ${host.log()}`);
  return { ...host, staff };
}

/** The one-time link of a new person, as the command line prints it. */
export function invite(host: StaffHost, name: string): string {
  const flags = ["--database", host.database, "staff", "add", name, "--staff-url", host.staff];
  const printed = execFileSync(intakeProgram, flags, { encoding: "utf8" });
  return printed.trim().split("\n").at(-1)!;
}

/** The code that an authenticator app shows for a key in Base32 (RFC 6238), so many steps of 30 seconds from now. */
export function codeOf(key: string, steps = 0): string {
  const bits = [...key.replace(/\s/g, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", secret).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

export const passphrase = "purple kites over Nebraska";

/** Opens the link, sets a passphrase and the second factor, and goes on to the queue. Gives the second factor's key. */
export async function setUp(page: Page, link: string): Promise<string> {
  await page.goto(link);
  const key = await page.locator("code.key").innerText();
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.getByLabel("The passphrase again").fill(passphrase);
  await page.getByRole("textbox", { name: "Code" }).fill(codeOf(key));
  await page.getByRole("button", { name: "Save and sign in" }).click();
  await page.getByRole("link", { name: "Go on to the queue" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  return key;
}

/** Posts a request as a program does; gives its id. */
export async function post(host: StaffHost, name: string, more: Record<string, unknown> = {}): Promise<string> {
  const id = crypto.randomUUID();
  const request = { id, name, contact_preference: "phone", phone: "(555) 010-0123", email: null, best_time: "morning", topic: null, message: "First line\nSecond line", consent: true, ...more };
  const response = await fetch(`${host.origin}/api/consultations`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(request),
  });
  if (response.status !== 201) throw new Error(`not stored: ${response.status}`);
  return id;
}
