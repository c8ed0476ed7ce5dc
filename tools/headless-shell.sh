#!/bin/sh
# Prints the path of a Chromium without windows: the same engine without the browser around it, in which the tests take
# half the time. The machine's own, else Debian's package. Prints nothing if there is none to be had, or if a Chromium
# is named by CHROMIUM: then the tests run in that one. Progress goes to standard error.
set -eu
find_one() { command -v chromium-headless-shell; }
if [ -n "${HEADLESS_SHELL:-}" ]; then echo "$HEADLESS_SHELL"; exit 0; fi
if [ -n "${CHROMIUM:-}" ]; then exit 0; fi
find_one && exit 0

if command -v apt-get >/dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  echo "Installing Debian's package chromium-headless-shell, once." >&2
  if { $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends chromium-headless-shell; } >&2; then
    find_one && exit 0
  fi
fi
echo "No chromium-headless-shell could be had: the tests run in the whole browser, which takes longer." >&2
