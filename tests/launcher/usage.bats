#!/usr/bin/env bats
# What a person sees who types ./parley with nothing, with --help, or with a word it does not know.

launcher=$BATS_TEST_DIRNAME/../../parley

@test "without arguments it lists its commands" {
    run "$launcher"
    [ "$status" -eq 0 ]
    for command in serve transcribe eval bench test doctor setup; do
        [[ $output == *"./parley $command "* ]]
    done
}

@test "an unknown command is refused by name" {
    run "$launcher" sing
    [ "$status" -eq 1 ]
    [[ $output == *"There is no command 'sing'."* ]]
}

@test "an unknown option of test is refused before any set-up" {
    PARLEY_HOME=$BATS_TEST_TMPDIR/home run "$launcher" test --loud
    [ "$status" -eq 1 ]
    [[ $output == *"test knows no option '--loud'"* ]]
    [ ! -e "$BATS_TEST_TMPDIR/home" ]
}
