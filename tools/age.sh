#!/bin/sh
# Prints the path of age, with which intake's tests encrypt a backup as docs/hosting.md says: the machine's own, else
# Debian's package, which is installed. Prints nothing where there is none to be had.
set -eu
command -v age && exit 0
command -v apt-get >/dev/null 2>&1 || exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
echo "Installing Debian's package age, once." >&2
{ $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends age; } >&2 || true
command -v age || true
