# What must be there before anything can be set up: the platform, the SDK, Node, room on the disk.
# shellcheck shell=bash
set -euo pipefail

# shellcheck disable=SC2034 # the other parts read PLATFORM
# find_platform: sets PLATFORM to linux-x64 or linux-arm64, or says why not.
find_platform() {
    case "$(uname -s) $(uname -m)" in
        'Linux x86_64') PLATFORM=linux-x64 ;;
        'Linux aarch64' | 'Linux arm64') PLATFORM=linux-arm64 ;;
        *)
            printf 'This is %s %s; the launcher sets Parley up on Debian 12 or a relative of it, x86_64 or arm64, only. Run it there, for example in a container of debian:12.\n' \
                "$(uname -s)" "$(uname -m)"
            return 1
            ;;
    esac
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        printf 'This Linux has no apt-get; the launcher sets Parley up on Debian 12 or a relative of it only. Run it there, for example in a container of debian:12.\n'
        return 1
    fi
}

# check_sdk: prints the version found, or the sentence that says what to install.
check_sdk() {
    local found=''
    if command -v dotnet >/dev/null; then
        found=$(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | sort -V | tr '\n' ' ' || true)
        if [[ " $found" =~ \ (10\.0\.[1-9][0-9]{2}) ]]; then
            printf '%s\n' "${BASH_REMATCH[1]}"
            return
        fi
    fi
    printf 'The .NET 10 SDK is missing (found: %s). Install it: sudo apt-get install -y dotnet-sdk-10.0 (Debian needs a package feed for it first: https://learn.microsoft.com/dotnet/core/install/linux-debian), then run the same command again.\n' \
        "${found:-no dotnet}"
    return 1
}

# check_node: prints the version found, or the sentence that says what to install.
check_node() {
    local found=''
    if command -v node >/dev/null && command -v npm >/dev/null; then
        found=$(node --version 2>/dev/null || true)
        if [[ $found =~ ^v([0-9]+)\.([0-9]+) ]] && ((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] >= 20019)); then
            printf '%s\n' "$found"
            return
        fi
    fi
    printf 'Node 20.19 or newer with npm is missing (found: %s). Install it (https://nodejs.org/en/download), then run the same command again.\n' \
        "${found:-no node with npm}"
    return 1
}

free_megabytes() { df -Pk "$1" | awk 'NR == 2 { print int($4 / 1024) }'; }

# check_room MEGABYTES: refuses to begin what the disk cannot hold.
check_room() {
    local free
    free=$(free_megabytes "$PARLEY_HOME")
    ((free >= $1)) && return
    die "The disk is too full: set-up needs about $1 MB in $PARLEY_HOME, and $free MB are free. Free some space, or name a folder on another disk with PARLEY_HOME, then run the same command again."
}
