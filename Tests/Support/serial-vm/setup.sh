#!/usr/bin/env bash
# Gets what the virtual machine needs: Debian packages, and a kernel unpacked into the cache directory. Safe to run again.
# usage: setup.sh CACHE
set -euo pipefail
readonly cache=$1
readonly needed=(qemu-system-x86 busybox-static seabios cpio kmod socat tzdata)

say() { printf 'serial-vm: %s\n' "$*" >&2; }

if ! command -v apt-get >/dev/null || [ "$(uname -m)" != x86_64 ]; then
    say "this test needs Debian (apt) on x86_64; it cannot run on this machine"
    exit 2
fi

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo --non-interactive "$@"
    else
        say "this needs root: $*"
        exit 2
    fi
}

kernel_package() {
    apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -n 1
}

missing=()
for name in "${needed[@]}"; do
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
done
if [ "${#missing[@]}" -gt 0 ]; then
    say "installing ${missing[*]}"
    as_root apt-get update --quiet >/dev/null
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --quiet --yes --no-install-recommends "${missing[@]}" >/dev/null
fi

mkdir -p "$cache"
if [ ! -s "$cache/kernel/version" ]; then
    package=$(kernel_package)
    if [ -z "$package" ]; then
        as_root apt-get update --quiet >/dev/null
        package=$(kernel_package)
    fi
    [ -n "$package" ] || { say "apt knows no Debian kernel (linux-image-amd64)"; exit 2; }
    say "unpacking $package"
    rm -rf "$cache/kernel" "$cache/download"
    mkdir -p "$cache/download"
    (cd "$cache/download" && apt-get download --quiet -o APT::Sandbox::User= "$package" >/dev/null)
    dpkg-deb --extract "$cache"/download/*.deb "$cache/kernel"
    rm -rf "$cache/download"
    echo "${package#linux-image-}" >"$cache/kernel/version"
fi
[ -s "$cache/kernel/lib/modules/$(cat "$cache/kernel/version")/modules.dep" ] ||
    PATH=$PATH:/sbin:/usr/sbin depmod --basedir "$cache/kernel" "$(cat "$cache/kernel/version")"
