#!/usr/bin/env bash
# Shows with a made-up `alfred` what readme-check.sh accepts and what it refuses.
set -euo pipefail
check=$(cd "$(dirname "$0")" && pwd)/readme-check.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

cat >"$dir/alfred" <<'SH'
#!/usr/bin/env bash
[ -z "${ALFRED_PROFILE:-}" ] || exit 9
printf '%s\n' "$1" >>"$(dirname "$0")/calls"
case "$1" in
serve)
    [ -z "$(ls -A "$ALFRED_DATA")" ] || exit 8
    printf '{"url":"http://127.0.0.1:8080"}\n' >"$ALFRED_DATA/endpoint.json"
    printf 'starting\n' >&2
    printf 'alfred ready http://127.0.0.1:8080\n'
    ;;
init)
    printf '{\n  "org": {"id": "%s", "name": "acme"},\n' 0197d3c0-1111-7222-8333-444455556666
    printf '  "wallets": [{"allotted": 5}, {"allotted": 7}], "secret": "sk-%s"}\n' alf-Ab3dEf6h-xyz
    ;;
wallet)
    printf 'OWNER       FREE\n----------  --------\nuser:ana    4.999982\nuser:ana    4.1\n'
    printf 'at 2026-07-02T10:11:12.123Z head 0123456789abcdef\n'
    ;;
stop)
    printf '%s' "$ALFRED_DATA" >"$(dirname "$0")/data"
    rm -f "$ALFRED_DATA/endpoint.json"
    ;;
*) exit 2 ;;
esac
SH
chmod +x "$dir/alfred"

readme() {
    printf '# A\n```sh\nfalse\n```\n<!-- first-screen:begin -->\n%s\n<!-- first-screen:end -->\n```sh\nfalse\n```\n' "$1" >"$dir/README.md"
}

run() {
    rm -f "$dir/calls" "$dir/data"
    ALFRED_PROFILE=mine README_CHECK_MAX_S=5 "$check" "$dir/README.md" "$dir" >"$dir/said" 2>&1
}

complain() {
    printf 'readme-check-test: %s\n' "$1" >&2
    sed 's/^/  /' "$dir/said" >&2
    failed=1
}

# The server was stopped last and its data directory is gone, whatever came before.
is_cleaned() {
    [ "$(tail -n 1 "$dir/calls")" = stop ] && [ ! -e "$(cat "$dir/data")" ]
}

accepts() {
    readme "$2"
    run || complain "refused: $1"
    is_cleaned || complain "left something behind: $1"
}

refuses() {
    readme "$2"
    if run; then complain "accepted: $1"; fi
    grep -qF -- "$3" "$dir/said" || complain "does not say \"$3\": $1"
    is_cleaned || complain "left something behind: $1"
}

serve='```sh
./alfred serve --detach
```
```text
alfred ready http://127.0.0.1:9999
```'
init='```sh
id=$(./alfred init | grep -o acme)
./alfred init
```
Some words.
```json
{"org":{"id":"ffffffff-aaaa-7bbb-8ccc-dddddddddddd","name":"acme"},
 "wallets":[{"allotted":100},{"allotted":0.5}],"secret":"sk-alf-…"}
```'
wallet='```sh
[ "$id" = acme ] && ./alfred wallet
```
```text
OWNER     FREE
--------  -----
user:ana  3
at 2027-01-01T00:00:00Z head fedcba9876543210
```'
nl=$'\n'

accepts "other numbers, ids, times, keys, widths" "$serve$nl$init$nl$wallet"
accepts "a block without output" "$serve$nl"'```sh
./alfred init >/dev/null
```'
accepts "elided lines" "$serve$nl"'```sh
./alfred wallet
```
```text
OWNER FREE
...
at 2027-01-01T00:00:00Z head fedcba9876543210
```'
refuses "another word" "${serve/ready/up}" "+alfred ready"
refuses "another JSON key" "$serve$nl${init/\"allotted\":100/\"limit\":100}" '+"allotted":<n>}'
refuses "a missing line" "$serve$nl"'```sh
./alfred wallet
```
```text
OWNER FREE
```' "+user:ana <n>"
refuses "an elision that hides nothing that follows" "$serve$nl"'```sh
./alfred wallet
```
```text
...
user:bob 1
```' "-user:bob"
refuses "a failing command" "$serve$nl"'```sh
./alfred nonsense
echo never
```' "block 2 failed with exit code 2"
refuses "a command that does not end" "$serve$nl"'```sh
sleep 60
```' "no end within 5 s"
refuses "nothing to compare" '```sh
./alfred serve
```' "no output block"
refuses "no command" 'words' "no closed first-screen part"
refuses "an open block" '```sh
./alfred serve' "no closed first-screen part"

[ "$failed" -eq 0 ] || exit 1
printf 'readme-check-test: ok\n'
