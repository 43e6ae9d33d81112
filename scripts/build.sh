# The web page and the .NET program: built when their sources changed, never otherwise.
# shellcheck shell=bash
set -euo pipefail

# fingerprint PATH…: one hash over the names and contents of all source files below the paths.
fingerprint() {
    (cd "$ROOT" && find "$@" \( -name bin -o -name obj -o -name node_modules -o -name dist -o -name TestResults \) -prune \
        -o -type f -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0r sha256sum | sha256sum | cut -d' ' -f1)
}

app_sources() { fingerprint src protos Directory.Build.props Directory.Packages.props global.json BannedSymbols.txt .editorconfig; }
web_sources() { fingerprint web; }

has_web() { [[ -f $ROOT/web/package.json ]]; }
stamped() { [[ -f $PARLEY_HOME/stamps/$1 && $(<"$PARLEY_HOME/stamps/$1") == "$2" ]]; }

web_fresh() { ! has_web || { [[ -d $PARLEY_HOME/web ]] && stamped web "$(web_sources)"; }; }

app_fresh() {
    [[ -x $PARLEY_HOME/app/parley-server && -d $(cat "$PARLEY_HOME/dotnet-root" 2>/dev/null)/host/fxr ]] &&
        stamped app "$(app_sources)"
}

# put_in_place NAME NEW SOURCES: swaps a folder whole; the stamp is written last, so that a kill in between only builds again.
put_in_place() {
    rm -rf "$PARLEY_HOME/stamps/$1" "$PARLEY_HOME/tmp/$1.old"
    [[ ! -e $PARLEY_HOME/$1 ]] || mv "$PARLEY_HOME/$1" "$PARLEY_HOME/tmp/$1.old"
    mv "$2" "$PARLEY_HOME/$1"
    printf '%s\n' "$3" >"$PARLEY_HOME/stamps/$1"
    rm -rf "$PARLEY_HOME/tmp/$1.old"
}

# node_packages_fresh FOLDER: whether its packages are those that its lock file names.
node_packages_fresh() {
    local mark=$ROOT/$1/node_modules/.parley
    [[ -f $mark && $(<"$mark") == "$(sha256sum <"$ROOT/$1/package-lock.json")" ]]
}

# node_packages FOLDER: its npm dependencies, installed again only when their lock file changed.
node_packages() {
    node_packages_fresh "$1" && return
    cd "$ROOT/$1"
    npm ci --include=dev --no-audit --no-fund --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000
    sha256sum <package-lock.json >node_modules/.parley
}

# The stock clients that only the tests run.
clients_fresh() { [[ ! -f $ROOT/tests/clients/package.json ]] || node_packages_fresh tests/clients; }

# What the bench measures with, and against.
bench_fresh() { [[ ! -f $ROOT/bench/package.json ]] || node_packages_fresh bench; }

build_web() {
    local sources new=$PARLEY_HOME/tmp/web.new
    sources=$(web_sources)
    node_packages web
    cd "$ROOT/web"
    rm -rf "$new"
    npm run build -- --outDir "$new" --emptyOutDir
    [[ -f $new/index.html ]] || give_up "The web build made no index.html. The whole log: $PARLEY_HOME/logs/web.log"
    put_in_place web "$new" "$sources"
}

# dotnet_quietly …: the SDK without its greeting, and without servers that would outlive the launcher.
dotnet_quietly() {
    env DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_UI_LANGUAGE=en \
        MSBUILDDISABLENODEREUSE=1 dotnet "$@"
}

# note_dotnet_root: where the runtime lives, so that the built program starts without dotnet on the PATH.
note_dotnet_root() {
    local shared
    shared=$(dotnet --list-runtimes | sed -n 's/^Microsoft\.AspNetCore\.App 10\..*\[\(.*\)\]$/\1/p' | tail -n 1)
    [[ -n $shared ]] || give_up "The ASP.NET Core 10 runtime is missing. Install it: sudo apt-get install -y aspnetcore-runtime-10.0, then run the same command again."
    printf '%s\n' "${shared%/shared/*}" >"$PARLEY_HOME/dotnet-root"
}

# build_app: without the analysers, which take half of the time and speak to whoever changes the sources. The tests build with them.
build_app() {
    local sources new=$PARLEY_HOME/tmp/app.new
    sources=$(app_sources)
    note_dotnet_root
    rm -rf "$new"
    cd "$ROOT"
    dotnet_quietly publish src/Parley.Server -c Release -o "$new" -p:RestoreLockedMode=true -p:UseSharedCompilation=false -p:RunAnalyzers=false -v quiet
    put_in_place app "$new" "$sources"
}

# run_app ARGUMENT…: becomes the program.
run_app() {
    DOTNET_ROOT=$(<"$PARLEY_HOME/dotnet-root")
    export DOTNET_ROOT
    exec "$PARLEY_HOME/app/parley-server" "$@"
}
