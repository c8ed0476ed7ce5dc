#!/bin/sh
# Prints the path of a Chromium for the browser tests: the machine's own, else Debian's package, else
# Playwright's. Progress and errors go to standard error.
set -eu
find_one() {
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" && return 0
  done
  mac="/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
  if [ -x "$mac" ]; then echo "$mac"; return 0; fi
  return 1
}
if [ -n "${CHROMIUM:-}" ]; then echo "$CHROMIUM"; exit 0; fi
find_one && exit 0

if command -v apt-get >/dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  echo "Installing Debian's package chromium, once." >&2
  if { $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends chromium; } >&2; then
    find_one && exit 0
  fi
fi

echo "Installing Playwright's Chromium, once." >&2
cd "$(dirname "$0")/../tests/e2e"
if npx --no-install playwright install chromium >&2; then
  node -e 'import("@playwright/test").then(({ chromium }) => console.log(chromium.executablePath()))'
  exit 0
fi
echo "No Chromium could be had. Install one, or name it: CHROMIUM=/path/to/chromium make test" >&2
exit 1
