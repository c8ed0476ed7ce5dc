// Starts the app once the page has been painted and the browser is idle, or as soon as someone reaches for a link or a
// field. With Save-Data or on a slow connection it is only started then.
//
// Should the app fail (a panic, no memory), at its start or later, it is taken out of the way: it hears no event any more,
// so links and the form work as they do without it, and what was typed stays where it is.
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

// These listeners were here before the app's, so they can keep events from it.
for (const type of ["click", "input", "submit", "popstate", "beforeunload"]) {
  addEventListener(type, (event) => broken && event.stopImmediatePropagation(), true);
}

function fail({ error, reason }) {
  // An error inside of the WebAssembly leaves it in a state that nobody has thought of. Extensions have WebAssembly, too:
  // only a stack that names the app's own files is the app's.
  const { stack } = error || reason || root;
  if (broken || !/wasm-function/.test(stack) || !(stack.includes(SCRIPT) || stack.includes(WASM))) return;
  broken = true;
  root.removeAttribute("data-app");
  // What it had begun may go on for a while, and must not put that back.
  root.setAttribute = () => {};
  addEventListener("popstate", () => location.reload());
  // The app leaves the form here when it shows another page while there are answers in it.
  const form = document.querySelector("#consultation-form") || self.unsent;
  if (!form) return;
  if (!form.isConnected) {
    document.querySelector(".sending-notice").textContent = "";
    document.querySelector("main").prepend(form);
  }
  form.noValidate = false;
  form.querySelector("[type=submit]").textContent = "Send request";
  form.querySelector("#message-limit").textContent = "You can write up to 1,000 characters";
  form.querySelector("[role=status].progress").textContent =
    "Something went wrong on this page. Your answers are still here. Press “Send request” to send them.";
  if ([...form].some(({ type, value, checked }) => checked || (/^te|em/.test(type) && value))) {
    let mayLeave;
    const document_ = document;
    document_.addEventListener("click", ({ target }) => (mayLeave = target.closest("[href^=tel],[href^=sms]")));
    document_.addEventListener("submit", () => (mayLeave = true));
    self.onbeforeunload = (event) => mayLeave || event.preventDefault();
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
const whenIdle = self.requestIdleCallback || setTimeout;
// The second frame begins once the first has been painted; load alone may come before it.
const painted = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
function begun() {
  if (!connection.saveData && !/2g/.test(connection.effectiveType)) painted(() => whenIdle(start));
}
if (document.readyState == "complete") begun();
else addEventListener("load", begun);

const { activeElement } = document;
if (activeElement && activeElement != document.body) start();
