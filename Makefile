# `make demo` starts everything; `make test` checks everything.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && command -v $(name))))
BIN := .venv/bin
STAMPS := .venv/stamps
HOST ?=
PORT ?=
WORKERS ?= 2
export HOST PORT
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: install demo test lint fmt bench soak tour messages system locks words
.DEFAULT_GOAL := demo

install: $(STAMPS)/site $(STAMPS)/trainer

.venv/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it with make PYTHON=/path/to/python3." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python has no venv: install it with apt-get install python3-venv." >&2; exit 1; }
	"$(PYTHON)" -m venv .venv

$(STAMPS)/site: requirements/site.lock | .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/site.lock
	@mkdir -p $(STAMPS) && touch $@

# torch is pinned without hashes: its CPU and CUDA builds differ in theirs.
$(STAMPS)/trainer: requirements/trainer.txt | $(STAMPS)/site
	$(BIN)/python -m pip install --quiet -r requirements/trainer.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements/dev.lock | $(STAMPS)/site
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.lock
	@mkdir -p $(STAMPS) && touch $@

demo: install
	@$(BIN)/python manage.py demo

system: | .venv/pyvenv.cfg
	@PYTHON=$(BIN)/python sh deploy/system-packages.sh

messages: $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

%.mo: %.po | $(STAMPS)/site
	@$(BIN)/pybabel --quiet compile -i $< -o $@

test: install $(STAMPS)/dev system messages
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

lint: install $(STAMPS)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files '*.html' | xargs $(BIN)/djangofmt check
	@# its Django plugin reads the settings, which insist on these
	SECRET_KEY=unused DATABASE_URL=postgres://unused@/unused $(BIN)/mypy
	$(BIN)/lint-imports

fmt: $(STAMPS)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files '*.html' | xargs $(BIN)/djangofmt

bench: install $(STAMPS)/dev system messages
	$(BIN)/python -m bench $(ONLY)

soak: install $(STAMPS)/dev system messages
	$(BIN)/python -m pytest -m soak tests

tour: install
	@$(BIN)/python manage.py tour

# Run after a change of requirements/*.in.
locks:
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet requirements/site.in -o requirements/site.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet requirements/dev.in -o requirements/dev.lock

# Collects what people read into the catalogues; then translate locale/zh_Hans.
words: install
	@mkdir -p locale
	SECRET_KEY=unused DATABASE_URL=postgres://unused@/unused DJANGO_SETTINGS_MODULE=annotation_site.settings $(BIN)/python -m django \
		makemessages --locale zh_Hans --extension py,html,md --ignore '.*' --ignore var --ignore tests --ignore bench --ignore docs --ignore '[A-Z]*.md' --no-wrap --no-obsolete --add-location file
