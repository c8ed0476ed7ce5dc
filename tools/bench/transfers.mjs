// What a visit transfers, as the browser counts it while it comes in. Used by the benchmark and by the browser tests.
import { get } from "node:http";

/** Counts from now on every file that a page loads. Bytes are those of the body as sent, compressed, without headers. */
export function countTransfers(devtools) {
  const files = new Map();
  let clock = 0;
  devtools.on("Network.requestWillBeSent", ({ requestId, request, timestamp, wallTime }) => {
    clock = wallTime - timestamp;
    if (/^https?:/.test(request.url)) files.set(requestId, { path: new URL(request.url).pathname, encoding: "", bytes: 0, chunks: [] });
  });
  devtools.on("Network.responseReceived", ({ requestId, response }) => {
    const file = files.get(requestId);
    if (!file) return;
    file.status = response.status;
    file.head = response.encodedDataLength;
    for (const [name, value] of Object.entries(response.headers)) if (name.toLowerCase() === "content-encoding") file.encoding = value;
  });
  devtools.on("Network.dataReceived", ({ requestId, dataLength, timestamp }) => {
    files.get(requestId)?.chunks.push({ length: dataLength, at: (clock + timestamp) * 1000 });
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const file = files.get(requestId);
    if (file) file.bytes = encodedDataLength - file.head;
  });
  return {
    /**
     * Every file that has come. With a time in milliseconds of the Unix epoch, the bytes that had come by then: the
     * browser says of a page only when how much of its text came, so they are the same share of what was sent.
     */
    files: (until = Infinity) =>
      [...files.values()].map(({ path, encoding, status, bytes, chunks }) => {
        const length = (some) => some.reduce((sum, { length }) => sum + length, 0);
        const share = length(chunks.filter(({ at }) => at <= until)) / (length(chunks) || 1);
        return { path, encoding, status, bytes: Math.round(bytes * share) };
      }),
  };
}

/** Gives the wait until for half a second from its call nothing has been asked for or been on its way. */
export function quietOf(devtools) {
  let inFlight = 0;
  let changed = () => {};
  const count = (by) => {
    inFlight += by;
    changed();
  };
  devtools.on("Network.requestWillBeSent", ({ redirectResponse }) => redirectResponse || count(1));
  devtools.on("Network.loadingFinished", () => count(-1));
  devtools.on("Network.loadingFailed", () => count(-1));
  return () =>
    new Promise((resolve) => {
      let timer;
      changed = () => {
        clearTimeout(timer);
        if (inFlight === 0) timer = setTimeout(resolve, 500);
      };
      changed();
    });
}

/** What kind of file a path of the built site is. */
export function kindOf(path) {
  if (path.endsWith(".wasm")) return "WebAssembly";
  if (path.endsWith(".js")) return "script";
  if (path.endsWith(".css")) return "styles";
  if (path.endsWith("/page.json")) return "pages fetched ahead";
  if (path.endsWith(".webmanifest")) return "manifest";
  if (/\.\w+$/.test(path)) return "icon";
  return "page with its styles";
}

export function total(files) {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Everything that a first visit transfers: by kind and in all, once the page is left alone, and once it has been read to
 * its end, where more links come into view. `open` opens the page and waits for what it loads, `quiet` waits for more.
 */
export async function coldVisit({ page, devtools }, { open, quiet }) {
  const transfers = countTransfers(devtools);
  await open();
  const files = transfers.files();
  if (!files.some(({ path }) => path.endsWith(".wasm"))) throw new Error(`${page.url()} did not load its app.`);
  // Chromium does not say what it loads for its tab.
  const unsaid = page.locator("link[rel=icon], link[rel=manifest]");
  for (const href of await unsaid.evaluateAll((links) => links.map((link) => link.href))) {
    if (!files.some(({ path }) => path === new URL(href).pathname)) files.push(await asSent(href));
  }
  for (const { path, status, encoding, bytes } of files) {
    if (status !== 200) throw new Error(`${path} was answered with ${status}.`);
    // The icon is a picture, which is compressed as it is.
    if (bytes > 256 && encoding !== "br" && kindOf(path) !== "icon") throw new Error(`${path} was not sent with brotli, but ${encoding || "as it is"}.`);
  }
  const kinds = {};
  for (const { path, bytes } of files) kinds[kindOf(path)] = (kinds[kindOf(path)] ?? 0) + bytes;
  const loaded = transfers.files().length;
  await readToTheEnd(page, quiet);
  const later = transfers.files().slice(loaded);
  return { kinds, everything: total(files), readToTheEnd: total(files) + total(later) };
}

async function asSent(href) {
  // Unlike fetch, this gives the bytes as they were sent.
  const answer = await new Promise((resolve, reject) => get(href, { headers: { "accept-encoding": "br" } }, resolve).on("error", reject));
  let bytes = 0;
  for await (const chunk of answer) bytes += chunk.length;
  return { path: new URL(href).pathname, encoding: answer.headers["content-encoding"] ?? "", status: answer.statusCode, bytes };
}

/** A screen at a time, as a reader does. */
async function readToTheEnd(page, quiet) {
  for (;;) {
    const more = await page.evaluate(() => {
      const before = scrollY;
      scrollBy({ top: innerHeight * 0.9, behavior: "instant" });
      return scrollY > before;
    });
    await quiet();
    if (!more) return;
  }
}
