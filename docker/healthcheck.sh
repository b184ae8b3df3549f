#!/usr/bin/env bash
#
# Whether the node of this container answers, and has peers if its chain needs them. Uses nothing but
# bash: the image has no curl.
#
# Environment: RPC_PORT  where it answers (9944)

set -euo pipefail

PORT=${RPC_PORT:-9944}

exec 3<>"/dev/tcp/127.0.0.1/$PORT"
printf 'GET /health HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$PORT" >&3
HEALTH=$(sed '1,/^\r$/d' <&3)
printf '%s\n' "$HEALTH"
case "$HEALTH" in
*'"peers":0,'*'"shouldHavePeers":true'*) exit 1 ;;
*'"isSyncing":'*) ;;
*) exit 1 ;;
esac
