// The default policy of Trusted Types checks all markup that scripts insert. The app inserts only the prerenderer's
// HTML, which contains nothing that runs. Markup that does is refused.
if (self.trustedTypes && trustedTypes.createPolicy) {
  const runs =
    /<(?:script|iframe|frame|object|embed|base|meta|link|style|portal)\b|<[^>]*[\s"'/]on\w+\s*=|=\s*["']?\s*(?:javascript|vbscript):/i;
  const refuse = (what) => {
    throw new TypeError(`${what} refused`);
  };
  trustedTypes.createPolicy("default", {
    createHTML: (html) => (runs.test(html) ? refuse("markup") : html),
    createScriptURL: (url) => (new URL(url, location.href).origin === location.origin ? url : refuse("script address")),
  });
}
