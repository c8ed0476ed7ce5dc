#!/bin/sh
# Builds what the browser tests look at: target/e2e/site and target/e2e/clinic (for /clinic/) with the content of the
# tests, which no edit of the real words changes, and target/e2e/real with content/.
set -eu
cd "$(dirname "$0")/.."
sites=target/e2e
trunk_output() {
  PRERENDER_SKIP=1 trunk build --offline --release --dist "$sites/$1" --public-url "$2"
  rm "$sites/$1/.trunk-lock"
}
prerendered() {
  target/debug/prerender --dist "$sites/$1" --public-url "$2" --content "$3/content" --public "$3/public"
}
trunk_output site /
trunk_output clinic /clinic/
# Trunk compiles the same app for both contents.
rm -rf "$sites/real"
cp -R "$sites/site" "$sites/real"
prerendered site / tests
prerendered clinic /clinic/ tests
prerendered real / .
