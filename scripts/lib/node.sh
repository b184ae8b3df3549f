# shellcheck shell=bash
#
# Building the release, a runtime alone, and a development node in the background. Source it after
# common.sh.

BIN=$CARGO_TARGET_DIR/release

# One set of packages and flags for all that is built in release: another set of features would build
# the dependencies again. The bench adds none.
RELEASE=(--release --locked --package openledger-node --package openledger-cli)

# The node and the client.
build_release() { (cd "$ROOT" && cargo build "${RELEASE[@]}"); }

build_release_and_bench() { (cd "$ROOT" && cargo build "${RELEASE[@]}" --package openledger-bench); }

# build_wasm CHECKOUT CACHE OPTION...: the runtime of a checkout alone, as WebAssembly: by the flags
# and the profile of substrate-wasm-builder, but without a native runtime.
build_wasm() {
	local checkout=$1 cache=$2
	shift 2
	local flags=(
		-C link-arg=--export-table -C link-arg=--export=__heap_base -C link-arg=--import-memory
		--cfg substrate_runtime
	)
	env -u CARGO_ENCODED_RUSTFLAGS -u CARGO_BUILD_TARGET -u RUSTC -C "$checkout" \
		RUSTFLAGS="${flags[*]}" CARGO_TARGET_DIR="$cache" \
		CARGO_PROFILE_RELEASE_LTO=thin CARGO_PROFILE_RELEASE_PANIC=abort \
		cargo rustc --release --locked --target wasm32v1-none --package openledger-runtime \
		--no-default-features "$@" --lib --crate-type cdylib
}

# Where build_wasm leaves it.
wasm_in() { printf '%s' "$1/wasm32v1-none/release/openledger_runtime.wasm"; }

# The spec version that the runtime's source on stdin names.
spec_version() { sed -n 's/^[[:space:]]*spec_version: *\([0-9]*\),$/\1/p'; }

count_folders() { find "$1" -mindepth 1 -maxdepth 1 -type d | wc -l; }

# The folder of the sources of Rust packages that has the most of them; empty if there is none.
registry_sources() {
	local folder best="" most=0 count
	for folder in "${CARGO_HOME:-${HOME:-}/.cargo}"/registry/src/*/; do
		[ -d "$folder" ] || continue
		count=$(count_folders "$folder")
		if [ "$count" -gt "$most" ]; then
			most=$count
			best=$folder
		fi
	done
	printf '%s' "$best"
}

# Whether something listens on a loopback port.
is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A loopback port that nothing listens on.
free_port() {
	local port
	for _ in $(seq 1 100); do
		port=$((20000 + RANDOM % 10000))
		if ! is_listening "$port"; then
			printf '%s' "$port"
			return
		fi
	done
	fail "no port between 20000 and 30000 is free."
}

# A node that answers neither nor ends for so many seconds has a fault; a slow machine has none.
NODE_PATIENCE=600

# start_dev_node PORT FOLDER: a development node with its chain in FOLDER, unless the one that was
# started there runs already. It outlives the script.
start_dev_node() {
	local port=$1 data=$2 pid started=$SECONDS said=0 waited
	pid=$(cat "$data/node.pid" 2>/dev/null || true)
	if [ -n "$pid" ] && is_our_node "$pid" "$data"; then
		is_listening "$port" ||
			fail "the node of $data (process $pid) runs at another port; stop it: kill $pid"
		say "The node runs already (process $pid)."
		return
	fi
	if is_listening "$port"; then
		fail "port $port is taken by another program; set OPENLEDGER_PORT to a free one."
	fi
	nohup "$BIN/openledger-node" --dev \
		--base-path "$data/chain" --rpc-port "$port" --listen-addr "/ip4/127.0.0.1/tcp/0" \
		--no-telemetry --no-prometheus --no-mdns --no-hardware-benchmarks --rpc-max-connections 1000 \
		>"$data/node.log" 2>&1 </dev/null &
	pid=$!
	printf '%s\n' "$pid" >"$data/node.pid"
	say "starting the node, which compiles the runtime first (up to a minute)"
	while ! is_listening "$port"; do
		if ! kill -0 "$pid" 2>/dev/null; then
			rm -f "$data/node.pid"
			tail -n 20 "$data/node.log" >&2
			fail "the node ended before it answered; the end of its log is above."
		fi
		waited=$((SECONDS - started))
		if [ "$waited" -ge "$NODE_PATIENCE" ]; then
			kill "$pid"
			rm -f "$data/node.pid"
			fail "the node did not answer in $(duration "$waited"), and was stopped; see $data/node.log."
		fi
		if [ "$waited" -ge $((said + 15)) ]; then
			said=$waited
			say "  still waiting for the node, which compiles the runtime ($(duration "$waited"))"
		fi
		sleep 0.25
	done
	say "A node of the development chain runs (process $pid, log $data/node.log)."
}

# Whether process PID is the node of FOLDER, and not another that got its number.
is_our_node() {
	tr '\0' '\n' 2>/dev/null <"/proc/$1/cmdline" | grep -qxF -- "$2/chain"
}

stop_dev_node() {
	local pid
	pid=$(cat "$1/node.pid" 2>/dev/null || true)
	if [ -n "$pid" ] && is_our_node "$pid" "$1"; then
		kill "$pid"
		for _ in $(seq 1 120); do
			kill -0 "$pid" 2>/dev/null || break
			sleep 0.25
		done
	fi
	rm -f "$1/node.pid"
}
