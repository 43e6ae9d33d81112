# Debian packages: which are missing, and installing them as root or through sudo.
# shellcheck shell=bash
set -euo pipefail

# debian_missing NEED…: names, of the packages needed by run or test, those that are not installed.
debian_missing() {
    local need wanted=() installed
    for need in "$@"; do
        mapfile -t -O "${#wanted[@]}" wanted < <(awk -F'\t' -v need="$need" '$1 == need { print $2 }' "$ROOT/scripts/debian-packages.tsv")
    done
    [[ " $* " != *' run '* ]] || mapfile -t -O "${#wanted[@]}" wanted < <(apertium_packages)
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

# apertium_packages: Debian's packages of the pairs that are named in the environment or in PARLEY_HOME, as far as there are any.
apertium_packages() {
    local pairs=${PARLEY__Translators__Apertium__Pairs:-} pair known
    if [[ -z $pairs && -f ${PARLEY_HOME:-}/appsettings.json ]]; then
        pairs=$(tr '\n' ' ' <"$PARLEY_HOME/appsettings.json" | sed -nE 's/.*"Apertium"[^{}]*\{[^{}]*"Pairs"[^"]*"([^"]*)".*/\1/p')
    fi
    [[ -n $pairs ]] || return 0
    known=$(apt-cache pkgnames apertium- 2>/dev/null || true)
    for pair in ${pairs//,/ }; do
        [[ $pair =~ ^([a-z]+)-([a-z]+)$ ]] || continue
        grep -xE "apertium-(($(apertium_codes "${BASH_REMATCH[1]}"))-($(apertium_codes "${BASH_REMATCH[2]}"))|($(apertium_codes "${BASH_REMATCH[2]}"))-($(apertium_codes "${BASH_REMATCH[1]}")))" <<<"$known" |
            LC_ALL=C sort -r | head -n 1 || true
    done | sort -u
}

# apertium_codes LANGUAGE: the codes that Debian's packages name it with.
apertium_codes() {
    local names='af|afr an|arg be|bel bg|bul ca|cat da|dan en|eng es|spa fr|fra hi|hin id|ind is|isl it|ita mk|mkd ms|zlm nb|nob nl|nld nn|nno oc|oci pl|pol pt|por ru|rus sc|srd sl|slv sv|swe uk|ukr ur|urd' name
    for name in $names; do
        [[ $name != "$1|"* ]] || { printf '%s' "$name"; return; }
    done
    printf '%s' "$1"
}
