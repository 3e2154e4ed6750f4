# Each target sets up all it needs: the virtual environment, the pinned packages, the browser.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# It tells of errors alone, and still fails by them. Python compiles the modules that are imported;
# all thirteen thousand of the packages would take two thirds of the processor time of an install.
PIP := $(BIN)/python -m pip install -qq --no-compile --disable-pip-version-check \
	--root-user-action=ignore
# One thread of BLAS a process: the matrices are small, and the frames are what runs in parallel.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1
# Where an environment forbids bytecode, each of the tests' processes would compile all it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-long test-hard lint bench pictures format clean kernels packages

run: $(VENV)/.runtime
	@$(BIN)/python app.py $(ARGS)

# The scripts' own tests need no browser and take seconds, so they come first.
# The tests want the compiled kernels from the first question on; a server does not wait for them.
# Three processes share the files on two cores, because many tests wait for processes of their own;
# a third browser saves no time. The workers of studies do not give way to the tests that wait for
# them. The tests with a browser come by themselves: Playwright leaves an event loop running in its
# process, beside which no test can run one of its own.
PYTEST := CUTLAB_COMPILE=wait CUTLAB_WORKERS_NICE=0 $(BIN)/python -m pytest
SHARED := --dist loadfile --no-loadscope-reorder --durations=10
test: $(VENV)/.dev kernels packages
	$(BIN)/node --test 'tests/assets/**/*.test.mjs'
ifdef ARGS
	$(PYTEST) $(ARGS)
else
	$(PYTEST) -n 3 $(SHARED) --ignore tests/browser
	$(PYTEST) -n 2 $(SHARED) tests/browser
endif

# What takes long: many examples of each property, all kills (on SQLite), random problems against a dense solver,
# and axe at each step of all lessons.
test-long: $(VENV)/.dev kernels packages
	$(PYTEST) -n 3 $(SHARED) --hypothesis-profile=long -m 'long or not long' --ignore tests/browser
	$(PYTEST) -n 2 $(SHARED) -m long tests/browser
	$(BIN)/python -m benchmarks.solver.random_problems
	$(BIN)/python -m benchmarks.solver.random_problems floors
	$(BIN)/python -m benchmarks.study.kills

# What is hard on a server, within a quarter of an hour, as a table of promises: viewers, floods,
# silent connections, kills, clocks, disks. ARGS names some of the steps.
test-hard: $(VENV)/.dev kernels packages
	$(BIN)/python -m benchmarks.hard $(ARGS)

kernels: $(VENV)/.runtime
	$(BIN)/python -m segmentation.compile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	PATH="$(CURDIR)/$(BIN):$$PATH" npx --yes --package typescript@7.0.2 tsc -p jsconfig.json

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev packages
	$(BIN)/python -m benchmarks.solver
	$(BIN)/python -m benchmarks.drag $(ARGS)

pictures: $(VENV)/.dev packages
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

# Debian's packages for the tests: a browser, unless CUTLAB_CHROMIUM names one, and a PostgreSQL and
# an nginx that they start themselves. Debian would start those of its own: the first it does not
# where it is told beforehand to make none, and the second is stopped.
CLUSTERS := /etc/postgresql-common/createcluster.d
packages:
	@WANTED=; command -v chromium >/dev/null || [ -n "$$CUTLAB_CHROMIUM" ] || WANTED="chromium fonts-dejavu-core"; \
	command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || WANTED="$$WANTED postgresql"; \
	command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || WANTED="$$WANTED nginx"; \
	[ -n "$$WANTED" ] || exit 0; \
	SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	$$SUDO mkdir -p $(CLUSTERS) && echo "create_main_cluster = false" | $$SUDO tee $(CLUSTERS)/cutlab.conf >/dev/null && \
	$$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq --no-install-recommends $$WANTED && \
	case "$$WANTED" in *nginx*) [ ! -d /run/systemd/system ] || $$SUDO systemctl disable --quiet --now nginx;; esac

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
