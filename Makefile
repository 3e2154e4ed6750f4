# Each target sets up all it needs: the virtual environment, the pinned packages, the browser.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# It tells of errors alone, and still fails by them.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --root-user-action=ignore
# One thread of BLAS a process: the matrices are small, and the frames are what runs in parallel.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: run test test-long lint bench pictures format clean browser postgresql

run: $(VENV)/.runtime
	@$(BIN)/python app.py $(ARGS)

# The scripts' own tests need no browser and take seconds, so they come first.
# The tests want the compiled kernels from the first question on; a server does not wait for them.
# Two processes share the files. Those with a browser come by themselves: Playwright leaves an event
# loop running in its process, beside which no test can run one of its own.
test: $(VENV)/.dev browser postgresql
	$(BIN)/node --test 'tests/assets/**/*.test.mjs'
	$(BIN)/python -m segmentation.compile
ifdef ARGS
	CUTLAB_COMPILE=wait $(BIN)/python -m pytest $(ARGS)
else
	CUTLAB_COMPILE=wait $(BIN)/python -m pytest -n 2 --dist loadfile --durations=10 --ignore tests/browser
	CUTLAB_COMPILE=wait $(BIN)/python -m pytest -n 2 --dist loadfile --durations=10 tests/browser
endif

# What takes long: many examples of each property, all kills (on SQLite), random problems against a dense solver.
test-long: $(VENV)/.dev postgresql
	$(BIN)/python -m segmentation.compile
	CUTLAB_COMPILE=wait $(BIN)/python -m pytest -n 2 --dist loadfile --durations=10 \
	  --hypothesis-profile=long -m 'long or not long' --ignore tests/browser
	$(BIN)/python -m benchmarks.solver.random_problems
	$(BIN)/python -m benchmarks.study.kills

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	PATH="$(CURDIR)/$(BIN):$$PATH" npx --yes --package typescript@7.0.2 tsc -p jsconfig.json

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev browser
	$(BIN)/python -m benchmarks.solver
	$(BIN)/python -m benchmarks.drag $(ARGS)

pictures: $(VENV)/.dev browser
	$(BIN)/python -m docs.make_pictures

$(VENV)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cutlab needs Python 3.11 or newer; set PYTHON=...")'
	@echo "Installing the packages of requirements.txt into $(VENV), once."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing the packages of requirements-dev.txt into $(VENV), once."
	@$(PIP) -r requirements-dev.txt
	@touch $@

# A browser for the page's tests: Debian's chromium, or any other named in CUTLAB_CHROMIUM.
browser:
	@if [ -z "$$CUTLAB_CHROMIUM" ] && ! command -v chromium >/dev/null; then \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; \
	fi

# A PostgreSQL that the tests start themselves. Debian's package would start one of its own, and
# does not where it is told beforehand to make none.
postgresql:
	@if ! command -v postgres >/dev/null && ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq --no-install-recommends postgresql-common && \
	  $$SUDO mkdir -p /etc/postgresql-common/createcluster.d && \
	  echo "create_main_cluster = false" | $$SUDO tee /etc/postgresql-common/createcluster.d/cutlab.conf >/dev/null && \
	  $$SUDO apt-get install -y -qq --no-install-recommends postgresql; \
	fi

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
