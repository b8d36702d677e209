#!/usr/bin/env bash
# Starts the container image $1, makes one paid call through it, verifies the log, stops it.
# Needs docker (or DOCKER=podman) and curl.
set -euo pipefail
DOCKER=${DOCKER:-docker}
READY_MAX_S=120
STOP_MAX_S=60
image=${1:?usage: container-smoke.sh IMAGE}

fail() {
    printf 'container-smoke: %s\n' "$1" >&2
    "$DOCKER" logs "$container" >&2 || true
    exit 1
}

container=$("$DOCKER" run --detach --publish 127.0.0.1::8080 "$image")
trap '"$DOCKER" rm --force --volumes "$container" >/dev/null' EXIT
url=http://$("$DOCKER" port "$container" 8080/tcp | head -n 1)

waited=0
until curl -fs -o /dev/null "$url/health/ready"; do
    [ "$("$DOCKER" inspect --format '{{.State.Running}}' "$container")" = true ] || fail "it stopped"
    waited=$((waited + 1))
    [ "$waited" -le "$READY_MAX_S" ] || fail "not ready within $READY_MAX_S s"
    sleep 1
done

[ "$("$DOCKER" exec "$container" id -u)" != 0 ] || fail "it runs as root"
in_container() {
    "$DOCKER" exec "$container" alfred "$@"
}
key=$(in_container init --org acme --team platform --user ana --credits 5 -o json \
    | sed -n 's/.*"secret" *: *"\([^"]*\)".*/\1/p')
[ -n "$key" ] || fail "init printed no key"
answer=$(curl -fsS "$url/v1/chat/completions" -H "Authorization: Bearer $key" \
    -H 'Content-Type: application/json' \
    -d '{"model":"sandbox/echo","messages":[{"role":"user","content":"hello"}]}') \
    || fail "the call was refused"
case $answer in
*'"usage"'*) ;;
*) fail "the answer reports no usage" ;;
esac
in_container ledger check || fail "the ledger does not balance"

"$DOCKER" stop --time "$STOP_MAX_S" "$container" >/dev/null
# 0: stopped by itself; 143: ended by SIGTERM after its own clean-up. 137 would be a kill.
status=$("$DOCKER" inspect --format '{{.State.ExitCode}}' "$container")
[ "$status" = 0 ] || [ "$status" = 143 ] || fail "it stopped with exit code $status"
printf 'container-smoke: ok\n'
