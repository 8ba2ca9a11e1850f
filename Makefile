# Everything runs in .venv, which the first command makes; PYTHON says with which interpreter.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: generate check test lint types demo bench clean

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
	$(BIN)/black --check --quiet codegen tests

types: .venv/.ready
	$(BIN)/mypy
	$(BIN)/basedpyright

test: check lint types ## everything that must hold
	$(BIN)/python -m pytest -n auto

demo: .venv/.ready ## start a job run on all three services in an embedded moto
	$(BIN)/python -m tests.demo

clean:
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
