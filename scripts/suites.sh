# ./parley test: builds everything, runs each suite, and counts from the suites' own machine-readable reports.
# shellcheck shell=bash
set -euo pipefail

# The longest a suite may take, in seconds, before it is ended and counted as failed.
SUITE_LIMIT=900

# How many failed tests of a suite are run once more, by themselves: one that passes then is told as unsteady, and counts as passed.
# More than these is no bad luck on a busy machine.
AGAIN_LIMIT=3

PASSED=0 FAILED=0 SKIPPED=0 QUICK='' NAMES=()

# run_suites [--quick] [NAME…]: --quick leaves out tests marked slow and the launcher's own; a NAME picks the suites that contain it.
run_suites() {
    exec 2>&1
    local argument project
    for argument in "$@"; do
        case $argument in
            --quick) QUICK=1 ;;
            -*) die "test knows no option '$argument'. Usage: ./parley test [--quick] [NAME…]" ;;
            *) NAMES+=("$argument") ;;
        esac
    done
    set_up run test bench
    DOTNET_ROOT=$(<"$PARLEY_HOME/dotnet-root")
    export DOTNET_ROOT TESTINGPLATFORM_TELEMETRY_OPTOUT=1
    RESULTS=$PARLEY_HOME/test-results
    rm -rf "$RESULTS"
    mkdir -p "$RESULTS"
    trap 'interrupted 130' INT
    trap 'interrupted 143' TERM HUP

    build_solution
    # One suite at a time: each uses both cores of a small machine by itself, and those that listen in real time need the quiet.
    for project in "$ROOT"/tests/*.Tests; do
        dotnet_suite "$(basename "$project")"
    done
    web_suite
    launcher_suite
    ((PASSED + FAILED + SKIPPED > 0)) || say "There is no suite whose name contains ${NAMES[*]:-anything}."
    total
}

build_solution() {
    local log=$PARLEY_HOME/logs/solution.log
    work "$log" 'Building the solution' dotnet_quietly build "$ROOT/Parley.slnx" -c Release -p:RestoreLockedMode=true -v quiet
    [[ $STATUS == 0 ]] && outcome 'done' && return
    outcome failed
    say "$(explain "$log")"
    FAILED=1
    total
}

wanted() {
    local name
    ((${#NAMES[@]} == 0)) && return
    for name in "${NAMES[@]}"; do
        [[ ${1,,} == *"${name,,}"* ]] && return
    done
    return 1
}

# dotnet_suite PROJECT: a project that has no test file yet is no suite.
dotnet_suite() {
    local quick=()
    wanted "$1" || return 0
    grep -rqE --include='*.cs' --exclude-dir={bin,obj} '\[(Fact|Theory|Property)' "$ROOT/tests/$1" || return 0
    [[ -z $QUICK ]] || quick=(--filter-not-trait speed=slow)
    suite "$1" "$RESULTS/$1.json" "$ROOT/tests/$1/bin/Release/net10.0/$1" --no-ansi --no-progress \
        --results-directory "$RESULTS" --report-ctrf --report-ctrf-filename "$1.json" "${quick[@]}"
}

web_suite() {
    wanted web && has_web || return 0
    compgen -G "$ROOT/web/test/*" >/dev/null || return 0
    suite web "$RESULTS/web.json" npm --prefix "$ROOT/web" test -- \
        --reporter=default --reporter=json --outputFile.json="$RESULTS/web.json"
}

launcher_suite() {
    wanted launcher && [[ -z $QUICK ]] || return 0
    suite launcher "$PARLEY_HOME/logs/test-launcher.log" bats --tap "$ROOT/tests/launcher"
}

# suite NAME REPORT COMMAND…: runs it, adds up what its report says, and shows what failed.
suite() {
    local name=$1 report=$2 log=$PARLEY_HOME/logs/test-$1.log counts passed failed skipped
    shift 2
    work "$log" "$name" timeout --kill-after=15 "$SUITE_LIMIT" "$@"
    counts=$(node "$ROOT/scripts/count-tests.mjs" "$report" "$STATUS")
    read -r passed failed skipped <<<"$counts"
    PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
    outcome "$passed passed, $failed failed$( ((skipped == 0)) || printf ', %d skipped' "$skipped")"
    ((failed == 0)) && return
    say "$(tail -n +2 <<<"$counts" | sed 's/^/    /')"
    say "    The whole log: $log"
    ((failed > AGAIN_LIMIT)) || [[ $report != *.json || $name != *.Tests ]] || again "$name" "$report" "$1"
}

# again NAME REPORT PROGRAM: runs the failed tests once more, alone, and moves to the passed ones those that pass.
again() {
    local name=$1 report=$2 program=$3 log=$PARLEY_HOME/logs/test-$1-again.log methods counts passed failed skipped
    mapfile -t methods < <(node "$ROOT/scripts/count-tests.mjs" "$report" methods 2>/dev/null)
    ((${#methods[@]} > 0)) || return 0
    work "$log" "$name, what failed once more" timeout --kill-after=15 "$SUITE_LIMIT" "$program" --no-ansi --no-progress \
        --results-directory "$RESULTS" --report-ctrf --report-ctrf-filename "$name-again.json" --filter-method "${methods[@]}"
    counts=$(node "$ROOT/scripts/count-tests.mjs" "$RESULTS/$name-again.json" "$STATUS")
    read -r passed failed skipped <<<"$counts"
    outcome "$passed passed, $failed failed"
    ((failed == 0)) || return 0
    say "$(printf '    Unsteady, it passed when run alone: %s\n' "${methods[@]}")"
    read -r passed failed skipped <<<"$(node "$ROOT/scripts/count-tests.mjs" "$report" 0)"
    PASSED=$((PASSED + failed)) FAILED=$((FAILED - failed))
}

# total: the last line, in the form that machines read.
total() {
    printf '%d passed, %d failed' "$PASSED" "$FAILED"
    ((SKIPPED == 0)) || printf ', %d skipped' "$SKIPPED"
    printf '\n'
    exit $((FAILED > 0 || PASSED == 0))
}
