# ./parley bench: sets up what the suites need, then becomes the bench.
# shellcheck shell=bash
set -euo pipefail

# run_bench ARGUMENT…: help and mistakes are told before anything is set up; reading its arguments needs no package.
run_bench() {
    local sentence
    sentence=$(check_node) || die "$sentence"
    node "$ROOT/bench/usage.mjs" "$@" || exit $?
    case " $* " in *' --help '* | *' -h '*) return ;; esac
    set_up run bench
    DOTNET_ROOT=$(<"$PARLEY_HOME/dotnet-root")
    export DOTNET_ROOT
    exec node "$ROOT/bench/main.mjs" "$@"
}
