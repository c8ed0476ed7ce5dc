// This site has no service worker, but an earlier site at the same address may have had one, which goes on showing that
// site. When browsers ask for its script again, they get this one: it unregisters itself and reloads its pages.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => {
  const pages = () => clients.matchAll({ type: "window" });
  const reload = (shown) => Promise.all(shown.map((page) => page.navigate(page.url)));
  event.waitUntil(registration.unregister().then(pages).then(reload));
});
