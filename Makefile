# Everything is set up on first use; `make help` says what there is.
VENV ?= .venv
BIN = $(VENV)/bin
PREPARE = sh packaging/prepare.sh --venv $(VENV)
OFFSCREEN = QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive
# A process that stands still where no signal reaches it ends with its traces, not with the whole run.
STANDSTILL = -o faulthandler_timeout=360 -o faulthandler_exit_on_timeout=true
PYTEST = $(OFFSCREEN) $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

.PHONY: help run test test-all test-cuda bench soak fuzz lint pictures golden reference clean
.DEFAULT_GOAL := help

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 16

run: ## set up and open the window; ARGS="..." is handed to playground
	@$(PREPARE) run -- $(ARGS)

test: ## set up and run the default suite
	@$(PREPARE) install --extras test
	@$(PYTEST) -q $(STANDSTILL) $(ARGS)

test-all: ## the same with the slow tests, CUDA (where there is one) and a real X window
	@$(PREPARE) install --extras test --system offscreen,screen,xvfb
	@$(PYTEST) -q -m "" $(ARGS)

test-cuda: ## what needs a CUDA device, alone: under ten minutes where there is one
	@$(PREPARE) install --extras test
	@$(OFFSCREEN) $(BIN)/python -m pytest -q -m cuda $(STANDSTILL) $(ARGS)

bench: ## measure speed on this machine beside what it was last time, kept under packaging/bench
	@$(PREPARE) install --extras test
	@$(OFFSCREEN) $(BIN)/python tests/perf/bench.py $(ARGS)

soak: ## use the window at random for ten minutes: ARGS="3 --seed 7" for three
	@$(PREPARE) install --extras test
	@$(BIN)/python tests/perf/soak.py $(ARGS)

fuzz: ## hand spoilt files to every reader: ARGS="100000" for so many
	@$(PREPARE) install --extras test
	@$(OFFSCREEN) $(BIN)/python tests/perf/fuzz_readers.py $(or $(ARGS),10000)

lint: ## check style, types and the direction of imports
	@$(PREPARE) install --extras test,dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

pictures: ## make the README's pictures from the program itself
	@$(PREPARE) install --extras test
	@cd packaging && $(OFFSCREEN) $(abspath $(BIN))/python -m pictures spiral digits group $(ARGS)

golden: ## renew the pictures that the tests compare with, once the window is to look otherwise
	@$(PREPARE) install --extras test
	@cd packaging && $(OFFSCREEN) $(abspath $(BIN))/python -m pictures --golden $(ARGS)

reference: ## write the reference of all blocks, assets/blocks.md, from their descriptions
	@$(PREPARE) install --extras test
	@$(BIN)/python packaging/reference.py

clean: ## remove the virtual environment and everything that was built
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
