#!/usr/bin/env bash
#
# Installs what building, running and testing OpenLedger needs on Debian or Ubuntu. Safe to run
# again: what is there already is left alone.
#
#     scripts/setup.sh           what building and running need
#     scripts/setup.sh --test    also what tests need: cargo-nextest; Node.js, for the clients that are
#                                not ours; Python, for the rule's second implementation; ip, with which
#                                tests split a network
#     scripts/setup.sh --dev     also what the checks of style and licenses need: rustfmt, clippy and
#                                cargo-deny; and mdbook, which makes the book

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

NEXTEST=0.9.143
DENY=0.20.2
MDBOOK=0.5.4
NODE=18
PYTHON=3.11
TARGET=wasm32v1-none

TEST=no
DEV=no
for arg in "$@"; do
	case "$arg" in
	--test) TEST=yes ;;
	--dev) TEST=yes DEV=yes ;;
	-h | --help)
		sed -n '3,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
		exit 0
		;;
	*) fail "unknown option '$arg'; see scripts/setup.sh --help." ;;
	esac
done

# When its server can't be reached, rustup shall say so once and briefly.
export RUSTUP_MAX_RETRIES=${RUSTUP_MAX_RETRIES:-1} RUST_BACKTRACE=0

TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT

# Anything that failed but doesn't stop the rest; said again at the end.
PROBLEMS=()
problem() {
	warn "$*"
	PROBLEMS+=("$*")
}

# ---- System packages ---------------------------------------------------------------------------

APT_UPDATED=no

# Reads the package lists, once, and only when something must be installed.
apt_update() {
	[ "$APT_UPDATED" = no ] || return 0
	has apt-get || fail "this machine has no apt-get. Install these by hand, then run this again: $*."
	say "reading the package lists"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq ||
		warn "apt-get update reported errors; going on with the lists there are."
	APT_UPDATED=yes
}

# Installs packages; never removes one to make room.
apt_install() {
	apt_update "$@"
	quietly "installing $*" as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends --no-remove -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" ||
		fail "apt-get could not install: $*."
}

# The version apt would install, or nothing.
apt_candidate() {
	apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p' | grep -v '^(none)$' || true
}

# The vendored OpenSSL is configured by perl, with modules that Debian's smallest perl lacks.
has_perl() { perl -MFindBin -MIPC::Cmd -e 1 2>/dev/null; }

