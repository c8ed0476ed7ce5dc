// The one way for markup into the document (Trusted Types, `trusted-types default`): the app puts in what the site's
// own writer has made, which holds nothing that runs. Anything that does is refused, whatever its origin.
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
