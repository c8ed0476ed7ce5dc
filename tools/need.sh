#!/bin/sh
# need.sh COMMAND WHAT: says what to install if a command is missing.
command -v "$1" >/dev/null 2>&1 && exit 0
echo "This needs \`$1\`: $2. Install it and run make again." >&2
exit 1
