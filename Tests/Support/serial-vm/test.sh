#!/usr/bin/env bash
# A CV over a true kernel serial port, and one whose cable is pulled in mid-scan.
#
# The runner lives in a software-emulated machine with a USB serial converter (FTDI, /dev/ttyUSB0); the other end of the
# converter is a socket out here, bridged to lab-emulator's terminal. Needs no privileges once set up, and no KVM.
set -euo pipefail
readonly here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
readonly cache=$PWD/.build/serial-vm
readonly boot_limit=90   # seconds until the guest has its port and answers
readonly run_limit=60    # seconds for a whole run at device speed max
readonly end_limit=45    # seconds from the unplug to the end of the run

say() { printf 'serial-vm: %s\n' "$*" >&2; }

readonly work=$(mktemp --directory "${TMPDIR:-/tmp}/lab-vm.XXXXXX")
processes=()
clean() {
    local code=$?
    stop_all
    if [ "$code" -ne 0 ] && [ "$code" -ne 2 ]; then
        tail -n 20 "$work"/*.log "$work"/share/*.err "$work"/share/*.json >&2 2>/dev/null || true
    fi
    rm -rf "$work"
    exit "$code"
}
stop_all() {
    local id
    for id in "${processes[@]}"; do kill "$id" 2>/dev/null || true; done
    for id in "${processes[@]}"; do wait "$id" 2>/dev/null || true; done
    processes=()
}
trap clean EXIT
trap 'exit 130' INT TERM

fail() {
    say "FAILED: $*"
    exit 1
}

# Waits up to $1 seconds until the rest of the words, as a command, succeeds.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@" 2>/dev/null; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}

# $1: the emulator's speed; the job stands in $work/share/job.sh.
start() {
    rm -f "$work"/*.sock "$work"/{terminal,emulator.json} "$work"/*.log
    lab-emulator emstat --speed "$1" --link "$work/terminal" --state "$work/emulator.json" >"$work/emulator.log" 2>&1 &
    processes+=($!)
    qemu-system-x86_64 -machine pc -accel tcg,thread=multi -cpu max -m 768 -nodefaults -no-reboot -display none \
        -kernel "$cache/kernel/boot/vmlinuz-$(cat "$cache/kernel/version")" -initrd "$work/guest.cpio.gz" \
        -append "console=ttyS0 quiet panic=-1 mitigations=off random.trust_cpu=on" \
        -chardev "file,id=console,path=$work/console.log" -serial chardev:console \
        -chardev "socket,id=usb0,path=$work/usb0.sock,server=on,wait=off" -device qemu-xhci,id=usb \
        -device usb-serial,chardev=usb0,bus=usb.0,id=port0,serial=RIG0,always-plugged=on \
        -fsdev "local,id=share,path=$work/share,security_model=none" \
        -device virtio-9p-pci,fsdev=share,mount_tag=share \
        -qmp "unix:$work/qmp.sock,server=on,wait=off" >"$work/qemu.log" 2>&1 &
    processes+=($!)
    within 20 test -e "$work/terminal" || fail "lab-emulator did not start"
    within 20 test -S "$work/usb0.sock" || fail "qemu did not start"
    socat "UNIX-CONNECT:$work/usb0.sock" "$work/terminal,raw,echo=0" >"$work/bridge.log" 2>&1 &
    processes+=($!)
    within "$boot_limit" grep --quiet 'guest: up' "$work/console.log" || fail "the guest did not start"
}

# The job of one run: $1 names it, $2 is the address.
write_job() {
    cat >"$work/share/job.sh" <<JOB
lab-runner ports --json >/share/ports.json 2>/share/ports.err
lab-runner run cyclic-voltammetry --instrument 'emstat@$2' --publish file:/share/runs --experiment-id $1 \
    --state /tmp/state --json >/share/$1.json 2>/share/$1.err
echo \$? >/tmp/code
lab-runner ports --json >/share/ports-after.json 2>>/share/ports.err
mv /tmp/code /share/$1.code
JOB
}

# Beside a run: a second runner, and a user who just opens the port; neither may get it. Begins when /share/try is there.
write_intruders() {
    cat - "$work/share/job.sh" >"$work/share/both.sh" <<'JOB'
(
    until [ -e /share/try ]; do sleep 0.1; done
    lab-runner identify emstat@serial:/dev/ttyUSB0 >/share/second.err 2>&1
    echo $? >/tmp/second
    chmod 666 /dev/ttyUSB0
    su -s /bin/sh -c ': </dev/ttyUSB0' nobody >/share/stranger.err 2>&1
    mv /tmp/second /share/second.code
) &
JOB
    mv "$work/share/both.sh" "$work/share/job.sh"
}

# The port in use is refused: to the second runner with a name, to the stranger by the kernel.
check_intruders() {
    touch "$work/share/try"
    within 20 test -e "$work/share/second.code" || fail "somebody waits for the port that is in use"
    expect "exit code of a second runner" "$(cat "$work/share/second.code")" 4
    grep --quiet 'is in use by lab-runner (pid' "$work/share/second.err" || fail "the second runner did not learn who has it"
    grep --quiet --ignore-case busy "$work/share/stranger.err" || fail "a stranger could open the port"
    say "a port in use: refused to a second runner and to a stranger"
}

# The value of a plain field in a JSON object.
field() { sed -n "s/.*\"$2\":\"\{0,1\}\([^,\"}]*\).*/\1/p" "$1" | head -n 1; }

expect() {
    local what=$1 found=$2 wanted
    shift 2
    for wanted in "$@"; do [ "$found" = "$wanted" ] && return; done
    fail "$what is “$found”, not ${*}"
}

# Every point that was announced came, and stands in the table.
whole_run() {
    write_job whole serial:/dev/ttyUSB0
    start max
    within "$run_limit" test -e "$work/share/whole.code" || fail "the run did not end within $run_limit s"
    expect "exit code" "$(cat "$work/share/whole.code")" 0
    expect outcome "$(field "$work/share/whole.json" outcome)" completed
    local points rows
    points=$(field "$work/share/whole.json" points)
    rows=$(($(wc -l <"$work"/share/runs/whole/000-*.csv) - 1))
    [ "$points" -gt 1000 ] || fail "only $points points came"
    expect "number of rows in the table" "$rows" "$points"
    # The proof that the cell is off takes a point of its own.
    [ "$(field "$work/emulator.json" points_sent)" -ge "$points" ] || fail "the emulator did not send $points points"
    grep --quiet "\"step_started\".*\"points\":$points[,}]" "$work/share/runs/whole/events.jsonl" ||
        fail "$points points came, but another number was announced"
    expect "the emulator's cell" "$(field "$work/emulator.json" cell)" off
    grep --quiet '"usb":"0403:6001","serial_number":"RIG0"' "$work/share/ports.json" || fail "ports did not list RIG0"
    say "a CV on /dev/ttyUSB0: completed, $points points"
    stop_all
}

# True when a number of points came with the cell on.
is_measuring() {
    [ "$(field "$work/emulator.json" cell)" = on ] && [ "$(field "$work/emulator.json" points_sent)" -gt 100 ]
}

unplug() {
    printf '%s\n' '{"execute":"qmp_capabilities"}' '{"execute":"device_del","arguments":{"id":"port0"}}' |
        socat -t 1 - "UNIX-CONNECT:$work/qmp.sock" >"$work/qmp.log"
}

# Nobody else gets the port, and a pulled cable ends the run in time, and the files say so.
unplugged_run() {
    write_job unplugged serial:usb=0403:6001:RIG0
    write_intruders
    start 1
    within "$run_limit" is_measuring || fail "the second run never measured"
    check_intruders
    local start=$SECONDS
    unplug
    within "$end_limit" test -e "$work/share/unplugged.code" || fail "the run did not end within $end_limit s"
    expect "exit code" "$(cat "$work/share/unplugged.code")" 1 5
    expect reason "$(field "$work/share/unplugged.json" reason)" link_lost
    grep --quiet '"link_lost"' "$work/share/runs/unplugged/events.jsonl" || fail "events.jsonl has no link_lost"
    [ "$(wc -l <"$work"/share/runs/unplugged/000-*.csv)" -gt 100 ] || fail "the points before the unplug are missing"
    grep --quiet ttyUSB "$work/share/ports-after.json" && fail "ports still lists the port that was unplugged"
    say "unplugged in mid-scan: link_lost, exit $(cat "$work/share/unplugged.code") after $((SECONDS - start)) s"
    stop_all
}

"$here/setup.sh" "$cache"
swift build ${SWIFT_FLAGS:-} --product lab-runner >&2
swift build ${SWIFT_FLAGS:-} --product lab-emulator >&2
PATH=$(swift build ${SWIFT_FLAGS:-} --show-bin-path):$PATH
if ! qemu-system-x86_64 -version >/dev/null 2>&1; then
    say "qemu does not run on this machine, so the serial port test cannot"
    exit 2
fi
mkdir "$work/share"
"$here/pack.sh" "$cache" "$here/init" "$work/guest.cpio.gz" "$(command -v lab-runner)"
whole_run
unplugged_run
