# Shared by the tests of the launcher. Nothing here touches the checkout under test: each test has a copy and a .parley of its own.

REPO=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

# small_checkout: only the launcher and its parts, with two small packages to fetch in place of the real ones and a program
# that is already built and repeats its arguments. Sets CHECKOUT and PARLEY_HOME.
small_checkout() {
    CHECKOUT="$BATS_TEST_TMPDIR/a checkout"
    export PARLEY_HOME=$CHECKOUT/.parley
    mkdir -p "$CHECKOUT" "$PARLEY_HOME"/{app,stamps} "$BATS_TEST_TMPDIR/bin" "$BATS_TEST_TMPDIR/packages"
    (cd "$REPO" && cp -r parley scripts Directory.*.props global.json BannedSymbols.txt .editorconfig "$CHECKOUT")
    mkdir -p "$CHECKOUT"/{src,protos}
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
    small_package native-engine engine.so 'the engine'
    small_package speech-model model.onnx 'the model'
    manifest 'the engine' 'the model'
    built_program
    npm_that_serves_packages
}

# small_package NAME FILE CONTENT: a package's tarball, as npm pack would bring it.
small_package() {
    local folder=$BATS_TEST_TMPDIR/packages/$1
    mkdir -p "$folder/package"
    printf '%s' "$3" >"$folder/package/$2"
    tar -czf "$BATS_TEST_TMPDIR/packages/$1-1.0.0.tgz" -C "$folder" package
}

# manifest ENGINE MODEL: what the two files must hold.
manifest() {
    local row='any\t%s\t1.0.0\t100\t%s\t%s\tcopy\t%s\t10\tMIT\n'
    # shellcheck disable=SC2059 # the row is the format
    {
        printf "$row" native-engine engine.so native/engine.so "$(hash_of "$1")"
        printf "$row" speech-model model.onnx models/model.onnx "$(hash_of "$2")"
    } >"$CHECKOUT/scripts/assets.tsv"
}

hash_of() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }

built_program() {
    fake_at "$PARLEY_HOME/app/parley-server" 'echo "program: $*"'
    mkdir -p "$BATS_TEST_TMPDIR/dotnet/host/fxr"
    echo "$BATS_TEST_TMPDIR/dotnet" >"$PARLEY_HOME/dotnet-root"
    (ROOT=$CHECKOUT && source "$CHECKOUT/scripts/build.sh" && app_sources) >"$PARLEY_HOME/stamps/app"
}

# fake NAME LINE…: a command that stands first on the PATH.
fake() {
    local name=$1
    shift
    fake_at "$BATS_TEST_TMPDIR/bin/$name" "$@"
}

fake_at() {
    local file=$1
    mkdir -p "$(dirname "$file")"
    shift
    printf '%s\n' '#!/bin/bash' "$@" >"$file"
    chmod +x "$file"
}

npm_that_serves_packages() {
    fake npm "echo \"\$*\" >>'$BATS_TEST_TMPDIR/npm-calls'" "cp '$BATS_TEST_TMPDIR/packages/'\"\${2/@/-}.tgz\" ."
}

npm_calls() { if [[ -f $BATS_TEST_TMPDIR/npm-calls ]]; then wc -l <"$BATS_TEST_TMPDIR/npm-calls"; else echo 0; fi; }

# without COMMAND…: a PATH that lacks these commands.
without() {
    local command
    mkdir -p "$BATS_TEST_TMPDIR/path"
    ln -sf /usr/bin/* /bin/* /usr/sbin/* "$BATS_TEST_TMPDIR/path" 2>/dev/null || true
    for command in "$@"; do rm -f "$BATS_TEST_TMPDIR/path/$command" "$BATS_TEST_TMPDIR/bin/$command"; done
    PATH=$BATS_TEST_TMPDIR/bin:$BATS_TEST_TMPDIR/path
}

parley() { "$CHECKOUT/parley" "$@"; }

says() {
    [[ $output == *"$1"* ]] || {
        printf 'expected: %s\nin: %s\n' "$1" "$output"
        return 1
    }
}

silent_about() { [[ $output != *"$1"* ]]; }

# wait_until COMMAND…: up to ten seconds for something that another process does.
wait_until() {
    local _
    for _ in {1..100}; do
        "$@" && return
        sleep 0.1
    done
    return 1
}

# offline COMMAND…: in a network namespace that has nothing but loopback.
offline() {
    local namespace=(unshare -n)
    [ "$(id -u)" -eq 0 ] || namespace=(unshare -rn)
    "${namespace[@]}" true 2>/dev/null || skip "this machine does not let a test make a network namespace"
    "${namespace[@]}" bash -c 'ip link set lo up && exec "$@"' _ "$@"
}
