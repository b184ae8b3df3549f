#!/usr/bin/env bash
#
# Rehearses what happens to a live network once and for all.
#
#     scripts/drill.sh upgrade REF
#         replaces the runtime of commit REF by this checkout's: on a network of four validators, by
#         a referendum that the technical committee hurries, while answers are settled. All of them
#         must be final and paid in the end, and the client of REF must work before and after
#
#     scripts/drill.sh bounds
#         builds this checkout's runtime with another bound of a governed parameter, and tries whether
#         this checkout's client takes the bound from the chain

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/node.sh
source "$ROOT/scripts/lib/node.sh"

# What came before names fields of calls in other words, and clients encode calls by these names: a client
# of either side can't create a datanet on the other. No chain was live.
FIRST_VERSION=109

# The folder's name makes setup.sh remove what it holds, when the target is installed anew.
CACHE=$CARGO_TARGET_DIR/drill/wbuild
FORMER=$CARGO_TARGET_DIR/drill/client

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
		fail "the runtime of '$ref' has spec version $before: names in its metadata are other ones than since version $FIRST_VERSION."
	fi

	STEPS=5
	step "What this machine lacks"
	"$ROOT/scripts/setup.sh" --test
	step "The release: node and client"
	build_release
	step "The runtime of $ref, spec version $before"
	SOURCE=$(mktemp -d)
	trap 'rm -rf "$SOURCE"' EXIT
	git -C "$ROOT" archive "$commit" | tar -x -C "$SOURCE"
	build_wasm "$SOURCE" "$CACHE"
	step "The client of $ref, which has to go on working"
	CARGO_TARGET_DIR=$FORMER cargo build --release --locked --quiet \
		--manifest-path "$SOURCE/Cargo.toml" --package openledger-cli
	step "From spec version $before to $after"
	cd "$ROOT"
	OPENLEDGER_FORMER_CLIENT=$FORMER/release/openledger rehearse a_vote_should_replace_the_runtime
}

bounds() {
	[ "$#" -eq 0 ] || fail "this drill takes no argument; see scripts/drill.sh --help."
	STEPS=4
	step "What this machine lacks"
	"$ROOT/scripts/setup.sh" --test
	step "The release: node and client"
	build_release
	step "The runtime with another bound"
	SOURCE=$(mktemp -d)
	trap 'rm -rf "$SOURCE"' EXIT
	git -C "$ROOT" archive HEAD | tar -x -C "$SOURCE"
	local file=$SOURCE/runtime/src/configs/parameters.rs
	sed -i 's/^pub type LeverageBound = BoundedU32<1, 100>;$/pub type LeverageBound = BoundedU32<1, 1_000>;/' "$file"
	grep -q 'BoundedU32<1, 1_000>' "$file" || fail "the bound that is to be changed is no longer in $file."
	build_wasm "$SOURCE" "$CACHE"
	step "The client on a chain that begins with it"
	cd "$ROOT"
	rehearse a_runtime_with_other_bounds
}

# rehearse TEST: with the runtime that was built. The set of packages and features is that of
# scripts/test.sh, so that nothing is built again.
rehearse() {
	OPENLEDGER_UPGRADE_FROM=$(wasm_in "$CACHE") SKIP_WASM_BUILD=1 OPENLEDGER_BIN_DIR="$BIN" \
		cargo nextest run --locked --workspace --exclude openledger-node --exclude openledger-service \
		--features openledger-runtime/try-runtime --profile ci --run-ignored only --no-capture \
		-E "package(openledger-e2e) and binary(upgrade) and test(/^$1/)"
}

for arg in "$@"; do
	case "$arg" in
	-h | --help)
		sed -n '3,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
		exit 0
		;;
	esac
done

NAME=${1:-}
if [ "$#" -gt 0 ]; then shift; fi
case "$NAME" in
upgrade | bounds) "$NAME" "$@" ;;
'') fail "which drill? See scripts/drill.sh --help." ;;
*) fail "there is no drill '$NAME'; see scripts/drill.sh --help." ;;
esac
