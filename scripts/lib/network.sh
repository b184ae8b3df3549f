# shellcheck shell=bash
#
# Nodes of a local chain on loopback, and what they say. Source it after node.sh, with DATA, the
# folder of the network, and PORT, its first port, set.

# The full node is first: it always runs, so the others find each other through it.
NODES=(full alice bob charlie dave eve)
# Those whose session keys are in the chain's first state.
FIRST=(alice bob charlie dave)

# Nodes that this call has started and that end with it, unless `keep` is called.
STARTED=()
keep() { STARTED=(); }
stop_started() { stop_nodes "${STARTED[@]}"; }

# ---- Where they are ----------------------------------------------------------------------------

# number_of NAME: its place in NODES.
number_of() {
	local number
	for number in "${!NODES[@]}"; do
		if [ "${NODES[$number]}" = "$1" ]; then
			printf '%s' "$number"
			return
		fi
	done
	fail "there is no node '$1': it is one of ${NODES[*]}."
}

rpc_port() { printf '%s' $((PORT + $(number_of "$1"))); }
p2p_port() { printf '%s' $((PORT + 10 + $(number_of "$1"))); }
prometheus_port() { printf '%s' $((PORT + 20 + $(number_of "$1"))); }
url() { printf 'ws://127.0.0.1:%s' "$(rpc_port "$1")"; }

is_first() { [[ " ${FIRST[*]} " == *" $1 "* ]]; }

# The secret URI of its stash. Those of the first state are derived from the name's own.
stash() {
	if is_first "$1"; then printf '//%s//stash' "${1^}"; else printf '//%s' "${1^}"; fi
}

# The account of its stash, in hex without 0x.
account() {
	"$BIN/openledger-node" key inspect --output-type json "$(stash "$1")" |
		sed -n 's/.*"publicKey": "0x\([0-9a-f]*\)".*/\1/p'
}

client() { "$BIN/openledger" --url "$(url full)" "$@"; }

# ---- What was done -----------------------------------------------------------------------------

# What was done for a node is noted in its folder, beside its chain: a call that was interrupted
# goes on from there.
done_for() { [ -e "$DATA/$1/$2" ]; }
note_for() { touch "$DATA/$1/$2"; }
forget_for() { (cd "$DATA/$1" && rm -f "${@:2}"); }

# once NAME NOTE COMMAND...: runs it unless that is noted.
once() {
	local name=$1 note=$2
	shift 2
	if done_for "$name" "$note"; then return; fi
	"$@"
	note_for "$name" "$note"
}

# ---- Running -----------------------------------------------------------------------------------

# The process of its node; fails if that does not run.
node_pid() {
	local pid
	pid=$(cat "$DATA/$1/node.pid" 2>/dev/null) &&
		is_our_node "$pid" "$DATA/$1" 2>/dev/null && printf '%s' "$pid"
}

# start_node NAME FLAG...: starts it unless it runs. It outlives the script.
start_node() {
	local name=$1 folder=$DATA/$1 port
	shift
	if node_pid "$name" >/dev/null; then return; fi
	for port in "$(rpc_port "$name")" "$(p2p_port "$name")" "$(prometheus_port "$name")"; do
		if is_listening "$port"; then
			fail "port $port is taken by another program; set OPENLEDGER_NETWORK_PORT."
		fi
	done
	mkdir -p "$folder"
	# A validator does not make the key by which others know it on its own: one that loses it would
	# not be found.
	if ! done_for "$name" network; then
		"$BIN/openledger-node" key generate-node-key --base-path "$folder/chain" --chain local \
			2>"$folder/peer"
		note_for "$name" network
	fi
	if [ "$name" != full ]; then
		set -- "$@" --bootnodes \
			"/ip4/127.0.0.1/tcp/$(p2p_port full)/p2p/$(grep -o '12D3[[:alnum:]]*' "$DATA/full/peer")"
	fi
	STARTED+=("$name")
	nohup "$BIN/openledger-node" --chain local --name "$name" --base-path "$folder/chain" \
		--rpc-port "$(rpc_port "$name")" --prometheus-port "$(prometheus_port "$name")" \
		--listen-addr "/ip4/127.0.0.1/tcp/$(p2p_port "$name")" --no-mdns --no-telemetry \
		--no-hardware-benchmarks --db-storage-threshold 256 "$@" >"$folder/node.log" 2>&1 </dev/null &
	printf '%s\n' "$!" >"$folder/node.pid"
	# For a moment the process is the shell's, and not yet the node.
	until node_pid "$name" >/dev/null || ! kill -0 "$!" 2>/dev/null; do
		sleep 0.1
	done
}

