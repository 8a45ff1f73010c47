# make demo   watch a whole evening on this machine        make test   everything that must hold
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
SPEED ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test setup setup-dev lint lock translations screenshots benchmarks clean

demo: setup
	@.venv/bin/entremise demo --host $(HOST) --port $(PORT) --speed $(SPEED)

setup: .venv/runtime-installed
setup-dev: .venv/dev-installed

# Versions and hashes come from the two lock files; the project itself is installed in place.
.venv/runtime-installed: .ci/requirements.txt setup.cfg pyproject.toml
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@echo "Installing what Entremise needs into .venv (about a minute the first time)"
	@.venv/bin/pip install --quiet --require-hashes -r .ci/requirements.txt
	@.venv/bin/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev-installed: .ci/requirements-dev.txt .venv/runtime-installed
	@echo "Installing the test tools into .venv"
	@.venv/bin/pip install --quiet --require-hashes -r .ci/requirements-dev.txt
	@touch $@

lint: setup-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --config setup.cfg

# The commands and servers that tests start are compiled once, also where the environment says otherwise.
test: export PYTHONDONTWRITEBYTECODE =
test: lint
	.venv/bin/python -m pytest -n auto --dist loadgroup

# The lock files hold names, versions and hashes for every platform.
lock:
	$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv
	.venv-lock/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header setup.cfg .ci/build.in -o .ci/requirements.txt
	.venv-lock/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra dev setup.cfg .ci/build.in -c .ci/requirements.txt -o .ci/requirements-dev.txt
	rm -rf .venv-lock

# English sentences: new ones enter the catalogue, old ones leave it, and it is compiled.
translations:
	.venv/bin/python -m webapp.translations.catalogue

# Every page of the sample evening, and the pictures of the documents.
screenshots: setup-dev
	.venv/bin/python -m tests.browser.screenshots build/screenshots

# The planner beside the public yardsticks, about half an hour; writes the page of figures.
benchmarks: setup-dev
	.venv/bin/python -m tests.benchmarks --seed 7 --output docs/benchmarks.md

clean:
	rm -rf .venv instance build
