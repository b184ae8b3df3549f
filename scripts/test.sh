#!/usr/bin/env bash
#
# The whole check: formatting, lints, unit and property tests, runtime integrity, and end-to-end
# tests that drive the release node over its public RPC.
#
#     scripts/test.sh           everything that a change must pass
#     scripts/test.sh --soak    the same for hours: many more random cases, transactions and crashes

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/node.sh
source "$ROOT/scripts/lib/node.sh"

for arg in "$@"; do
	case "$arg" in
	--soak) export PROPTEST_CASES=4000 OPENLEDGER_SOAK=1 ;;
	-h | --help)
		sed -n '3,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
		exit 0
		;;
	*) fail "unknown option '$arg'; see scripts/test.sh --help." ;;
	esac
done

cd "$ROOT"
STEPS=7
# One set of packages and features for all that is checked and tested, so that the dependencies are
# built once. The node itself is tested as a program, in release.
TESTED=(--locked --workspace --exclude openledger-node --features openledger-runtime/try-runtime)

step "What this machine lacks"
scripts/setup.sh --dev

step "Formatting"
cargo fmt --all --check
cargo fmt --manifest-path fuzz/Cargo.toml --check

step "The release: node and client"
build_release

step "Lints"
SKIP_WASM_BUILD=1 cargo clippy --locked --workspace --all-targets \
	--features openledger-runtime/try-runtime -- -D warnings

step "Dependencies: licences and sources"
cargo deny --log-level error --locked check bans licenses sources

step "The client that we did not write"
(cd tests/js && npm ci --no-audit --no-fund --silent)

step "Tests"
SKIP_WASM_BUILD=1 OPENLEDGER_BIN_DIR="$BIN" cargo nextest run "${TESTED[@]}" --profile ci
