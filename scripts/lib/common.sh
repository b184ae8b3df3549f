# shellcheck shell=bash
#
# What the scripts in this folder share. Source it, don't run it:
#
#     source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
#
# It sets ROOT (the checkout) and RUST (the Rust release that rust-toolchain.toml asks for), and
# exports CARGO_TARGET_DIR. Loading it changes nothing on disk.

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)

# shellcheck disable=SC2034 # used by the scripts that source this
RUST=$(sed -n 's/^channel *= *"\([^"]*\)".*/\1/p' "$ROOT/rust-toolchain.toml")

# The build cache lives outside the checkout, so that every clone on a machine shares it and a
# fresh clone compiles only the workspace's own crates.
if [ -z "${CARGO_TARGET_DIR:-}" ]; then
	if [ -n "${HOME:-}" ]; then
		CARGO_TARGET_DIR="${XDG_CACHE_HOME:-$HOME/.cache}/openledger/target"
	else
		CARGO_TARGET_DIR="$ROOT/target"
	fi
fi
export CARGO_TARGET_DIR

# rustup downloads only where setup.sh asks it to.
export RUSTUP_AUTO_INSTALL=0

# A shell that isn't a login shell doesn't have cargo's folder on its path.
if [ -n "${CARGO_HOME:-${HOME:-}}" ]; then
	cargo_bin="${CARGO_HOME:-$HOME/.cargo}/bin"
	case ":$PATH:" in
	*":$cargo_bin:"*) ;;
	*) if [ -d "$cargo_bin" ]; then PATH="$cargo_bin:$PATH"; fi ;;
	esac
	unset cargo_bin
fi

# ---- Messages ----------------------------------------------------------------------------------

# One line for people.
say() { printf '%s\n' "$*"; }

# Something to know that doesn't stop the script.
warn() { printf 'warning: %s\n' "$*" >&2; }

# What went wrong and what to do about it, in a sentence; ends the script.
fail() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}

# A heading with its number and the time so far. Set STEPS to the number of headings first.
STEPS=${STEPS:-}
STEP=0
step() {
	STEP=$((STEP + 1))
	say "[$STEP${STEPS:+/$STEPS}, $(duration "$SECONDS")] $*"
}

# 75 -> "1m 15s"
duration() {
	local seconds=$1
	if [ "$seconds" -ge 3600 ]; then
		printf '%dh %dm' $((seconds / 3600)) $((seconds % 3600 / 60))
	elif [ "$seconds" -ge 60 ]; then
		printf '%dm %ds' $((seconds / 60)) $((seconds % 60))
	else
		printf '%ds' "$seconds"
	fi
}

# ---- Running things ----------------------------------------------------------------------------

has() { command -v "$1" >/dev/null 2>&1; }

# A long command that needs no watching: its output goes to a log, a line every half minute says
# that it still runs, and the log's end is shown if it fails. Returns the command's exit status.
#
#     quietly "building the node" cargo build --release
quietly() {
	local what=$1 log beat started=$SECONDS status=0
	shift
	log=$(mktemp)
	say "$what"
	(
		# Ends by itself when the script has been interrupted.
		while sleep 30 3>&- && kill -0 $$; do
			say "  still $what ($(duration $((SECONDS - started))))" >&3
		done
	) 3>&1 >/dev/null 2>&1 </dev/null &
	beat=$!
	"$@" >"$log" 2>&1 || status=$?
	kill "$beat" 2>/dev/null || true
	wait "$beat" 2>/dev/null || true
	if [ "$status" -ne 0 ]; then
		tail -n 40 "$log" >&2
	fi
	rm -f "$log"
	return "$status"
}

# Runs a command as root: directly, or with sudo.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif has sudo; then
		sudo "$@"
	else
		fail "installing system packages needs root: run this as root, or install sudo first."
	fi
}
