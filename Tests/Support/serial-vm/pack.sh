#!/usr/bin/env bash
# Packs the guest: busybox, the kernel modules of a USB serial port and of the shared directory, and programs with their
# libraries at the paths where the linker recorded them.
# usage: pack.sh CACHE INIT OUT.cpio.gz PROGRAM…
set -euo pipefail
export PATH=$PATH:/sbin:/usr/sbin
readonly cache=$1 init=$2 out=$3
shift 3
version=$(cat "$cache/kernel/version")
root=$(mktemp --directory)
chmod 755 "$root"  # the guest's users pass through it too
trap 'rm -rf "$root"' EXIT

mkdir -p "$root"/{bin,proc,sys,dev,tmp,etc,share,app,modules,usr/share/zoneinfo}
cp /bin/busybox "$root/bin/busybox"
cp "$init" "$root/init"
chmod +x "$root/init"
printf '%s\n' 'root:x:0:0:root:/:/bin/sh' 'nobody:x:65534:65534:nobody:/:/bin/sh' >"$root/etc/passwd"
echo 'dialout:x:20:' >"$root/etc/group"
# Without any zone, the formatting of dates in Foundation ends the process.
cp --dereference /usr/share/zoneinfo/UTC "$root/usr/share/zoneinfo/UTC"
cp --dereference /usr/share/zoneinfo/UTC "$root/etc/localtime"

# In the order in which they can be loaded, each once.
modules() {
    for name in virtio_pci xhci_pci ftdi_sio 9pnet_virtio 9p; do
        modprobe --dirname "$cache/kernel" --set-version "$version" --show-depends "$name"
    done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++'
}
number=100
while read -r file; do
    cp "$file" "$root/modules/$number-${file##*/}"
    number=$((number + 1))
done < <(modules)

for program in "$@"; do
    cp --dereference "$program" "$root/app/"
    ldd "$program" | grep --only-matching '/[^ ]*' | while read -r library; do
        mkdir -p "$root${library%/*}"
        cp --dereference --update "$library" "$root$library"
    done
done

(cd "$root" && find . | cpio --create --format=newc --quiet | gzip -1) >"$out"
