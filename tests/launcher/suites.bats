#!/usr/bin/env bats
# ./parley test: what counts as passed and failed, and the line it ends with.

load helpers

setup() {
    small_checkout
    fake dpkg-query 'printf "%s ii \n" "${@:4}"'
    parley setup
    fake dotnet 'exit 0'
}

# project NAME LINE…: a test project whose executable is these lines; $report is where its report belongs.
project() {
    local folder=$CHECKOUT/tests/$1
    mkdir -p "$folder/bin/Release/net10.0"
    echo '[Fact] public void Test() { }' >"$folder/Tests.cs"
    fake_at "$folder/bin/Release/net10.0/$1" 'report=$PARLEY_HOME/test-results/${0##*/}.json' "${@:2}"
}

# reports PASSED FAILED SKIPPED: a line for `project` that writes such a report.
reports() {
    printf 'echo %q >"$report"' "{\"results\":{\"summary\":{\"tests\":$(($1 + $2 + $3)),\"passed\":$1,\"failed\":$2},\"tests\":[{\"name\":\"It_breaks\",\"status\":\"failed\",\"message\":\"expected 1\"}]}}"
}

last_line() { printf '%s' "${lines[-1]}"; }

@test "the last line adds up all suites" {
    project One.Tests "$(reports 3 0 0)"
    project Two.Tests "$(reports 4 0 0)"
    run parley test tests
    [ "$status" -eq 0 ]
    says 'One.Tests: 3 passed, 0 failed'
    [ "$(last_line)" = '7 passed, 0 failed' ]
}

@test "skipped tests are told in the last line" {
    project One.Tests "$(reports 3 0 2)"
    run parley test tests
    [ "$status" -eq 0 ]
    [ "$(last_line)" = '3 passed, 0 failed, 2 skipped' ]
}

@test "a failed test fails the run and is shown with its message" {
    project One.Tests "$(reports 3 1 0)" 'exit 2'
    run parley test tests
    [ "$status" -eq 1 ]
    says It_breaks
    says 'expected 1'
    [ "$(last_line)" = '3 passed, 1 failed' ]
}

# reports_again PASSED FAILED: a line for `project` whose run by method gives this result, and says in the log which methods.
reports_again() {
    printf 'if [[ $* == *--filter-method* ]]; then echo "$*"; report=${report%%.json}-again.json; %s; exit %d; fi' "$(reports "$1" "$2" 0)" $(($2 > 0 ? 2 : 0))
}

@test "a failed test that passes when run once more, alone, is named and counts as passed" {
    project One.Tests "$(reports_again 1 0)" "$(reports 3 1 0)" 'exit 2'
    run parley test tests
    [ "$status" -eq 0 ]
    says 'expected 1'
    says 'Unsteady, it passed when run alone: It_breaks'
    grep -q -- '--filter-method It_breaks$' "$PARLEY_HOME/logs/test-One.Tests-again.log"
    [ "$(last_line)" = '4 passed, 0 failed' ]
}

@test "a test that fails again has failed" {
    project One.Tests "$(reports_again 0 1)" "$(reports 3 1 0)" 'exit 2'
    run parley test tests
    [ "$status" -eq 1 ]
    silent_about Unsteady
    [ "$(last_line)" = '3 passed, 1 failed' ]
}

@test "a suite in which more than three tests fail gets no second try" {
    project One.Tests "$(reports_again 1 0)" "$(reports 3 4 0)" 'exit 2'
    run parley test tests
    [ "$status" -eq 1 ]
    silent_about 'once more'
    [ "$(last_line)" = '3 passed, 4 failed' ]
}

@test "a suite that crashes before its report counts as failed" {
    project One.Tests 'kill -SEGV $$'
    run parley test tests
    [ "$status" -eq 1 ]
    [ "$(last_line)" = '0 passed, 1 failed' ]
}

@test "a suite that passes but ends badly counts as failed" {
    project One.Tests "$(reports 3 0 0)" 'exit 7'
    run parley test tests
    [ "$status" -eq 1 ]
    says 'Its tests passed, but the suite ended with exit code 7'
    [ "$(last_line)" = '3 passed, 1 failed' ]
}

