# All targets make .venv where it is missing, install what the constraints pin, and do their job.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: feeds test test-postgres
feeds: .venv/installed
	$(BIN)/syndicate publish

# A file's tests stay together, as they share what is made once: a history, a browser, a server.
test: .venv/installed-dev
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

# Every test that has a form for PostgreSQL, in that form; Debian's `postgresql` must be there, and need not run.
test-postgres: .venv/installed-dev
	CI=true $(BIN)/python -m pytest -k postgresql $(PYTEST_ARGS)

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/installed-dev: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@ .venv/installed
