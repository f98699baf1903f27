"""What stands in the way of a start is said in one sentence with the way out."""

import shutil
import socket

import pytest
from django.utils import translation

from annotation_site.embedded.checks import missing_for_training, require_space
from annotation_site.embedded.errors import CannotStart


def test_a_taken_port(run_command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run_command("demo", PORT=str(port))
    assert refused.returncode == 1
    assert f"Port {port}" in refused.stderr
    assert "make demo PORT=" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_port_that_is_none(run_command, port):
    refused = run_command("demo", PORT=port)
    assert refused.returncode == 2
    assert "is no port" in refused.stderr


def test_a_host_that_is_none(run_command):
    refused = run_command("demo", HOST="no such host")
    assert refused.returncode == 1
    assert "set HOST" in refused.stderr


def test_a_folder_that_cannot_be_made(run_command):
    refused = run_command("demo", QUEQIAO_VAR="/proc/queqiao")
    assert refused.returncode == 1
    assert "set QUEQIAO_VAR" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_full_disk(tmp_path):
    more_than_there_is = shutil.disk_usage(tmp_path).total * 2
    with translation.override("en"), pytest.raises(CannotStart) as reason:
        require_space(tmp_path, needed=more_than_there_is)
    assert "free some space" in str(reason.value)


def test_a_missing_compiler_is_a_warning(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with translation.override("en"):
        assert "apt-get install g++" in missing_for_training()
