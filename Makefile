# Set-up, build, demonstration and tests. Every target installs what is missing first, and does nothing twice.
.DEFAULT_GOAL := help
.PHONY: help setup build nccl wheel dist release demo test lint format bench clean

BINARY := .build/release/tuningfork
OUTPUT ?= demo
SOURCES := Sources Tests Benchmarks/Sources Benchmarks/Package.swift Package.swift

help: ## Show what can be made
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## Install what is missing: Debian packages (as root), libtorch, Arrow and Swift packages
	@bash Scripts/setup.sh

build: setup ## Build the program
	swift build -c release --product tuningfork
	swift build -c release --product TuningForkTorch

nccl: build ## Build the plug-in for several NVIDIA GPUs (fetches NCCL's headers; needs no GPU)
	bash Scripts/nccl.sh

wheel: setup ## Build the wheel for pip, into dist/
	bash Scripts/wheel/build.sh dist

dist: wheel ## Build a folder and a tarball that run without Python, into dist/
	bash Scripts/wheel/dist.sh dist

release: setup ## Check everything that a release needs, and build it
	bash Scripts/wheel/release.sh

demo: build ## Run everything on a simulated sky, into demo/ (or OUTPUT=…)
	$(BINARY) demo --output $(OUTPUT)

test: setup ## Build everything and run the tests
	swift test -c release --no-parallel --disable-testable-imports

lint: setup ## Check the format of the sources, and the table of rooms
	swift format lint --strict --parallel --recursive $(SOURCES)
	swift package dump-package | python3 Scripts/rooms.py --check

format: setup ## Format the sources, and draw the table of rooms anew
	swift format --in-place --parallel --recursive $(SOURCES)
	swift package dump-package | python3 Scripts/rooms.py

bench: build ## Time everything against its Python peers, into Benchmarks/results/
	bash Benchmarks/run.sh

clean: ## Remove what was built (not .deps/ and dist/)
	rm -rf .build .build-wheel Benchmarks/.build
