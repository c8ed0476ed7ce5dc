// What Mozilla's HTTP Observatory would give a site, by the rules it publishes:
// https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring (read 2026-11-24). Written anew from that
// page for what this site sends; a case that the page knows and this site must never be in counts as its worst.

export interface Answer {
  headers: Record<string, string>;
  html: string;
}

/** A site as the Observatory sees it. */
export interface Seen {
  /** The page's answer over HTTPS. */
  page: Answer;
  /** The answer to a request with an `Origin` of another site. */
  crossOrigin: Answer;
  /** Where plain HTTP leads to; none if nothing answers there. */
  plainLeadsTo?: { from: string; to: string };
}

/** The tests with their modifiers, and the score. */
export function observatory(seen: Seen) {
  const { headers } = seen.page;
  const policy = parse(headers["content-security-policy"] ?? "");
  const tests: Record<string, number> = {
    "content-security-policy": ofPolicy(policy),
    cookies: "set-cookie" in headers ? -40 : 0,
    "cross-origin-resource-policy": ofResourcePolicy(headers["cross-origin-resource-policy"]),
    // Not implemented, or public: 0. Anything else would need a closer look.
    "cross-origin-resource-sharing": "access-control-allow-origin" in seen.crossOrigin.headers ? -50 : 0,
    redirection: ofRedirection(seen.plainLeadsTo),
    "referrer-policy": ofReferrerPolicy(headers["referrer-policy"]),
    "strict-transport-security": ofTransportSecurity(headers["strict-transport-security"]),
    "subresource-integrity": ofScripts(seen.page.html),
    "x-content-type-options": headers["x-content-type-options"] === "nosniff" ? 0 : -5,
    "x-frame-options": ofFrames(policy, headers["x-frame-options"]),
  };
  const modifiers = Object.values(tests);
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  const withPenalties = 100 + sum(modifiers.filter((number) => number < 0));
  // Bonuses count from 90 points on.
  const score = withPenalties < 90 ? withPenalties : withPenalties + sum(modifiers.filter((number) => number > 0));
  return { score: Math.max(0, score), tests };
}

function parse(policy: string) {
  const directives = policy.split(";").map((directive) => directive.trim().split(/\s+/));
  return new Map(directives.filter(([name]) => name).map(([name, ...sources]) => [name.toLowerCase(), sources]));
}

function ofPolicy(policy: Map<string, string[]>) {
  if (policy.size === 0) return -25;
  const of = (name: string) => policy.get(name) ?? policy.get("default-src");
  const broad = (source: string) => /^(\*|https?:|data:|blob:|'unsafe-inline')$/.test(source);
  for (const name of ["script-src", "object-src"]) {
    const sources = of(name);
    if (!sources || sources.some(broad)) return -20;
  }
  const all = [...policy.values()].flat();
  if (all.some((source) => /^http:\/\//.test(source))) return -20;
  if (all.includes("'unsafe-eval'")) return -10;
  if (of("style-src")?.some(broad)) return 0;
  const isNone = policy.get("default-src")?.join() === "'none'";
  const forms = policy.get("form-action")?.join() ?? "";
  return isNone && ["'none'", "'self'"].includes(forms) ? 10 : 5;
}

function ofResourcePolicy(value?: string) {
  if (value === undefined || value === "cross-origin") return 0;
  return value === "same-origin" || value === "same-site" ? 10 : -5;
}

function ofRedirection(leads: Seen["plainLeadsTo"]) {
  if (!leads) return 0;
  const [from, to] = [new URL(leads.from), new URL(leads.to)];
  if (to.protocol !== "https:") return -20;
  return from.hostname === to.hostname ? 0 : -5;
}

function ofReferrerPolicy(value?: string) {
  if (value === undefined) return 0;
  return ["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"].includes(value) ? 5 : -5;
}

function ofTransportSecurity(value?: string) {
  const age = /^max-age=(\d+)(;|$)/.exec(value ?? "")?.[1];
  if (age === undefined) return -20;
  return Number(age) >= 15_768_000 ? 0 : -10;
}

/** Scripts of the own origin need no integrity; without any tag that loads one there is nothing to give points for. */
function ofScripts(html: string) {
  const sources = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]*)"/g)].map(([, source]) => source);
  return sources.every((source) => /^\/(?!\/)/.test(source)) ? 0 : -50;
}

function ofFrames(policy: Map<string, string[]>, header?: string) {
  if (policy.has("frame-ancestors")) return 5;
  return /^(deny|sameorigin)$/i.test(header ?? "") ? 0 : -20;
}
