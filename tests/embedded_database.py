"""A database of our own for the tests, up before Django reads its settings.

Named in ``addopts``, so that pytest-django and the xdist workers find DATABASE_URL
set. Where somebody has set it already, that server is used instead.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

# annotation_site would choose the site's own settings when it is imported first.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotation_site.settings_test")
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from annotation_site.embedded import postgres
from annotation_site.embedded.paths import closed_folder, server_account
from annotation_site.embedded.roles import OWNER

FOLDER = pytest.StashKey[Path]()
SERVER = pytest.StashKey[tuple[postgres.Postgres, "subprocess.Popen[bytes]"]]()


def open_temporary_folder() -> Path:
    """A folder of our own that ``nobody`` may enter when we are root."""
    parent = Path(tempfile.gettempdir())
    if server_account() and closed_folder(parent.resolve()):
        parent = Path("/var/tmp")  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="queqiao-", dir=parent))
    folder.chmod(0o755)
    return folder


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    folder = early_config.stash[FOLDER] = open_temporary_folder()
    os.environ["QUEQIAO_TEST_FOLDER"] = str(folder)
    if os.environ.get("DATABASE_URL"):
        return
    server = postgres.postgres_in(folder)
    process = postgres.start(server, dies_with_us=True, durable=False)
    early_config.stash[SERVER] = (server, process)
    os.environ["DATABASE_URL"] = server.url(OWNER)


def pytest_unconfigure(config):
    if SERVER in config.stash:
        server, process = config.stash[SERVER]
        postgres.stop(server)
        process.wait()
        del os.environ["DATABASE_URL"]
        shutil.rmtree(server.socket, ignore_errors=True)
    if FOLDER in config.stash:
        shutil.rmtree(config.stash[FOLDER], ignore_errors=True)
