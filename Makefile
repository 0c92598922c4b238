# Rapport: two commands on a fresh machine, `make demo` and `make test`. `make help` lists the rest.
#
# Needs a POSIX shell and Python 3.11 or later; everything else is installed, pinned by hash, into an
# environment beside this file (tools/environment.py says how, and why a killed set-up never looks
# done). PYTHON=/path/to/python3 chooses another Python, WORKERS=N how many tests run at once.

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow check bench model screenshots lock clean
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
# More workers than four gain nothing: each loads the language model.
WORKERS ?= auto
PYTEST := $(BIN)/python -m pytest --numprocesses $(WORKERS) --maxprocesses 4

# MAIL, CALENDAR, ME, ZONE and COUNTRY count only on the command line: many systems export MAIL as
# the path of the local mailbox, and `make demo` must not read that unasked. $(value …) hands them to
# the shell unexpanded, through the environment, so that spaces, quotes, $ and <> arrive as typed.
typed = $(if $(filter command line,$(origin $(1))),$(value $(1)))
export RAPPORT_DEMO_MAIL := $(call typed,MAIL)
export RAPPORT_DEMO_CALENDAR := $(call typed,CALENDAR)
export RAPPORT_DEMO_ME := $(call typed,ME)
export RAPPORT_DEMO_ZONE := $(call typed,ZONE)
export RAPPORT_DEMO_COUNTRY := $(call typed,COUNTRY)

help:
	@echo 'make demo        set up, run the invented world, print the gap report, open the page (Ctrl-C ends)'
	@echo "make demo MAIL=PATH [CALENDAR=PATH] ME='Name <address>' [ZONE=Europe/Berlin] [COUNTRY=DE]"
	@echo '                 the same on your own files (mbox, Maildir, folder of .eml; .ics file or folder)'
	@echo 'make test        set up and run the tests (minutes; no root, no network after the set-up)'
	@echo 'make test-slow   the long suites'
	@echo 'make check       lint, format, types, import contracts, locks'
	@echo 'make bench       the measurements of speed and memory'
	@echo 'make model       train the sentence and the reply model on training/, print their figures'
	@echo 'make screenshots pictures of every page and state (needs Chromium)'
	@echo 'make setup       only set up;  PYTHON=/path/to/python3 chooses the Python'
	@echo 'make lock        resolve requirements/*.txt again (needs uv; UPGRADE=1 takes newer versions)'
	@echo 'make clean       remove the environment and what tools left'

setup:
	@python=$$(sh tools/find-python) && "$$python" tools/environment.py

# On a terminal it serves the page until Ctrl-C, which is for the page and not for this shell; without
# one it ends after the report. Two homes, so that a look at the invented world never mixes with what was decided on one's own mail.
demo: setup
	@if [ -n "$$RAPPORT_DEMO_MAIL$$RAPPORT_DEMO_CALENDAR" ] && [ -z "$$RAPPORT_DEMO_ME" ]; then \
	    echo "MAIL and CALENDAR need ME, to know which side you are on: ME='Name <address>'" >&2; \
	    exit 2; \
	fi; \
	if [ -n "$$RAPPORT_DEMO_MAIL$$RAPPORT_DEMO_CALENDAR" ]; then home=rapport-own; else home=rapport-demo; fi; \
	set -- --home "$$home" demo; \
	[ -z "$$RAPPORT_DEMO_MAIL" ] || set -- "$$@" --mail "$$RAPPORT_DEMO_MAIL"; \
	[ -z "$$RAPPORT_DEMO_CALENDAR" ] || set -- "$$@" --calendar "$$RAPPORT_DEMO_CALENDAR"; \
	[ -z "$$RAPPORT_DEMO_ME" ] || set -- "$$@" --me "$$RAPPORT_DEMO_ME"; \
	[ -z "$$RAPPORT_DEMO_ZONE" ] || set -- "$$@" --zone "$$RAPPORT_DEMO_ZONE"; \
	[ -z "$$RAPPORT_DEMO_COUNTRY" ] || set -- "$$@" --country "$$RAPPORT_DEMO_COUNTRY"; \
	trap : INT; \
	$(BIN)/rapport "$$@"; code=$$?; \
	printf '\nThe command is %s\n' "$$PWD/$(BIN)/rapport"; \
	printf 'To type it as rapport in this shell:  export PATH="%s:$$PATH"\n' "$$PWD/$(BIN)"; \
	exit $$code

test: setup
	@$(PYTEST) --dist loadfile -m 'not slow'

# Test by test, for two long ones may share a file; verbose, for each takes minutes. Exit 5 says that
# no test is marked slow: nothing failed.
test-slow: setup
	@$(PYTEST) --dist worksteal --verbose -m slow || { code=$$?; [ $$code -eq 5 ] && echo 'No test is marked slow.'; }

check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.locks check

bench: setup
	@$(BIN)/python -m tests.benchmarks

# Minutes; the same model on every run.
model: setup
	@$(BIN)/python -m training && $(BIN)/python -m training.replies

# Into build/screenshots, and those of the README into docs/screenshots.
screenshots: setup
	@$(BIN)/python -m tools.screenshots

lock: setup
	@command -v uv >/dev/null || { echo 'make lock needs uv on PATH (pipx install uv).' >&2; exit 1; }
	@$(BIN)/python -m tools.locks make $(if $(UPGRADE),--upgrade)

# rapport-own stays: it holds what a person decided.
clean:
	rm -rf rapport-demo
	rm -rf .venv .venv-* .venv.next .venv.lock build dist
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
