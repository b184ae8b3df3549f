#!/usr/bin/env bash
#
# The whole check: unit and property tests, runtime integrity, the README's first command, and
# end-to-end tests that drive the release node over its public RPC, and run what the documents print.
#
#     scripts/test.sh            everything that a change must pass, but for style and licenses
#     scripts/test.sh --lints    those too: formatting, clippy, the code's documentation, the dependencies'
#                                licenses and sources, and whether the book can be made. Where CI is set
#                                they are always checked
#     scripts/test.sh --soak     the same for hours: many more random cases, transactions and crashes;
#                                and the runtime built twice, which must be the same

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/node.sh
source "$ROOT/scripts/lib/node.sh"

SOAK=no
LINTS=no
if [ -n "${CI:-}" ]; then LINTS=yes; fi
for arg in "$@"; do
	case "$arg" in
	--lints) LINTS=yes ;;
	--soak)
		SOAK=yes
		export PROPTEST_CASES=4000 OPENLEDGER_SOAK=1
		;;
	-h | --help)
		sed -n '3,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
		exit 0
		;;
	*) fail "unknown option '$arg'; see scripts/test.sh --help." ;;
	esac
done

cd "$ROOT"
# Nodes of all tests have one runtime, and the first of them compiles it.
export OPENLEDGER_COMPILED_RUNTIMES=$CARGO_TARGET_DIR/compiled-runtimes
# One set of packages and features for all that is checked and tested, so that the dependencies are
# built once. The node itself is tested as a program, in release.
TESTED=(--locked --workspace --exclude openledger-node --exclude openledger-service
	--features openledger-runtime/try-runtime)

# What is linted and documented: the node too. Dependencies are checked once for both, if the
# documentation has the examples, which need what tests need.
LINTED=(--locked --workspace --no-default-features --features openledger-runtime/try-runtime)

# What `scripts/run.sh --exit` leaves behind is kept if it failed.
end_first_command() {
	local status=$?
	if [ -e "$DATA/node.pid" ]; then stop_dev_node "$DATA"; fi
	if [ "$status" -eq 0 ]; then rm -rf "$DATA"; else warn "the chain and its log are in $DATA"; fi
	exit "$status"
}

# The README's first command, as it is, and once more on the chain that it left, so that an era of the
# development chain ends before the second is done. Its last line but the script's own says what is
# burned until stakers claim it.
first_command() (
	DATA=$(mktemp -d)
	trap end_first_command EXIT
	port=$(free_port)
	for log in first second; do
		OPENLEDGER_PORT=$port OPENLEDGER_DATA=$DATA scripts/run.sh --exit 2>&1 | tee "$DATA/$log.log"
	done
	grep -q '([0-9.]*[1-9][0-9.]* of it burned until stakers claim it)' "$DATA/second.log" ||
		fail "no era has ended in two runs of scripts/run.sh, so nothing was tried across its end."
)

# scripts/runtime.sh in clones whose folders have nothing in common, and with cargo's folder elsewhere.
same_runtime() (
	CLONES=$(mktemp -d)
	trap 'rm -rf "$CLONES"' EXIT
	other=$CLONES/of/another/folder/whose/name/is/longer
	mkdir -p "$other/cargo"
	ln -s "${CARGO_HOME:-$HOME/.cargo}"/* "$other/cargo"
	git clone --quiet "$ROOT" "$CLONES/one"
	git clone --quiet "$ROOT" "$other/clone"
	"$CLONES/one/scripts/runtime.sh" --out "$CLONES/one.wasm"
	CARGO_HOME=$other/cargo "$other/clone/scripts/runtime.sh" --out "$CLONES/other.wasm"
	cmp "$CLONES/one.wasm" "$CLONES/other.wasm" ||
		fail "two builds of one runtime differ, so nobody can check an upgrade."
)

# A Python of its own for the rule's second implementation and for the example, with the packages that they
# pin. One that no longer works, as its Python was replaced, is made again.
second_implementation() {
	local venv=$CARGO_TARGET_DIR/reference-python
	if ! "$venv/bin/python3" -m pip --version >/dev/null 2>&1; then
		rm -rf "$venv"
		python3 -m venv "$venv"
	fi
	"$venv/bin/python3" -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r tests/reference/requirements.txt -r examples/python/requirements.txt
	export OPENLEDGER_PYTHON=$venv/bin/python3
	"$OPENLEDGER_PYTHON" tests/reference/rule.py test
}

# The links and lengths of the book's pages; and with --lints the book, beside what else is built.
book() {
	python3 scripts/lib/book.py test
	python3 scripts/lib/book.py
	if [ "$LINTS" = yes ]; then
		quietly "making the book" mdbook build --dest-dir "$CARGO_TARGET_DIR/book" docs
	fi
}

# What is to run, compiled while the first command waits for its blocks.
build_tests() {
	SKIP_WASM_BUILD=1 cargo nextest run "${TESTED[@]}" --no-run
}

STEPS=7
if [ "$LINTS" = yes ]; then STEPS=$((STEPS + 4)); fi
if [ "$SOAK" = yes ]; then STEPS=$((STEPS + 1)); fi

step "What this machine lacks"
if [ "$LINTS" = yes ]; then scripts/setup.sh --dev; else scripts/setup.sh --test; fi

if [ "$LINTS" = yes ]; then
	step "Formatting"
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
fi

step "The book"
book

step "The release: node, client and bench"
build_release_and_bench

step "The README's first command, twice, and meanwhile what the tests consist of"
BUILD_LOG=$(mktemp)
build_tests >"$BUILD_LOG" 2>&1 &
BUILDER=$!
trap 'kill "$BUILDER" 2>/dev/null || true; rm -f "$BUILD_LOG"' EXIT
# By itself, not in a condition: there, what fails inside would not end it.
first_command
wait "$BUILDER" || {
	tail -n 60 "$BUILD_LOG" >&2
	fail "the tests could not be built; the end of what the compiler says is above."
}

if [ "$LINTS" = yes ]; then
	step "Lints"
	SKIP_WASM_BUILD=1 cargo clippy "${LINTED[@]}" --all-targets -- -D warnings

	step "The documentation of the code"
	SKIP_WASM_BUILD=1 RUSTDOCFLAGS="-D warnings" cargo doc --no-deps "${LINTED[@]}" --lib --bins --examples

	step "Dependencies: licenses and sources"
	cargo deny --log-level error --locked check bans licenses sources
fi

step "The clients that we did not write, and the dApp"
for packages in tests/js examples/dapp; do
	(cd "$packages" && npm ci --no-audit --no-fund --silent)
done

step "The rule's second implementation"
second_implementation

step "Tests"
# Nextest runs no examples of documentation.
SKIP_WASM_BUILD=1 cargo test --doc --quiet "${TESTED[@]}"
SKIP_WASM_BUILD=1 OPENLEDGER_BIN_DIR="$BIN" cargo nextest run "${TESTED[@]}" --profile ci

if [ "$SOAK" = yes ]; then
	step "The runtime, twice"
	same_runtime
fi
