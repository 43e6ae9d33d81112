#!/usr/bin/env bats
# The page and the program are built when their sources changed, and swapped in whole.

load helpers

setup() {
    small_checkout
    calls=$BATS_TEST_TMPDIR/calls
    echo 'class Program;' >"$CHECKOUT/src/Program.cs"
    built_program
    dotnet_that_publishes
}

dotnet_that_publishes() {
    mkdir -p "$BATS_TEST_TMPDIR/sdk/host/fxr"
    fake dotnet "echo \"\$*\" >>'$calls'" 'case $1 in' '--list-sdks) echo "10.0.100 [/sdk]" ;;' \
        "--list-runtimes) echo 'Microsoft.AspNetCore.App 10.0.0 [$BATS_TEST_TMPDIR/sdk/shared/Microsoft.AspNetCore.App]' ;;" \
        'publish) mkdir -p "$6"; printf "#!/bin/bash\necho rebuilt\n" >"$6/parley-server"; chmod +x "$6/parley-server" ;; esac'
}

# a_page: a web folder, and an npm that installs and builds it.
a_page() {
    mkdir -p "$CHECKOUT/web/src"
    echo '{}' | tee "$CHECKOUT/web/package.json" >"$CHECKOUT/web/package-lock.json"
    echo 'first' >"$CHECKOUT/web/src/page.ts"
    fake npm "echo \"npm \$*\" >>'$calls'" 'case $1 in' 'ci) mkdir -p node_modules ;;' \
        'run) mkdir -p "$5"; cp src/page.ts "$5/index.html" ;;' \
        "pack) cp '$BATS_TEST_TMPDIR/packages/'\"\${2/@/-}.tgz\" . ;; esac"
}

@test "a program that is up to date is not built" {
    run parley serve
    says 'program: serve'
    [ ! -e "$calls" ] || ! grep -q publish "$calls"
}

@test "an edited source builds the program again" {
    parley setup
    echo '// changed' >>"$CHECKOUT/src/Program.cs"
    run parley serve
    says '.NET program: done'
    says rebuilt
}

@test "a new source file builds the program again" {
    parley setup
    echo 'class Other;' >"$CHECKOUT/src/Other.cs"
    run parley serve
    says rebuilt
}

@test "what the compiler leaves behind does not build the program again" {
    parley setup
    mkdir -p "$CHECKOUT/src/obj" "$CHECKOUT/src/bin"
    echo '// generated' >"$CHECKOUT/src/obj/Generated.cs"
    run parley serve
    says 'program: serve'
}

@test "the restore is locked, so that every machine gets the same packages" {
    echo '// changed' >>"$CHECKOUT/src/Program.cs"
    parley setup
    grep -q 'publish .*-p:RestoreLockedMode=true' "$calls"
}

@test "a build that fails shows the compiler's errors and keeps the program that was there" {
    parley setup
    echo 'class {' >"$CHECKOUT/src/Program.cs"
    fake dotnet 'case $1 in --list-sdks) echo "10.0.100 [/sdk]" ;;' \
        '--list-runtimes) echo "Microsoft.AspNetCore.App 10.0.0 [/sdk/shared/Microsoft.AspNetCore.App]" ;;' \
        'publish) echo "Program.cs(1,7): error CS1001: Identifier expected"; exit 1 ;; esac'
    run parley serve
    [ "$status" -eq 1 ]
    says 'Program.cs(1,7): error CS1001: Identifier expected'
    [ "$("$PARLEY_HOME/app/parley-server")" = 'program: ' ]
}

@test "packages that cannot be restored for want of a network are told as that" {
    echo '// changed' >>"$CHECKOUT/src/Program.cs"
    fake dotnet 'case $1 in --list-sdks) echo "10.0.100 [/sdk]" ;;' \
        '--list-runtimes) echo "Microsoft.AspNetCore.App 10.0.0 [/sdk/shared/Microsoft.AspNetCore.App]" ;;' \
        'publish) echo "error NU1301: Unable to load the service index"; exit 1 ;; esac'
    run parley serve
    [ "$status" -eq 1 ]
    says 'no network, or a proxy that is not set'
}

@test "a missing ASP.NET Core runtime gets the command that installs it" {
    echo '// changed' >>"$CHECKOUT/src/Program.cs"
    fake dotnet 'case $1 in --list-sdks) echo "10.0.100 [/sdk]" ;; --list-runtimes) echo "Microsoft.NETCore.App 10.0.0 [/x]" ;; esac'
    run parley serve
    [ "$status" -eq 1 ]
    says 'sudo apt-get install -y aspnetcore-runtime-10.0'
}

@test "the page is built once, and again when a source of it changed" {
    a_page
    parley setup
    [ "$(cat "$PARLEY_HOME/web/index.html")" = first ]
    parley setup
    [ "$(grep -c 'npm run build' "$calls")" -eq 1 ]
    echo second >"$CHECKOUT/web/src/page.ts"
    parley setup
    [ "$(cat "$PARLEY_HOME/web/index.html")" = second ]
}

@test "the page's packages are installed again only when their lock file changed" {
    a_page
    parley setup
    echo second >"$CHECKOUT/web/src/page.ts"
    parley setup
    [ "$(grep -c 'npm ci' "$calls")" -eq 1 ]
    echo '{"changed": true}' >"$CHECKOUT/web/package-lock.json"
    parley setup
    [ "$(grep -c 'npm ci' "$calls")" -eq 2 ]
}

@test "a page that does not build keeps the one that was there" {
    a_page
    parley setup
    echo second >"$CHECKOUT/web/src/page.ts"
    fake npm 'echo "page.ts:1:1 - error TS1005"; exit 2'
    run parley setup
    [ "$status" -eq 1 ]
    says 'error TS1005'
    [ "$(cat "$PARLEY_HOME/web/index.html")" = first ]
}

@test "the stock clients are installed for the tests alone, and again when their lock file changed" {
    a_page
    mkdir -p "$CHECKOUT/tests/clients"
    echo '{}' | tee "$CHECKOUT/tests/clients/package.json" >"$CHECKOUT/tests/clients/package-lock.json"
    fake dpkg-query 'printf "%s ii \n" "${@:4}"'
    parley setup
    [ ! -e "$CHECKOUT/tests/clients/node_modules" ]
    run parley test nothing-of-that-name
    says 'Stock clients for the tests: done'
    run parley test nothing-of-that-name
    silent_about 'Stock clients'
    echo '{"changed": true}' >"$CHECKOUT/tests/clients/package-lock.json"
    run parley test nothing-of-that-name
    says 'Stock clients for the tests: done'
}
