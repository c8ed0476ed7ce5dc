#!/bin/sh
# Sends the newest backup to another machine, encrypted so that only the holder of a key that is not on this machine can
# read it:
#
#   sh deploy/offsite.sh /var/lib/intake/backups
#
# In the environment: RECIPIENTS, a file of age's public keys, one a line (/etc/intake-backup.recipients), and SEND, the
# command that takes the encrypted copy on its standard input; $NAME in it is the copy's name. For another machine by ssh:
#
#   SEND='ssh backup@elsewhere.example "cat >$NAME.part && mv $NAME.part $NAME"'
#
# docs/hosting.md says how the keys are made and a copy is brought back.
set -eu
if [ $# -ne 1 ] || [ -z "${SEND:-}" ]; then
  echo "usage: SEND=COMMAND offsite.sh FOLDER, which is where \`intake backup --into\` puts its copies" >&2
  exit 2
fi
umask 077
# Names are times, so the last is the newest.
newest=$(find "$1" -maxdepth 1 -type f -name '[0-9]*Z.db' | sort | tail -n 1)
if [ -z "$newest" ]; then
  echo "there is no backup in $1" >&2
  exit 1
fi
# To a file first: what a pipe's first command fails at is not seen by the shell, and half a copy must not be sent.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
NAME=$(basename "$newest").age
export NAME
age --encrypt --recipients-file "${RECIPIENTS:-/etc/intake-backup.recipients}" --output "$work/$NAME" "$newest"
sh -c "$SEND" <"$work/$NAME"
echo "sent $NAME"
