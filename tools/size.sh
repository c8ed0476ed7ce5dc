#!/bin/sh
# Where the bytes go: every file of dist/ as it is and as it is sent, and what is inside of the WebAssembly.
#
# The WebAssembly that is published has no names. Cargo's own output still has them, so it is taken through the same two
# steps as in a build (wasm-bindgen, wasm-opt -Oz), but with its names kept, and twiggy reads that.
set -eu
cd "$(dirname "$0")/.."
work=target/size
rm -rf "$work"
mkdir -p "$work"

echo "| file in dist/ | bytes | brotli |"
echo "|---|---:|---:|"
find dist -type f ! -name '*.br' ! -name '*.gz' ! -name '.*' | sort | while read -r file; do
  sent=$file
  [ ! -f "$file.br" ] || sent=$file.br
  echo "| ${file#dist/} | $(wc -c <"$file" | tr -d ' ') | $(wc -c <"$sent" | tr -d ' ') |"
done

cargo build --quiet --locked --release --target wasm32-unknown-unknown --features hydrate --bin app
wasm-bindgen --target web --no-typescript --keep-debug --out-name named --out-dir "$work" \
  target/wasm32-unknown-unknown/release/app.wasm
wasm-opt -Oz --debuginfo --strip-producers "$work/named_bg.wasm" -o "$work/named.wasm"
wasm-opt --strip-debug "$work/named.wasm" -o "$work/unnamed.wasm"
twiggy top --format csv "$work/named.wasm" >"$work/named.csv"
node tools/bench/inside-wasm.mjs "$work/named.csv" "$(wc -c <"$work/unnamed.wasm")" "$(cat dist/*.wasm | wc -c)"
