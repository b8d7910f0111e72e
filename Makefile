# Everything a newcomer or a machine needs to do. `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint train predict screenshots bench lock clean

PYTHON ?= python3
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
ENVIRONMENTS := $(PYTHON) -I support/running/environments.py

help: ## Print every target with one line
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Set up both Python environments and .env from the locks (does nothing when they are current)
	@$(ENVIRONMENTS) settings app
	@$(ENVIRONMENTS) bot || test $$? -eq 3

lock: ## Resolve the *.in files again into locked requirement files with hashes
	@$(ENVIRONMENTS) app lock

clean: ## Remove environments, caches and trained models; keep .env and the database
	rm -rf .venv bot/.venv bot/models bot/.rasa .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
