#!/bin/sh
# Measures intake under load beside the disk's own limit. Figures of one run are to be compared with each other, not with those of another machine.
set -eu
cd "$(dirname "$0")/.."
if ! command -v wrk >/dev/null 2>&1; then
  if command -v apt-get >/dev/null 2>&1; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    { $as_root apt-get update && $as_root apt-get install -y --no-install-recommends wrk; } >&2
  fi
  sh tools/need.sh wrk "the HTTP load generator, for example Debian’s or Homebrew’s package wrk"
fi
cargo build --quiet --locked --profile native -p intake --bin intake --example commit_rate

work=target/bench
rm -rf "$work"
mkdir -p "$work"
target/native/intake serve --listen 127.0.0.1:8793 --database "$work/intake.db" --rate-limit 0 2>"$work/log" &
intake=$!
trap 'kill "$intake" 2>/dev/null || true' EXIT
until curl -sf http://127.0.0.1:8793/healthz >/dev/null; do
  kill -0 "$intake" || { cat "$work/log"; exit 1; }
  sleep 0.1
done

echo "intake: new requests stored, each under its own id (10 s, rounds interleaved with bare SQLite)"
echo
echo "| round | connections | stored a second | p50 ms | p99 ms | no success | bare SQLite commits a second | ratio |"
echo "|---|---|---|---|---|---|---|---|"
round=0
for connections in 1 16 64; do
  round=$((round + 1))
  threads=1
  # Each round starts from an empty table, so that its ids are new.
  if [ "$round" -gt 1 ]; then
    kill "$intake"; wait "$intake" || true
    rm -f "$work"/intake.db*
    target/native/intake serve --listen 127.0.0.1:8793 --database "$work/intake.db" --rate-limit 0 2>"$work/log" &
    intake=$!
    until curl -sf http://127.0.0.1:8793/healthz >/dev/null; do sleep 0.1; done
  fi
  result=$(wrk -t "$threads" -c "$connections" -d 10s -s tools/bench/post.lua http://127.0.0.1:8793 | sed -n 's/^RESULT //p')
  commits=$(target/native/examples/commit_rate "$work/bare-$round.db" 5)
  echo "$round $connections $result $commits" | awk '{printf "| %s | %s | %s | %s | %s | %s | %s | %.2f |\n", $1, $2, $3, $4, $5, $6, $7, $3 / $7}'
done

echo
echo "intake: the same with notices to a mail server on this machine, and without, in turn (10 s, 16 connections)"
echo
echo "| round | stored a second without | with notices | ratio |"
echo "|---|---|---|---|"
kill "$intake"; wait "$intake" || true
python3 tools/bench/mail-sink.py >"$work/mail-port" &
sink=$!
trap 'kill "$intake" "$sink" 2>/dev/null || true' EXIT
until [ -s "$work/mail-port" ]; do sleep 0.1; done
stored() {
  rm -f "$work"/intake.db*
  target/native/intake serve --listen 127.0.0.1:8793 --database "$work/intake.db" --rate-limit 0 "$@" 2>"$work/log" &
  intake=$!
  until curl -sf http://127.0.0.1:8793/healthz >/dev/null; do sleep 0.1; done
  wrk -t 1 -c 16 -d 10s -s tools/bench/post.lua http://127.0.0.1:8793 | sed -n 's/^RESULT \([0-9.]*\).*/\1/p'
  kill "$intake"; wait "$intake" || true
}
for round in 1 2 3; do
  without=$(stored)
  with=$(stored --notify desk@clinic.example --mail-server "smtp://127.0.0.1:$(cat "$work/mail-port")")
  echo "$round $without $with" | awk '{printf "| %s | %s | %s | %.2f |\n", $1, $2, $3, $3 / $2}'
done
