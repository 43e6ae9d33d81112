# Set-up: finds what is missing, then does that and no more, one step after another.
# shellcheck shell=bash
set -euo pipefail

# set_up NEED…: brings all that is needed (run; test; bench) into place. Touches no network and starts no tool when nothing is missing.
set_up() {
    local refusal
    refusal=$(find_platform) || die "$refusal"
    find_platform
    mkdir -p "$PARLEY_HOME"/{logs,tmp,stamps,native,models} 2>/dev/null ||
        die "Cannot write to $PARLEY_HOME. Make it writable, or name another folder with PARLEY_HOME, then run the same command again."
    plan_set_up "$@"
    ((${#PLAN[@]} == 0)) && return

    trap 'interrupted 130' INT
    trap 'interrupted 143' TERM HUP
    take_lock
    trap clear_scratch EXIT
    plan_set_up "$@"
    ((${#PLAN[@]} == 0)) || carry_out "$@"
    clear_scratch
    trap - INT TERM HUP EXIT
    exec 9>&-
}

clear_scratch() { rm -rf "${PARLEY_HOME:?}"/tmp/*; }

# take_lock: one launcher at a time sets up; the lock goes with the process, however that ends.
take_lock() {
    exec 9>"$PARLEY_HOME/lock"
    flock -n 9 && return
    say "Another ./parley is setting up in $PARLEY_HOME; waiting for it …"
    flock 9 &
    CHILD=$!
    wait "$CHILD"
    CHILD=''
}

# plan_set_up NEED…: sets PLAN to the steps to do, each a line of words.
plan_set_up() {
    local packages package
    PLAN=()
    packages=$(debian_missing "$@" | tr '\n' ' ')
    [[ -z $packages ]] || PLAN+=("debian $packages")
    if ! assets_fresh; then
        packages=$(assets_needed)
        while [[ -n $packages ]] && read -r package; do PLAN+=("assets $package"); done <<<"$packages"
        [[ -n $packages ]] || assets_mark >"$PARLEY_HOME/assets.mark"
    fi
    web_fresh || PLAN+=(web)
    app_fresh || PLAN+=(app)
    [[ " $* " != *' test '* ]] || clients_fresh || PLAN+=(clients)
    [[ " $* " != *' bench '* ]] || bench_fresh || PLAN+=(bench)
}

# megabytes STEP…: what a step needs at its height: downloads are held twice, by npm and by us, and once unpacked.
megabytes() {
    case $1 in
        assets) echo $(($4 * 4 / 1000000)) ;;
        web) echo 300 ;;
        app) echo 300 ;;
        clients) echo 700 ;;
        bench) echo 200 ;;
        *) echo 0 ;;
    esac
}

carry_out() {
    local work needed=0 sentence
    sentence=$(check_sdk) || die "$sentence"
    sentence=$(check_node) || die "$sentence"
    for work in "${PLAN[@]}"; do
        # shellcheck disable=SC2086 # a step is a line of words
        needed=$((needed + $(megabytes $work)))
    done
    check_room "$needed"
    STEPS=${#PLAN[@]}
    say "Setting up Parley in $PARLEY_HOME ($STEPS steps, about $needed MB on disk)."
    for work in "${PLAN[@]}"; do
        # shellcheck disable=SC2086 # a step is a line of words
        do_step $work
    done
    assets_mark >"$PARLEY_HOME/assets.mark"
}

do_step() {
    local kind=$1
    shift
    case $kind in
        debian)
            debian_rights "$@"
            step debian "Debian packages: $*" debian_install "$@"
            ;;
        assets)
            step "assets-${1##*/}" "$(asset_title "$1") from $1 $2 ($(($3 / 1000000 + 1)) MB)" fetch_assets "$1" "$2"
            ;;
        web) step web "Web page" build_web ;;
        app) step app ".NET program" build_app ;;
        clients) step clients "Stock clients for the tests" node_packages tests/clients ;;
        bench) step bench "Packages of the bench" node_packages bench ;;
    esac
}

asset_title() {
    case $1 in
        sherpa-onnx-*) echo "Recognition engine" ;;
        */moonshine-js) echo "Moonshine models" ;;
        llama-tokenizer-js) echo "Moonshine vocabulary" ;;
        */vad-web) echo "Voice activity model" ;;
    esac
}
