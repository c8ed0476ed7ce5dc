// This site has no service worker. An earlier site at the same address may have had one, which goes on showing that
// site to its visitors. Browsers ask for its script again, by its usual name, and get this: it takes itself away, and
// the pages it has shown are loaded anew.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => {
  const pages = () => clients.matchAll({ type: "window" });
  const reload = (shown) => Promise.all(shown.map((page) => page.navigate(page.url)));
  event.waitUntil(registration.unregister().then(pages).then(reload));
});
