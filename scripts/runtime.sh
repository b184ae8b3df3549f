#!/usr/bin/env bash
#
# Builds the runtime of this checkout's commit, so that whoever does gets the same bytes: what an
# upgrade is proposed with, and how those who vote about it check it.
#
#     scripts/runtime.sh               builds it, and says its hash and the call that a vote is about
#     scripts/runtime.sh --out FILE    puts it there, rather than into the build cache
#     scripts/runtime.sh --show FILE   says the same of a file that there is
#
# Only what is committed counts. It takes Linux on x86-64, 5 GB of disk, and as long as the README says
# of a first build: everything is compiled anew, and nothing is left but the runtime.

# The bytes depend on
# - the compiler, which rust-toolchain.toml fixes, and its library for WebAssembly, which has to be the
#   one that is released with it;
# - dependencies, which Cargo.lock fixes;
# - folders. Cargo's and the compiler's are replaced in what the compiler notes. That of the source is
#   in the names that cargo makes for crates outside of the workspace, which for substrate-wasm-builder
#   all of ours are. So it is the same everywhere;
# - what the caller has set for cargo and compilers, which is left out.
# It is built as the one in the node is, by substrate-wasm-builder, which compresses it and puts the
# metadata's hash in. But the node's is not the same to the byte, because it was built elsewhere: a
# chain begins with that one, and is upgraded to this one.

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/node.sh
source "$ROOT/scripts/lib/node.sh"

# Where it is built: on a disk, which /tmp often is not. substrate-wasm-builder wants the last name.
FOLDER=/var/tmp/openledger-runtime
SOURCE=$FOLDER/source
BUILT=$FOLDER/target

# System.authorize_upgrade without its argument, the hash: pallet 0, call 9. The test
# `a_script_should_tell_what_an_upgrade_is_about` compares it with the chain's.
AUTHORIZE=0009

blake2_256() { b2sum --length 256 | cut -d ' ' -f 1; }

# bytes_of HEX
bytes_of() { printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"; }

# show FILE: what is voted about, if it is this one.
show() {
	local file=$1 hash call
	hash=$(blake2_256 <"$file")
	call=$AUTHORIZE$hash
	cat <<-END
		file         $file, $(stat --format %s "$file") bytes
		code hash    0x$hash (BLAKE2-256)
		call         System.authorize_upgrade(code_hash: 0x$hash)
		call data    0x$call
		call hash    0x$(bytes_of "$call" | blake2_256)
	END
}

# Only what makes cargo work at all is left of what the caller has set.
forget_settings() {
	local name
	for name in $(compgen -e); do
		case "$name" in
		CARGO_HOME | CARGO_HTTP_* | CARGO_NET_* | RUSTUP_*)
			[ "$name" != RUSTUP_TOOLCHAIN ] || unset "$name"
			;;
		CARGO_* | RUST* | WASM_* | *_WASM_BUILD | SUBSTRATE_* | RUNTIME_METADATA_HASH)
			unset "$name"
			;;
		esac
	done
}

# The folders that the compiler is not to name, as options of it.
remapped() {
	local sysroot registry options
	sysroot=$(cd "$SOURCE" && rustc --print sysroot)
	options="--remap-path-prefix=$SOURCE=/openledger --remap-path-prefix=$sysroot=/rust"
	# One for each registry or mirror.
	for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
		case "$sysroot$registry" in
		*[[:space:]]*) fail "the build takes no folders with spaces in their names, but: $sysroot, $registry." ;;
		esac
		options+=" --remap-path-prefix=$registry=/registry"
	done
	printf '%s' "$options"
}

# Says what will give another hash than elsewhere.
check_machine() {
	local lib config
	# setup.sh compiles the library where rustup can't have it.
	lib=$(cd "$SOURCE" && rustc --print sysroot)/lib/rustlib
	[ -e "$lib/manifest-rust-std-wasm32v1-none" ] ||
		warn "the standard library for WebAssembly is not the one that is released with Rust $RUST: expect another hash than elsewhere. Install it: rustup target add wasm32v1-none"
	[ "$(uname -sm)" = "Linux x86_64" ] ||
		warn "this is not Linux on x86-64: expect another hash than elsewhere."
	for config in "${CARGO_HOME:-$HOME/.cargo}"/config{,.toml}; do
		[ ! -e "$config" ] || warn "profiles and flags in $config may change the hash."
	done
}

build() {
	local out=$1 commit version flags wasm
	commit=$(git -C "$ROOT" rev-parse --verify --quiet HEAD) ||
		fail "this is no checkout of git, so nobody can tell which commit it is. Clone the repository."
	version=$(git -C "$ROOT" show HEAD:runtime/src/lib.rs | spec_version)
	if ! git -C "$ROOT" diff --quiet HEAD; then
		warn "what is not committed is not in the runtime."
	fi

	STEPS=3
	step "What this machine lacks"
	"$ROOT/scripts/setup.sh"

	step "The source of commit $commit"
	mkdir --mode 700 "$FOLDER" 2>/dev/null ||
		fail "$FOLDER is there already. If no other build goes on, one was interrupted: remove it, then run this again."
	trap 'rm -rf "$FOLDER"' EXIT
	mkdir "$SOURCE"
	git -C "$ROOT" archive HEAD | tar -x -C "$SOURCE"
	forget_settings
	check_machine
	quietly "fetching what it depends on" \
		env -C "$SOURCE" cargo fetch --locked ||
		fail "cargo could not fetch all dependencies; its last lines are above."

	step "The runtime of version $version"
	flags=$(remapped)
	# A check compiles no native runtime, but all that makes the WebAssembly. The node's release has the
	# same feature.
	quietly "building the runtime" \
		env -C "$SOURCE" CARGO_TARGET_DIR="$BUILT" WASM_BUILD_RUSTFLAGS="$flags" WASM_BUILD_NO_COLOR=1 \
		cargo check --release --locked --package openledger-runtime --features metadata-hash ||
		fail "the runtime could not be built; the build's last lines are above."
	wasm=$BUILT/release/wbuild/openledger-runtime/openledger_runtime.compact.compressed.wasm
	if [ -z "$out" ]; then
		out=$CARGO_CACHE/runtime/openledger-$version-${commit:0:11}.wasm
		mkdir -p "$(dirname -- "$out")"
	fi
	cp "$wasm" "$out"
	say "runtime      openledger, version $version, of commit $commit"
	show "$out"
}

OUT=
SHOW=
while [ $# -gt 0 ]; do
	case "$1" in
	--out)
		OUT=${2:?--out needs a file}
		shift
		;;
	--show)
		SHOW=${2:?--show needs a file}
		shift
		;;
	-h | --help)
		sed -n '3,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
		exit 0
		;;
	*) fail "unknown argument '$1'; see scripts/runtime.sh --help." ;;
	esac
	shift
done

# Before the caller's settings are forgotten.
CARGO_CACHE=$CARGO_TARGET_DIR
if [ -n "$SHOW" ]; then
	[ -f "$SHOW" ] || fail "there is no file $SHOW."
	show "$SHOW"
else
	build "$OUT"
fi
