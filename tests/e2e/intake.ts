import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

/** A built site, the intake that serves it and where that keeps requests. */
export interface Site {
  port: number;
  base: string;
  folder: string;
  database: string;
  log: string;
}

const root = resolve(import.meta.dirname, "../..");

export const intakeProgram = resolve(root, "target/debug/intake");

/** The sites take this port and the next two, so that a second run on the machine can be given others. */
const firstPort = Number(process.env.E2E_PORT ?? 8791);

export const sites: Record<"root" | "clinic", Site> = {
  root: {
    port: firstPort,
    base: "",
    folder: resolve(root, "target/e2e/site"),
    database: resolve(import.meta.dirname, "results/root.db"),
    log: resolve(import.meta.dirname, "results/root.log"),
  },
  clinic: {
    port: firstPort + 1,
    base: "/clinic",
    folder: resolve(root, "target/e2e/clinic"),
    database: resolve(import.meta.dirname, "results/clinic.db"),
    log: resolve(import.meta.dirname, "results/clinic.log"),
  },
};

/** The site as staff have written it; the others have the content of the tests. */
export const realSite: Site = {
  port: firstPort + 2,
  base: "",
  folder: resolve(root, "target/e2e/real"),
  database: resolve(import.meta.dirname, "results/real.db"),
  log: resolve(import.meta.dirname, "results/real.log"),
};

/** A request as `intake export --format json` gives it. */
export interface StoredRequest {
  id: string;
  name: string;
  contact_preference: string;
  phone: string | null;
  email: string | null;
  best_time: string | null;
  topic: string | null;
  message: string | null;
}

/** What intake has stored under a name; each test uses a name of its own. */
export function stored(name: string, site: Site = sites.root): StoredRequest[] {
  const json = execFileSync(intakeProgram, ["export", "--format", "json", "--database", site.database], {
    encoding: "utf8",
  });
  return (JSON.parse(json) as StoredRequest[]).filter((request) => request.name === name);
}
