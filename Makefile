# One command a need. A newcomer wants `make demo`; a contributor wants `make check`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo report-demo serve test check lint types imports lock clean bench bench-engine bench-measures bench-selecting bench-pace bench-reports bench-load docs

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q backend loaders
	touch $@

lock: ## Rewrite the lock files from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-annotate --no-header pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra measures --extra cluster --extra pictures --extra pdf --extra docx --constraint requirements.lock --generate-hashes --no-annotate --no-header pyproject.toml --output-file requirements.runtime.lock

# The demo and `make serve` keep their database in the checkout, apart from your own.
demo serve: export TERTIUS_DATA_DIR := $(CURDIR)/.tertius

demo: $(READY) ## Load the sample and show the first answers with their claims
	$(BIN)/tertius demo

report-demo: $(READY) ## One report twice, around an added claim and a withdrawn source: what changed and why
	$(BIN)/python scripts/report_demo.py report-demo

serve: $(READY) ## API, database and Neo4j Browser; Ctrl-C stops them
	$(BIN)/tertius up

check: lint types imports test ## Exactly what CI runs

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

test: $(READY) ## All tests, on two to four cores; `pytest tests/room` runs some, on one
	$(BIN)/pytest --numprocesses logical --maxprocesses 4

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

bench: $(READY) ## What the API adds to the bare driver, and where it goes
	$(BIN)/python benchmarks/api.py

bench-engine: $(READY) ## The loader engine against a bare-driver loop, at full size
	$(BIN)/python benchmarks/engine.py

bench-load: $(READY) ## UCDP GED at full size: first load against a bare-driver loop, again, and with changes
	$(BIN)/python benchmarks/load.py

bench-measures: $(READY) ## The measures against igraph and networkx: ratios from one run
	$(BIN)/python benchmarks/measures

bench-selecting: $(READY) ## Bringing a network of 5,000 people out of the database, against the bare driver
	$(BIN)/python benchmarks/selecting.py

bench-pace: $(READY) ## How long a person waits: start, stop, first and next questions
	$(BIN)/python benchmarks/pace.py

bench-reports: $(READY) ## A report on 1,000 people, its difference, and the memory of 100 runs
	$(BIN)/python benchmarks/reports.py

docs: $(READY) ## Write anew what of the documentation is written by the code
	$(BIN)/python -m tertius.settings > docs/settings.md
	$(BIN)/python -m tertius.api.reference docs
