#!/usr/bin/env bats
# The real thing, once: a fresh copy of the sources, empty package caches, the real packages; then life without a network.

load helpers

setup_file() {
    export CHECKOUT="$BATS_FILE_TMPDIR/a clean clone"
    export NUGET_PACKAGES=$BATS_FILE_TMPDIR/nuget NUGET_HTTP_CACHE_PATH=$BATS_FILE_TMPDIR/nuget-http npm_config_cache=$BATS_FILE_TMPDIR/npm
    unset PARLEY_HOME DOTNET_ROOT
    copy_of_the_sources
    begun=$SECONDS
    "$CHECKOUT/parley" setup >"$BATS_FILE_TMPDIR/said" 2>&1 || echo "exit code $?" >>"$BATS_FILE_TMPDIR/said"
    echo "# set up from nothing in $((SECONDS - begun)) s" >&3
}

# What a clone of the next commit would hold, as a repository of its own.
copy_of_the_sources() {
    mkdir -p "$CHECKOUT"
    cd "$REPO"
    git ls-files -coz --exclude-standard | while IFS= read -rd '' file; do
        [[ ! -e $file ]] || printf '%s\0' "$file"
    done | tar -c --null -T - | tar -x -C "$CHECKOUT"
    cd "$CHECKOUT"
    git init -q && git add -A && git -c user.name=test -c user.email=test@example.org commit -qm Sources
}

speech=/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0880.wav

@test "a clean clone sets itself up with nothing but the SDK, Node and the registries" {
    run cat "$BATS_FILE_TMPDIR/said"
    says "Recognition engine from sherpa-onnx"
    says ".NET program: done"
    says "Everything is in place in $CHECKOUT/.parley."
}

@test "set-up leaves the sources as they were" {
    [ -z "$(git -C "$CHECKOUT" status --porcelain)" ]
}

@test "after set-up doctor finds nothing amiss" {
    run parley doctor
    [ "$status" -eq 0 ]
    silent_about '✗'
}

@test "the second start runs no tool of set-up" {
    for tool in npm node dotnet apt-get sudo; do fake "$tool" "echo $tool >>'$BATS_TEST_TMPDIR/called'; exit 1"; done
    PATH=$BATS_TEST_TMPDIR/bin:$PATH run parley serve --help
    [ "$status" -eq 0 ]
    says serve
    [ ! -e "$BATS_TEST_TMPDIR/called" ]
}

@test "without a network a recording is transcribed" {
    offline "$CHECKOUT/parley" transcribe "$speech" >"$BATS_TEST_TMPDIR/text" 2>"$BATS_TEST_TMPDIR/said"
    text=$(cat "$BATS_TEST_TMPDIR/text")
    [[ ${text,,} == *"young man"* ]]
}

@test "without a network the server becomes ready and serves the page" {
    offline bash -c '
        "$1/parley" serve --port 8099 >"$2/log" 2>&1 3>&- & server=$!
        for _ in {1..300}; do grep -q "is ready" "$2/log" && break; sleep 0.1; done
        node --input-type=module -e "
            const ready = await fetch(\"http://127.0.0.1:8099/health/ready\");
            const page = await fetch(\"http://127.0.0.1:8099/\");
            console.log(ready.status, page.status, (await page.text()).includes(\"<script\"));
        " >"$2/answer"
        kill "$server"; wait "$server"' _ "$CHECKOUT" "$BATS_TEST_TMPDIR"
    [ "$(cat "$BATS_TEST_TMPDIR/answer")" = '200 200 true' ]
}

@test "an edited model is refused by name before the server starts" {
    model=$CHECKOUT/.parley/models/moonshine-base/encoder_model.onnx
    cp "$model" "$BATS_TEST_TMPDIR/whole"
    printf 'x' | dd of="$model" bs=1 seek=1000000 conv=notrunc status=none
    run parley serve --port 8099
    [ "$status" -eq 1 ]
    says "The file models/moonshine-base/encoder_model.onnx is damaged"
    mv "$BATS_TEST_TMPDIR/whole" "$model"
    run parley serve --help
    [ "$status" -eq 0 ]
}
