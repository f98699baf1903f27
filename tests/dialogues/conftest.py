"""An endpoint that goes wrong on demand, and commands as a shell calls them."""

import json

import pytest
from django.core.management import get_commands, load_command_class
from django.db import connections

from dialogues import generate
from dialogues.sample_endpoint import server as sample_server
from tests.dialogues.endpoints import sample_endpoint
from tests.factories import make_member, make_project


@pytest.fixture
def english(settings):
    """Pages in English, for tests that read their sentences."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def script(settings, monkeypatch):
    """Run the sample endpoint; retries do not wait."""
    monkeypatch.setattr(generate, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(sample_server, "RETRY_AFTER_SECONDS", 0)
    with sample_endpoint() as (address, script):
        settings.OPENAI_BASE_URL = address
        yield script


@pytest.fixture
def command(capsys, monkeypatch):
    """Run a command as a shell does: the exit code, stdout, stderr."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    # A command closes its connections at its end; the test still needs its own.
    monkeypatch.setattr(connections, "close_all", lambda: None)

    def run(name, *arguments):
        program = load_command_class(get_commands()[name], name)
        code = 0
        try:
            program.run_from_argv(["manage.py", name, *map(str, arguments)])
        except SystemExit as end:
            code = end.code
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.fixture
def report(command):
    """Run a command with --json: the exit code and the report."""

    def run(name, *arguments):
        code, out, err = command(name, *arguments, "--json")
        assert out.count("\n") == 1, err
        return code, json.loads(out)

    return run
