"""Small programs in the place of the launcher and the server; the rest is real."""

import json
import sys
import textwrap
import time

from trainer.engine import status

# The last argument of the launcher is run.json, that of the server comes by name.
SETUP = """
import json, os, pathlib, subprocess, sys, time
named = dict(zip(sys.argv, sys.argv[1:]))
folder = pathlib.Path(named.get("--config") or named["--folder"]).parent
def say(**told):
    (folder / "status.json").write_text(json.dumps({**BEFORE, **told}))
def wait_for(name):
    while not (folder / name).exists():
        time.sleep(0.01)
"""


def stand_in(monkeypatch, folder, body):
    """Let whatever the site starts be this program; it knows its run's ``folder``."""
    program = folder / "python"
    begin = f"#!{sys._base_executable}\n{SETUP.strip()}\nBEFORE = json.loads('''{json.dumps(status.EMPTY)}''')\n"
    program.write_text(begin + textwrap.dedent(body))
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
