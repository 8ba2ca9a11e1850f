# Everything runs in .venv, which the first command makes; PYTHON says with which interpreter.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: generate check test lint types mypy basedpyright slow every-service other-botocores other-blacks packaging demo recipes docs docs-test bench fidelity answers mutants clean

.venv/.ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

generate: .venv/.ready ## regenerate generated/ from models/
	$(BIN)/python -m codegen generate

check: .venv/.ready ## does generated/ equal a regeneration?
	$(BIN)/python -m codegen check
	$(BIN)/python -m codegen models verify

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/black --check --quiet codegen docs tests
	$(BIN)/python -m tests.plain_english

types: mypy basedpyright

mypy: .venv/.ready
	$(BIN)/mypy

basedpyright: .venv/.ready
	$(BIN)/basedpyright --pythonpath $(BIN)/python

test: .venv/.ready ## everything that must hold, but for `make slow`
	$(MAKE) --jobs=2 basedpyright mypy check lint
	$(BIN)/python -m compileall -q -j 0 codegen generated # the tests start hundreds of processes
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow"

slow: .venv/.ready ## the tests that `make test` leaves out: a project that vendors, 200 handles at once, type checkers over packages
	$(BIN)/python -m pytest -n auto --dist worksteal -m slow

every-service: .venv/.ready ## generate and import all services of botocore; mypy on 25 of them
	$(BIN)/python -m tests.every_service

other-botocores: .venv/.ready ## the tests of the clients on the oldest and the newest botocore, and over aiobotocore
	$(BIN)/python -m tests.other_botocores

other-blacks: .venv/.ready ## the oldest and the newest black that may be installed write the same package
	$(BIN)/python -m tests.other_blacks

packaging: .venv/.ready ## the wheel: same bytes twice, each extra in a clean environment, the lowest versions on Python 3.10
	$(BIN)/python -m tests.packaging

demo: .venv/.ready ## start a job run on all three services in an embedded moto
	$(BIN)/python -m tests.demo

.venv-recipes/.ready: pyproject.toml
	$(PYTHON) -m venv .venv-recipes
	.venv-recipes/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[recipes]"
	@touch $@

recipes: .venv-recipes/.ready ## Dagster and Airflow run job runs in an embedded moto, in an environment of their own
	PYTHONPATH=generated .venv-recipes/bin/python -m tests.recipes $(ARGS)

.venv-docs/.ready: pyproject.toml
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[docs]"
	@touch $@

docs: .venv-docs/.ready ## the documentation site, in site/; ARGS="--docs full" shows AWS's text of the installed botocore
	.venv-docs/bin/python -m docs.site $(ARGS)

docs-test: docs ## its links, and its pages in a real browser (Debian's package chromium); CHROMIUM names another
	.venv-docs/bin/python -m docs.site.browser

bench: .venv/.ready ## beside the peers, in minutes; ARGS=--save writes docs/benchmarks.*, ARGS=calls takes one group
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev,bench]"
	$(BIN)/python -m tests.benchmarks $(ARGS)

fidelity: .venv/.ready ## do the checks mean what AWS means? one table
	PYTHONPATH=generated $(BIN)/python -m tests.fidelity

answers: .venv/.ready ## 100,000 mutated answers: only documented errors, and nothing changes?
	PYTHONPATH=generated $(BIN)/python -m tests.answers --tries 100000

mutants: .venv/.ready ## break what is generated, and the code, on purpose: does a test notice?
	PYTHONPATH=generated $(BIN)/python -m tests.mutants

clean:
	rm -rf .venv .venv-recipes .venv-docs dist build site .mypy_cache .ruff_cache .pytest_cache .hypothesis
