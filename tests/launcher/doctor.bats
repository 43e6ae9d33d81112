#!/usr/bin/env bats
# ./parley doctor: one line a check; what is amiss comes with the command that mends it; it changes nothing.

load helpers

setup() {
    small_checkout
}

@test "with everything in place it says so and ends well" {
    parley setup
    run parley doctor
    [ "$status" -eq 0 ]
    silent_about '✗'
    says '✓ native/engine.so'
    says '✓ .NET build'
    says 'program: doctor'
}

@test "with nothing set up it names each thing and changes nothing" {
    rm -rf "$PARLEY_HOME"
    fake dpkg-query 'exit 1'
    run parley doctor
    [ "$status" -eq 1 ]
    says '✗ native/engine.so: missing. Mend it: ./parley setup'
    says '✗ .NET build: not built from these sources. Mend it: ./parley setup'
    says 'apt-get install -y --no-install-recommends ffmpeg'
    [ ! -e "$PARLEY_HOME" ]
}

@test "a flipped bit is found, though size and time of the file are as they were" {
    parley setup
    touch -r "$PARLEY_HOME/models/model.onnx" "$BATS_TEST_TMPDIR/time"
    printf 'the mOdel' >"$PARLEY_HOME/models/model.onnx"
    touch -r "$BATS_TEST_TMPDIR/time" "$PARLEY_HOME/models/model.onnx"
    run parley doctor
    [ "$status" -eq 1 ]
    says '✗ The file models/model.onnx is damaged'
    says "Mend it: rm $(printf %q "$PARLEY_HOME/models/model.onnx") && ./parley setup"
}

@test "a missing SDK and a missing Node are named in the same run" {
    without dotnet node npm
    run parley doctor
    [ "$status" -eq 1 ]
    says '✗ .NET SDK: The .NET 10 SDK is missing'
    says '✗ Node: Node 20.19 or newer with npm is missing'
}

@test "on another operating system that is all it says" {
    fake uname 'case $1 in -s) echo Darwin ;; -m) echo arm64 ;; esac'
    run parley doctor
    [ "$status" -eq 1 ]
    [ "${#lines[@]}" -eq 1 ]
    says '✗ platform: This is Darwin arm64'
}

@test "a full disk is named" {
    fake df 'printf "Filesystem 1024-blocks Used Available Capacity Mounted\n/dev/x 9 9 1024 99%% /\n"'
    run parley doctor
    [ "$status" -eq 1 ]
    says '✗ disk: only 1 MB are free'
}

@test "the program's own checks count" {
    parley setup
    fake_at "$PARLEY_HOME/app/parley-server" 'echo "✗ the port is taken"; exit 1'
    run parley doctor
    [ "$status" -eq 1 ]
    says '✗ the port is taken'
}
