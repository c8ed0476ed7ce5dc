// Starts the app once the page is painted and the browser is idle, or at once when someone reaches for a link or a
// field. With Save-Data or on a slow connection it waits for that.
//
// If the app fails (a panic, no memory), at its start or later, this script keeps events from it: links and the form
// work as they do without the app, and what was typed stays.
const root = document.documentElement;
const connection = navigator.connection || {};
let started, broken;

function start() {
  if (started) return;
  started = true;
  import(SCRIPT)
    .then((app) => app.default({ module_or_path: fetch(WASM, { priority: "low", integrity: INTEGRITY }) }))
    .catch((error) => fail({ error }));
}

// These listeners were added before the app's, so they can stop an event before the app gets it. The router listens for
// clicks in the bubbling phase; buttons of the app that do nothing natively are stopped in the capturing phase.
let mayLeave, hasAnswers;
function leaveToBrowser(event) {
  if (!broken) return;
  const { type, target } = event;
  if (type == "click" && event.eventPhase == Event.CAPTURING_PHASE) {
    mayLeave = target.closest("[href^=tel],[href^=sms]");
    if (!target.closest(".error-summary,.question")) return;
  }
  event.stopImmediatePropagation();
  if (type == "popstate") location.reload();
  if (type == "submit") mayLeave = true;
  if (type == "beforeunload" && hasAnswers && !mayLeave) event.preventDefault();
}
for (const type of ["click", "input", "submit", "popstate", "beforeunload", "pointerover", "focusin", "scroll"]) {
  addEventListener(type, leaveToBrowser, true);
}
addEventListener("click", leaveToBrowser);

function fail({ error, reason }) {
  // After an uncaught error in the WebAssembly the app is in an unknown state. Extensions have WebAssembly too, so the
  // stack must name one of the app's files. Safari names no file for a WebAssembly function, but the script that called
  // it.
  const stack = String((error || reason || root).stack);
  if (broken || !/wasm-function/.test(stack) || ![SCRIPT, WASM].some((file) => stack.includes(file))) return;
  broken = true;
  root.removeAttribute("data-app");
  // Tasks of the app that still run must not set it again.
  root.setAttribute = () => {};
  // The app keeps the form here while it shows another page.
  const form = document.querySelector("#consultation-form") || self.unsent;
  if (!form) return;
  hasAnswers = [...form].some(({ type, value, checked }) => checked || (/^te|em/.test(type) && value));
  if (!form.isConnected) {
    if (!hasAnswers) return;
    document.querySelector(".sending-notice").textContent = "";
    document.querySelector("main").prepend(form);
  }
  form.noValidate = false;
  form.querySelector("[type=submit]").textContent = "Send request";
  form.querySelector("#message-limit").textContent = "You can write up to 1,000 characters";
  form.querySelector("[role=status].progress").textContent =
    "Something went wrong on this page. Your answers are still here. Press “Send request” to send them.";
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
const whenIdle = self.requestIdleCallback || setTimeout;
// `load` may come before the first paint. The second frame begins after it.
const painted = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
const startLate = () => painted(() => whenIdle(start));
if (!connection.saveData && !/2g/.test(connection.effectiveType)) {
  if (document.readyState == "complete") startLate();
  else addEventListener("load", startLate);
}

const { activeElement } = document;
if (activeElement && activeElement != document.body) start();
