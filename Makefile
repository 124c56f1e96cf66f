# The commands of this project. Each says in one line what is missing on this machine.

.PHONY: help test format clean

help:                   ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 20

test:                   ## everything CI runs, except the demo: all tests, all gates
	@rm -rf */target/surefire-reports
	@scripts/mvn --quiet verify $$(scripts/stamp)
	@scripts/check-tests

format:                 ## format the Java code
	@scripts/mvn --quiet spotless:apply

clean:                  ## remove everything that was built
	@rm -rf build target */target