# The first number of node's version, 0 if there is no node.
node_major() {
	local version
	version=$(node --version 2>/dev/null) || version=v0
	version=${version#v}
	say "${version%%.*}"
}

system_packages() {
	local packages=() found=()

	if has cc && has c++ && has make; then
		found+=("C and C++ compilers, make")
	else
		packages+=(build-essential)
	fi
	if has_perl; then found+=(perl); else packages+=(perl); fi
	if has protoc; then found+=(protoc); else packages+=(protobuf-compiler); fi
	if has git; then found+=(git); else packages+=(git); fi
	# Tests split a network with it.
	if [ "$TEST" = yes ]; then
		if has ip; then found+=(iproute2); else packages+=(iproute2); fi
	fi
	if [ -e /etc/ssl/certs/ca-certificates.crt ] || ! has apt-get; then
		found+=("CA certificates")
	else
		packages+=(ca-certificates)
	fi
	if [ "${#found[@]}" -gt 0 ]; then
		say "have $(printf '%s, ' "${found[@]}" | sed 's/, $//')"
	fi
	if [ "${#packages[@]}" -gt 0 ]; then apt_install "${packages[@]}"; fi
}

# Only the polkadot.js check needs Node.js, so a wrong one stops nothing but that.
node_js() {
	local packages candidate
	if [ "$(node_major)" -ge "$NODE" ] && has npm; then
		say "have Node.js $(node --version) and npm"
	elif has node && [ "$(node_major)" -lt "$NODE" ]; then
		problem "Node.js $(node --version) is too old: the polkadot.js check needs $NODE or newer. Install a newer one, then run this again."
	else
		packages=(npm)
		if ! has node; then
			packages=(nodejs npm)
			apt_update "${packages[@]}"
			candidate=$(apt_candidate nodejs)
			candidate=${candidate#*:}
			candidate=${candidate%%.*}
			if [ "${candidate:-0}" -lt "$NODE" ]; then
				problem "this distribution has no Node.js $NODE or newer, which the polkadot.js check needs. Install one by hand, then run this again."
				return 0
			fi
		fi
		apt_install "${packages[@]}"
	fi
}

# Is there a Python that is new enough, and makes environments with pip in them?
has_python() {
	python3 -c 'import ensurepip, sys, venv
sys.exit(sys.version_info < tuple(map(int, sys.argv[1].split("."))))' "$PYTHON" 2>/dev/null
}

# Only the rule's second implementation needs Python, so a wrong one stops nothing but that.
python() {
	if has_python; then
		say "have $(python3 --version)"
		return 0
	fi
	apt_install python3 python3-venv
	has_python ||
		problem "$(python3 --version) is too old, or makes no environments with pip: the rule's second implementation needs Python $PYTHON or newer. Install one by hand, then run this again."
}

# ---- Rust --------------------------------------------------------------------------------------

# The release of the rustc that this checkout uses, or nothing. What `rust-toolchain.toml` says
# counts only inside the checkout.
rust_release() {
	(cd "$ROOT" && rustc --version 2>/dev/null | awk '{ print $2 }') || true
}

rustup_home() { printf '%s' "${RUSTUP_HOME:-${HOME:-/nonexistent}/.rustup}"; }

# Would calling rustc make rustup download the toolchain, with everything that we don't need?
# Releases before 1.28 do, whatever RUSTUP_AUTO_INSTALL says; rustc and rustup then share a folder.
rustc_would_download() {
	local rustup rustc
	if [ -n "${RUSTUP_TOOLCHAIN:-}" ]; then return 1; fi
	rustup=$(command -v rustup) || return 1
	rustc=$(command -v rustc) || return 1
	[ "$(dirname "$rustup")" = "$(dirname "$rustc")" ] || return 1
	! compgen -G "$(rustup_home)/toolchains/$RUST-*/bin/rustc" >/dev/null
}

has_rust() {
	! rustc_would_download && [ "$(rust_release)" = "$RUST" ] &&
		(cd "$ROOT" && cargo --version) >/dev/null 2>&1
}

# Where rustup's server can't be reached, a toolchain of the right release under another name
# ("stable", say) does as well. The link's name makes rustup take it for the pinned one.
reuse_toolchain() {
	local toolchain rustc host link
	for toolchain in "$(rustup_home)"/toolchains/*; do
		rustc=$toolchain/bin/rustc
		[ "$("$rustc" --version 2>/dev/null | awk '{ print $2 }')" = "$RUST" ] || continue
		host=$("$rustc" -vV | sed -n 's/^host: //p')
		link=$(rustup_home)/toolchains/$RUST-$host
		[ ! -e "$link" ] || continue
		say "using the installed toolchain $(basename "$toolchain"), which is Rust $RUST: linking $link to it"
		ln -s "$toolchain" "$link"
		return 0
	done
	return 1
}

rustup_toolchain() {
	local link
	# A link made by reuse_toolchain whose toolchain has moved on to another release, or is gone.
	for link in "$(rustup_home)"/toolchains/"$RUST"-*; do
		[ -L "$link" ] || continue
		if [ "$("$link/bin/rustc" --version 2>/dev/null | awk '{ print $2 }')" != "$RUST" ]; then
			say "removing the link $link, which no longer leads to Rust $RUST"
			rm "$link"
		fi
	done
	say "installing Rust $RUST with rustup"
	rustup toolchain install "$RUST" \
		--profile minimal --no-self-update ||
		reuse_toolchain ||
		fail "rustup could not install Rust $RUST, and no installed toolchain is that release. Make rustup's server reachable, or install that toolchain by other means, then run this again."
}

rust() {
	if has_rust; then
		say "have Rust $RUST"
	else
		if ! has rustup; then
			if ! has apt-get; then
				fail "Rust $RUST is needed. Install rustup, or rustc and cargo of exactly that release, then run this again."
			fi
			apt_update rustup
			[ -n "$(apt_candidate rustup)" ] ||
				fail "Rust $RUST is needed, and this distribution has no rustup package. Install rustup as the Rust project's site describes, or rustc and cargo of exactly that release, then run this again."
			apt_install rustup
			hash -r
		fi
		rustup_toolchain
		has_rust ||
			fail "rustup has Rust $RUST, but the rustc on the path is ${RUSTUP_TOOLCHAIN:+the toolchain that RUSTUP_TOOLCHAIN names, }'$(command -v rustc || echo none)' ($(rust_release)). Put rustup's folder first on the path, then run this again."
	fi
}

style_checks() {
	if (cd "$ROOT" && cargo fmt --version && cargo clippy --version) >/dev/null 2>&1; then
		say "have rustfmt and clippy"
	elif has rustup && say "installing rustfmt and clippy with rustup" &&
		(cd "$ROOT" && rustup component add rustfmt clippy); then
		:
	else
		problem "rustfmt and clippy of Rust $RUST are missing, which the style checks need."
	fi
}

# ---- The WebAssembly target --------------------------------------------------------------------

sysroot() { (cd "$ROOT" && rustc --print sysroot); }

# Is the target's standard library there, once, and made for this rustc? Compiles an empty library.
has_target() {
	local libs name found
	libs=$(cd "$ROOT" && rustc --print target-libdir --target "$TARGET" 2>/dev/null) || return 1
	for name in core alloc compiler_builtins; do
		found=("$libs/lib$name"-*.rlib)
		[ "${#found[@]}" -eq 1 ] || return 1
	done
	printf '#![no_std]\nextern crate alloc;\n' >"$TMP/empty.rs"
	(cd "$ROOT" && rustc --edition 2021 --crate-type lib --target "$TARGET" -o "$TMP/empty.rlib" \
		"$TMP/empty.rs") >"$TMP/target.log" 2>&1
}

# Links a small module with link-time optimisation, as the runtime's build does.
target_links() {
	cat >"$TMP/module.rs" <<-'RUST'
		#![no_std]
		extern crate alloc;
		use core::alloc::{GlobalAlloc, Layout};
		struct Nothing;
		unsafe impl GlobalAlloc for Nothing {
			unsafe fn alloc(&self, _: Layout) -> *mut u8 { core::ptr::null_mut() }
			unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
		}
		#[global_allocator]
		static NOTHING: Nothing = Nothing;
		#[panic_handler]
		fn panic(_: &core::panic::PanicInfo<'_>) -> ! { loop {} }
		#[no_mangle]
		pub extern "C" fn module(n: u32) -> usize { alloc::vec![0u8; n as usize].len() }
	RUST
	(cd "$ROOT" && rustc --edition 2021 --crate-type cdylib --target "$TARGET" -O -C lto=fat \
		-o "$TMP/module.wasm" "$TMP/module.rs") >"$TMP/target.log" 2>&1
}

# Writes into the toolchain's folder, which belongs to root if the distribution installed it.
in_sysroot() {
	if [ -w "$(sysroot)/lib/rustlib" ]; then "$@"; else as_root "$@"; fi
}

rustup_target() {
	has rustup || return 1
	case "$(sysroot)" in
	"$(readlink -f "$(rustup_home)")"/* | "$(rustup_home)"/*) ;;
	*) return 1 ;;
	esac
	say "installing the $TARGET target with rustup"
	# A target that is there but doesn't work would count as installed, or be mixed with the new one.
	(cd "$ROOT" && rustup target remove "$TARGET") >/dev/null 2>&1 || true
	rm -rf "$(sysroot)/lib/rustlib/$TARGET"
	(cd "$ROOT" && rustup target add "$TARGET") || return 1
	has_target
}

# apt-get with lists, cache and sources of its own: the system's stay as they are.
private_apt() {
	apt-get -qq -o Dir::Etc::SourceList="$TMP/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
		-o Dir::State::Lists="$TMP/apt/lists" -o Dir::Cache="$TMP/apt/cache" \
		-o Acquire::Languages=none -o APT::Sandbox::User=root "$@"
}

# Debian's mirrors, from this machine's own apt sources.
mirrors() {
	mkdir -p "$TMP/no-lists/partial"
	apt-get -o Dir::State::Lists="$TMP/no-lists" --print-uris update 2>/dev/null |
		sed -n "s#^'\(.*\)/dists/[^']*/InRelease'.*#\1#p" | grep -v security | sort -u || true
}

# The standard library's source, unpacked below $TMP/source. Debian's trixie-backports suite has
# it for this release, with the crates it depends on.
fetch_source() {
	local mirror key='' keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	has apt-get || return 1
	has dpkg || return 1
	if [ -e "$keyring" ]; then key="[signed-by=$keyring]"; fi
	for mirror in $(mirrors); do
		rm -rf "$TMP/apt" "$TMP/source"
		mkdir -p "$TMP/apt/lists/partial" "$TMP/apt/cache/archives/partial" "$TMP/source"
		printf 'deb %s %s trixie-backports main\n' "$key" "$mirror" >"$TMP/apt/sources.list"
		private_apt update >"$TMP/apt.log" 2>&1 || continue
		(cd "$TMP/apt" && private_apt download "rust-src=$RUST*") >"$TMP/apt.log" 2>&1 || continue
		dpkg -x "$TMP"/apt/rust-src_*.deb "$TMP/source" || continue
		return 0
	done
	return 1
}

# Builds the target's standard library from source, and puts it into the toolchain. The build uses
# a sysroot of its own, so the toolchain gets the finished libraries and nothing else.
build_target() {
	local real source='' from cargo entry built found name
	real=$(sysroot)

	if [ -e "$real/lib/rustlib/src/rust/library/core" ]; then
		source=$real/lib/rustlib/src/rust
		from="the toolchain's own rust-src"
	else
		say "fetching the source of Rust $RUST from Debian's trixie-backports suite"
		if fetch_source; then
			source=$TMP/source/usr/src/rustc-$RUST
			from="Debian's $(basename "$TMP"/apt/rust-src_*.deb | sed 's/_[^_]*$//; s/_/ /')"
			# The source must be this rustc's own release: its libraries fit no other.
			[ -e "$source/library/core" ] || source=''
		fi
	fi
	[ -n "$source" ] ||
		fail "the $TARGET target is missing. rustup could not add it, and this machine's apt sources lead to no source of Rust $RUST to build it from. Make rustup's server reachable, or install that target by other means, then run this again."

	mkdir -p "$TMP/sysroot/lib/rustlib/src" "$TMP/build/src"
	for entry in "$real"/lib/rustlib/*; do
		name=$(basename "$entry")
		case "$name" in
		src | "$TARGET") ;;
		*) ln -s "$entry" "$TMP/sysroot/lib/rustlib/$name" ;;
		esac
	done
	ln -s "$source" "$TMP/sysroot/lib/rustlib/src/rust"
	printf '#!/bin/sh\nexec "%s" --sysroot "%s" "$@"\n' "$real/bin/rustc" "$TMP/sysroot" >"$TMP/rustc"
	chmod +x "$TMP/rustc"

	printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n\n[workspace]\n' \
		>"$TMP/build/Cargo.toml"
	printf '#![no_std]\n' >"$TMP/build/src/lib.rs"
	cargo=$real/bin/cargo
	[ -x "$cargo" ] || cargo=cargo

	# Without the bitcode, link-time optimisation of the runtime fails.
	quietly "building the $TARGET target from $from" \
		env -u RUSTC_WRAPPER -u RUSTC_WORKSPACE_WRAPPER -u CARGO_ENCODED_RUSTFLAGS \
		-u CARGO_BUILD_TARGET RUSTC="$TMP/rustc" RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
		CARGO_TARGET_DIR="$TMP/built" "$cargo" build --release --manifest-path "$TMP/build/Cargo.toml" \
		-Z build-std=core,alloc --target "$TARGET" ||
		fail "the $TARGET target could not be built; the build's last lines are above."

	built=$TMP/built/$TARGET/release/deps
	mkdir -p "$TMP/lib"
	for name in core alloc compiler_builtins; do
		# Exactly one of each: two would break every build for the target.
		found=("$built/lib$name"-*.rlib)
		if [ "${#found[@]}" -ne 1 ] || [ ! -e "${found[0]}" ]; then
			fail "the build of the $TARGET target left not one $name library, but: ${found[*]}."
		fi
		cp "${found[0]}" "$TMP/lib/"
	done
	say "installing the $TARGET target into $real/lib/rustlib/$TARGET"
	in_sysroot rm -rf "$real/lib/rustlib/$TARGET"
	in_sysroot mkdir -p "$real/lib/rustlib/$TARGET"
	in_sysroot cp -r "$TMP/lib" "$real/lib/rustlib/$TARGET/lib"
	in_sysroot chmod -R a+rX "$real/lib/rustlib/$TARGET"
}

target() {
	if has_target; then
		say "have the $TARGET target"
	else
		if ! rustup_target; then
			build_target
			has_target || {
				cat "$TMP/target.log" >&2
				fail "the $TARGET target is installed, but rustc can't compile for it; its message is above."
			}
		fi
		# Runtimes built against another copy of the libraries don't link with this one.
		rm -rf "$CARGO_TARGET_DIR"/*/wbuild
	fi
	target_links || {
		cat "$TMP/target.log" >&2
		fail "rustc compiles for $TARGET, but can't link for it; its message is above. If the linker is there, remove $(sysroot)/lib/rustlib/$TARGET and run this again to install the target anew."
	}
}

# ---- Cargo's tools -----------------------------------------------------------------------------

# Builds and installs a package's programs: package NAME VERSION [OPTION...]
package() {
	local name=$1 version=$2
	shift 2
	quietly "installing $name $version (some minutes)" \
		env -u CARGO_TARGET_DIR -C "$ROOT" cargo install --locked --version "$version" "$@" "$name" ||
		fail "cargo could not install $name $version; its last lines are above."
}

# Has a cargo subcommand be there: tool NAME VERSION.
tool() {
	local version
	if version=$(cd "$ROOT" && cargo "$1" --version 2>/dev/null | head -n 1) && [ -n "$version" ]; then
		say "have $version"
		return 0
	fi
	package "cargo-$1" "$2"
}

# Only the HTML is wanted of it: no server, and no search.
mdbook_program() {
	local version
	if version=$(mdbook --version 2>/dev/null) && [ -n "$version" ]; then
		say "have $version"
		return 0
	fi
	package mdbook "$MDBOOK" --no-default-features
}

[ -n "$RUST" ] || fail "rust-toolchain.toml names no Rust release."

system_packages
rust
target
if [ "$TEST" = yes ]; then
	node_js
	python
	tool nextest "$NEXTEST"
fi
if [ "$DEV" = yes ]; then
	style_checks
	tool deny "$DENY"
	mdbook_program
fi

if [ "${#PROBLEMS[@]}" -gt 0 ]; then
	fail "everything else is ready, but: ${PROBLEMS[*]}"
fi
say "ready; cargo builds into $CARGO_TARGET_DIR when started by the scripts."
