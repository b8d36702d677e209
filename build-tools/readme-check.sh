#!/usr/bin/env bash
# Runs the README's first screen and compares what it prints with what is pasted there.
#
# Usage: build-tools/readme-check.sh README.md LAUNCHER_DIR
#
# Between <!-- first-screen:begin --> and <!-- first-screen:end --> every ```sh block is run, in
# order, in one bash shell with LAUNCHER_DIR (where `alfred` lies) as working directory and an empty
# ALFRED_DATA. A ```text or ```json block after it is its expected standard output. Compared is the
# shape: numbers, ids, times, hex and keys become placeholders, blanks collapse, repeated lines count
# once; a pasted line `...` or `…` stands for any lines. A command that fails, fails the check.
# Needs GNU sed, awk, diff, timeout.
set -euo pipefail
export LC_ALL=C.UTF-8
RUN_MAX_S=${README_CHECK_MAX_S:-600}
STOP_MAX_S=60

fail() {
    printf 'readme-check: %s\n' "$1" >&2
    exit 1
}

[ $# -eq 2 ] || fail "usage: readme-check.sh README.md LAUNCHER_DIR"
[ -r "$1" ] || fail "cannot read $1"
[ -x "$2/alfred" ] || fail "no launcher $2/alfred; build it first"
launcher_dir=$(cd "$2" && pwd)
work=$(mktemp -d)
data=$(mktemp -d)

# Nothing of the caller's own Alfred may leak in.
for name in ${!ALFRED_@}; do
    [ "$name" = ALFRED_JAVA_HOME ] || unset "$name"
done
export ALFRED_DATA=$data NO_COLOR=1 TERM=dumb

finish() {
    local status=$?
    trap - EXIT
    if (cd "$launcher_dir" && timeout "$STOP_MAX_S" ./alfred stop) >"$work/stop" 2>&1 </dev/null \
        || [ ! -e "$data/endpoint.json" ]; then
        rm -rf "$data"
    else
        printf 'readme-check: the server did not stop; its data stays in %s\n' "$data" >&2
        sed 's/^/  /' "$work/stop" >&2
        status=1
    fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Writes the blocks to $work/N.sh and $work/N.text or N.json.
extract() {
    awk -v dir="$work" '
        /^<!-- first-screen:begin -->[ \t]*$/ { inside = 1; begun = 1; next }
        /^<!-- first-screen:end -->[ \t]*$/ { inside = 0; ended = 1 }
        !inside { next }
        file != "" && /^```[ \t]*$/ { close(file); file = ""; next }
        file != "" { print > file; next }
        /^```sh[ \t]*$/ { n++; file = dir "/" n ".sh"; printf "" > file; answered = 0; next }
        /^```(text|json)[ \t]*$/ && n && !answered {
            sub(/^```/, ""); sub(/[ \t]*$/, "")
            file = dir "/" n "." $0; printf "" > file; answered = 1; next
        }
        /^```[^ \t]/ { file = "/dev/null" }
        END { exit !(begun && ended && file == "" && n > 0) }
    ' "$1"
}

# Standard input to its shape; $1 is text or json.
shape() {
    local layout=(cat)
    if [ "$1" = json ]; then
        # one token group a line, wherever the printer put its line breaks
        layout=(sed -E 's/([][{},])/\1\n/g')
    fi
    sed -E -e 's/\x1b\[[0-9;?]*[A-Za-z]//g' -e 's/\r//g' \
        -e 's/[-─━═]{3,}/--/g' \
        -e 's/sk-alf-[0-9A-Za-z.…*-]+/<key>/g' \
        -e 's/\b[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b/<id>/g' \
        -e 's/\b(chatcmpl|req|tx)[-_][0-9A-Za-z]{8,}/\1-<id>/g' \
        -e 's/\b[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?/<time>/g' \
        -e 's/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT/<time>/g' \
        -e 's/\b[0-9a-f]{8,}\b/<n>/g' \
        -e 's#[0-9A-Za-z+/_-]{40,}={0,2}#<base64>#g' \
        -e 's/[0-9]+(\.[0-9]+)*([eE][+-]?[0-9]+)?/<n>/g' \
        | { [ "$1" = json ] && tr -d ' \t\n' || cat; } \
        | "${layout[@]}" \
        | sed -E -e 's/[ \t]+/ /g' -e 's/^ //' -e 's/ $//' -e '/^$/d' \
        | uniq
}

# Succeeds when the lines of file $2 match the lines of file $1, whose `...` stands for any lines.
same_shape() {
    awk '
        NR == FNR { want[++w] = $0; next }
        { have[++h] = $0 }
        function any(line) { return line == "..." || line == "…" }
        END {
            # reach[j]: the first i wanted lines can match the first j lines we have
            reach[0] = 1
            for (i = 1; i <= w; i++) {
                for (j = h; j >= 0; j--) {
                    next_reach[j] = any(want[i]) ? reach[j] + 0 : (j > 0 && reach[j - 1] && want[i] == have[j])
                }
                if (any(want[i])) {
                    for (j = 1; j <= h; j++) next_reach[j] = next_reach[j] || next_reach[j - 1]
                }
                for (j = 0; j <= h; j++) reach[j] = next_reach[j]
            }
            exit !reach[h]
        }' "$1" "$2"
}

# Runs all blocks in one shell; the name of the block that failed stays in $work/at.
run_blocks() {
    local n=1
    {
        printf 'set -e\n'
        while [ -e "$work/$n.sh" ]; do
            printf 'echo %d >%q\n. %q >%q 2>%q\n' "$n" "$work/at" "$work/$n.sh" "$work/$n.out" "$work/$n.err"
            n=$((n + 1))
        done
    } >"$work/all.sh"
    (cd "$launcher_dir" && timeout "$RUN_MAX_S" bash "$work/all.sh" </dev/null)
}

extract "$1" || fail "$1 has no closed first-screen part with a sh block in it"
status=0
run_blocks || status=$?
if [ "$status" -ne 0 ]; then
    at=$(cat "$work/at")
    {
        printf 'readme-check: block %s failed with exit code %s' "$at" "$status"
        [ "$status" -ne 124 ] || printf ' (no end within %s s)' "$RUN_MAX_S"
        printf '\n'
        sed 's/^/  $ /' "$work/$at.sh"
        sed 's/^/  /' "$work/$at.out" "$work/$at.err"
    } >&2
    exit 1
fi

compared=0
differing=0
for pasted in "$work"/*.text "$work"/*.json; do
    [ -e "$pasted" ] || continue
    kind=${pasted##*.}
    block=${pasted%.*}
    shape "$kind" <"$pasted" >"$block.want"
    shape "$kind" <"$block.out" >"$block.have"
    compared=$((compared + 1))
    if ! same_shape "$block.want" "$block.have"; then
        differing=$((differing + 1))
        {
            printf 'readme-check: block %s prints something else than the README says\n' "${block##*/}"
            sed 's/^/  $ /' "$block.sh"
            diff -u --label README --label printed "$block.want" "$block.have" || true
        } >&2
    fi
done
[ "$compared" -gt 0 ] || fail "no output block to compare with"
[ "$differing" -eq 0 ] || exit 1
printf 'readme-check: ok, %s blocks compared\n' "$compared"
