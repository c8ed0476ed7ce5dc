#!/bin/sh
# Checks what deploy/ holds, as far as this machine can: the container file by hadolint, the units by systemd's own
# `systemd-analyze`, nginx's configuration by the browser tests, which run it. What cannot be checked here is said.
set -eu
cd "$(dirname "$0")/.."
if command -v hadolint >/dev/null 2>&1; then
  hadolint deploy/Containerfile
else
  echo "deploy/Containerfile is not checked: there is no hadolint for this machine." >&2
fi
if ! command -v systemd-analyze >/dev/null 2>&1; then
  echo "deploy/*.service are not checked: this machine has no systemd-analyze." >&2
  exit 0
fi
units=$(mktemp -d)
trap 'rm -rf "$units"' EXIT
for unit in deploy/*.service deploy/*.timer; do
  # systemd looks whether there is such a program, which is built elsewhere.
  sed "s#/usr/local/bin/intake#$(command -v true)#" "$unit" >"$units/$(basename "$unit")"
done
# It prints what is wrong, and for much of it exits with 0.
said=$(systemd-analyze verify --man=no "$units"/* 2>&1) || said="$said (failed)"
if [ -n "$said" ]; then
  echo "$said" >&2
  exit 1
fi
# Of 100; a service without any protection has 96.
for unit in "$units"/*.service; do
  systemd-analyze security --offline=true --threshold=15 "$unit" >"$units/report" || {
    cat "$units/report"
    exit 1
  }
done
