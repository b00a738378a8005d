#!/usr/bin/env bash
# Runs tests that are built already, and says at the end once more what failed: nobody should have to scroll for it.
set -uo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test --skip-build "$@" 2>&1 | tee "$log"
result=${PIPESTATUS[0]}
if [ "$result" -ne 0 ]; then
    printf '\ntest: what failed, once more:\n'
    grep --extended-regexp '✘|[Ff]atal error|exited with unexpected signal|error:' "$log" | tail -n 60
fi
exit "$result"
