# Everything in one word: make run, make test. The environment is .venv and is made when it is missing.
# What an installation says goes to standard error, so that a script piped into "make run" owns standard output.

.PHONY: run test quick faults bench lint
.DELETE_ON_ERROR:

# What pytest makes of the tests is kept between runs, also where Python is told to keep nothing: it takes ten seconds.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
SYNAPSE := .venv-synapse
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
OURS := $(INSTALL) --no-deps --no-build-isolation -e .

run: $(VENV)/.ready
	@exec $(BIN)/ritournelle start

test: lint $(SYNAPSE)/.ready
	@$(BIN)/coverage erase
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m 'not heavy and not bench' --cov --cov-report=
	@$(BIN)/coverage report --skip-covered --fail-under=$(COVERED)
	@$(BIN)/coverage report --show-missing --fail-under=100 --include='$(PURE)'

# Raise it with each test, never lower it.
COVERED := 95

# The pure rules: no database, no platform, no clock, so nothing excuses an untested line.
PURE := handlers/language/*.py,handlers/polls/methods/*.py,handlers/reporting/statistics.py,handlers/reporting/terms.py,handlers/views.py,storage/records.py

quick: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m 'not server and not picture and not heavy and not bench'

# The big kill loops and bursts, one after the other: they need the whole machine. Then the properties, with other examples
# each time; elsewhere their examples are always the same, so that a commit that was green stays green.
faults: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -p no:xdist -m heavy
	@HYPOTHESIS_PROFILE=exploring $(BIN)/python -m pytest -n 2 -m 'hypothesis and not server and not heavy'

# Prints what was measured, as ratios of one run; nothing in it fails because a machine is slow.
bench: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -p no:xdist -m bench -s

lint: $(VENV)/.ready-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed, as python3.11 or python3.' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >&2

# pip must not read what is piped into "make run": its standard input is closed.
$(VENV)/.ready: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo 'Installing into $(VENV), about a minute…' >&2
	@$(INSTALL) --require-hashes -r requirements/run.txt >&2 </dev/null
	@$(OURS) >&2 </dev/null
	@touch $@

$(VENV)/.ready-dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo 'Installing into $(VENV), about two minutes…' >&2
	@$(INSTALL) --require-hashes -r requirements/dev.txt >&2 </dev/null
	@$(OURS) >&2 </dev/null
	@touch $@

# A homeserver for the tests only, in an environment of its own: its licence and its dependencies stay apart from ours.
$(SYNAPSE)/.ready: requirements/synapse.txt
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed, as python3.11 or python3.' >&2; exit 1; }
	@echo 'Installing Synapse for the tests into $(SYNAPSE), about a minute…' >&2
	@$(PYTHON) -m venv $(SYNAPSE) >&2
	@$(SYNAPSE)/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements/synapse.txt >&2 </dev/null
	@touch $@
