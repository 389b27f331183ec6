# make report   build the workbook and the decks into output/, with index.html to look at them and give them away
# make test     lint, types, architecture, unit, golden and end-to-end tests
# make bench    speed and memory, as ratios against the bare libraries
# make clean    remove the virtual environment and what was built
#
# Every target makes its own virtual environment first. Python 3.11 or newer; choose one with PYTHON=python3.12.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WORKERS ?= auto
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Installing compiles every module of every library, which takes longer than all else; what is imported is compiled then.
# An option that says no is given its value in pip's own way: 0 is "do not compile", 1 would be "compile".
export PIP_NO_COMPILE = 0
# Compiled modules are kept: every worker and every started command would compile the whole house again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report test lint types unit bench clean

# Pictures of all pages where LibreOffice is installed; `make report DRAW=` without.
DRAW ?= --pictures
report: $(VENV)/.runtime
	@$(BIN)/reportgen build $(DRAW)

# Style, types and tests side by side, the tests on every core (WORKERS=0 for one process).
test: $(VENV)/.dev
	@$(MAKE) --no-print-directory --jobs=3 lint types unit

lint: $(VENV)/.dev
	@$(BIN)/ruff check reportgen tests tools benchmarks
	@$(BIN)/ruff format --check --quiet reportgen tests tools benchmarks

types: $(VENV)/.dev
	@$(BIN)/mypy

unit: $(VENV)/.dev
	@$(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder

bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "reportgen needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	@echo "making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
# The pip that comes with Python 3.11 takes twice as long for everything as a current one.
	@$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.runtime: pyproject.toml | $(BIN)/python
	@echo "installing reportgen ..."
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "installing reportgen and its tests' tools ..."
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.runtime

clean:
	rm -rf $(VENV) build *.egg-info
	find output -mindepth 1 ! -name README.md -exec rm -rf {} +
