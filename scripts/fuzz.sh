#!/usr/bin/env bash
#
# Fuzzes what decides challenges: each target for some seconds, one after the other. Fails if one of
# them finds input that breaks what it asserts. See docs/fuzzing.md.
#
#     scripts/fuzz.sh [SECONDS] [--targets NAME,NAME,...]
#         SECONDS for each target (60); without --targets, all of them
#
# Input that reaches new code is kept in fuzz/found, and input that breaks something in
# fuzz/artifacts. Results go to bench-results/fuzz.json, and are shown as a table.

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

CARGO_FUZZ=0.13.2
# Its flags are for every crate that is fuzzed, so nothing of it can serve another build.
FUZZ_TARGET_DIR=$CARGO_TARGET_DIR/fuzz
RESULT=$ROOT/bench-results/fuzz.json
# Bytes of the longest input. The longest receipts are only built, and need none.
MAX_LEN=16384
# Seconds between lines of progress.
LINE=15

FOR=60
TARGETS=()

usage() { sed -n '3,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

while [ "$#" -gt 0 ]; do
	case "$1" in
	-h | --help)
		usage
		exit 0
		;;
	--targets)
		[ "$#" -ge 2 ] || fail "--targets needs names; see scripts/fuzz.sh --help."
		IFS=, read -r -a TARGETS <<<"$2"
		shift
		;;
	'' | *[!0-9]*) fail "unknown option '$1'; see scripts/fuzz.sh --help." ;;
	*)
		FOR=$((10#$1))
		[ "$FOR" -gt 0 ] || fail "a target has to run for at least a second."
		;;
	esac
	shift
done

cd "$ROOT"

# ---- Building ----------------------------------------------------------------------------------

cargo_fuzz() {
	local version
	if version=$(cargo fuzz --version 2>/dev/null) && [ -n "$version" ]; then
		say "have $version"
		return 0
	fi
	quietly "installing cargo-fuzz $CARGO_FUZZ (a minute or two)" \
		env -u CARGO_TARGET_DIR cargo install --locked --version "$CARGO_FUZZ" cargo-fuzz ||
		fail "cargo could not install cargo-fuzz $CARGO_FUZZ; its last lines are above."
}

# Without a sanitizer the flags are those of a stable compiler, and the C++ compiler need not be
# clang. Nothing here is unsafe code that a sanitizer would watch.
build_targets() {
	quietly "fetching what the lock file names" \
		cargo fetch --locked --target "$HOST" --manifest-path fuzz/Cargo.toml ||
		fail "fuzz/Cargo.lock does not fit fuzz/Cargo.toml, or packages could not be fetched; cargo's last lines are above."
	CARGO_TARGET_DIR=$FUZZ_TARGET_DIR \
		cargo fuzz build --fuzz-dir fuzz --sanitizer none --target "$HOST"
}

# ---- Running -----------------------------------------------------------------------------------

LOGS=$(mktemp -d)
FUZZER=
finish() {
	if [ -n "$FUZZER" ]; then kill "$FUZZER" 2>/dev/null || true; fi
	rm -rf "$LOGS"
}
trap finish EXIT

# last TARGET NAME: the last number that the fuzzer said of NAME; a dash if it said none.
last() {
	local found
	found=$(sed -n "s#.* $2: *\([0-9][0-9]*\).*#\1#p" "$LOGS/$1" | tail -n 1)
	printf '%s' "${found:--}"
}

# statistic TARGET NAME: a number of those that the fuzzer says at its end; 0 if it did not.
statistic() {
	local found
	found=$(sed -n "s/^stat::$2: *\([0-9][0-9]*\).*/\1/p" "$LOGS/$1" | tail -n 1)
	printf '%s' "${found:-0}"
}

# The files of input that broke a target in this run, one a line.
broken() {
	sed -n 's/.*Test unit written to //p' "$LOGS/$1" | grep -v '/slow-unit-' || true
}

# fuzz TARGET: runs it to its end. Returns the fuzzer's exit status.
fuzz() {
	local target=$1 started=$SECONDS said=$SECONDS status=0 inputs
	# What is found goes to the first folder.
	inputs=("fuzz/found/$target")
	mkdir -p "fuzz/found/$target" "fuzz/artifacts/$target"
	if [ -d "fuzz/corpus/$target" ]; then inputs+=("fuzz/corpus/$target"); fi
	"$FUZZ_TARGET_DIR/$HOST/release/$target" "${inputs[@]}" \
		-artifact_prefix="fuzz/artifacts/$target/" -max_total_time="$FOR" -max_len="$MAX_LEN" \
		-timeout=10 -rss_limit_mb=2048 -print_final_stats=1 >"$LOGS/$target" 2>&1 </dev/null &
	FUZZER=$!
	while kill -0 "$FUZZER" 2>/dev/null; do
		sleep 0.5
		if [ $((SECONDS - said)) -ge "$LINE" ]; then
			said=$SECONDS
			say "  $target: $(duration $((said - started))) of $(duration "$FOR"), $(last "$target" cov) edges, $(last "$target" exec/s) executions a second"
		fi
	done
	wait "$FUZZER" || status=$?
	FUZZER=
	return "$status"
}

row() { printf '| %-14s | %11s | %8s | %6s | %6s | %6s | %7s |\n' "$@"; }

# result TARGET: a row of the table, and an object of the results.
result() {
	local target=$1 cells
	cells=("$(statistic "$target" number_of_executed_units)"
		"$(statistic "$target" average_exec_per_sec)" "$(last "$target" cov)"
		"$(last "$target" ft)" "$(last "$target" corp)" "$(broken "$target" | grep -c . || true)")
	TABLE+=("$(row "$target" "${cells[@]}")")
	# Dashes are no numbers.
	OBJECTS+=("$(printf '{ "target": "%s", "executions": %s, "executions_per_s": %s, "coverage": %s, "features": %s, "corpus": %s, "crashes": %s }' \
		"$target" "${cells[@]/#-/null}")")
}

save() {
	local commit memory object separator=''
	commit=$(git -C "$ROOT" describe --always --dirty 2>/dev/null) || commit=unknown
	memory=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo 2>/dev/null) || memory=0
	mkdir -p "$(dirname "$RESULT")"
	{
		printf '{\n  "machine": { "cores": %s, "memory_bytes": %s },\n' \
			"$(getconf _NPROCESSORS_ONLN)" "$((${memory:-0} * 1024))"
		printf '  "commit": "%s",\n  "seconds": %s,\n  "targets": [' "$commit" "$FOR"
		for object in "${OBJECTS[@]}"; do
			printf '%s\n    %s' "$separator" "$object"
			separator=,
		done
		printf '\n  ]\n}\n'
	} >"$RESULT"
}

# ---- All of it ---------------------------------------------------------------------------------

STEPS=3
step "What this machine lacks"
scripts/setup.sh
cargo_fuzz

mapfile -t ALL < <(cargo fuzz list --fuzz-dir fuzz)
[ "${#ALL[@]}" -gt 0 ] || fail "fuzz/Cargo.toml names no targets."
if [ "${#TARGETS[@]}" -eq 0 ]; then TARGETS=("${ALL[@]}"); fi
for target in "${TARGETS[@]}"; do
	printf '%s\n' "${ALL[@]}" | grep -qxF -- "$target" ||
		fail "there is no target '$target'; there are: ${ALL[*]}."
done
HOST=$(rustc -vV | sed -n 's/^host: //p')

step "The fuzzer (a first build takes some minutes)"
build_targets

step "${#TARGETS[@]} targets, $(duration "$FOR") each"
TABLE=() OBJECTS=() FAILED=()
for target in "${TARGETS[@]}"; do
	say "$target"
	if ! fuzz "$target"; then
		FAILED+=("$target")
		tail -n 30 "$LOGS/$target" >&2
	fi
	result "$target"
done

say
row target executions "a second" edges paths inputs crashes
say "|----------------|-------------|----------|--------|--------|--------|---------|"
printf '%s\n' "${TABLE[@]}"
say
save
say "written to $RESULT"

if [ "${#FAILED[@]}" -gt 0 ]; then
	for target in "${FAILED[@]}"; do
		broken "$target" | while read -r input; do
			say "$target is broken by $ROOT/$input; see it again:"
			say "    (cd $ROOT && $FUZZ_TARGET_DIR/$HOST/release/$target $input)"
		done
	done
	fail "targets that ended before their time: ${FAILED[*]}."
fi
