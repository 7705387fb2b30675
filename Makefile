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

.PHONY: demo
demo: ## show the demonstration municipality on http://127.0.0.1:8000 (or PORT=...)
	@bin/install requirements.txt
	@$(PYTHON_HERE) -m styrhjul.start demo

.PHONY: demo-reset
demo-reset: ## the same, from nothing
	@bin/install requirements.txt
	@$(PYTHON_HERE) -m styrhjul.start demo-reset

.PHONY: manage
manage: install ## run Django's command with the database up: make manage RUN="migrate"
	@$(PYTHON_HERE) -m styrhjul.start manage $(RUN)

.PHONY: test
test: install ## the quick tests, those in a browser too
	@$(PYTEST) -n 2 --dist load --maxschedchunk 1 -q -m "not slow" $(TESTS)

.PHONY: test-all
test-all: install ## every test, the slow ones too
	@$(PYTEST) -n 2 --dist load --maxschedchunk 1 -q $(TESTS)

.PHONY: check
check: install ## everything that is checked without running the software
	@$(PYTHON_HERE) -m ruff check
	@$(PYTHON_HERE) -m ruff format --check
	@$(PYTHON_HERE) -m mypy
	@$(PYTHON_HERE) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	@$(PYTHON_HERE) -m djlint --quiet --lint styrhjul/web/templates
	@$(PYTHON_HERE) -m styrhjul.start manage makemigrations --check --dry-run
	@env -u DEMO -u DATABASE_URL DEBUG= SECRET_KEY=$$($(PYTHON_HERE) -c "import secrets; print(secrets.token_urlsafe(50))") \
		ALLOWED_HOSTS=styrhjul.example TRUSTED_PROXIES=1 $(PYTHON_HERE) manage.py check --deploy --fail-level WARNING

.PHONY: fix
fix: install ## mend what can be mended by itself
	@$(PYTHON_HERE) -m ruff check --fix
	@$(PYTHON_HERE) -m ruff format

.PHONY: bench
bench: install ## measure: name, value, unit, limit, ratio
	@$(PYTHON_HERE) -m bench

.PHONY: bench-large
bench-large: install ## the same over several times as much: long lists, long reports, large files
	@$(PYTHON_HERE) -m bench large
