# Two commands do everything on a fresh machine: `make demo` and `make test`.
# Nothing but Python 3.11 or newer, make and a package index is needed; everything goes into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: setup demo test test-shared test-long check bench bench-cases bench-populations bench-peers golden fuzz docs lock clean

setup: $(STAMP)

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "acquis needs Python 3.11 or newer, found " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: setup
	$(BIN)/acquis demo nordic-sakura

test: setup check
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m "not shared" -q -n 2
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/acquis packs check

test-shared: setup
	$(BIN)/python -m pytest -m shared -q

test-long: setup
	ACQUIS_LONG=1 $(BIN)/python -m pytest tests/property tests/tables/test_agreement.py -q -n 2

docs: setup
	$(BIN)/python -m tasks.case_file_tables
	$(BIN)/python -m tasks.pack_table
	$(BIN)/python -m tasks.cli_pages
	$(BIN)/python -m tasks.batch_columns
	$(BIN)/python -m tasks.comparison_example

golden: setup
	$(BIN)/python -m pytest tests/golden -q --record

# `make bench BENCH=--write` also keeps the tables in docs/benchmarks.md.
bench: setup bench-cases bench-populations bench-peers

bench-cases: setup
	$(BIN)/python -m tasks.bench $(BENCH)

bench-populations: setup
	$(BIN)/python -m tasks.bench_populations $(BENCH)

bench-peers: setup
	$(BIN)/python -m tasks.peers $(BENCH)

fuzz: setup
	$(BIN)/python -m tasks.fuzz

lock:
	uv pip compile --quiet --universal --python-version 3.11 --group dev --all-extras --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .venv-peers build dist report.html .coverage .coverage.*
