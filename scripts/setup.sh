#!/usr/bin/env bash
# Makes a machine ready to build: the Debian packages that are missing, and a word about Swift. Safe to run again.
# With --tests also for the tests: brokers and what reads them, certificates, small disks.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly oldest_swift=6.2
readonly test_broker=0.2.3   # noida-db: the broker of the end-to-end tests, from PyPI
readonly test_tools=.build/test-tools   # one place for every scratch path; the tests look here
for_tests=
case "${1:-}" in
    '') ;;
    --tests) for_tests=yes ;;
    *)
        echo "usage: setup.sh [--tests]" >&2
        exit 2
        ;;
esac

# What the toolchain and its linker need, as Debian names it; `libstdc++-dev` is the name g++ provides in every release.
needed=(
    git binutils libc6-dev libstdc++-dev libcurl4 libxml2 libsqlite3-0 libncurses6 tzdata pkg-config libserialport-dev
    librdkafka-dev libsqlite3-dev)
# gcc builds the small C programs of Tests/Support; util-linux and mount make disks of a few megabytes.
if [ -n "$for_tests" ]; then
    needed+=(python3 python3-venv gcc kcat stunnel4 openssl util-linux mount)
fi

say() { printf 'setup: %s\n' "$*" >&2; }

# The needed names that no installed package has or provides.
missing_packages() {
    local present
    present=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}, ${Provides}\n' |
        sed -n 's/^installed //p' | tr ',' '\n' | sed 's/(.*//; s/ //g')
    for name in "${needed[@]}"; do
        grep --quiet --line-regexp --fixed-strings "$name" <<<"$present" || printf '%s\n' "${name/#libstdc++-dev/g++}"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo --non-interactive "$@"
    fi
}

install_packages() {
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        say "please have installed: $*"
        exit 1
    fi
    as_root apt-get update --quiet
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends "$@"
}

# The broker, in a virtual environment of its own. The link to its program is made last: while it answers, all is there.
install_test_broker() {
    local program=$test_tools/noida-db python=/usr/bin/python3
    if [ "$("$program" version 2>/dev/null)" = "noida-db $test_broker" ]; then return; fi
    [ -x "$python" ] || python=python3
    say "installing noida-db $test_broker in $test_tools"
    mkdir -p "$test_tools"
    rm -rf "$test_tools/venv" "$program"
    "$python" -m venv "$test_tools/venv"
    "$test_tools/venv/bin/python" -m pip install --quiet --disable-pip-version-check "noida-db==$test_broker"
    (cd "$test_tools" && ln -s venv/lib/python3*/site-packages/noida_db/noida-db noida-db)
    "$program" version >/dev/null 2>&1 || {
        say "noida-db $test_broker does not start here"
        exit 1
    }
}

if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    mapfile -t missing < <(missing_packages)
    if [ "${#missing[@]}" -gt 0 ]; then
        say "installing ${missing[*]}"
        install_packages "${missing[@]}"
    fi
else
    say "no apt here; a Swift build needs git, a C library with its headers, and the headers of a C++ library"
fi

if ! command -v swift >/dev/null; then
    say "Swift is missing; install $oldest_swift or newer from https://www.swift.org/install and put it on PATH"
    exit 1
fi
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
if [ "$(printf '%s\n' "$oldest_swift" "$version" | sort --version-sort | head -n 1)" != "$oldest_swift" ]; then
    say "Swift ${version:-of unknown version} is too old; install $oldest_swift or newer from https://www.swift.org/install"
    exit 1
fi

if [ -n "$for_tests" ]; then install_test_broker; fi
