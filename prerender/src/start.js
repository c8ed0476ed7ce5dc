// Starts the app once the page has been painted and the browser is idle, or as soon as someone reaches for a link
// or a field. With Save-Data or on a slow connection it is only started then.
//
// Should the app fail (a panic, no memory), at its start or later, it is taken out of the way: without the attribute it
// hears no event, so links and the form work as they do without it, and what was typed stays where it is.
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

function fail({ error, reason }) {
  // Whatever comes out of the WebAssembly without being caught there leaves it in a state that nobody has thought of.
  if (broken || !/wasm-function/.test((error || reason || root).stack)) return;
  broken = true;
  root.removeAttribute("data-app");
  // What it had begun may go on for a while, and must not put that back.
  root.setAttribute = () => {};
  addEventListener("popstate", () => location.reload());
  // The app leaves it here when it shows another page while there are answers in it.
  const form = document.querySelector("form") || self.unsent;
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
    addEventListener("click", ({ target }) => (mayLeave = target.closest("[href^=tel],[href^=sms]")));
    addEventListener("submit", () => (mayLeave = true));
    addEventListener("beforeunload", (event) => mayLeave || event.preventDefault());
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
  painted(() => {
    if (!connection.saveData && !/2g/.test(connection.effectiveType)) whenIdle(start);
    whenIdle(layOutMore);
  });
}
if (document.readyState == "complete") begun();
else addEventListener("load", begun);

// What stands below the window has no layout yet (begin.js; in a page that the app has brought, navigation.rs). It gets it
// while nothing else is to do; at once, when someone scrolls; and before a jump to a section.
const main = document.querySelector("main");
const layOut = () => [root, main].forEach((of) => of.removeAttribute("data-begin"));
function layOutMore(idle) {
  while ([root, main].some((of) => of.hasAttribute("data-begin"))) {
    const rest = document.querySelectorAll(":is(.prose > *, .sources li):not(.laid)");
    if (!rest[0] || !idle) return layOut();
    for (const block of [...rest].slice(0, 2)) block.classList.add("laid");
    // Asking for it makes the browser do it.
    root.offsetHeight;
    if (idle.timeRemaining() < 25) return whenIdle(layOutMore);
  }
}
addEventListener("scroll", () => whenIdle(layOut));
// Among guesses the browser notes a place by a whole block, and finds that again only once. A new scroll makes it look anew.
const lookAnew = () => {
  const y = scrollY;
  layOut();
  scrollTo(0, y - 1);
  scrollTo(0, y);
};
addEventListener("scrollend", () => whenIdle(lookAnew), { once: true });
addEventListener("click", ({ target }) => target.closest("[href^='#']") && layOut(), true);
addEventListener("arrived", () => whenIdle(layOutMore));

const { activeElement } = document;
if (activeElement && activeElement != document.body) start();
