#!/bin/sh
# The preview: intake stores requests in var/intake.db and serves the staff's queue of them; trunk serves the site and
# hands /api/ to intake.
set -eu
# Both before Trunk starts, with their progress on the screen. One after the other: built together they would share the
# features of what both depend on, and Trunk's hook, which asks for the prerenderer alone, would build that again.
cargo build --locked -p prerender
cargo build --locked -p intake
# It prints one line: the link that signs in to the queue without a passphrase, on this machine, until it ends.
link=$(mktemp)
target/debug/intake serve --listen "127.0.0.1:$INTAKE_PORT" --staff "127.0.0.1:$STAFF_PORT" --staff-preview >"$link" &
intake=$!
trap 'kill "$intake" 2>/dev/null || true; rm -f ".trunk-$INTAKE_PORT.toml" "$link"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
# Fail at once where the port is taken, not at the first request.
sleep 1
kill -0 "$intake" 2>/dev/null || { echo "intake did not start; is port $INTAKE_PORT or $STAFF_PORT taken? Try INTAKE_PORT=8790 STAFF_PORT=8791 make serve" >&2; exit 1; }
echo
echo "  The site:      http://127.0.0.1:$PORT/"
echo "  Its requests:  $(cat "$link")"
echo "                 (the staff's queue, already signed in; docs/staff.md says how it is used)"
echo
# Trunk.toml names the usual port of intake. What trunk is told besides is a second proxy to it, not another one, and two
# for one path stop it; so it gets a copy of that file, which must lie beside it: its paths begin there.
config=Trunk.toml
if [ "$INTAKE_PORT" != 8787 ]; then
  config=.trunk-$INTAKE_PORT.toml
  sed "s|127\.0\.0\.1:8787/|127.0.0.1:$INTAKE_PORT/|" Trunk.toml > "$config"
fi
trunk --config "$config" serve --offline --port "$PORT"
