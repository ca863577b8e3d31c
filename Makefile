# `make demo` and `make test` need Python 3.10+ and make; what else they need they fetch into .venv and js/node_modules.
#
#   make demo ARGS="--no-browser --app-port 7861 --lab-port 8890"
#   make test PYTHON=python3.12       (after `make clean`, if .venv is there already)

VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
NPM = $(PY) tools/bundle.py npm

# The newest suitable python3 that can make a virtual environment by itself, else one that needs help.
SUITABLE := import sys; sys.exit(not (3, 10) <= sys.version_info[:2] < (4, 0))
PYTHON ?= $(shell \
	for check in '$(SUITABLE); import ensurepip' '$(SUITABLE)'; do \
		for python in python3 python3.13 python3.12 python3.11 python3.10 python; do \
			$$python -c "$$check" >/dev/null 2>&1 && echo $$python && exit; \
		done; \
	done)

.PHONY: help setup demo test lint format ruff mypy imports js-check js-lint test-js test-python test-notebooks test-browser \
	test-matrix matrix bench chromium ffmpeg screenshot pictures clean

help:
	@echo "make demo             the demo app and JupyterLab with the tour (ARGS=--help for options)"
	@echo "make test             all checks side by side; the first time it builds the Gradio servers of the matrix"
	@echo "                      (ARGS=\"client widget\": only these parts; ARGS=--help lists them)"
	@echo "make lint             ruff, mypy, import-linter, tsc, biome"
	@echo "make test-js          vitest"
	@echo "make test-python      unit, client, hostile, chaos and widget tests"
	@echo "make test-notebooks   the notebooks under nbval"
	@echo "make test-browser     JupyterLab in Chromium"
	@echo "make test-matrix      the client against real Gradio servers, 3.50 to 6"
	@echo "make bench            how fast it is, beside requests and gradio_client (ARGS=--readme: into the README)"
	@echo "make format           ruff and biome put the code in order"
	@echo "make screenshot       the pictures in docs/"
	@echo "make pictures         every control and output, light and dark, narrow and wide, into test-artifacts/"
	@echo "make clean            removes all that make has made"

# ---- set up

setup: $(INSTALLED)
	@$(PY) tools/bundle.py

$(PY):
	@test -n "$(PYTHON)" || { echo "No Python 3.10 or newer: install one, or name it with PYTHON=..." >&2; exit 1; }
	$(PYTHON) tools/venv.py $(VENV)

# The bundle comes first: built by the venv's python it is there when pip builds the package, which then needs no node.
$(INSTALLED): pyproject.toml hatch_build.py | $(PY)
	$(PY) -m pip install --quiet --upgrade pip
	$(PY) tools/bundle.py
	$(PY) -m pip install --quiet --editable '.[demo,media]' --group test --group checks
	@touch $@

chromium: $(INSTALLED)
	@$(PY) tools/chromium.py >/dev/null

ffmpeg: $(INSTALLED)
	@$(PY) tools/ffmpeg.py

# ---- use

demo: setup
	@exec $(PY) tools/demo.py $(ARGS)

screenshot: setup chromium
	$(PY) tools/screenshot.py

pictures: setup chromium ffmpeg
	$(PY) tools/pictures.py $(ARGS)

# ---- check

# Runs the parts side by side, each as a process of its own, and prints one summary at the end.
test: setup chromium ffmpeg
	@exec $(PY) tools/check.py $(ARGS)

lint: ruff mypy imports js-check js-lint

ruff: $(INSTALLED)
	$(PY) -m ruff check
	$(PY) -m ruff format --check

mypy: $(INSTALLED)
	$(PY) -m mypy

imports: $(INSTALLED)
	$(VENV)/bin/lint-imports

js-check: $(INSTALLED)
	$(NPM) run --silent check

js-lint: $(INSTALLED)
	$(NPM) run --silent lint

test-js: $(INSTALLED)
	$(NPM) run --silent test

test-python: setup ffmpeg
	$(PY) -m pytest tests/unit tests/client tests/hostile tests/chaos tests/widget $(ARGS)

test-notebooks: setup
	$(PY) -m pytest --nbval-lax notebooks $(ARGS)

test-browser: setup chromium ffmpeg
	$(PY) -m pytest tests/browser $(ARGS)

test-matrix: matrix ffmpeg
	$(PY) -m pytest tests/matrix $(ARGS)

matrix: $(INSTALLED)
	$(PY) tools/matrix.py

bench: $(INSTALLED)
	$(PY) -m benchmarks $(ARGS)

format: $(INSTALLED)
	$(PY) -m ruff check --fix
	$(PY) -m ruff format
	$(NPM) exec biome -- check --write

clean:
	rm -rf $(VENV) .cache test-artifacts js/node_modules gradio_nb/widget/static dist
