#!/bin/sh
# Prints the path of an nginx for the tests: the machine's own, else Debian's package, which is installed. Prints
# nothing where there is none to be had; the tests that need it are then skipped, and say so.
set -eu
find_one() {
  for name in nginx /usr/sbin/nginx /opt/homebrew/bin/nginx /usr/local/bin/nginx; do
    command -v "$name" && return 0
  done
  return 1
}
if [ -n "${NGINX:-}" ]; then echo "$NGINX"; exit 0; fi
find_one && exit 0
if command -v apt-get >/dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  echo "Installing Debian's package nginx-light, once." >&2
  # The tests start their own; a system service is of no use to them.
  { $as_root apt-get update && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 $as_root apt-get install -y --no-install-recommends nginx-light; } >&2 || true
  find_one && exit 0
fi
echo "There is no nginx: the tests that need one are skipped. Install it, or name it: NGINX=/path/to/nginx" >&2
