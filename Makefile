# Everything a newcomer types. `make` alone lists the targets.

SWIFT_FLAGS := --explicit-target-dependency-import-check error

# The compiler caches modules below the home directory; where that is read-only, a directory of ours does.
CACHE := $${XDG_CACHE_HOME:-$$HOME/.cache}
ifeq ($(shell if test -e "$(CACHE)"; then test -w "$(CACHE)"; else test -w "$$HOME"; fi || echo read-only),read-only)
export XDG_CACHE_HOME := $(CURDIR)/.build/cache
endif

.DEFAULT_GOAL := help
.PHONY: help setup run test test-serial-vm lint benchmark manifest

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

setup: ## install what the build needs and is missing (Debian packages)
	@./scripts/setup.sh

run: setup ## draw a cyclic voltammogram of the simulated cell
	swift build $(SWIFT_FLAGS) --product lab-runner
	@"$$(swift build $(SWIFT_FLAGS) --show-bin-path)/lab-runner" demo

test: setup ## build and run all tests
	swift build --build-tests $(SWIFT_FLAGS)
	swift test $(SWIFT_FLAGS) --skip-build --skip EndToEndTests
	swift test $(SWIFT_FLAGS) --skip-build --filter EndToEndTests --no-parallel

test-serial-vm: setup ## run over a real serial port with unplugging, in a virtual machine
	SWIFT_FLAGS="$(SWIFT_FLAGS)" ./Tests/Support/serial-vm/test.sh

lint: ## check the formatting of every Swift file
	swift format lint --strict --recursive Package.swift Sources Drivers Programs Tests

manifest:
	@swift package dump-package

benchmark: setup ## measure, where there are benchmarks
	@if [ ! -d Benchmarks ]; then echo "There is no Benchmarks directory yet, so nothing was measured."; exit 1; fi
	swift run -c release $(SWIFT_FLAGS) lab-benchmarks
