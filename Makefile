# Styrhjul: everything a developer types. `make` alone lists it.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Bytecode makes every start twice as fast; some images turn it off.
unexport PYTHONDONTWRITEBYTECODE
export PORT ?= 8000

PYTHON_HERE := .venv/bin/python
PYTEST := PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(PYTHON_HERE) -m pytest -p pytest_django.plugin -p xdist.plugin

.PHONY: help
help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do printf 'make %-12s %s\n' "$$name" "$$what"; done

.PHONY: install
install: ## make .venv and install what the lock files say
	@bin/install requirements-dev.txt

.PHONY: lock
lock: ## resolve the .in files anew into the lock files (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements.in -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements-dev.in -c requirements.txt -o requirements-dev.txt

.PHONY: test
test: install ## the quick tests
	@$(PYTEST) -n 2 -q -m "not slow"

.PHONY: test-all
test-all: install ## every test, browser and slow ones too
	@$(PYTEST) -n 2 -q
