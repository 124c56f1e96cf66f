# The commands of this project. Each says in one line what is missing on this machine.

PLATFORMS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64

.PHONY: help demo test reliability fuzz build build-linux-amd64 deb dist check-packages check-reproducible bench bench-quick bench-scaling format clean

help:                   ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1	/p' Makefile | expand -t 20

demo:                   ## build, then fetch a page and a 100 MiB file through the three programs
	@scripts/build
	@"$$(scripts/find-jdk)/bin/java" demo/Demo.java "$$(scripts/executables)"

test:                   ## everything CI runs, except the demo: all tests, all gates, the executables
	@scripts/build
	@scripts/check-build "$$(scripts/executables)"
	@scripts/check-units
	@if command -v python3 >/dev/null; then scripts/check-deploy; else echo "check-deploy: skipped: no python3"; fi
	@rm -rf */target/surefire-reports
	@scripts/mvn --quiet verify $$(scripts/stamp) -Dturnpike.executables="$$(scripts/executables)"
	@scripts/check-tests

reliability:            ## the fault tests; writes their figures into docs/reliability.md
	@scripts/build
	@scripts/mvn --quiet verify -pl e2e-test -am $$(scripts/stamp) -Dtest='io.turnpike.e2e.faults.*Test' -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dturnpike.executables="$$(scripts/executables)" -Dturnpike.reliability="$$PWD/docs/reliability.md"

fuzz:                   ## a minute of coverage-guided fuzzing (Jazzer) for each target; scripts/fuzz SECONDS for more
	@scripts/fuzz

build:                  ## the executables of all platforms, in build/<os>/<arch>/
	@scripts/build $(PLATFORMS)

build-linux-amd64:      ## the executables of Linux on x86-64 only
	@scripts/build linux/amd64

deb:                    ## a Debian package of this machine's platform, in build/dist
	@scripts/build
	@scripts/deb

dist:                   ## archives of all platforms with SHA-256 sums and an SBOM, in build/dist
	@scripts/build $(PLATFORMS)
	@scripts/dist

check-packages:         ## make the packages and try them: in a clean Debian, and on three hosts as the README says
	@scripts/build $(PLATFORMS)
	@rm -rf build/dist
	@scripts/deb
	@scripts/dist
	@scripts/check-deb build/dist/turnpike_*.deb
	@scripts/try-quickstart --deb build/dist/turnpike_*.deb

check-reproducible:     ## build this commit once more elsewhere, and compare byte for byte (make dist before)
	@scripts/check-reproducible

bench:                  ## measure whole chains, ours and its peers' (scripts/bench-peers installs them): docs/benchmarks.md
	@scripts/build
	@scripts/bench --command "make bench" --markdown docs/benchmarks.md --json build/bench/full.json

bench-quick:            ## the same for daily use, in under three minutes: build/bench/quick.md
	@scripts/build
	@scripts/bench --quick --command "make bench-quick" --markdown build/bench/quick.md --json build/bench/quick.json

bench-scaling:          ## cost over the number of tunnels and streams, in some eight minutes: docs/scaling.md and its plots
	@scripts/build
	@scripts/bench --scaling --command "make bench-scaling" --markdown docs/scaling.md

format:                 ## format the Java code
	@scripts/mvn --quiet spotless:apply

clean:                  ## remove everything that was built
	@rm -rf build target */target
