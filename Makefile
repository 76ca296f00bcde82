# Bellhop. `make help` lists what there is.

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
PYTEST_ARGS ?=
# Twice the processors: many tests wait, for a lease to end or a process to start.
WORKERS ?= $(shell $(BIN)/python -c 'import os; print(2 * (os.cpu_count() or 1))')
# The fastest Python that is new enough and can make a virtual environment (docs/decisions/python-build.md): `python3`,
# unless another takes less than nine tenths of its time. By turns: what else runs meanwhile shall not decide.
PYTHON ?= $(shell turn="python3 /usr/bin/python3 python3.11 python3.12 python3.13 python3.14"; \
	for each in $$turn $$turn $$turn $$turn $$turn; do \
	$$each -c 'import sys, timeit, ensurepip, venv; \
	spent = min(timeit.repeat("for i in range(9999): str(i).encode()", number=1, repeat=20)); \
	sys.version_info >= (3, 11) and print(spent if sys.argv[1] == "python3" else spent / 0.9, sys.executable)' \
	$$each 2>/dev/null; done | sort -n | sed 's/^[^ ]* //;q')

# Whoever keeps Python from writing bytecode makes each of the many processes of a run compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test chaos check format generate bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(BIN)/bellhop ## Make .venv with the pinned packages and the command .venv/bin/bellhop

$(BIN)/bellhop: pyproject.toml clients/python/pyproject.toml requirements/build.txt requirements/dev.txt
	@python="$(PYTHON)"; \
	test -n "$$python" || { echo "Bellhop needs Python 3.11 or newer with venv and ensurepip (on Debian: python3-venv)." >&2; exit 1; }; \
	echo "Making $(VENV) with $$python"; $$python -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
		-r requirements/build.txt -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps \
		--editable . --editable clients/python
	@touch $@

demo: setup ## See one job from run to verified callback (ARGS=--exit ends by itself)
	@$(BIN)/bellhop demo $(ARGS)

serve: setup ## Run the service with the settings of the environment
	@$(BIN)/bellhop serve $(ARGS)

test: setup ## Run the tests on an embedded Postgres
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

chaos: setup ## Kill things for longer than the tests do, and count
	@BELLHOP_TEST_CHAOS=long $(BIN)/python -m pytest tests/chaos $(PYTEST_ARGS)

check: setup ## Check format, lint, types, the direction of imports, and generated files
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup ## Format the code and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

generate: setup ## Write the files that mirror code: sql/schema.sql, schemas/openapi.json, pages of docs/, models of clients/
	@$(BIN)/python -m bellhop.store.schema
	@$(BIN)/bellhop openapi > schemas/openapi.json.new && mv schemas/openapi.json.new schemas/openapi.json
	@$(BIN)/python -m bellhop.api.public.problem_pages > docs/problems.md.new && mv docs/problems.md.new docs/problems.md
	@$(BIN)/python -m tests.conformance
	@$(BIN)/python -m tests.rooms
	@$(BIN)/python -m tests.problem_types
	@$(BIN)/python -m bellhop.console.vendored
	@$(BIN)/python clients/python/tools/generate.py
	@$(BIN)/python -m tests.node

bench: setup ## Measure, print the machine and a table (JSON in bench-results/)
	@$(BIN)/bellhop bench $(ARGS)

clean: ## Remove what make made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache bench-results
