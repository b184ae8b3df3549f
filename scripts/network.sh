#!/usr/bin/env bash
#
# A network on this machine: four validators and a full node, which go on after the script.
#
#     scripts/network.sh start          starts it, and gives each validator session keys of its own
#     scripts/network.sh join [NAME]    another validator: a node, a bond, keys; waits for its election
#     scripts/network.sh leave [NAME]   a validator stands back; its node ends once it is not needed
#     scripts/network.sh status         the nodes, where they are, and what they say
#     scripts/network.sh stop           ends the nodes; start goes on with their chain
#
# NAME is one of alice, bob, charlie, dave and eve, who is no validator at first; eve without it.
# `--data FOLDER` keeps the chain and the logs there. An interrupted call stops what it has started.
#
# Environment: OPENLEDGER_NETWORK_PORT  first of the ports (9944): JSON-RPC from there on, peers from
#                                       10 and Prometheus from 20 above it; the full node's are first
#              OPENLEDGER_NETWORK_DATA  the folder (~/.local/share/openledger/network)

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/node.sh
source "$ROOT/scripts/lib/node.sh"
# shellcheck source-path=SCRIPTDIR source=lib/network.sh
source "$ROOT/scripts/lib/network.sh"

usage() { sed -n '3,16s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

# What a new validator bonds, in OPEN, and keeps of its nominators' pay.
BOND=50000
COMMISSION=5

PORT=${OPENLEDGER_NETWORK_PORT:-9944}
DATA=${OPENLEDGER_NETWORK_DATA:-${XDG_DATA_HOME:-${HOME:?set HOME or OPENLEDGER_NETWORK_DATA}/.local/share}/openledger/network}
COMMAND=
NAME=eve
while [ $# -gt 0 ]; do
	case "$1" in
	-h | --help)
		usage
		exit 0
		;;
	--data)
		DATA=${2:?--data needs a folder}
		shift
		;;
	start | join | leave | status | stop)
		[ -z "$COMMAND" ] || fail "one command at a time: $COMMAND, or $1."
		COMMAND=$1
		;;
	alice | bob | charlie | dave | eve) NAME=$1 ;;
	*) fail "unknown argument '$1'; see scripts/network.sh --help." ;;
	esac
	shift
done
# Nodes are known by their folders, wherever the script is called.
DATA=$(realpath -m -- "$DATA")

require_network() {
	answers full || fail "no network runs in $DATA; start it: scripts/network.sh start"
}

# Has the node make session keys, and the stash say that they are its own.
set_keys() {
	client --key "$(stash "$1")" stake keys --node "$(url "$1")"
}

restart_with_own_keys() {
	say "the node of $1 starts again, with its own keys only"
	stop_nodes "$1"
	start_validator "$1"
	wait_until 180 "the node of $1 has final what the others have" has_final "$1" "$(final_height full)"
}

start() {
	local name rotated=()
	STEPS=4
	step "The node and the client"
	build_release
	mkdir -p "$DATA"

	step "The nodes (each compiles its runtime first)"
	for name in "${FIRST[@]}"; do
		mkdir -p "$DATA/$name"
		# They bond and validate in the first state.
		once "$name" first touch "$DATA/$name/bond" "$DATA/$name/validate"
	done
	# Explorers and indexers ask it for the state of old blocks.
	start_node full --state-pruning archive
	for name in "${NODES[@]}"; do
		if done_for "$name" validate; then start_validator "$name"; fi
	done
	wait_until 300 "the full node answers" answers full
	wait_until 300 "blocks are final" has_final full $(($(final_height full) + 1))

	step "Session keys of their own"
	for name in "${FIRST[@]}"; do
		if done_for "$name" validate && ! done_for "$name" keys; then
			wait_until 60 "the node of $name answers" answers "$name"
			set_keys "$name"
			rotated+=("$name")
		fi
	done

	step "Nodes without the keys that everybody knows"
	if [ "${#rotated[@]}" -gt 0 ]; then
		# Keys take over in the session after the next. Until the block that makes the change is
		# final, the old ones are needed to finalize it.
		wait_until 180 "the new keys sign" session_is $(($(session) + 2))
		# One after another: finality takes three of four.
		for name in "${rotated[@]}"; do
			note_for "$name" keys
			restart_with_own_keys "$name"
		done
	fi
	wait_until 60 "blocks are final" has_final full $(($(final_height full) + 1))
	keep
	say "The network runs. The full node: $(url full) (any Substrate client connects there)."
	status
}

join() {
	local key
	key=$(stash "$NAME")
	require_network
	STEPS=3
	step "A node for $NAME"
	mkdir -p "$DATA/$NAME"
	start_validator "$NAME"
	wait_until 300 "the node of $NAME has final what the others have" \
		has_final "$NAME" "$(final_height full)"

	step "Bond, keys, and the wish to validate"
	once "$NAME" bond client --key "$key" staking bond "$BOND"
	once "$NAME" keys set_keys "$NAME"
	# It has changed its mind before it had left.
	if done_for "$NAME" chill; then forget_for "$NAME" validate chill; fi
	once "$NAME" validate client --key "$key" staking validate --commission "$COMMISSION"
	# It is a candidate now, whose node has to run, whether or not somebody waits for the election.
	keep

	step "The election: in the last session of an era, for the next"
	wait_until 300 "$NAME is in the active set" is_active "$NAME"
	wait_until 120 "$NAME has made a block" has_made_block "$NAME"
	say "$NAME validates: $(url "$NAME")"
}

leave() {
	require_network
	done_for "$NAME" validate || fail "$NAME does not validate here; see scripts/network.sh status."
	STEPS=2
	step "$NAME stands back"
	once "$NAME" chill client --key "$(stash "$NAME")" stake chill

	step "Until others have taken over: it is elected for the rest of the era, and for the next if that is planned"
	wait_until 300 "$NAME is not in the active set" is_not_active "$NAME"
	forget_for "$NAME" validate chill
	stop_nodes "$NAME"
	say "$NAME has left. Its bond stays: openledger --key $(stash "$NAME") stake unbond AMOUNT"
}

status() {
	local name pid active
	printf '%-8s %8s  %-22s %6s %6s %7s %7s  %s\n' \
		node process JSON-RPC peers best final session validates
	for name in "${NODES[@]}"; do
		pid=$(node_pid "$name") || continue
		active=no
		if [ "$name" != full ] && is_active "$name"; then active=yes; fi
		printf '%-8s %8s  %-22s %6s %6s %7s %7s  %s\n' "$name" "$pid" "$(url "$name")" \
			"$(peers "$name")" "$(height "$name")" "$(final_height "$name")" "$(session)" "$active"
	done
	say "Chains and logs: $DATA. Prometheus: http://127.0.0.1:$(prometheus_port full)/metrics and up."
}

stop() {
	stop_nodes "${NODES[@]}"
}

trap stop_started EXIT
case "$COMMAND" in
"")
	usage
	exit 1
	;;
status)
	require_network
	status
	;;
*) "$COMMAND" ;;
esac
