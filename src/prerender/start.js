// Starts the app once the page has been painted and the browser is idle, or as soon as someone reaches for a link
// or a field. With Save-Data or on a slow connection it is only started then.
//
// Should the app fail while it runs (a panic, no memory), it is taken out of the way: without the attribute it hears
// no event, so links and the form work as they do without it, and what was typed stays where it is.
const root = document.documentElement;
const connection = navigator.connection || {};
let started, broken;

function start() {
  if (started) return;
  started = true;
  import(SCRIPT)
    .then((app) => app.default({ module_or_path: fetch(WASM, { priority: "low", integrity: INTEGRITY }) }))
    .catch(() => {});
}

function fail(event) {
  const reason = event.error || event.reason;
  if (broken || !self.WebAssembly || !(reason instanceof WebAssembly.RuntimeError)) return;
  broken = true;
  root.removeAttribute("data-app");
  addEventListener("popstate", () => location.reload());
  const form = document.querySelector("form");
  if (form) {
    form.noValidate = false;
    form.querySelector("[type=submit]").textContent = "Send request";
    form.querySelector("[role=status].progress").textContent =
      "Something went wrong on this page. Your answers are still here. Press “Send request” to send them.";
  }
}
addEventListener("error", fail);
addEventListener("unhandledrejection", fail);

for (const type of ["pointerover", "touchstart", "focusin", "keydown"]) {
  addEventListener(
    type,
    ({ target }) => target.closest && target.closest("a,button,input,select,textarea") && start(),
    { passive: true },
  );
}
if (!connection.saveData && !/2g/.test(connection.effectiveType)) {
  // The second frame begins once the first has been painted; load alone may come before it.
  const frame = requestAnimationFrame;
  const idle = () => frame(() => frame(() => (self.requestIdleCallback || setTimeout)(start)));
  if (document.readyState == "complete") idle();
  else addEventListener("load", idle);
}
const { activeElement } = document;
if (activeElement && activeElement != document.body) start();
