# Everything a fresh machine needs is made here: only Python 3.11, make and git have to be there.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
export UV_PROJECT_ENVIRONMENT := .venv
# Named by what is in the two files: touching them, or checking them out anew, installs nothing.
STAMP := .venv/.linban-synced-$(shell cat pyproject.toml uv.lock | cksum | tr " " "-")

.PHONY: help run test test-all browser style lint bench bench-voice bench-wechat eval clean

help:  ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: $(STAMP)  ## Start the service: kiosk and web page
	@.venv/bin/linban serve

test: $(STAMP) browser style  ## Style, types and all tests
	@.venv/bin/linban train
	.venv/bin/python -m pytest

test-all: $(STAMP) browser style  ## All that, and every guide by voice and by touch
	@.venv/bin/linban train
	.venv/bin/python -m pytest -m "whole or not whole"

browser:
	@if [ ! -x /usr/bin/chromium ] || ! fc-list 2>/dev/null | grep -qi 'noto.*cjk'; then \
	  if [ "$$(id -u)" != 0 ]; then echo "the tests need chromium and fonts-noto-cjk: install them with apt-get"; exit 1; fi; \
	  echo "installing Chromium and Chinese fonts for the tests"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null; \
	fi

style: $(STAMP)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy assistant voice

lint: style  ## Style, types, guides
	.venv/bin/linban guides check

bench: $(STAMP)  ## Measure against stock Rasa, side by side
	.venv/bin/python -m benchmarks.turns

eval: $(STAMP)  ## Measure how well sentences are understood, typed and spoken
	.venv/bin/python -m benchmarks.understanding.evaluate

bench-voice: $(STAMP)  ## Measure hearing, waiting and answering on real sound
	.venv/bin/python -m benchmarks.voice

bench-wechat: $(STAMP)  ## Measure the WeChat account under load
	.venv/bin/python -m benchmarks.wechat

$(STAMP): | $(UV)
	@echo "installing what is pinned in uv.lock"
	@$(UV) sync --frozen
	@rm -f .venv/.linban-synced*
	@touch $@

.tools/bin/uv:
	@echo "bootstrapping uv into .tools"
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv

clean:  ## Remove what was built, keep what was fetched
	rm -rf .venv .tools test-output