# start_validator NAME: with the keys of its own that it made, or, before it has them, with those of
# the first state, which everybody knows.
start_validator() {
	if is_first "$1" && ! done_for "$1" keys; then
		start_node "$1" --validator "--$1"
	else
		start_node "$1" --validator
	fi
}

# stop_nodes NAME...: asks all that run to end, then waits for each.
stop_nodes() {
	local name pid running=()
	for name in "$@"; do
		if pid=$(node_pid "$name"); then
			kill "$pid"
			running+=("$name")
		fi
	done
	for name in "${running[@]}"; do
		for _ in $(seq 1 120); do
			node_pid "$name" >/dev/null || break
			sleep 0.25
		done
		# One that compiles its runtime does not listen, and has nothing to lose.
		if pid=$(node_pid "$name"); then kill -KILL "$pid"; fi
		rm -f "$DATA/$name/node.pid"
		say "the node of $name has ended"
	done
}

# ---- Asking ------------------------------------------------------------------------------------

# rpc NAME METHOD [PARAMS]: what its node answers, as JSON on one line; nothing if it does not.
rpc() {
	local port body
	port=$(rpc_port "$1")
	body="{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$2\",\"params\":[${3:-}]}"
	(
		exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 0
		printf 'POST / HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n' "$port" >&3
		printf 'Content-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' "${#body}" "$body" >&3
		sed '1,/^\r$/d' <&3
	) 2>/dev/null || true
}

# field NAME: its value in the JSON on standard input.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }

final_hash() { rpc "$1" chain_getFinalizedHead | field result; }

# height NAME [HASH]: of that block, of the best without one; 0 if the node does not answer.
height() {
	local number
	number=$(rpc "$1" chain_getHeader "${2:+\"$2\"}" | field number)
	printf '%d' "${number:-0}"
}
final_height() {
	local hash
	hash=$(final_hash "$1")
	if [ -n "$hash" ]; then height "$1" "$hash"; else printf 0; fi
}

peers() { rpc "$1" system_health | field peers; }

# final_state KEY: the entry in the state of the last final block, in hex, as the full node has it.
final_state() { rpc full state_getStorage "\"$1\",\"$(final_hash full)\"" | field result; }

# Keys of entries: twox_128 of the pallet's name and of the entry's.
SESSION_VALIDATORS=0xcec5070d609dd3497f72bde07fc96ba088dcde934c658227ee1dfafcd6e16903
SESSION_INDEX=0xcec5070d609dd3497f72bde07fc96ba072763800a36a99fdfc7c10f6415f6ee6

# The session of the last final block; 0 if none is.
session() {
	local hex
	hex=$(final_state "$SESSION_INDEX")
	hex=${hex#0x}
	# Least byte first.
	printf '%d' "0x0${hex:6:2}${hex:4:2}${hex:2:2}${hex:0:2}"
}

# Whether its stash is in the active set.
is_active() { final_state "$SESSION_VALIDATORS" | grep -q "$(account "$1")"; }
is_not_active() { ! is_active "$1"; }

# ---- Waiting -----------------------------------------------------------------------------------

# wait_until SECONDS WHAT COMMAND...: until it succeeds; says where the chain is meanwhile.
wait_until() {
	local most=$1 what=$2 started=$SECONDS said=$SECONDS name
	shift 2
	until "$@"; do
		for name in "${STARTED[@]}"; do
			if ! node_pid "$name" >/dev/null; then
				tail -n 20 "$DATA/$name/node.log" >&2
				fail "the node of $name has ended; the end of its log is above."
			fi
		done
		if [ $((SECONDS - started)) -ge "$most" ]; then
			fail "waited for $(duration "$most") and $what is not the case; see $DATA/*/node.log."
		fi
		if [ $((SECONDS - said)) -ge 10 ]; then
			say "  session $(session), block $(final_height full) is final; waiting: $what"
			said=$SECONDS
		fi
		sleep 1
	done
}

answers() { [ -n "$(rpc "$1" system_health | field peers)" ]; }
# Whether it has as final what the full node had.
has_final() { [ "$(final_height "$1")" -ge "$2" ]; }
session_is() { [ "$(session)" -ge "$1" ]; }
has_made_block() { grep -q 'Prepared block for proposing' "$DATA/$1/node.log"; }
