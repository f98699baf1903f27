"""What a command finds in its environment, and what is kept for the next one."""

import subprocess
import sys

import pytest

from annotation_site.embedded import environment
from annotation_site.embedded.checks import hold_folder
from annotation_site.embedded.environment import (
    SAMPLE_PORT_FILE,
    fill_in,
    secret_key,
    use_sample_endpoint,
)
from annotation_site.embedded.paths import PROJECT
from annotation_site.embedded.running import embedded_demo


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path):
    key = secret_key(tmp_path)
    assert len(key) > 40
    assert secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_what_is_set_stays(tmp_path):
    given = {"SECRET_KEY": "mine", "CELERY_BROKER_URL": "redis://elsewhere/0"}
    found = dict(given)
    fill_in(found, tmp_path)
    assert found.items() >= given.items()
    assert not (tmp_path / "secret_key").exists()


def test_the_sample_endpoint_is_used_only_while_the_demo_runs(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / SAMPLE_PORT_FILE).write_text("4242")
    found = {}
    use_sample_endpoint(found, tmp_path, "chat")
    assert found == {}
    with hold_folder(tmp_path):
        use_sample_endpoint(found, tmp_path, "chat")
    assert found["OPENAI_BASE_URL"] == "http://127.0.0.1:4242/v1"
    assert found["SAMPLE_ENDPOINT"] == "1"


def test_drafting_without_key_and_demo_finds_an_endpoint_of_its_own(tmp_path):
    script = (
        "import json, pathlib, urllib.request\n"
        "from annotation_site.embedded.environment import use_sample_endpoint\n"
        "found = {}\n"
        f"use_sample_endpoint(found, pathlib.Path({str(tmp_path)!r}), 'draft')\n"
        "address = found['OPENAI_BASE_URL'] + '/models'\n"
        "models = json.load(urllib.request.urlopen(address))['data']\n"
        "print(found['SAMPLE_ENDPOINT'], models[0]['id'])\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.stdout.split() == ["1", "queqiao-sample"]


def test_a_key_of_ones_own_goes_before_the_sample_endpoint(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / SAMPLE_PORT_FILE).write_text("4242")
    found = {"OPENAI_API_KEY": "mine"}
    with hold_folder(tmp_path):
        use_sample_endpoint(found, tmp_path, "chat")
    assert found == {"OPENAI_API_KEY": "mine"}


def test_the_dotenv_file_fills_what_is_unset(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "PROJECT", tmp_path)
    (tmp_path / ".env").write_text("HOST=file\nPORT=8123\nSECRET_KEY=\n")
    found = {"HOST": "environment", "DATABASE_URL": ""}
    environment.read_dotenv(found)
    assert found == {"HOST": "environment", "PORT": "8123"}


@pytest.mark.parametrize(
    ("host", "hosts"),
    [
        ("0.0.0.0", "*"),  # noqa: S104
        ("::", "*"),
        ("127.0.0.1", "localhost,127.0.0.1,[::1],127.0.0.1"),
        ("192.0.2.7", "localhost,127.0.0.1,[::1],192.0.2.7"),
        ("2001:db8::7", "localhost,127.0.0.1,[::1],[2001:db8::7]"),
    ],
)
def test_a_demo_answers_under_the_address_it_listens_on(
    tmp_path, monkeypatch, host, hosts
):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/queqiao")
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://elsewhere/0")
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    demo = embedded_demo(tmp_path, host, 8000, print)
    assert demo.environment["ALLOWED_HOSTS"] == hosts

    monkeypatch.setenv("ALLOWED_HOSTS", "annotation.example.org")
    demo = embedded_demo(tmp_path, host, 8000, print)
    named = demo.environment["ALLOWED_HOSTS"].split(",")
    assert {"annotation.example.org", "127.0.0.1"} <= set(named)
    assert "*" not in named
