#!/bin/sh
# Prints the path of an nginx for the tests: the machine's own, else Debian's package, which is installed, with the
# module that sends what is compressed with brotli. Prints nothing where there is none to be had; the tests that need it
# are then skipped, and say so.
set -eu
find_one() {
  for name in nginx /usr/sbin/nginx /opt/homebrew/bin/nginx /usr/local/bin/nginx; do
    command -v "$name" && return 0
  done
  return 1
}
if [ -n "${NGINX:-}" ]; then echo "$NGINX"; exit 0; fi
brotli=/usr/lib/nginx/modules/ngx_http_brotli_static_module.so
if find_one >/dev/null && { [ -e "$brotli" ] || ! command -v apt-get >/dev/null 2>&1; }; then
  find_one
  exit 0
fi
if command -v apt-get >/dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  # The tests start their own; a system service is of no use to them.
  install() {
    echo "Installing Debian's package $1, once." >&2
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 $as_root apt-get install -y --no-install-recommends "$1" >&2
  }
  $as_root apt-get update >&2 || true
  find_one >/dev/null || install nginx-light || true
  # Not every Debian has it; then the tests look at gzip alone.
  [ -e "$brotli" ] || install libnginx-mod-http-brotli-static || true
  find_one && exit 0
fi
echo "There is no nginx: the tests that need one are skipped. Install it, or name it: NGINX=/path/to/nginx" >&2
