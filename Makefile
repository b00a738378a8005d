# Everything a newcomer types. `make` alone lists the targets.

SWIFT_FLAGS := --explicit-target-dependency-import-check error

# The compiler keeps its module cache in the home directory; where that is read-only, a directory of ours does.
ifneq ($(shell test -w "$$HOME" && echo writable),writable)
export HOME := $(CURDIR)/.build/home
endif

.DEFAULT_GOAL := help
.PHONY: help setup run test lint benchmark

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## install what the build needs and is missing (Debian packages)
	@./scripts/setup.sh

run: setup ## draw a cyclic voltammogram of the simulated cell
	swift build $(SWIFT_FLAGS) --product lab-runner
	@"$$(swift build $(SWIFT_FLAGS) --show-bin-path)/lab-runner" demo

test: setup ## build and run all tests
	swift build --build-tests $(SWIFT_FLAGS)
	swift test $(SWIFT_FLAGS)

lint: ## check the formatting of every Swift file
	swift format lint --strict --recursive Package.swift Sources Drivers Programs Tests

benchmark: setup ## measure, where there are benchmarks
	@if [ ! -d Benchmarks ]; then echo "There is no Benchmarks directory yet, so nothing was measured."; exit 1; fi
	swift run -c release $(SWIFT_FLAGS) lab-benchmarks
