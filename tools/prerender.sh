#!/bin/sh
# Trunk calls this when the files of a build stand in $TRUNK_STAGING_DIR: every page becomes finished HTML. The
# prerenderer reads content/ when it runs, so an edit of the content compiles nothing.
set -eu
# Asked for by the benchmark, which writes pages from Trunk's output itself.
[ -z "${PRERENDER_SKIP:-}" ] || exit 0
# How the WebAssembly is built (see the Makefile) is nothing to what runs natively.
unset RUSTC_BOOTSTRAP CARGO_UNSTABLE_BUILD_STD CARGO_UNSTABLE_BUILD_STD_FEATURES CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS
quick=""
[ "$TRUNK_PROFILE" = release ] || quick=--quick
exec cargo run --quiet -p prerender -- \
  --dist "$TRUNK_STAGING_DIR" --public-url "$TRUNK_PUBLIC_URL" --content "${SITE_CONTENT:-content}" $quick
