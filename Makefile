# make demo   trains a network on the digits, on a fresh machine with only python3
# make test   sets up all it needs (downloads are cached) and passes all the tests
# make report  the same, and writes what each plugin answered: generated/report/
# make leaks   every leak test in full, for three quarters of an hour, and writes docs/leaks.md
# make check  that what is committed is what the sources make, and that our public API broke nothing
# make bench  the hot path beside a C program, JAX and pypjrt, for minutes
# make quick  the developer's loop: no downloaded headers, no plugins, under a minute
# make lint   ruff, mypy --strict, import rules
# make generate   headers -> generated/

PYTHON ?= python3
DEMO := .venv-demo
DEV := .venv
# Some workers at once; tests/workers.py says which tests stay together.
WORKERS := -n auto --maxprocesses=8 --dist=loadscope --no-loadscope-reorder
PIP := -m pip --disable-pip-version-check --quiet
# Tests start thousands of processes: without .pyc files each compiles what it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test report leaks bench check quick lint generate headers clean

demo: $(DEMO)/.installed
	$(DEMO)/bin/python examples/digits/train.py

test: $(DEV)/.plugins headers
	$(DEV)/bin/python -m pytest $(WORKERS) --record=build/exercised.json

report: $(DEV)/.plugins headers
	$(DEV)/bin/python -m pytest $(WORKERS) --record=generated/report/exercised.json
	$(DEV)/bin/python -m codegen report

leaks: $(DEV)/.plugins headers
	$(DEV)/bin/python -m pytest tests/pjrt/test_leaks.py --whole-leaks=docs/leaks.md

bench: $(DEV)/.plugins headers
	$(DEV)/bin/python -m benchmarks

check: headers
	$(DEV)/bin/python -m codegen check
	$(DEV)/bin/python -m codegen history --check
	$(DEV)/bin/python -m codegen report --check
	$(DEV)/bin/python -m codegen api --check --against

quick: $(DEV)/.installed
	$(DEV)/bin/python -m pytest -m "not download and not slow"

lint: $(DEV)/.installed
	$(DEV)/bin/ruff check .
	$(DEV)/bin/ruff format --check .
	$(DEV)/bin/mypy
	$(DEV)/bin/lint-imports

generate: $(DEV)/.installed headers
	$(DEV)/bin/python -m codegen generate

headers: $(DEV)/.installed
	$(DEV)/bin/python -m codegen fetch

clean:
	rm -rf $(DEMO) $(DEV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(DEMO)/.installed: pyproject.toml $(wildcard pjrt/*.py pjrt/*/*.py generated/pjrt_abi/*.py generated/pjrt_abi/*.c)
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/python $(PIP) install --upgrade pip
	$(DEMO)/bin/python $(PIP) install --force-reinstall --no-deps .
	$(DEMO)/bin/python $(PIP) install '.[cpu,demo]'
	touch $@

$(DEV)/.installed: pyproject.toml generated/pjrt_abi/_accelerator.c
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/python $(PIP) install --upgrade pip
	$(DEV)/bin/python $(PIP) install --editable '.[dev,demo]'
	touch $@

# Real plugins to test against; no dependencies, which would be whole frameworks and CUDA.
$(DEV)/.plugins: $(DEV)/.installed tests/plugins.txt
	$(DEV)/bin/python $(PIP) install --no-deps --requirement tests/plugins.txt
	touch $@
