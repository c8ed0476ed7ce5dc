// Starts the app once the page has been painted and the browser is idle, or as soon as someone reaches for a link
// or a field. With Save-Data or on a slow connection it is only started then.
//
// Should the app fail (a panic, no memory), at its start or later, it is taken out of the way: it hears no event any
// more, so links and the form work as they do without it, and what was typed stays where it is.
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

// These listeners are older than the app's, so they can keep events from it and leave them to the browser. Clicks reach the
// parts of the app on their way down, and its router on their way up.
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
  // What the WebAssembly throws and nobody catches leaves the app in an unknown state. Other programs in the page, such
  // as extensions, have WebAssembly too: ours is known by the files in the stack. Safari names no file for a function
  // of WebAssembly, but names the script that called it.
  const stack = String((error || reason || root).stack);
  if (broken || !/wasm-function/.test(stack) || ![SCRIPT, WASM].some((file) => stack.includes(file))) return;
  broken = true;
  root.removeAttribute("data-app");
  // What it had begun may go on for a while, and must not put that back.
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
// The second frame begins once the first has been painted; load alone may come before it.
const painted = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
const startLate = () => painted(() => whenIdle(start));
if (!connection.saveData && !/2g/.test(connection.effectiveType)) {
  if (document.readyState == "complete") startLate();
  else addEventListener("load", startLate);
}

const { activeElement } = document;
if (activeElement && activeElement != document.body) start();
