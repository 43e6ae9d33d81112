# Debian packages: which are missing, and installing them as root or through sudo.
# shellcheck shell=bash
set -euo pipefail

# debian_missing NEED…: names, of the packages needed by run or test, those that are not installed.
debian_missing() {
    local need wanted=() installed
    for need in "$@"; do
        mapfile -t -O "${#wanted[@]}" wanted < <(awk -F'\t' -v need="$need" '$1 == need { print $2 }' "$ROOT/scripts/debian-packages.tsv")
    done
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' "${wanted[@]}" 2>/dev/null || true)
    for need in "${wanted[@]}"; do
        [[ $'\n'$installed == *$'\n'"$need ii"* ]] || printf '%s\n' "$need"
    done
}

debian_command() { printf 'apt-get update && apt-get install -y --no-install-recommends %s' "$*"; }

# debian_rights PACKAGE…: makes sure, before the work begins, that there is a way to install; asks for sudo's password if need be.
debian_rights() {
    AS_ROOT=()
    [[ $(id -u) == 0 ]] && return
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; }; }; then
        AS_ROOT=(sudo -n)
        return
    fi
    die "These Debian packages are missing, and only root can install them: $*. As root, run: $(debian_command "$@") — then run the same command again."
}

# debian_install PACKAGE…: a list of packages that is already here is tried first; it is renewed only when that fails.
debian_install() {
    local apt=("${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -o DPkg::Lock::Timeout=120)
    if [[ -n $(dpkg --audit) ]]; then
        "${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C dpkg --configure -a
    fi
    "${apt[@]}" install -y --no-install-recommends "$@" && return
    "${apt[@]}" -o APT::Update::Error-Mode=any update && "${apt[@]}" install -y --no-install-recommends "$@"
}
