# Everything a newcomer or a machine needs to do. `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: help setup run desk test lint train predict screenshots bench lock clean

PYTHON ?= python3
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

ENVIRONMENTS := $(PYTHON) -I support/running/environments.py
BOT := bot/.venv/bin/python
# Where no Python fits the assistant, everything else goes on; REQUIRE_ASSISTANT=1 makes that a failure.
ASSISTANT := test -e bot/.venv/lock.sha256
NO_ASSISTANT := echo "The assistant has no environment here, so it is left out." && test -z "$(REQUIRE_ASSISTANT)"
# They start all the programs, which want the processors for themselves, on an SQLite database of their own: a run on
# PostgreSQL would only say the same again.
LIVE := tests/dialogues tests/browser
SAY := printf '\n== %s\n'

help: ## Print every target with one line
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Set up both Python environments and .env from the locks (does nothing when they are current)
	@$(ENVIRONMENTS) settings app
	@$(ENVIRONMENTS) bot || test $$? -eq 3

run: setup ## Set up, migrate, load the demo company, train when needed, and start the four programs
	@.venv/bin/flask db upgrade
	@.venv/bin/flask demo load
	@if $(ASSISTANT); then $(BOT) bot/train.py || true; fi
	@.venv/bin/flask up

desk: setup ## Start the four programs on a desk of your own, without the demo company
	@.venv/bin/flask db upgrade
	@if $(ASSISTANT); then $(BOT) bot/train.py || true; fi
	@.venv/bin/flask up

test: setup ## Run every check and test (TEST_DATABASE_URL: on PostgreSQL instead of SQLite)
	@$(SAY) "Style";           .venv/bin/ruff check
	@$(SAY) "Format";          .venv/bin/ruff format --check
	@$(SAY) "Types";           .venv/bin/mypy
	@$(SAY) "Imports";         .venv/bin/lint-imports
	@if $(ASSISTANT); then $(SAY) "The assistant's model"; $(BOT) bot/train.py; fi
	@$(SAY) "Tests of the application"; .venv/bin/pytest -q -n auto --maxprocesses 4 --dist worksteal $(addprefix --ignore=,$(LIVE))
	@test -n "$$TEST_DATABASE_URL" || { $(SAY) "Dialogues and journeys with the real programs"; .venv/bin/pytest -q $(LIVE); }
	@if $(ASSISTANT); then $(SAY) "The assistant's own checks"; $(BOT) bot/check.py; else $(NO_ASSISTANT); fi
	@$(SAY) "Everything passed"

lint: setup ## Check style, format, types and the direction of imports
	@.venv/bin/ruff check && .venv/bin/ruff format --check && .venv/bin/mypy && .venv/bin/lint-imports

train: setup ## Train the assistant when its sources changed
	@if $(ASSISTANT); then $(BOT) bot/train.py; else $(NO_ASSISTANT); fi

predict: setup ## Understand a CSV of sentences: make predict IN=utterances.csv OUT=predictions.jsonl
	@if $(ASSISTANT); then $(BOT) bot/predict.py $(if $(IN),"$(IN)") $(if $(OUT),"$(OUT)"); else $(NO_ASSISTANT); exit 1; fi

screenshots: train ## Make the pictures of the documentation in a real browser
	@.venv/bin/python docs/screenshots.py

bench: setup ## Measure speed and report it
	@.venv/bin/python -m benchmarks

lock: ## Resolve the *.in files again into locked requirement files with hashes
	@$(ENVIRONMENTS) app lock

clean: ## Remove environments, caches and trained models; keep .env and the database
	rm -rf .venv bot/.venv bot/models bot/results bot/.rasa bot/.ruff_cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
