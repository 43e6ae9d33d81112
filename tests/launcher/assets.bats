#!/usr/bin/env bats
# The engine and the models: verified, put in place whole, fetched once, and never replaced unasked.

load helpers

setup() {
    small_checkout
}

@test "the first run fetches each file, verifies it and starts the program" {
    run parley serve --port 8000
    [ "$status" -eq 0 ]
    [ "$(cat "$PARLEY_HOME/native/engine.so")" = 'the engine' ]
    [ "$(cat "$PARLEY_HOME/models/model.onnx")" = 'the model' ]
    says "[2/2]"
    says "program: serve --port 8000"
}

@test "the second run calls neither npm nor dotnet nor node" {
    parley setup
    for tool in npm dotnet node apt-get; do fake "$tool" "echo $tool >>'$BATS_TEST_TMPDIR/called'; exit 1"; done
    run parley serve
    [ "$status" -eq 0 ]
    [ "$output" = 'program: serve' ]
    [ ! -e "$BATS_TEST_TMPDIR/called" ]
}

@test "set-up speaks on stderr only, so that a transcript can be piped" {
    parley transcribe talk.mp3 >"$BATS_TEST_TMPDIR/out" 2>/dev/null
    [ "$(cat "$BATS_TEST_TMPDIR/out")" = 'program: transcribe talk.mp3' ]
}

@test "the program's exit code is the launcher's" {
    fake_at "$PARLEY_HOME/app/parley-server" 'exit 7'
    run parley transcribe talk.mp3
    [ "$status" -eq 7 ]
}

@test "a package that holds another file than the pinned one installs nothing" {
    small_package speech-model model.onnx 'something else'
    run parley serve
    [ "$status" -eq 1 ]
    says "The file model.onnx of speech-model@1.0.0 is not the one that Parley was built with"
    says "its SHA-256 is $(hash_of 'something else'), expected $(hash_of 'the model')"
    says "npm cache clean --force"
    [ ! -e "$PARLEY_HOME/models/model.onnx" ]
}

@test "a file damaged after set-up stops the program with the command that mends it" {
    parley setup
    printf 'the mOdel' >"$PARLEY_HOME/models/model.onnx"
    run parley serve
    [ "$status" -eq 1 ]
    says "The file models/model.onnx is damaged: its SHA-256 is $(hash_of 'the mOdel'), expected $(hash_of 'the model')"
    mend=${output##*Mend it: }
    (cd "$CHECKOUT" && eval "$mend")
    run parley serve
    [ "$output" = 'program: serve' ]
}

@test "a file that is touched but whole is accepted without a download" {
    parley setup
    touch "$PARLEY_HOME/models/model.onnx"
    before=$(npm_calls)
    run parley serve
    [ "$output" = 'program: serve' ]
    [ "$(npm_calls)" -eq "$before" ]
}

@test "a newer manifest fetches the file again, for it is old and not damaged" {
    parley setup
    small_package speech-model model.onnx 'a better model'
    manifest 'the engine' 'a better model'
    run parley serve
    [ "$status" -eq 0 ]
    [ "$(cat "$PARLEY_HOME/models/model.onnx")" = 'a better model' ]
    [ "$(grep -c native-engine "$BATS_TEST_TMPDIR/npm-calls")" -eq 1 ]
}

@test "without a network it says so and how to go on" {
    fake npm 'echo "npm error code EAI_AGAIN"; exit 1'
    run parley serve
    [ "$status" -eq 1 ]
    says "There is no way to the package registries: no network"
    says "run the same command again: it goes on where it stopped"
}

@test "npm itself, cut off from the network, is understood" {
    rm "$BATS_TEST_TMPDIR/bin/npm"
    code=0
    offline env npm_config_cache="$BATS_TEST_TMPDIR/cache" "$CHECKOUT/parley" setup 2>"$BATS_TEST_TMPDIR/said" || code=$?
    [ "$code" -eq 1 ]
    grep -q "There is no way to the package registries: no network" "$BATS_TEST_TMPDIR/said"
}

@test "a registry that refuses is told apart from no network" {
    fake npm 'echo "npm error code E404"; exit 1'
    run parley serve
    [ "$status" -eq 1 ]
    says "A package registry answered, but does not give out what Parley needs: npm error code E404"
}

@test "a failure that is not known shows the end of its log" {
    fake npm 'echo "npm error something new"; exit 1'
    run parley serve
    [ "$status" -eq 1 ]
    says "npm error something new"
    says "The whole log: $PARLEY_HOME/logs/assets-native-engine.log"
}

@test "a disk that fills up on the way is told, and leaves nothing half written" {
    unshare -m --propagation private true 2>/dev/null || skip "this machine does not let a test mount a small disk"
    head -c 3000000 /dev/zero >"$BATS_TEST_TMPDIR/packages/speech-model/package/model.onnx"
    tar -czf "$BATS_TEST_TMPDIR/packages/speech-model-1.0.0.tgz" -C "$BATS_TEST_TMPDIR/packages/speech-model" package
    mkdir "$BATS_TEST_TMPDIR/disk"
    fake df "[[ -e '$BATS_TEST_TMPDIR/asked' ]] && exec /bin/df \"\$@\"" "touch '$BATS_TEST_TMPDIR/asked'" \
        'printf "Filesystem 1024-blocks Used Available Capacity Mounted\n/dev/x 9 9 9999999 1%% /\n"'
    PARLEY_HOME=$BATS_TEST_TMPDIR/disk run unshare -m --propagation private bash -c '
        mount -t tmpfs -o size=2m small "$1" && "$2/parley" setup; code=$?
        ls "$1/native" "$1/models" "$1/tmp"; exit $code' _ "$BATS_TEST_TMPDIR/disk" "$CHECKOUT"
    [ "$status" -eq 1 ]
    says "The disk is full. Free some space"
    says "engine.so"
    silent_about "model.onnx"
}

@test "another folder can hold everything, named from where the person stands" {
    mkdir -p "$BATS_TEST_TMPDIR/elsewhere"
    cd "$BATS_TEST_TMPDIR/elsewhere"
    cp -r "$PARLEY_HOME" kept
    PARLEY_HOME=kept run parley serve
    [ "$status" -eq 0 ]
    [ "$(cat kept/models/model.onnx)" = 'the model' ]
    [ ! -e "$CHECKOUT/.parley/models/model.onnx" ]
}

@test "a launcher that is called through a link finds its checkout" {
    ln -s "$CHECKOUT/parley" "$BATS_TEST_TMPDIR/bin/parley-link"
    run parley-link serve
    says 'program: serve'
}
