#!/bin/sh
# Asks for known vulnerabilities: of every crate in Cargo.lock (RustSec's database) and of every npm package that the
# build, tests and measurements use (the npm registry); what visitors load holds no npm package. It ends with 1 where
# there is one, and with 2 where a database could not be reached, which is no all-clear.
set -u
cd "$(dirname "$0")/.."
found=0
unknown=0
said=$(mktemp)
trap 'rm -f "$said"' EXIT

if cargo-deny --locked fetch db >"$said" 2>&1; then
  cargo-deny --offline --locked --workspace check --hide-inclusion-graph advisories || found=1
else
  cat "$said" >&2
  echo "NOT CHECKED: the crates. RustSec's database could not be fetched." >&2
  unknown=1
fi

for folder in tools/wasm-opt tests/e2e tools/bench; do
  (cd "$folder" && npm audit --package-lock-only >"$said" 2>&1)
  status=$?
  cat "$said"
  if grep -q 'audit endpoint returned an error' "$said"; then
    echo "NOT CHECKED: the npm packages of $folder. The registry did not answer." >&2
    unknown=1
  elif [ "$status" -ne 0 ]; then
    found=1
  fi
done

[ "$found" = 0 ] || exit 1
[ "$unknown" = 0 ] || exit 2
echo "No known vulnerability."
