#!/usr/bin/env bats
# Debian packages are installed as root, through sudo, or not at all but with the exact command.

load helpers

setup() {
    small_checkout
    calls=$BATS_TEST_TMPDIR/calls
    fake dpkg-query '[[ -f '"'$BATS_TEST_TMPDIR/installed'"' ]] && printf "%s ii \n" "${@:4}"; exit 0'
    fake dpkg 'exit 0'
    fake apt-get "echo \"apt-get \$*\" >>'$calls'" "[[ \$* != *install* ]] || touch '$BATS_TEST_TMPDIR/installed'"
}

a_user() { fake id 'echo 1000'; }
a_root() { fake id 'echo 0'; }

@test "root installs what is missing and nothing recommended" {
    a_root
    run parley serve
    [ "$status" -eq 0 ]
    says "Debian packages: ffmpeg libopus0"
    grep -q -- 'install -y --no-install-recommends ffmpeg libopus0' "$calls"
}

@test "the list of packages is not renewed when the install works without" {
    a_root
    run parley serve
    [ "$status" -eq 0 ]
    ! grep -q update "$calls"
}

@test "the list of packages is renewed when the first install fails" {
    a_root
    fake apt-get "echo \"apt-get \$*\" >>'$calls'" \
        "grep -q update '$calls' || { echo 'E: Unable to locate package ffmpeg'; exit 100; }" \
        "[[ \$* != *install* ]] || touch '$BATS_TEST_TMPDIR/installed'"
    run parley serve
    [ "$status" -eq 0 ]
    [ "$(wc -l <"$calls")" -eq 3 ]
}

@test "a user installs through sudo" {
    a_user
    fake sudo "echo \"sudo \$*\" >>'$calls'" '[[ $1 != -n ]] || shift' '"$@"'
    run parley serve
    [ "$status" -eq 0 ]
    grep -q 'sudo -n env .*apt-get .*install' "$calls"
}

@test "a user without sudo gets the exact command for root" {
    a_user
    without sudo
    run parley serve
    [ "$status" -eq 1 ]
    says "only root can install them: ffmpeg libopus0"
    says "apt-get update && apt-get install -y --no-install-recommends ffmpeg libopus0"
    [ ! -e "$calls" ]
}

@test "a user whom sudo refuses gets the exact command for root" {
    a_user
    fake sudo 'exit 1'
    run parley serve </dev/null
    [ "$status" -eq 1 ]
    says "As root, run: apt-get update && apt-get install -y --no-install-recommends ffmpeg libopus0"
}

@test "a lock held by another package manager is told" {
    a_root
    fake apt-get 'echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 42 (apt)"; exit 100'
    run parley serve
    [ "$status" -eq 1 ]
    says "holds the lock of apt. Wait until it is done"
}

@test "no network is told" {
    a_root
    fake apt-get 'echo "E: Failed to fetch some index  Temporary failure resolving some host"; exit 100'
    run parley serve
    [ "$status" -eq 1 ]
    says "no network, or a proxy that is not set"
}

@test "an installation that was cut off is finished first" {
    a_root
    fake dpkg "echo \"dpkg \$*\" >>'$calls'" '[[ $1 != --audit ]] || echo "The following packages are only half configured: x"'
    run parley serve
    [ "$status" -eq 0 ]
    [[ $(grep -n 'dpkg --configure -a' "$calls" | cut -d: -f1) -lt $(grep -n install "$calls" | cut -d: -f1) ]]
}

@test "the tests' own packages are not installed to serve" {
    a_root
    run parley serve
    [ "$status" -eq 0 ]
    ! grep -q chromium "$calls"
}
