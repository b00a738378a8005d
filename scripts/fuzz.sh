#!/bin/sh
# Fuzzes the readers of what comes from outside: fuzz.sh [SECONDS] [TARGET…], a target being Fuzzing/TARGETFuzz.swift.
# Ends with 1 at the first input that crashes a reader, and prints that input.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
targets=${*:-Package Measurement JSON Address Transcript}
build=.build-fuzz
mkdir -p "$build"
export SWIFT_BACKTRACE=enable=no  # it would answer the crash before libFuzzer does

features="ExistentialAny InternalImportsByDefault MemberImportVisibility NonisolatedNonsendingByDefault"
flags="-O -swift-version 6 -parse-as-library -sanitize=fuzzer -package-name labrunner -I $build"
for feature in $features; do flags="$flags -enable-upcoming-feature $feature"; done

# module NAME DIRECTORY: an object file, and a module whose inside a target may use.
module() {
    # shellcheck disable=SC2046,SC2086 — files and flags are lists
    swiftc $flags -wmo -enable-testing -module-name "$1" -emit-module -emit-module-path "$build/$1.swiftmodule" \
        -c $(find "$2" -name '*.swift' | sort) -o "$build/$1.o"
}
rooms="Sources/LabValues Sources/LabTransport Sources/LabInstruments Drivers/EmStat/Driver"
# shellcheck disable=SC2086
if [ ! -f "$build/stamp" ] || [ -n "$(find $rooms -name '*.swift' -newer "$build/stamp")" ]; then
    echo "building the readers"
    rm -f "$build/stamp"
    module LabValues Sources/LabValues
    module LabTransport Sources/LabTransport
    module LabInstruments Sources/LabInstruments
    module EmStatDriver Drivers/EmStat/Driver
    touch "$build/stamp"
fi

share=$(($(printf '%s\n' $targets | wc -l)))
each=$(((seconds + share - 1) / share))
for target in $targets; do
    # shellcheck disable=SC2086
    swiftc $flags -module-name "${target}Fuzz" "Fuzzing/${target}Fuzz.swift" \
        "$build/LabValues.o" "$build/LabTransport.o" "$build/LabInstruments.o" "$build/EmStatDriver.o" \
        -o "$build/fuzz-$target"
    mkdir -p "$build/corpus/$target" "$build/crashes"
    echo "$target: $each s"
    log="$build/$target.log"
    if ! "$build/fuzz-$target" -max_total_time="$each" -timeout=5 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1 \
        -artifact_prefix="$build/crashes/$target-" "$build/corpus/$target" "Fuzzing/Seeds/$target" >"$log" 2>&1; then
        tail -n 40 "$log"
        echo "$target: an input breaks the reader; it is printed above and kept in $build/crashes." >&2
        exit 1
    fi
    grep -E "number_of_executed_units|new_units_added|peak_rss" "$log" | sed 's/^/  /'
done
