#!/bin/sh
# The preview: Trunk builds after each save, and intake serves what was built, as it serves the published site: with the
# same 404s and redirects. Requests are stored in var/intake.db, and intake serves the staff's queue of them,
# too. The pages ask Trunk, on a port of its own, for new builds.
#
# In the environment: PORT of the site, TRUNK_PORT, STAFF_PORT; for tests SITE_CONTENT and SITE_PUBLIC in place of content and
# public, and SITE, where the pages are written.
set -eu
site=${SITE:-target/preview}
content=${SITE_CONTENT:-content}
public=${SITE_PUBLIC:-public}
# Each with cargo's progress on the screen, which Trunk's first build would not show. Apart from each other: built together
# they would share the features of what both depend on, and Trunk's hook, which asks for the prerenderer alone, would build
# that again.
echo "Compiling; the first time this takes some minutes."
echo "1 of 3: what writes the pages"
cargo build --locked -p prerender
echo "2 of 3: the app"
cargo build --locked --target wasm32-unknown-unknown --features hydrate --bin app
echo "3 of 3: the server"
cargo build --locked -p intake

running=""
# intake prints one line: the link that signs in to the queue without a passphrase, on this machine, until it ends.
link=$(mktemp)
trap 'kill $running 2>/dev/null || true; rm -f "$link"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
rm -rf "$site"
target/debug/notice-removals index.html "$content" "$public" style &
running="$running $!"
export PREVIEW_RELOAD="127.0.0.1:$TRUNK_PORT"
if [ "$content" = content ]; then
  trunk serve --offline --port "$TRUNK_PORT" --dist "$site" &
else
  trunk serve --offline --port "$TRUNK_PORT" --dist "$site" --watch "$content" --watch "$public" --watch index.html &
fi
trunk=$!
running="$running $trunk"
until [ -e "$site/index.html" ]; do
  kill -0 "$trunk" 2>/dev/null || { echo "Trunk did not start; is port $TRUNK_PORT taken? Try TRUNK_PORT=8082 make serve" >&2; exit 1; }
  sleep 0.2
done
target/debug/intake --site "$site" serve --listen "127.0.0.1:$PORT" --staff "127.0.0.1:$STAFF_PORT" --staff-preview >"$link" &
intake=$!
running="$running $intake"
# Fail at once where the port is taken.
sleep 1
kill -0 "$intake" 2>/dev/null || { echo "intake did not start; is port $PORT or $STAFF_PORT taken? Try PORT=8083 STAFF_PORT=8791 make serve" >&2; exit 1; }
echo
echo "  The site:      http://127.0.0.1:$PORT/"
echo "  Its requests:  $(cat "$link")"
echo "                 (the staff's queue, already signed in; docs/staff.md says how it is used)"
echo
wait "$trunk"
