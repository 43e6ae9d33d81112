# What the launcher tells a person. All of it goes to stderr: stdout belongs to the program.
# shellcheck shell=bash
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }

die() {
    say "parley: $*"
    exit 1
}

# give_up SENTENCE: called inside a step; the sentence reaches the person through the step's log.
give_up() {
    printf 'PARLEY: %s\n' "$*"
    exit 1
}

STEP=0 STEPS=0 CHILD='' STATUS=0 TITLE='' BEGUN=0

# work LOG TITLE COMMAND…: begins a line, runs the command with its output in a log, sets STATUS. (Not an exit code: `work … ||`
# would switch off -e inside the command.) The command gets a process group of its own, so that Ctrl-C can end all of it.
work() {
    local log=$1
    TITLE=$2 BEGUN=$SECONDS STATUS=0
    shift 2
    printf '%s' "$TITLE" >&2
    set -m
    "$@" >"$log" 2>&1 </dev/null 9>&- &
    CHILD=$!
    set +m
    while [[ -t 2 ]] && kill -0 "$CHILD" 2>/dev/null; do
        printf '\r%s … %d s ' "$TITLE" $((SECONDS - BEGUN)) >&2
        sleep 0.2
    done
    wait "$CHILD" || STATUS=$?
    CHILD=''
}

# outcome TEXT: ends the line that `work` began.
outcome() {
    [[ ! -t 2 ]] || printf '\r%s' "$TITLE" >&2
    printf ': %s, %d s\n' "$1" $((SECONDS - BEGUN)) >&2
}

# step LOG TITLE COMMAND…: one numbered piece of set-up; its failure ends the launcher with a sentence.
step() {
    local log=$PARLEY_HOME/logs/$1.log title=$2
    shift 2
    STEP=$((STEP + 1))
    work "$log" "[$STEP/$STEPS] $title" "$@"
    if [[ $STATUS == 0 ]]; then
        outcome 'done'
    else
        outcome failed
        die "$(explain "$log")"
    fi
}

# explain LOG: one sentence on why a step failed and what to do about it.
explain() {
    local log=$1 said where="The whole log: $1"
    said=$(sed -n 's/^PARLEY: //p' "$log" | tail -n 1)
    if [[ -n $said ]]; then
        printf '%s\n' "$said"
    elif (($(free_megabytes "$PARLEY_HOME") < 10)) || grep -Eq 'ENOSPC|No space left on device|not enough (free )?space' "$log"; then
        printf 'The disk is full. Free some space (df -h shows where), then run the same command again: it goes on where it stopped. %s\n' "$where"
    elif grep -Eq 'Could not get lock|is another process using it' "$log"; then
        printf 'Another program is installing Debian packages and holds the lock of apt. Wait until it is done, then run the same command again. %s\n' "$where"
    elif grep -Eq "$NO_NETWORK" "$log"; then
        printf 'There is no way to the package registries: no network, or a proxy that is not set. Connect (or set https_proxy), then run the same command again: it goes on where it stopped. %s\n' "$where"
    elif grep -Eq 'code E40[0-9]|NU110[123]|Unable to locate package|has no installation candidate' "$log"; then
        printf 'A package registry answered, but does not give out what Parley needs: %s. Check which registry your npm, NuGet or apt is told to use, then run the same command again. %s\n' \
            "$(grep -Em1 'code E40|NU110|Unable to locate|no installation' "$log")" "$where"
    else
        printf 'That step failed. The end of its log:\n%s\n%s\n' "$(grep -Ev '^\s*$' "$log" | tail -n 12 | sed 's/^/    /')" "$where"
    fi
}

NO_NETWORK='EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|NU1301'
NO_NETWORK+='|Temporary failure resolving|Could not resolve|Could not connect|Unable to connect|Connection timed out|Network is unreachable'

# interrupted CODE: ends the running work whole. Nothing half done is left in place: every part is renamed into place.
interrupted() {
    trap '' INT TERM HUP
    if [[ -n $CHILD ]]; then
        kill -TERM -- "-$CHILD" 2>/dev/null || true
        wait "$CHILD" 2>/dev/null || true
    fi
    say
    say "parley: Stopped. Run the same command again: it goes on where it stopped."
    exit "$1"
}
