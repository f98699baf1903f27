"""Real programs in a folder of their own, on a machine where torch is not there."""

import os
import subprocess
import sys

import pytest

from annotation_site.embedded.paths import PROJECT
from tests.embedded.programs import RunningDemo, remove_folder
from tests.embedded_database import open_temporary_folder

WITHOUT_TORCH = """
import sys
for name in ("torch", "deepspeed", "transformers"):
    sys.modules[name] = None
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """As a newcomer has it: nothing set, no torch, nothing taken over from the tests."""
    site = tmp_path_factory.mktemp("without-torch")
    (site / "sitecustomize.py").write_text(WITHOUT_TORCH)
    unset = dict.fromkeys(
        [
            "CELERY_BROKER_URL",
            "DATABASE_OWNER_URL",
            "DATABASE_URL",
            "OPENAI_API_KEY",
            "OPENAI_BASE_URL",
            "SECRET_KEY",
        ],
        "",
    )
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "SAMPLE_ENDPOINT", "PORT", "HOST"}
    }
    return {
        **inherited,
        **unset,
        "PYTHONPATH": str(site),
        "LC_ALL": "en_US.UTF-8",
    }


@pytest.fixture
def folder():
    made = open_temporary_folder()
    yield made
    remove_folder(made)


@pytest.fixture(scope="module")
def demo(environment):
    folder = open_temporary_folder()
    running = RunningDemo(folder, environment)
    yield running
    if running.process.poll() is None:
        running.stop()
    remove_folder(folder)


@pytest.fixture
def run_command(environment, folder):
    """Run one of the site's commands on a folder, and hand back how it ended."""

    def run(*arguments, in_folder=folder, **more):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env={**environment, "QUEQIAO_VAR": str(in_folder), **more},
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
        )

    return run
