# The two that matter: `make practice` and `make test`. `make` alone lists them all.
# Paths are relative throughout, so that a folder with spaces in its name works.

PYTHON ?= python3
# The Python that the virtual environment is made with, 3.11 or newer.
ARGS ?=
# Passed on: make practice ARGS="--text", make test ARGS="-k voice", make bench ARGS="latency".

CASES ?= 150
# For `make contract`: good ones, and as many bad ones, for each operation on each database.

RUN := .venv/bin/python -m device
TEST_MODELS := whisper-tiny whisper-base piper-joe kokoro vosk-ko

.DEFAULT_GOAL := help
.PHONY: help practice serve models test contract check format train bench soak trial centre-trial card-trial lock clean kiosk-ready server-ready dev-ready train-ready

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

practice: kiosk-ready ## Set up, fetch the speech models (220 MB) and do one practice
	@$(RUN) models fetch
	@$(RUN) practice $(ARGS)

serve: server-ready ## Set up and start the centre's server; ARGS="--plain-http" for this machine only
	@$(RUN) serve $(ARGS)

models: kiosk-ready ## Fetch the speech models a kiosk needs
	@$(RUN) models fetch

test: dev-ready ## Set up, fetch the models the tests use (460 MB) and run the tests
	@$(RUN) models fetch $(TEST_MODELS)
	@.venv/bin/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

contract: dev-ready ## Try the API by its own description, with thousands of cases
	@WELLHEARD_CASES=$(CASES) .venv/bin/python -m pytest tests/server/test_api.py --timeout 3600 $(ARGS)

check: dev-ready ## Look the code over: ruff, mypy, import-linter
	@.venv/bin/python -m ruff format --check .
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m mypy
	@.venv/bin/python -c 'from importlinter.cli import lint_imports_command as lint; lint()'

format: dev-ready ## Lay the code out and mend what can be mended by itself
	@.venv/bin/python -m ruff format .
	@.venv/bin/python -m ruff check --fix .

train: train-ready ## Make the coach's weights anew from the labelled replies (about an hour), with a report
	@$(RUN) models fetch minilm
	@.venv/bin/python -m device.training $(ARGS)

soak: dev-ready ## Let everything go wrong between kiosks and server, at random; ARGS="--minutes 60"
	@.venv/bin/python -m tests.sync.soak $(ARGS)

bench: dev-ready ## List the measurements; run one with ARGS=NAME
	@sh provisioning/bench.sh $(ARGS)

trial: ## As root: install on Debian trees of its own; ARGS="trixie arm64 kiosk"
	@nice sh provisioning/trial.sh $(ARGS)

centre-trial: ## As root: a server and two kiosks in three such trees, with cables between them
	@nice sh provisioning/trial-centre.sh $(ARGS)

card-trial: dev-ready ## As root: cloud-init itself reads every card that can be written
	@nice sh provisioning/trial-cards.sh

lock: ## Choose newer versions of what is installed and write locks/ anew (needs uv)
	@sh provisioning/lock.sh

clean: ## Remove the virtual environment and what the tools left; models stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf '{}' +

kiosk-ready:
	@PYTHON='$(PYTHON)' sh provisioning/packages.sh kiosk
	@PYTHON='$(PYTHON)' sh provisioning/environment.sh kiosk

server-ready:
	@PYTHON='$(PYTHON)' sh provisioning/packages.sh server
	@PYTHON='$(PYTHON)' sh provisioning/environment.sh server

dev-ready:
	@PYTHON='$(PYTHON)' sh provisioning/packages.sh dev
	@PYTHON='$(PYTHON)' sh provisioning/environment.sh dev

train-ready: dev-ready
	@PYTHON='$(PYTHON)' sh provisioning/environment.sh train
