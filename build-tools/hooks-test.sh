#!/usr/bin/env bash
# Shows that the pre-commit hook refuses each kind of key and lets ordinary text pass.
set -euo pipefail
hook=$(cd "$(dirname "$0")" && pwd)/hooks/pre-commit
repo=$(mktemp -d)
trap 'rm -rf "$repo"' EXIT
cd "$repo"
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
git init -q .
failed=0

# Stages file $1 with the text $2 and runs the hook; its words go to the file `said`.
hook_on() {
    git rm -rfq --cached . 2>/dev/null || true
    mkdir -p "$(dirname "$1")"
    printf '%s\n' "$2" >"$1"
    git add -f -- "$1"
    "$hook" 2>said
}

refuses() {
    if hook_on "$2" "$3"; then
        printf 'hooks-test: %s passed\n' "$1" >&2
        failed=1
    elif ! grep -qF -- "$1" said || { [ -n "$3" ] && grep -qF -- "$3" said; }; then
        printf 'hooks-test: the refusal of %s says too little or too much\n' "$1" >&2
        failed=1
    fi
}

passes() {
    if ! hook_on "$1" "$2"; then
        printf 'hooks-test: refused without need: %s\n' "$2" >&2
        failed=1
    fi
}

# Built from parts, so that this file passes its own hook.
x8=Ab3dEf6h
x43=${x8}${x8}${x8}${x8}${x8}xyz
refuses private-key a.txt "-----BEGIN RSA ""PRIVATE KEY-----"
refuses private-key 'dir with blank/a.txt' "-----BEGIN ""PRIVATE KEY-----"
refuses alfred-key a.json "{\"secret\":\"sk-alf-$x8-$x43\"}"
refuses model-provider-key a.sh "export OPENAI_API_KEY=sk-proj-$x43"
refuses model-provider-key a.sh "sk-ant-api03-$x43"
refuses aws-access-key a.txt "id=AKIA""ABCDEFGHIJKLMNOP"
refuses github-token a.txt "ghp_${x8}${x8}${x8}${x8}abcd"
refuses google-api-key a.txt "AIza${x8}${x8}${x8}${x8}abc"
refuses slack-token a.txt "xoxb-123456789012-$x8"
refuses bearer-token a.http "Authorization: Bearer $x43"
refuses url-password a.yml "url: postgresql://alfred:""hunter2hunter2@db/alfred"
refuses 'files of this name' conf/admin.token ""
refuses 'files of this name' secrets/keystore.p12 ""

passes a.md 'Authorization: Bearer $ALFRED_KEY and sk-alf-…'
passes a.md 'a risk-assessment-that-has-a-really-long-hyphenated-name'
passes a.md 'jdbc:postgresql://localhost:5432/alfred?user=alfred_app'
passes a.md 'https://${USER}:${PASSWORD}@registry'
passes A.java "String key = \"sk-alf-$x8-$x43\"; // secret-hook:allow"

[ "$failed" -eq 0 ] || exit 1
printf 'hooks-test: ok\n'
