#!/bin/sh
# Trunk calls this when the files of a build stand in $TRUNK_STAGING_DIR: every page becomes finished HTML. The
# prerenderer reads content/ when it runs, so an edit of the content compiles nothing.
set -eu
# Asked for by the benchmark, which writes pages from Trunk's output itself.
[ -z "${PRERENDER_SKIP:-}" ] || exit 0
quick=""
[ "$TRUNK_PROFILE" = release ] || quick=--quick

# Cargo says what it compiles, which may take minutes. Where nothing is to compile, it says only that it has finished and
# what it runs: two lines at every save, left out here.
without_the_usual() {
  while IFS= read -r line; do
    case $line in
      "    Finished "* | "     Running "*) ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
}
# A pipe would hide whether the prerenderer has failed; 3 carries that past it, 4 what the prerenderer prints.
exec 4>&1
status=$({
  {
    cargo run --locked -p prerender -- --dist "$TRUNK_STAGING_DIR" --public-url "$TRUNK_PUBLIC_URL" \
      --content "${SITE_CONTENT:-content}" --public "${SITE_PUBLIC:-public}" \
      ${PREVIEW_RELOAD:+--reload "$PREVIEW_RELOAD"} $quick 2>&1 >&4 3>&- && echo 0 >&3 || echo 1 >&3
  } | without_the_usual >&2
} 3>&1)
exit "$status"
