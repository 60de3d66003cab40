# Everything is installed into .venv by the targets themselves; what the installation says goes to stderr.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# What is whole already; the list grows with the house and goes when all of it stands.
STANDING := handlers/language handlers/texts.py handlers/views.py handlers/events.py handlers/effects.py storage/records.py bot/port.py tests/rules/test_grammar.py tests/rules/test_moments.py tests/rules/pairs.py

.PHONY: test quick lint

.venv/.dev: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv >&2
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt >&2
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . >&2
	touch $@

lint: .venv/.dev
	$(BIN)/ruff check $(STANDING)
	$(BIN)/ruff format --check $(STANDING)
	$(BIN)/mypy $(STANDING)

quick: .venv/.dev
	$(BIN)/pytest tests/rules/test_grammar.py tests/rules/test_moments.py

test: lint
	$(BIN)/coverage erase
	$(BIN)/pytest tests/rules/test_grammar.py tests/rules/test_moments.py --cov --cov-report=
	$(BIN)/coverage report --include='handlers/language/*' --fail-under=99
