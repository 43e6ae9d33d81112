# The native engine and the models: single files out of npm packages, pinned by SHA-256 in assets.tsv.
# shellcheck shell=bash
set -euo pipefail

# asset_rows: the manifest's rows for this platform.
asset_rows() { awk -F'\t' -v platform="$PLATFORM" '$1 == platform || $1 == "any"' "$ROOT/scripts/assets.tsv"; }

# assets_mark: changes when a file of ours or the manifest does. Cheap, so that a warm start need not read 130 MB.
assets_mark() {
    local paths
    mapfile -t paths < <(asset_rows | cut -f6)
    sha256sum <"$ROOT/scripts/assets.tsv"
    (cd "$PARLEY_HOME" && stat -c '%n %s %.9Y %.9Z' "${paths[@]}") 2>/dev/null || true
}

assets_fresh() { [[ -f $PARLEY_HOME/assets.mark && $(assets_mark) == "$(<"$PARLEY_HOME/assets.mark")" ]]; }

# asset_state DESTINATION SHA256: good, missing, outdated (ours, of an earlier manifest) or "damaged HASH".
asset_state() {
    local file=$PARLEY_HOME/$1 got
    [[ -f $file ]] || { echo missing && return; }
    got=$(sha256sum <"$file" | cut -d' ' -f1)
    if [[ $got == "$2" ]]; then
        echo good
    elif grep -qxF "$got $1" "$PARLEY_HOME/assets.installed" 2>/dev/null; then
        echo outdated
    else
        echo "damaged $got"
    fi
}

# damage DESTINATION GOT EXPECTED: the sentence for a file that is not what was installed.
damage() {
    printf 'The file %s is damaged: its SHA-256 is %s, expected %s. Mend it: rm %q && ./parley setup' "$1" "$2" "$3" "$PARLEY_HOME/$1"
}

# assets_needed: names, one a line, the packages (NAME VERSION BYTES) that must be fetched.
assets_needed() {
    local package version download destination sha state
    while IFS=$'\t' read -r _ package version download _ destination _ sha _; do
        state=$(asset_state "$destination" "$sha")
        case $state in
            damaged*) die "$(damage "$destination" "${state#damaged }" "$sha")" ;;
            missing | outdated) printf '%s %s %s\n' "$package" "$version" "$download" ;;
        esac
    done < <(asset_rows) | uniq
}

# fetch_assets PACKAGE VERSION: brings the package's files into place, each only once it is whole and verified.
fetch_assets() {
    local scratch package destination path make sha got
    scratch=$(mktemp -d "$PARLEY_HOME/tmp/fetch.XXXXXX")
    cd "$scratch"
    # The waits between npm's own retries add up to over a minute by default, which is long to learn that there is no network.
    npm pack "$1@$2" --ignore-scripts --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000
    tar -xzf ./*.tgz --no-same-owner
    while IFS=$'\t' read -r _ package _ _ path destination make sha _; do
        [[ $package == "$1" ]] || continue
        case $make in
            copy) cp "package/$path" made ;;
            tokens) node "$ROOT/scripts/moonshine-tokens.mjs" "package/$path" made ;;
        esac
        got=$(sha256sum <made | cut -d' ' -f1)
        [[ $got == "$sha" ]] ||
            give_up "The file $path of $1@$2 is not the one that Parley was built with: its SHA-256 is $got, expected $sha. Nothing was installed from it. Clear the download (npm cache clean --force), check which registry your npm is told to use, then run the same command again."
        mkdir -p "$PARLEY_HOME/$(dirname "$destination")"
        sync made && mv -f made "$PARLEY_HOME/$destination"
        printf '%s %s\n' "$sha" "$destination" >>"$PARLEY_HOME/assets.installed"
    done < <(asset_rows)
}
