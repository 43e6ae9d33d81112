#!/usr/bin/env bats
# THIRD_PARTY.md names every package, native library and model that the lock files and the launcher bring in.

load helpers

@test "nothing that is brought in is missing from THIRD_PARTY.md" {
    run node "$REPO/scripts/third-party.mjs" --check
    [ "$status" -eq 0 ]
    [ -z "$output" ]
}

@test "a package that is missing from it is named, with the command that writes the page anew" {
    CHECKOUT=$BATS_TEST_TMPDIR/checkout
    mkdir -p "$CHECKOUT"
    (cd "$REPO" && cp -r scripts THIRD_PARTY.md "$CHECKOUT" && cp --parents {web,tests/clients,bench}/package-lock.json {src,tests}/*/packages.lock.json "$CHECKOUT")
    sed -i '/^| xunit.v3 |/d; /silero/d; /^| openai | 7/d' "$CHECKOUT/THIRD_PARTY.md"
    run node "$CHECKOUT/scripts/third-party.mjs" --check
    [ "$status" -eq 1 ]
    says 'THIRD_PARTY.md lacks xunit.v3 3.2.1; write it anew: node scripts/third-party.mjs'
    says 'THIRD_PARTY.md lacks models/silero-vad/silero_vad_v5.onnx'
    says 'THIRD_PARTY.md lacks openai '
}
