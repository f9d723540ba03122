# Both targets make .venv where it is missing, install what the constraints pin, and do their job.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: feeds test
feeds: .venv/installed
	$(BIN)/syndicate publish

test: .venv/installed-dev
	$(BIN)/python -m pytest $(PYTEST_ARGS)

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/installed-dev: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@ .venv/installed
