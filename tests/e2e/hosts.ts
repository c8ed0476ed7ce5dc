import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer as createSecureServer } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { intakeProgram } from "./intake";

const root = resolve(import.meta.dirname, "../..");

/** Where nginx is; empty if this machine has none. */
export const nginxProgram = process.env.NGINX ?? (existsSync("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "");

/** Something that serves a built site, on ports of its own. */
export interface Host {
  origin: string;
  /** Where requests are stored. */
  database: string;
  log(): string;
  /** Serves another built site from now on, by deploy/publish.sh; `keepDays` is for the app's files before it. */
  publish(site: string, keepDays?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Where Debian's package puts the module that sends what is compressed with brotli; it may not be there. */
const brotliModule = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";
export const nginxSendsBrotli = existsSync(brotliModule);

/** A folder for one test; deleted by the host that is given it. */
export function temporaryFolder() {
  return mkdtempSync(join(tmpdir(), "clinic-"));
}

/** A copy of a built site that a test may change, in a folder of its own. */
export function copyOf(folder: string) {
  const copy = join(temporaryFolder(), "site");
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** What deploy/publish.sh has put into a folder. */
class Releases {
  constructor(
    readonly folder: string,
    readonly base: string,
  ) {}

  publish(site: string, keepDays = 0) {
    const environment = { ...process.env, CLINIC: this.folder, BASE_PATH: this.base, KEEP_DAYS: String(keepDays), RELOAD: "" };
    execFileSync("sh", [join(root, "deploy/publish.sh"), site], { env: environment, stdio: "pipe" });
  }
}

async function freePort() {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function ended(process: ChildProcess) {
  if (process.exitCode !== null || process.signalCode !== null) return;
  await new Promise((exited) => {
    process.once("exit", exited);
    process.kill("SIGTERM");
  });
}

async function until(is: () => boolean, log: () => string) {
  const deadline = Date.now() + 20_000;
  while (!is()) {
    if (Date.now() > deadline) throw new Error(`it did not happen: ${log()}`);
    await new Promise((next) => setTimeout(next, 20));
  }
}

async function answers(url: string, process: ChildProcess, log: () => string) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    if (process.exitCode !== null) throw new Error(`it ended: ${log()}`);
    if (await fetch(url, { redirect: "manual" }).then(() => true, () => false)) return;
    if (Date.now() > deadline) throw new Error(`it does not answer: ${log()}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

/** intake with a database of its own; with `site` it serves that folder. */
export async function intakeHost(options: { site?: string; base?: string; flags?: string[] } = {}): Promise<Host> {
  const work = temporaryFolder();
  const database = join(work, "intake.db");
  const releases = new Releases(work, "");
  if (options.site) releases.publish(options.site);
  const lines: string[] = [];
  const process = spawn(intakeProgram, [
    "serve",
    // The system chooses the port: one that was free a moment ago may be taken by now.
    "--listen", "127.0.0.1:0",
    "--database", database,
    "--rate-limit", "0",
    ...(options.site ? ["--site", join(work, "site")] : []),
    ...(options.base ? ["--base-path", options.base] : []),
    ...(options.flags ?? []),
  ]);
  process.stderr.on("data", (chunk) => lines.push(String(chunk)));
  const log = () => lines.join("");
  const listening = () => /listens on (http:\S+)\n/.exec(log());
  await until(() => listening() !== null || process.exitCode !== null, log);
  if (process.exitCode !== null) throw new Error(`it ended: ${log()}`);
  const [, origin] = listening()!;
  const stop = async () => {
    await ended(process);
    rmSync(work, { recursive: true });
  };
  return { origin, database, log, publish: async (site, keepDays) => releases.publish(site, keepDays), stop };
}

function makeCertificate(folder: string) {
  execFileSync("openssl", [
    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
    "-addext", "subjectAltName=IP:127.0.0.1",
    "-keyout", join(folder, "privkey.pem"), "-out", join(folder, "fullchain.pem"),
  ], { stdio: "pipe" });
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * A host for files alone that takes its headers from `_headers`, as Netlify and Cloudflare Pages document it: a rule is
 * a path, perhaps with `*` at its end, and below it indented headers; all rules that fit apply. With `bare` it sends
 * no header of the site's and leads from a folder's address to the one with a slash, as GitHub Pages does.
 */
export async function staticHost(options: { site: string; base?: string; bare?: boolean }): Promise<Omit<Host, "database" | "publish">> {
  const { site, base = "", bare = false } = options;
  const work = temporaryFolder();
  makeCertificate(work);
  const rules: { path: string; headers: [string, string][] }[] = [];
  for (const line of bare ? [] : readFileSync(join(site, "_headers"), "utf8").split("\n")) {
    const header = /^\s+([^:]+): (.*)$/.exec(line);
    if (header) rules.at(-1)!.headers.push([header[1], header[2]]);
    else if (line) rules.push({ path: line, headers: [] });
  }
  const fits = (rule: string, path: string) => (rule.endsWith("*") ? path.startsWith(rule.slice(0, -1)) : path === rule);
  const [key, cert] = ["privkey.pem", "fullchain.pem"].map((name) => readFileSync(join(work, name)));
  const server = createSecureServer({ key, cert }, (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "https://host");
    const place = pathname.startsWith(`${base}/`) ? join(site, pathname.slice(base.length)) : "";
    if (bare && !pathname.endsWith("/") && existsSync(join(place, "index.html"))) {
      response.writeHead(301, { location: `${pathname}/` }).end();
      return;
    }
    const found = [place, join(place, "index.html")].find((path) => existsSync(path) && statSync(path).isFile());
    const file = found ?? join(site, "404.html");
    for (const { headers } of rules.filter(({ path }) => fits(path, pathname))) {
      for (const [name, value] of headers) response.appendHeader(name, value);
    }
    response.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream");
    response.writeHead(found ? 200 : 404).end(readFileSync(file));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    rmSync(work, { recursive: true });
  };
  return { origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, log: () => "", stop };
}

/**
 * nginx as deploy/nginx.conf sets it up, with intake behind it: only names, ports and places are changed. `site` is
 * the folder of the built site; for a sub-path its name is the sub-path's.
 */
export async function nginxHost(options: { site: string; base?: string; intakeFlags?: string[] }): Promise<Host & { plain: string }> {
  const base = options.base ?? "";
  const intake = await intakeHost({ base, flags: ["--trusted-proxy", "127.0.0.1", ...(options.intakeFlags ?? [])] });
  const work = temporaryFolder();
  mkdirSync(join(work, "logs"));
  makeCertificate(work);
  const [plain, secure] = [await freePort(), await freePort()];
  let site = readFileSync(join(root, "deploy/nginx.conf"), "utf8");
  const change = (from: string | RegExp, to: string) => {
    const changed = site.replaceAll(from, to);
    if (changed === site) throw new Error(`deploy/nginx.conf has no ${from}`);
    site = changed;
  };
  change(/listen \[::\].*\n/g, "\n");
  change("listen 80;", `listen 127.0.0.1:${plain};`);
  change("listen 443 ssl;", `listen 127.0.0.1:${secure} ssl;`);
  change("www.clinic.example", "127.0.0.1");
  change("https://$host$request_uri", `https://$host:${secure}$request_uri`);
  change("/etc/ssl/clinic", work);
  change("http://127.0.0.1:8787", intake.origin);
  change("include /srv/clinic/release.conf", `include ${work}/release.conf`);
  const releases = new Releases(work, base);
  releases.publish(options.site);
  if (nginxSendsBrotli) change("# brotli_static on;", "brotli_static on;");
  if (base) {
    change("location / {", `location ${base} {`);
    change("error_page 404 /404.html", `error_page 404 ${base}/404.html`);
    change("rewrite ^ /service-worker.js", `rewrite ^ ${base}/service-worker.js`);
  }
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${work}/${name};`);
  writeFileSync(
    join(work, "nginx.conf"),
    `${nginxSendsBrotli ? `load_module ${brotliModule};\n` : ""}${process.getuid?.() === 0 ? "user root;\n" : ""}daemon off;\nworker_processes 1;\nworker_shutdown_timeout 1s;\npid ${work}/pid;\nerror_log stderr notice;\nevents {}\n` +
      `http {\ninclude /etc/nginx/mime.types;\naccess_log ${work}/logs/access.log;\n${temporary.join("\n")}\n${site}\n}\n`,
  );
  const lines: string[] = [];
  const server = spawn(nginxProgram, ["-p", work, "-e", "stderr", "-c", join(work, "nginx.conf")]);
  server.stderr.on("data", (chunk) => lines.push(String(chunk)));
  const stop = async () => {
    await ended(server);
    await intake.stop();
    rmSync(work, { recursive: true });
  };
  await answers(`http://127.0.0.1:${plain}/`, server, () => lines.join("")).catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    origin: `https://127.0.0.1:${secure}`,
    plain: `http://127.0.0.1:${plain}`,
    database: intake.database,
    log: () => intake.log() + lines.join(""),
    publish: async (site, keepDays) => {
      const before = lines.length;
      releases.publish(site, keepDays);
      server.kill("SIGHUP");
      // Until then, connections that were open may be answered by the process that knows the release before. It gives
      // those up after a second that browsers keep ready and have never used.
      await until(() => /worker process \d+ exited with code 0/.test(lines.slice(before).join("")), () => lines.join(""));
    },
    stop,
  };
}
