#!/usr/bin/env bash
#
# From nothing to a paid answer: sets up what is missing, builds, starts a development chain, and
# runs the main job on the texts that this machine has.
#
#     scripts/run.sh            leaves the node running, and says where
#     scripts/run.sh --exit     stops the node at the end
#
# Environment: OPENLEDGER_PORT  JSON-RPC port (9944)
#              OPENLEDGER_DATA  where the chain and the texts are kept (~/.local/share/openledger)

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/node.sh
source "$ROOT/scripts/lib/node.sh"

EXIT=no
for arg in "$@"; do
	case "$arg" in
	--exit) EXIT=yes ;;
	-h | --help)
		sed -n '3,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
		exit 0
		;;
	*) fail "unknown option '$arg'; see scripts/run.sh --help." ;;
	esac
done

PORT=${OPENLEDGER_PORT:-9944}
DATA=${OPENLEDGER_DATA:-${XDG_DATA_HOME:-${HOME:?set HOME or OPENLEDGER_DATA}/.local/share}/openledger}
STEPS=4

step "What this machine lacks"
"$ROOT/scripts/setup.sh"

step "The node and the client (the README says how long a first build takes)"
build_release

step "A development chain"
mkdir -p "$DATA"
start_dev_node "$PORT" "$DATA"
if [ "$EXIT" = yes ]; then
	trap 'stop_dev_node "$DATA"' EXIT
fi

step "The main job"
# The sources of this machine's Rust packages are real works by real authors. Where there are too
# few, the texts that ship with the project serve.
SOURCES=$(registry_sources)
if [ -n "$SOURCES" ] && [ "$(count_folders "$SOURCES")" -ge 200 ]; then
	WORKS=(--works "$SOURCES" --extension rs --least 200 --least-bytes 20000000)
else
	say "Too few package sources on this machine: taking the texts in examples/works."
	OWN=$ROOT/examples/works
	WORKS=(--works "$OWN" --extension md --least "$(count_folders "$OWN")" --least-bytes 1)
fi
"$BIN/openledger" --url "ws://127.0.0.1:$PORT" --key //Alice --store "$DATA/store" \
	demo "${WORKS[@]}"

if [ "$EXIT" = yes ]; then
	say "All done; stopping the node. Its chain stays in $DATA."
else
	say "All done. The node goes on at ws://127.0.0.1:$PORT (any Substrate client connects there)."
	say "Stop it: kill $(cat "$DATA/node.pid")"
	say "The README's section \"Use it\" goes on from here, in a shell that has the client on its path:"
	say "    export PATH=\"$BIN:\$PATH\"$([ "$PORT" = 9944 ] || printf ' OPENLEDGER_URL=ws://127.0.0.1:%s' "$PORT")"
fi
