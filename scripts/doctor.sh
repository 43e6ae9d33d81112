# ./parley doctor: one line a check, and for what is amiss the command that mends it. Changes nothing.
# shellcheck shell=bash
set -euo pipefail

AMISS=0
fine() { printf '✓ %s\n' "$*"; }
amiss() {
    AMISS=1
    printf '✗ %s\n' "$*"
}

# check LABEL COMMAND…: the command prints a version, or fails with a sentence.
check() {
    local label=$1 said
    shift
    if said=$("$@"); then fine "$label${said:+ $said}"; else amiss "$label: $said"; fi
}

examine() {
    check platform find_platform
    if ! find_platform >/dev/null; then return 1; fi
    check '.NET SDK' check_sdk
    check Node check_node
    examine_packages
    examine_assets
    examine_room
    if ! has_web || web_fresh; then fine "web build"; else amiss "web build: not built from these sources. Mend it: ./parley setup"; fi
    if app_fresh; then fine ".NET build"; else amiss ".NET build: not built from these sources. Mend it: ./parley setup"; fi
    if ((AMISS == 0)); then examine_app; fi
    return "$AMISS"
}

examine_packages() {
    local missing package sudo=''
    [[ $(id -u) == 0 ]] || sudo='sudo '
    missing=$(debian_missing run)
    while read -r package; do
        if [[ $'\n'$missing$'\n' == *$'\n'"$package"$'\n'* ]]; then
            amiss "Debian package $package: missing. Mend it: ${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends $package"
        else
            fine "Debian package $package"
        fi
    done < <(awk -F'\t' '$1 == "run" { print $2 }' "$ROOT/scripts/debian-packages.tsv")
}

examine_assets() {
    local destination sha state
    while IFS=$'\t' read -r destination sha; do
        state=$(asset_state "$destination" "$sha")
        case $state in
            good) fine "$destination" ;;
            damaged*) amiss "$(damage "$destination" "${state#damaged }" "$sha")" ;;
            *) amiss "$destination: $state. Mend it: ./parley setup" ;;
        esac
    done < <(asset_rows | cut -f6,8)
}

examine_room() {
    local place=$PARLEY_HOME free
    while [[ ! -d $place ]]; do place=$(dirname "$place"); done
    free=$(free_megabytes "$place")
    if ((free >= 100)); then
        fine "disk: $free MB free"
    else
        amiss "disk: only $free MB are free in $place. Mend it: free some space (df -h shows where)"
    fi
}

# examine_app: the program's own, deeper checks.
examine_app() {
    DOTNET_ROOT=$(<"$PARLEY_HOME/dotnet-root") "$PARLEY_HOME/app/parley-server" doctor || AMISS=1
}
