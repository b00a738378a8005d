# Everything a newcomer types. `make` alone lists the targets.

SWIFT_FLAGS := --explicit-target-dependency-import-check error

# The compiler caches modules below the home directory; where that is read-only, a directory of ours does.
CACHE := $${XDG_CACHE_HOME:-$$HOME/.cache}
ifeq ($(shell if test -e "$(CACHE)"; then test -w "$(CACHE)"; else test -w "$$HOME"; fi || echo read-only),read-only)
export XDG_CACHE_HOME := $(CURDIR)/.build/cache
endif

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests run test soak test-serial-vm lint benchmark fuzz manifest

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

setup: ## install what the build needs and is missing (Debian packages)
	@./scripts/setup.sh

setup-tests: ## install what the tests need beside that: brokers, certificates, small disks
	@./scripts/setup.sh --tests

run: setup ## draw a cyclic voltammogram of the simulated cell
	swift build $(SWIFT_FLAGS) --product lab-runner
	@"$$(swift build $(SWIFT_FLAGS) --show-bin-path)/lab-runner" demo

# More at once than a computer can carry makes tests of real time wait for each other.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 16

test: setup-tests ## build and run all tests
	swift build --build-tests $(SWIFT_FLAGS)
	./scripts/test.sh $(SWIFT_FLAGS) --skip EndToEndTests --skip LabOutboxTests --skip KafkaClientTests --skip LabKafkaTests
	./scripts/test.sh $(SWIFT_FLAGS) --filter "LabOutboxTests|KafkaClientTests|LabKafkaTests"
	./scripts/test.sh $(SWIFT_FLAGS) --filter EndToEndTests --no-parallel

soak: setup-tests ## kill a run 1000 times, and take its broker away for 20 s; ROUNDS=200 SEED=7 to choose
	swift build --build-tests $(SWIFT_FLAGS)
	SOAK_ROUNDS=$(or $(ROUNDS),1000) SOAK_OUTAGE=20 $(if $(SEED),SOAK_SEED=$(SEED)) \
	    swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter 'EndToEndTests\.(KillTests|OutageTests)'

test-serial-vm: setup ## run over a real serial port with unplugging, in a virtual machine
	SWIFT_FLAGS="$(SWIFT_FLAGS)" ./Tests/Support/serial-vm/test.sh

lint: ## check the formatting of every Swift file
	swift format lint --strict --recursive Package.swift Sources Drivers Programs Tests Benchmarks Fuzzing

manifest:
	@swift package dump-package

# Release builds live beside the debug ones.
BENCHMARK_BUILD := swift build -c release --scratch-path .build-release $(SWIFT_FLAGS)

benchmark: setup ## measure: a table, or JSON=1; NAMES="point-path kafka outbox" to choose
	@$(BENCHMARK_BUILD) --product lab-runner >&2
	@$(BENCHMARK_BUILD) --product plain-producer >&2
	@$(BENCHMARK_BUILD) --product lab-benchmarks >&2
	@.build-release/release/lab-benchmarks $(NAMES) $(if $(JSON),--json)

fuzz: setup ## feed random bytes to every reader for a minute; SECONDS=600 for longer
	@./scripts/fuzz.sh $(or $(SECONDS),60)
