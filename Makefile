# Everything there is to do here, one target a task. `make` alone lists them.
# It needs Python 3.11 or newer, git and make; README.md has the plain commands behind each target.

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(if $(shell $(name) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null),$(name))))
BIN := .venv/bin
RUNTIME := .venv/.runtime-$(shell git hash-object requirements.txt)
DEV := .venv/.dev-$(shell cat requirements.txt requirements-dev.txt | git hash-object --stdin)
ENGINES := .venv/.engines-$(shell git hash-object requirements/engines.txt)
LOCK := --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --custom-compile-command 'make lock'
WORKERS ?= 2
SEED ?= 1

DEMO := var/demo/history.sqlite
# Whoever names a configuration of their own needs no demo.
WANTED := $(if $(PLUMBLINE_CONFIG),,$(DEMO))

.DEFAULT_GOAL := help
.PHONY: help run test lint format demo example bench bench-full nightly screenshots docs lock clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

run: $(RUNTIME) $(WANTED) ## Serve the dashboard on loopback, with the demo built first; PORT=8601 make run chooses the port
	@$(BIN)/python -m tracking refresh || case $$? in 1|2|4) ;; *) exit 1 ;; esac
	@exec $(BIN)/python server.py

test: $(DEV) ## Run the whole suite and list what was skipped for want of system packages
	@mkdir -p build
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --junitxml=build/junit.xml

lint: $(DEV) ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV) ## Write the files as the formatter wants them
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

demo: $(RUNTIME) ## Build the demo product anew, as of today
	$(BIN)/python -m tracking demo --on "$$(date +%Y-%m-%d)" --seed $(SEED)

$(DEMO): | $(RUNTIME)
	@echo 'Building the demo product...'
	@$(BIN)/python -m tracking demo --on "$$(date +%Y-%m-%d)" --seed $(SEED)

example: $(RUNTIME) ## Serve the dashboard over real purchases of 1997-98
	$(BIN)/python examples/cdnow/serve.py

bench: $(DEV) $(DEMO) ## Measure against the budgets, in ten minutes at most
	$(BIN)/python benchmarks/run.py

bench-full: $(DEV) $(DEMO) ## The same with everything that takes longer
	$(BIN)/python benchmarks/run.py --full

nightly: $(DEV) $(ENGINES) ## Run the proofs that are too heavy for every run and record them in docs/nightly.md and docs/engines.md
	@mkdir -p build
	@status=0; $(BIN)/python -m pytest -m nightly --junitxml=build/nightly.xml || status=$$?; \
	  $(BIN)/python docs/record_nightly.py build/nightly.xml && $(BIN)/python docs/record_engines.py build/nightly.xml && exit $$status

screenshots: $(DEV) $(DEMO) ## Take the pictures of the documents from the running demo
	$(BIN)/python docs/take_screenshots.py

docs: $(RUNTIME) ## Write the generated documents anew
	$(BIN)/python docs/generate.py

lock: ## Lock the requirements again after a change in requirements/*.in
	@test -x build/lock/bin/uv || { $(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet uv; }
	build/lock/bin/uv pip compile $(LOCK) requirements/runtime.in -o requirements.txt
	build/lock/bin/uv pip compile $(LOCK) requirements/dev.in -o requirements-dev.txt
	for name in clickhouse spark engines; do build/lock/bin/uv pip compile $(LOCK) requirements/$$name.in -o requirements/$$name.txt || exit 1; done

clean: ## Remove what was built, the environment included; var/ keeps its history
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo 'Plumbline needs Python 3.11 or newer; name it like: make run PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo 'Python has no venv module here; on Debian: apt install python3-venv' >&2; rm -rf .venv; exit 1; }

$(RUNTIME): | .venv/bin/python
	@echo 'Installing the locked requirements...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@rm -f .venv/.runtime-* && touch $@

$(DEV): $(RUNTIME)
	@echo 'Installing what tests and checks need...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@rm -f .venv/.dev-* && touch $@

$(ENGINES): $(DEV)
	@echo 'Installing ClickHouse and Spark for the nightly proofs...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/engines.txt
	@rm -f .venv/.engines-* && touch $@
