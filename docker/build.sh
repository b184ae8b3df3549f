#!/usr/bin/env bash
#
# Builds the image `openledger-node`, with docker or else with buildah.
#
#     docker/build.sh               compiles the programs in the image, as long as the README says of a
#                                   first build
#     docker/build.sh --prebuilt    takes those of this checkout's build cache, made on Debian 12
#
# Environment: IMAGE  the image's name (openledger-node)

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/lib/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib/common.sh"
# shellcheck source-path=SCRIPTDIR source=../scripts/lib/node.sh
source "$ROOT/scripts/lib/node.sh"

OPTIONS=(--file "$ROOT/docker/Dockerfile" --tag "${IMAGE:-openledger-node}")
for arg in "$@"; do
	case "$arg" in
	--prebuilt)
		build_release
		# Not the cache itself, of which all would be sent along.
		BINARIES=$(mktemp -d)
		trap 'rm -rf "$BINARIES"' EXIT
		cp "$BIN/openledger-node" "$BIN/openledger" "$BINARIES"
		OPTIONS+=(--build-context "binaries=$BINARIES")
		;;
	-h | --help)
		sed -n '3,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
		exit 0
		;;
	*) fail "unknown option '$arg'; see docker/build.sh --help." ;;
	esac
done
if COMMIT=$(git -C "$ROOT" rev-parse --short=11 HEAD 2>/dev/null); then
	OPTIONS+=(--build-arg "COMMIT=$COMMIT")
fi

if has docker; then
	docker build "${OPTIONS[@]}" "$ROOT"
elif has buildah; then
	# Without its own format buildah leaves the health check out.
	buildah build --format docker --ignorefile "$ROOT/docker/Dockerfile.dockerignore" \
		"${OPTIONS[@]}" "$ROOT"
else
	fail "neither docker nor buildah is here; install one of them."
fi
