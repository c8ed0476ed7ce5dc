#!/bin/sh
# Prints the path of a Firefox for the tests in a second engine: the machine's own, else Debian's package. Prints
# nothing if there is none to be had: then those tests are skipped, except where CI is set. Progress goes to standard
# error.
set -eu
find_one() {
  for name in firefox-esr firefox; do
    command -v "$name" && return 0
  done
  mac="/Applications/Firefox.app/Contents/MacOS/firefox"
  if [ -x "$mac" ]; then echo "$mac"; return 0; fi
  return 1
}
if [ -n "${FIREFOX:-}" ]; then echo "$FIREFOX"; exit 0; fi
find_one && exit 0

if command -v apt-get >/dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  echo "Installing Debian's package firefox-esr, once." >&2
  if { $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends firefox-esr; } >&2; then
    find_one && exit 0
  fi
fi
echo "No Firefox could be had: the journeys in a second engine are NOT tested." >&2
echo "Install one, or name it: FIREFOX=/path/to/firefox make test" >&2
