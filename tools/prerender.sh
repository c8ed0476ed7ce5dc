#!/bin/sh
# Trunk calls this when the files of a build stand in $TRUNK_STAGING_DIR.
set -eu
[ "$TRUNK_PROFILE" = release ] || exit 0
exec cargo run --quiet --locked --features ssr --bin prerender -- \
  --dist "$TRUNK_STAGING_DIR" --public-url "$TRUNK_PUBLIC_URL"
