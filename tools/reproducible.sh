#!/bin/sh
# Builds the release site twice from nothing, in two folders of different names, under another time zone, language,
# umask and order of files, and compares every byte. The tools are those of this checkout. Takes two full builds.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What git tracks, as it stands here; the second copy is written in the opposite order.
copy() {
  mkdir -p "$2"
  git ls-files | sort $1 | while read -r file; do
    [ -f "$file" ] || continue
    mkdir -p "$2/$(dirname "$file")"
    cp -p "$file" "$2/$file"
  done
  ln -s "$here/.tools" "$2/.tools"
}
build() {
  (cd "$1" && "$MAKE" --no-print-directory build >"$work/log" 2>&1) || { cat "$work/log" >&2; exit 1; }
}
MAKE=${MAKE:-make}

one=$work/a
two=$work/another/folder/of/a-longer-name
copy "" "$one"
copy -r "$two"
(umask 022 && export TZ=UTC LC_ALL=C && build "$one")
echo "first build: $(find "$one/dist" -type f | wc -l) files"
(umask 077 && export TZ=Asia/Kathmandu LC_ALL=C.UTF-8 && build "$two")
echo "second build: $(find "$two/dist" -type f | wc -l) files"
diff -r "$one/dist" "$two/dist"
if grep -rl --binary-files=text -e "$work" -e "$here" -e "${CARGO_HOME:-$HOME/.cargo}" "$one/dist"; then
  echo "These files name a folder of this machine." >&2
  exit 1
fi
echo "Both are the same, byte for byte, and name no folder of this machine."
(cd "$one/dist" && find . -type f | sort | xargs sha256sum | sha256sum | sed 's/ .*/ is the sum of all/')
