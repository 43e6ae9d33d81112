#!/usr/bin/env bats
# ./parley bench: its mistakes and its help are told before anything is set up; then it gets its packages and runs.

load helpers

launcher=$REPO/parley

refuses() {
    PARLEY_HOME=$BATS_TEST_TMPDIR/home run "$launcher" bench "${@:2}"
    [ "$status" -eq 1 ]
    says "$1"
    [ ! -e "$BATS_TEST_TMPDIR/home" ]
}

@test "its help lists the suites and the options, and sets nothing up" {
    PARLEY_HOME=$BATS_TEST_TMPDIR/home run "$launcher" bench --help
    [ "$status" -eq 0 ]
    for word in files churn isolation latency --rounds --json; do says "  $word "; done
    [ ! -e "$BATS_TEST_TMPDIR/home" ]
}

@test "an unknown suite is refused with those there are" {
    refuses "There is no suite 'speed'; there are streams, files, churn, isolation, latency, failover, connections, http, storm, fuzz, turn, translation, soak." speed
}

@test "an unknown option is refused by name" {
    refuses "'--loud'" files --loud
}

@test "an option of another suite is refused" {
    refuses '--cycles is not an option of latency.' latency --cycles 5
}

@test "a number out of range is refused with the range" {
    refuses "--rounds is a whole number from 1 to 50, not '0'." files --rounds 0
    refuses "--minutes is a number from 0.05 to 600, not 'ten'." files --minutes ten
}

@test "it installs its packages, once, and becomes the bench with its arguments" {
    small_checkout
    mkdir -p "$CHECKOUT/bench"
    echo '{}' | tee "$CHECKOUT/bench/package.json" >"$CHECKOUT/bench/package-lock.json"
    echo '' >"$CHECKOUT/bench/usage.mjs"
    echo 'console.log("bench:", ...process.argv.slice(2))' >"$CHECKOUT/bench/main.mjs"
    fake npm "echo \"\$*\" >>'$BATS_TEST_TMPDIR/npm-calls'" '[[ $1 != ci ]] || mkdir -p node_modules' \
        "[[ \$1 != pack ]] || cp '$BATS_TEST_TMPDIR/packages/'\"\${2/@/-}.tgz\" ."
    run parley bench churn --cycles 5
    [ "$status" -eq 0 ]
    says 'Packages of the bench: done'
    says 'bench: churn --cycles 5'
    run parley bench churn --cycles 5
    [ "$output" = 'bench: churn --cycles 5' ]
    [ "$(grep -c '^ci' "$BATS_TEST_TMPDIR/npm-calls")" -eq 1 ]
}
