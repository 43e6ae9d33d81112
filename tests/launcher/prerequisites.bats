#!/usr/bin/env bats
# What the launcher says on a machine that lacks something it cannot install itself.

load helpers

setup() {
    small_checkout
}

@test "another operating system is named, and where Parley runs instead" {
    fake uname 'case $1 in -s) echo Darwin ;; -m) echo arm64 ;; esac'
    run parley serve
    [ "$status" -eq 1 ]
    says "This is Darwin arm64; the launcher sets Parley up on Debian 12"
}

@test "a processor that the engine is not built for is named" {
    fake uname 'case $1 in -s) echo Linux ;; -m) echo riscv64 ;; esac'
    run parley transcribe talk.mp3
    [ "$status" -eq 1 ]
    says "This is Linux riscv64"
}

@test "a Linux without apt-get is told where Parley runs" {
    without apt-get
    run parley serve
    [ "$status" -eq 1 ]
    says "This Linux has no apt-get"
}

@test "a missing SDK gets the command that installs it, before anything is downloaded" {
    without dotnet
    run parley serve
    [ "$status" -eq 1 ]
    says "The .NET 10 SDK is missing (found: no dotnet). Install it: sudo apt-get install -y dotnet-sdk-10.0"
    [ "$(npm_calls)" -eq 0 ]
}

@test "an SDK that is too old is told by its version" {
    fake dotnet 'echo "8.0.404 [/usr/share/dotnet/sdk]"'
    run parley serve
    [ "$status" -eq 1 ]
    says "The .NET 10 SDK is missing (found: 8.0.404 )"
}

@test "a missing Node gets a sentence" {
    without node npm
    run parley serve
    [ "$status" -eq 1 ]
    says "Node 20.19 or newer with npm is missing (found: no node with npm). Install it"
}

@test "a Node that is too old is told by its version" {
    fake node 'echo v18.20.4'
    run parley serve
    [ "$status" -eq 1 ]
    says "Node 20.19 or newer with npm is missing (found: v18.20.4)"
    [ "$(npm_calls)" -eq 0 ]
}

@test "a disk too full to begin with is told in megabytes, before anything is downloaded" {
    fake df 'printf "Filesystem 1024-blocks Used Available Capacity Mounted\n/dev/x 1000000 999000 1000 99%% /\n"'
    rm "$PARLEY_HOME/stamps/app"
    run parley serve
    [ "$status" -eq 1 ]
    says "The disk is too full: set-up needs about 300 MB in $PARLEY_HOME, and 0 MB are free"
    [ "$(npm_calls)" -eq 0 ]
}

@test "a folder that cannot be written to is named" {
    PARLEY_HOME=/proc/parley run parley serve
    [ "$status" -eq 1 ]
    says "Cannot write to /proc/parley"
}
