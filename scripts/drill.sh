#!/usr/bin/env bash
#
# Rehearses what happens to a live network once and for all.
#
#     scripts/drill.sh upgrade REF
#         replaces the runtime of commit REF by this checkout's: on a network of four validators, by
#         a referendum that the technical committee hurries, while answers are settled. All of them
#         must be final and paid in the end

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/node.sh
source "$ROOT/scripts/lib/node.sh"

# What came before has other receipts and channels. No chain was live, so nothing migrates its state.
FIRST_VERSION=108

# The folder's name makes setup.sh remove what it holds, when the target is installed anew.
CACHE=$CARGO_TARGET_DIR/drill/wbuild

upgrade() {
	local ref=${1:-} commit before after
	[ "$#" -eq 1 ] || fail "which commit's runtime is replaced? See scripts/drill.sh --help."
	commit=$(git -C "$ROOT" rev-parse --verify --quiet "$ref^{commit}") ||
		fail "there is no commit '$ref'."
	before=$(git -C "$ROOT" show "$commit:runtime/src/lib.rs" | spec_version)
	after=$(spec_version <"$ROOT/runtime/src/lib.rs")
	if [ -z "$before" ] || [ "$before" -ge "$after" ]; then
		fail "the runtime of '$ref' has spec version ${before:-none}, this one $after: no chain takes a runtime whose version isn't higher."
	fi
	if [ "$before" -lt "$FIRST_VERSION" ]; then
		fail "the runtime of '$ref' has spec version $before: chains began anew with version $FIRST_VERSION."
	fi

	STEPS=4
	step "What this machine lacks"
	"$ROOT/scripts/setup.sh" --test
	step "The release: node and client"
	build_release
	step "The runtime of $ref, spec version $before"
	SOURCE=$(mktemp -d)
	trap 'rm -rf "$SOURCE"' EXIT
	git -C "$ROOT" archive "$commit" | tar -x -C "$SOURCE"
	build_wasm "$SOURCE" "$CACHE"
	step "From spec version $before to $after"
	cd "$ROOT"
	# The set of packages and features that scripts/test.sh has, so that nothing is built again.
	OPENLEDGER_UPGRADE_FROM=$(wasm_in "$CACHE") SKIP_WASM_BUILD=1 OPENLEDGER_BIN_DIR="$BIN" \
		cargo nextest run --locked --workspace --exclude openledger-node --exclude openledger-service \
		--features openledger-runtime/try-runtime --profile ci --run-ignored only --no-capture \
		-E 'package(openledger-e2e) and binary(upgrade)'
}

for arg in "$@"; do
	case "$arg" in
	-h | --help)
		sed -n '3,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
		exit 0
		;;
	esac
done

NAME=${1:-}
if [ "$#" -gt 0 ]; then shift; fi
case "$NAME" in
upgrade) "$NAME" "$@" ;;
'') fail "which drill? See scripts/drill.sh --help." ;;
*) fail "there is no drill '$NAME'; see scripts/drill.sh --help." ;;
esac
