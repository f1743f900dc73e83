# The developers' menu. `make demo` and `make test` set up whatever they need.
PYTHON ?= python3
BIN := .venv/bin
DEMO_WORKSPACE ?= workspace

# Where Python is told to keep no bytecode, each of some hundred programs would compile ours again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo demo-reset test test-postgres test-spark soak check fix dev bench docs messages screenshots clean

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

# One environment; the marker files say what is installed in it.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "fiftytwo needs Python 3.11 or newer: set PYTHON=python3.11 or install it"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "Python's venv is missing: install it (on Debian: apt-get install python3-venv)"; exit 2; }
	@$(PYTHON) -m venv .venv

.venv/run.done: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Building the environment (once, about two minutes) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.done: requirements-dev.lock .venv/run.done
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Peers of the benchmarks, in a folder of their own: one of them brings a package named `tests`.
.venv/peers.done: requirements-bench.lock .venv/dev.done
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --upgrade --target .venv/peers -r requirements-bench.lock
	@touch $@

## make demo            environment, demo company, server; prints address and logins
demo: .venv/run.done
	@$(BIN)/fiftytwo demo --workspace $(DEMO_WORKSPACE)
	@exec $(BIN)/fiftytwo serve --workspace $(DEMO_WORKSPACE)

## make demo-reset      throw the demo workspace away and start over
demo-reset:
	@rm -rf $(DEMO_WORKSPACE)
	@$(MAKE) --no-print-directory demo

## make test            environment and the whole test suite
test: .venv/dev.done
	@$(BIN)/python -m pytest -q -n 3 --dist loadscope --no-loadscope-reorder -m "not soak"

## make test-postgres   the tests that touch the ledger, on PostgreSQL from a wheel
test-postgres: .venv/dev.done
	@$(BIN)/python -m tests.postgres -q -n 2 --dist loadscope -m "not soak and not browser" tests/web

## make test-spark      the measures once more in Apache Spark (needs Java 17; downloads 430 MB)
test-spark: .venv/dev.done
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@$(BIN)/python -m pytest -q tests/measures/test_spark.py

## make soak            full counts: kills, fuzzing, 10 M rows (an hour)
soak: .venv/dev.done
	@$(BIN)/python -m pytest -q -n 2 --dist loadscope
	@$(MAKE) --no-print-directory bench ROWS=10000000

## make check           format, lint, types, layers, migrations in step
check: .venv/dev.done
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/bandit --quiet --recursive --configfile pyproject.toml src
	@FIFTYTWO_WORKSPACE=.venv/check $(BIN)/django-admin makemigrations --check --dry-run --settings fiftytwo.web.settings

## make fix             format and safe fixes
fix: .venv/dev.done
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

## make dev             the server with reload, on the demo workspace
dev: .venv/run.done
	@FIFTYTWO_WORKSPACE=$(DEMO_WORKSPACE) FIFTYTWO_DEBUG=1 $(BIN)/django-admin runserver --settings fiftytwo.web.settings

## make bench           the measured ratios (ROWS=1000000)
bench: .venv/peers.done
	@short=; for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file $(if $(ROWS),--rows $(ROWS),) || short="$$short $$file"; done; \
	  [ -z "$$short" ] || { echo "short of a bound:$$short"; exit 1; }

## make docs            write the generated reference pages
docs: .venv/dev.done
	@$(BIN)/python -m tests.docs.reference

## make messages        find every message, write the catalogues, list what lacks German
messages: .venv/dev.done
	@PYTHONPATH=tests $(BIN)/python -m messages

## make screenshots     pictures of the demo company's pages into docs/screenshots
screenshots: .venv/dev.done
	@PYTHONPATH=tests $(BIN)/python -m browser.screenshots

clean:
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
