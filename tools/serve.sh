#!/bin/sh
# The preview: intake stores requests in var/intake.db, trunk serves the site and hands /api/ to intake.
set -eu
# Both before Trunk starts, with their progress on the screen. One after the other: built together they would share the
# features of what both depend on, and Trunk's hook, which asks for the prerenderer alone, would build that again.
cargo build --locked -p prerender
cargo build --locked -p intake
target/debug/intake serve --listen "127.0.0.1:$INTAKE_PORT" &
intake=$!
trap 'kill "$intake" 2>/dev/null || true; rm -f ".trunk-$INTAKE_PORT.toml"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
# Fail at once where the port is taken, not at the first request.
sleep 1
kill -0 "$intake" 2>/dev/null || { echo "intake did not start; is port $INTAKE_PORT taken? Try INTAKE_PORT=8788 make serve" >&2; exit 1; }
echo
echo "  The site:      http://127.0.0.1:$PORT/"
echo "  Its requests:  target/debug/intake list"
echo
# Trunk.toml names the usual port of intake. What trunk is told besides is a second proxy to it, not another one, and two
# for one path stop it; so it gets a copy of that file, which must lie beside it: its paths begin there.
config=Trunk.toml
if [ "$INTAKE_PORT" != 8787 ]; then
  config=.trunk-$INTAKE_PORT.toml
  sed "s|127\.0\.0\.1:8787/|127.0.0.1:$INTAKE_PORT/|" Trunk.toml > "$config"
fi
trunk --config "$config" serve --offline --port "$PORT"