@test "a suite that runs no test counts as failed" {
    project One.Tests "$(reports 0 0 0)"
    run parley test tests
    [ "$status" -eq 1 ]
    says 'The suite ran no test'
    [ "$(last_line)" = '0 passed, 1 failed' ]
}

@test "a suite that does not end is ended and counts as failed" {
    project One.Tests 'sleep 60'
    sed -i 's/^SUITE_LIMIT=.*/SUITE_LIMIT=1/' "$CHECKOUT/scripts/suites.sh"
    run parley test tests
    [ "$status" -eq 1 ]
    [ "$(last_line)" = '0 passed, 1 failed' ]
}

@test "an old report does not stand in for a run that made none" {
    project One.Tests "$(reports 3 0 0)"
    parley test tests
    project One.Tests 'exit 0'
    run parley test tests
    [ "$status" -eq 1 ]
    [ "$(last_line)" = '0 passed, 1 failed' ]
}

@test "a project without a test yet is no suite" {
    project One.Tests "$(reports 3 0 0)"
    mkdir -p "$CHECKOUT/tests/Empty.Tests"
    echo 'class Helper;' >"$CHECKOUT/tests/Empty.Tests/Helper.cs"
    run parley test tests
    [ "$status" -eq 0 ]
    silent_about Empty
}

@test "a name picks suites" {
    project One.Tests "$(reports 3 0 0)"
    project Two.Tests "$(reports 4 0 0)"
    run parley test two
    [ "$(last_line)" = '4 passed, 0 failed' ]
}

@test "a name that fits no suite fails" {
    project One.Tests "$(reports 3 0 0)"
    run parley test nothing-of-that-name
    [ "$status" -eq 1 ]
    says "There is no suite whose name contains nothing-of-that-name"
    [ "$(last_line)" = '0 passed, 0 failed' ]
}

@test "a solution that does not build fails with the compiler's errors" {
    project One.Tests "$(reports 3 0 0)"
    fake dotnet 'echo "Tests.cs(1,1): error CS0116"; exit 1'
    run parley test tests
    [ "$status" -eq 1 ]
    says 'error CS0116'
    [ "$(last_line)" = '0 passed, 1 failed' ]
}

@test "a launcher suite that stops half way counts the tests that gave no result as failed" {
    mkdir -p "$CHECKOUT/tests/launcher"
    fake bats 'printf "1..3\nok 1 first\nok 2 second # skip no root\n"; exit 1'
    run parley test launcher
    [ "$status" -eq 1 ]
    says '3 tests were planned, 2 gave a result'
    [ "$(last_line)" = '1 passed, 1 failed, 1 skipped' ]
}

@test "the page's tests are counted from vitest's report" {
    mkdir -p "$CHECKOUT/web/test" && touch "$CHECKOUT/web/test/page.test.ts"
    echo '{}' >"$CHECKOUT/web/package.json"
    mkdir -p "$PARLEY_HOME/web" "$CHECKOUT/web/node_modules"
    (ROOT=$CHECKOUT && source "$CHECKOUT/scripts/build.sh" && web_sources) >"$PARLEY_HOME/stamps/web"
    fake npm 'echo "{\"numTotalTests\":5,\"numPassedTests\":4,\"numFailedTests\":1,\"testResults\":[{\"assertionResults\":[{\"status\":\"failed\",\"fullName\":\"page shows text\",\"failureMessages\":[\"no text\"]}]}]}" >"$PARLEY_HOME/test-results/web.json"; exit 1'
    run parley test web
    [ "$status" -eq 1 ]
    says 'page shows text'
    [ "$(last_line)" = '4 passed, 1 failed' ]
}

@test "quick leaves out the tests marked slow and the launcher's own" {
    project One.Tests "$(reports 3 0 0)" 'echo "$*"'
    mkdir -p "$CHECKOUT/tests/launcher"
    fake bats 'printf "1..1\nok 1 first\n"'
    run parley test --quick
    [ "$(last_line)" = '3 passed, 0 failed' ]
    grep -q -- '--filter-not-trait speed=slow' "$PARLEY_HOME/logs/test-One.Tests.log"
}
