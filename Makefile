# Opora. `make` alone prints what can be made; `make demo` and `make test` do all their set-up themselves.

SHELL         := bash
.SHELLFLAGS   := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS     += --no-print-directory

export DEBIAN_FRONTEND             := noninteractive
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION        := ignore

PYTHON ?= python3
BIN    := .venv/bin
ARGS   ?=

# A stamp's name carries the hash of what it was made from: an unchanged lock costs nothing.
hash    = $(shell cat $(1) | sha256sum | cut -c1-16)
RUNTIME = .venv/made/runtime-$(call hash,requirements.lock pyproject.toml)
DEV     = .venv/made/dev-$(call hash,requirements-dev.lock pyproject.toml)
PIP     = $(BIN)/python -m pip install --quiet --no-input

.PHONY: help demo test check bench nightly lock bundle pictures papers clean \
        environment catalogues chromium postgres format-check lint types imports

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- What people run ---------------------------------------------------------------------------------------

demo: $(RUNTIME) bundle catalogues ## Run the product with made-up cases (options: make demo ARGS="--help")
	@exec $(BIN)/opora demo $(ARGS)

test: environment bundle catalogues chromium postgres format-check lint types imports ## Check everything: lint, types, import rules, all tests
	@$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

check: environment bundle catalogues format-check lint types imports ## Check fast: format, lint, types, import rules, tests without browser and PostgreSQL
	@$(BIN)/pytest -m "not browser and not postgres and not nightly and not benchmark" $(ARGS)

bench: environment bundle catalogues ## Measure, and print the tables
	@$(BIN)/pytest tests/benchmarks -m benchmark -s $(ARGS)

nightly: environment bundle catalogues chromium postgres ## Test as long as a night allows: every test, with many more and other examples
	@OPORA_HYPOTHESIS=nightly $(BIN)/pytest -n 2 --dist loadfile -m "not benchmark" $(ARGS)

pictures: environment bundle catalogues chromium ## Draw the pages and diagrams into artifacts/pictures
	@$(BIN)/python -m tests.browser.pictures $(ARGS)

papers: environment ## Draw every document with made-up answers into artifacts/papers
	@$(BIN)/python -m tests.forms.drawing

bundle: $(RUNTIME) ## Build the pages' scripts and styles (nothing to do when unchanged)
	@$(BIN)/python web/frontend/bundle.py

lock: environment ## Lock the newest allowed versions, with hashes
	@$(LOCK) --group build pyproject.toml -o requirements.lock
	@$(LOCK) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@$(LOCK) --group node -o requirements-node.lock
	@git --no-pager diff --stat -- '*.lock'

LOCK = $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes \
       --no-annotate --no-header --no-emit-index-url --no-emit-find-links

clean: ## Remove what was built and cached; the environment stays
	@rm -rf web/static/dist web/frontend/node_modules artifacts build dist \
	        .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# --- The steps of checking ---------------------------------------------------------------------------------

format-check: environment
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo "Not formatted as agreed: run $(BIN)/ruff format ."; exit 1; }

lint: environment
	@$(BIN)/ruff check --quiet --output-format concise .

types: environment
	@$(BIN)/mypy

imports: environment
	@report=$$($(BIN)/lint-imports --no-logo) || { echo "$$report"; exit 1; }

# --- The steps of setting up -------------------------------------------------------------------------------

environment: $(RUNTIME) $(DEV)

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Opora needs Python 3.11 or newer; choose one with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || \
	    { $(call debian,python3-venv,make an environment for Python); $(PYTHON) -m venv .venv; }

$(RUNTIME): | $(BIN)/pip
	@echo "Installing what Opora needs to run"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(call stamp,$@,runtime)

$(DEV): | $(RUNTIME)
	@echo "Installing what Opora needs to be checked"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(call stamp,$@,dev)

catalogues: $(patsubst %.po,%.mo,$(wildcard web/translations/*/LC_MESSAGES/*.po))

%.mo: %.po | $(RUNTIME)
	@$(BIN)/python web/translations/compile.py

chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	    { $(call debian,chromium fonts-dejavu fonts-noto-core,run the browser tests); } || [ "$${CI:-}" != true ]

postgres:
	@[ -n "$${OPORA_TEST_PG:-}" ] || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
	    { $(call debian,postgresql,test on PostgreSQL too); } || [ "$${CI:-}" != true ]

# $(call debian,packages,purpose): install Debian packages when we may; else say what to do.
debian = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
             echo "Installing $(1)"; apt-get update -qq && apt-get install -y -qq --no-install-recommends $(1) >/dev/null </dev/null; \
         else echo "To $(2), please run: sudo apt-get install $(1)"; false; fi

# $(call stamp,file,kind): remember that this kind of set-up is done, and forget older ones.
stamp = mkdir -p .venv/made; rm -f .venv/made/$(2)-*; touch $(1)
