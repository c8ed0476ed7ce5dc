# Each target installs what it lacks into .tools/ and tests/e2e/node_modules/, pinned, once.
# Needed beforehand: rustup, a C compiler (which Rust needs to link anyway), Node 20 or newer, Python 3.10 or newer with
# venv, make.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

TOOLS := $(CURDIR)/.tools
export PATH := $(TOOLS)/bin:$(TOOLS)/node_modules/.bin:$(TOOLS)/checkers/bin:$(PATH)

# What `make build` may be told.
PUBLIC_URL ?= /
DIST ?= dist
export CONSULTATION_ENDPOINT

# Where `make serve` listens.
PORT ?= 8080
TRUNK_PORT ?= 8081
STAFF_PORT ?= 8788

RUST_VERSION := $(shell sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
TRUNK_VERSION := 0.22.1
# The command line tool must be of the very version that the site links.
WASM_BINDGEN_VERSION := $(shell sed -n '/^name = "wasm-bindgen"$$/{n;s/version = "\(.*\)"/\1/p;}' Cargo.lock)
BINARYEN_VERSION := $(shell sed -n 's/.*"binaryen": "\(.*\)"/\1/p' tools/wasm-opt/package.json)

# These run for seconds in all: compiling them fast beats compiling them to be fast.
QUICK_INSTALL := CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
	CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=0 \
	CARGO_TARGET_DIR=$(TOOLS)/target cargo install --root $(TOOLS)

# Trunk fetches nothing. The prerenderer is built before Trunk starts, so that one sees what takes its time.
PREPARE := cargo fetch --quiet --locked && cargo build --locked -p prerender

RUST_STAMP := $(TOOLS)/rust-$(RUST_VERSION).stamp
TRUNK_STAMP := $(TOOLS)/trunk-$(TRUNK_VERSION).stamp
WASM_BINDGEN_STAMP := $(TOOLS)/wasm-bindgen-$(WASM_BINDGEN_VERSION).stamp
BINARYEN_STAMP := $(TOOLS)/binaryen-$(BINARYEN_VERSION).stamp
TWIGGY_VERSION := 0.8.0
TWIGGY_STAMP := $(TOOLS)/twiggy-$(TWIGGY_VERSION).stamp
CHECKERS := $(TOOLS)/checkers
CHECKERS_STAMP := $(TOOLS)/checkers.stamp
BENCH_STAMP := tools/bench/node_modules/.package-lock.json
E2E_STAMP := tests/e2e/node_modules/.package-lock.json
BUILD_TOOLS := $(RUST_STAMP) $(TRUNK_STAMP) $(WASM_BINDGEN_STAMP) $(BINARYEN_STAMP)

.PHONY: help
help: ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

.PHONY: serve
serve: $(BUILD_TOOLS) ## Preview the site while editing, and the staff's queue of its requests (var/intake.db)
	@PORT=$(PORT) TRUNK_PORT=$(TRUNK_PORT) STAFF_PORT=$(STAFF_PORT) sh tools/serve.sh

.PHONY: build
build: $(BUILD_TOOLS) ## Build the release site into dist/ (PUBLIC_URL=/clinic/, CONSULTATION_ENDPOINT=https://…)
	$(PREPARE)
	trunk build --offline --release --public-url "$(PUBLIC_URL)" --dist "$(DIST)"
	target/debug/prerender --record-published
	@rm -f "$(DIST)/.trunk-lock"

.PHONY: test
test: check test-native test-contract test-mail test-browser ## Run everything CI runs

.PHONY: check
check: $(RUST_STAMP) $(CHECKERS_STAMP) ## Check format, lints, dependencies, deploy/, and the content as an editor would (CONTENT_CHECK=--strict)
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets --features ssr -- -D warnings
	cargo clippy --locked --target wasm32-unknown-unknown --features hydrate -- -D warnings
	cargo run --quiet --locked -p content-check -- $(CONTENT_CHECK)
	cargo-deny --locked --workspace check --hide-inclusion-graph -D unmatched-skip licenses bans sources
	sh tools/deploy.sh

.PHONY: test-native
test-native: $(RUST_STAMP) ## Run the tests that need no browser (intake's also try nginx and age; in CI they must)
	sh tools/nginx.sh && sh tools/age.sh
	cargo test --locked --workspace --features ssr

.PHONY: test-browser
test-browser: $(BUILD_TOOLS) $(E2E_STAMP) ## Build the site and test it in Chromium and Firefox
	$(PREPARE)
	sh tools/test-sites.sh
	cargo build --locked -p intake
	HEADLESS_SHELL="$$(sh tools/headless-shell.sh)" && CHROMIUM="$$(sh tools/chromium.sh)" && \
	NGINX="$$(sh tools/nginx.sh)" && FIREFOX="$$(sh tools/firefox.sh)" && \
	export HEADLESS_SHELL CHROMIUM NGINX FIREFOX && cd tests/e2e && npx --no-install playwright test

.PHONY: screenshots
screenshots: $(BUILD_TOOLS) $(E2E_STAMP) ## Take the reference screenshots anew, after an intended change of looks
	$(PREPARE)
	sh tools/test-sites.sh
	cargo build --locked -p intake
	CHROMIUM="$$(sh tools/chromium.sh)" && export CHROMIUM && \
	cd tests/e2e && rm -rf screenshots && npx --no-install playwright test screenshots.spec.ts --update-snapshots=all

.PHONY: test-contract
test-contract: $(RUST_STAMP) ## Check every answer of intake against docs/openapi.yaml (needs Python 3)
	@sh tools/contract.sh

.PHONY: audit
audit: $(CHECKERS_STAMP) ## Ask for known vulnerabilities in what the project is built of (needs the internet)
	@sh tools/audit.sh

.PHONY: reproducible
reproducible: $(BUILD_TOOLS) ## Build the release site twice, in two places, and compare every byte
	@sh tools/reproducible.sh

.PHONY: test-mail
test-mail: $(RUST_STAMP) ## Send notices to a real mail server over TLS, STARTTLS and plain (needs Python 3)
	@sh tools/mail.sh

.PHONY: fuzz
CASES ?= 200000
ROUNDS ?= 20
fuzz: $(RUST_STAMP) ## Try many generated requests, answers and kills (CASES=200000 ROUNDS=20)
	PROPTEST_CASES=$(CASES) cargo test --locked --profile native -p consultation-rules
	INTAKE_CRASH_ROUNDS=$(ROUNDS) INTAKE_CRASH_REQUESTS=1000 cargo test --locked --profile native -p intake crash

.PHONY: bench
bench: bench-intake bench-site ## Measure everything: intake, load, weight, route changes, edits, growth, builds (ROUNDS=5)

.PHONY: bench-intake
bench-intake: $(RUST_STAMP) ## Measure intake under load beside the disk's own limit
	@sh tools/bench.sh

.PHONY: size
size: build $(TWIGGY_STAMP) ## Say where the bytes go, file by file and inside of the WebAssembly
	@sh tools/size.sh

.PHONY: bench-site
bench-site: build $(BENCH_STAMP) ## Measure load, weight and route changes beside the static limit made from dist/, edits, growth and builds
	cargo build --locked --profile native -p intake
	PRERENDER_SKIP=1 trunk build --offline --release --dist target/bench/raw
	@set -e; CHROMIUM="$$(sh tools/chromium.sh)"; export CHROMIUM; \
	sh tools/need.sh hyperfine "which times commands, for example Debian’s or Homebrew’s package hyperfine"; \
	for part in load lighthouse weight route-change edit growth; do node tools/bench/$$part.mjs; done; \
	node tools/bench/build.mjs

.PHONY: pictures
pictures: $(BUILD_TOOLS) $(E2E_STAMP) ## Take the pictures of docs/editing.md and docs/staff.md anew
	$(PREPARE)
	cargo build --locked -p intake
	CHROMIUM="$$(sh tools/chromium.sh)" && export CHROMIUM && node tools/pictures.mjs && node tools/staff-picture.mjs

.PHONY: clean
clean: ## Delete what was built (not the tools: rm -rf .tools)
	rm -rf dist target tests/e2e/results

$(TOOLS):
	@mkdir -p $@

$(RUST_STAMP): rust-toolchain.toml | $(TOOLS)
	@sh tools/need.sh rustup "the Rust toolchain manager, from https://rustup.rs"
	@sh tools/need.sh cc "a C compiler, for example Debian’s package build-essential"
	rustup toolchain install $(RUST_VERSION) --profile minimal --component clippy --component rustfmt --target wasm32-unknown-unknown
	@touch $@

$(TRUNK_STAMP): $(RUST_STAMP)
	@echo "Installing Trunk $(TRUNK_VERSION), once; this takes some minutes."
	$(QUICK_INSTALL) trunk --version $(TRUNK_VERSION) --locked --no-default-features --features rustls
	@touch $@

# Not by its own lock file, which names a version of another crate that could not be had.
$(WASM_BINDGEN_STAMP): $(RUST_STAMP) Cargo.lock
	@echo "Installing wasm-bindgen $(WASM_BINDGEN_VERSION), once."
	$(QUICK_INSTALL) wasm-bindgen-cli --version $(WASM_BINDGEN_VERSION) --no-default-features
	@touch $@

$(BINARYEN_STAMP): tools/wasm-opt/package-lock.json | $(TOOLS)
	@sh tools/need.sh npm "Node.js 20 or newer, from https://nodejs.org"
	cp tools/wasm-opt/package.json tools/wasm-opt/package-lock.json $(TOOLS)/
	npm ci --prefix $(TOOLS) --no-audit --no-fund
	@touch $@

$(CHECKERS_STAMP): tools/checkers.txt tools/checkers.sh | $(RUST_STAMP)
	@sh tools/checkers.sh $(CHECKERS)
	@touch $@

$(TWIGGY_STAMP): $(RUST_STAMP)
	$(QUICK_INSTALL) twiggy --version $(TWIGGY_VERSION) --locked
	@touch $@

$(BENCH_STAMP): tools/bench/package.json tools/bench/package-lock.json
	@sh tools/need.sh npm "Node.js 20 or newer, from https://nodejs.org"
	cd tools/bench && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	@touch $@

$(E2E_STAMP): tests/e2e/package.json tests/e2e/package-lock.json
	@sh tools/need.sh npm "Node.js 20 or newer, from https://nodejs.org"
	cd tests/e2e && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	@touch $@
