// The pages of a built site.
import { readdirSync } from "node:fs";

/** The addresses of all pages, the first page first. */
export function routesOf(dist) {
  return readdirSync(dist, { recursive: true })
    .filter((name) => /(^|\/)index\.html$/.test(name))
    .map((name) => `/${name.replace(/\/?index\.html$/, "")}`)
    .sort();
}
