# `make demo` and `make test` set everything up by themselves. Needs Python 3.11 or newer and Node.js 20 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PAGE := src/fogline/export/page/page.js

.PHONY: demo test setup page lint types check-python check-node chromium clean floors

demo: setup page
	$(BIN)/fogline demo

test: setup page chromium lint types
	cd web && npm test --silent
	$(BIN)/python -m pytest

setup: check-python $(VENV)/.ready

page: check-node $(PAGE)

$(VENV)/.ready: pyproject.toml build_page.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

web/node_modules/.ready: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(PAGE): web/node_modules/.ready $(shell find web/src web/scripts -type f 2>/dev/null) web/index.html web/vite.config.ts
	cd web && npm run --silent build
	touch $@

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

floors: setup
	$(BIN)/python -m evals.gate

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Fogline needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }

check-node:
	@command -v node >/dev/null && node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' || \
		{ echo "The page needs Node.js 20 or newer (https://nodejs.org)"; exit 1; }

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -q && apt-get install -y -q chromium; } || \
		{ echo "The browser tests need Chromium: install your system's package 'chromium'"; exit 1; }

clean:
	rm -rf $(VENV) web/node_modules src/fogline/export/page dist build
