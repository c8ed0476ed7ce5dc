// Says when a request has come, and shows the queue as it is now. Typed notes stay: only the queue's list is replaced,
// and not while the focus is in it.
(() => {
  const EVERY = 1000;
  const WARN_AFTER = 13 * 60 * 1000;
  let usedAt = Date.now();
  let [requests, changes] = document.body.dataset.news.split(" ");
  const news = document.getElementById("news");

  function tell() {
    const link = document.createElement("a");
    link.href = "/";
    link.textContent = "Show the queue";
    news.replaceChildren("A new request has come. ", link);
  }

  async function showQueue() {
    const queue = document.getElementById("queue");
    if (!queue || queue.contains(document.activeElement)) {
      return false;
    }
    const response = await fetch(location.href, { headers: { "x-by-itself": "yes" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.getElementById("queue");
    if (now) {
      queue.replaceWith(document.adoptNode(now));
    }
    return Boolean(now);
  }

  async function look() {
    if (document.hidden) {
      return;
    }
    const response = await fetch("/news", { headers: { "x-by-itself": "yes" } });
    if (response.status === 401) {
      // Signed out: nothing of a request stays on the screen.
      location.replace("/sign-in?over=yes");
      return;
    }
    const [requestsNow, changesNow] = (await response.text()).split(" ");
    const hasCome = requestsNow !== requests;
    if (!response.ok || (!hasCome && changesNow === changes)) {
      return;
    }
    [requests, changes] = [requestsNow, changesNow];
    const isShown = await showQueue();
    if (hasCome) {
      if (isShown) {
        news.textContent = `A new request came at ${new Date().toLocaleTimeString([], { timeStyle: "short" })}.`;
      } else {
        tell();
      }
    }
  }

  // Two minutes before the session is over (WCAG 2.2, 2.2.1).
  function warn() {
    const button = document.createElement("button");
    button.className = "button button-quiet button-small";
    button.textContent = "Stay signed in";
    button.addEventListener("click", async () => {
      usedAt = Date.now();
      news.replaceChildren();
      await fetch("/news");
    });
    news.replaceChildren("You will be signed out in two minutes. ", button);
  }

  async function keepLooking() {
    try {
      await look();
      if (Date.now() - usedAt > WARN_AFTER && !news.querySelector("button")) {
        warn();
      }
    } catch {
      // The server is away; the next look may find it.
    }
    setTimeout(keepLooking, EVERY);
  }
  keepLooking();
})();
