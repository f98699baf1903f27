"""The demo as a newcomer meets it: it opens, mends itself, and stops cleanly."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.embedded.programs import alive, family_of, until

pytestmark = pytest.mark.xdist_group("demo")


def test_the_site_opens_without_torch(demo, environment):
    torch = subprocess.run(
        [sys.executable, "-c", "import torch"],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert torch.returncode != 0
    assert demo.status() == 200
    page = urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/", timeout=10)
    with page:
        assert page.status == 200


def test_the_sign_ins_are_printed_and_kept_to_their_owner(demo):
    written = demo.folder / "demo.json"
    assert written.stat().st_mode & 0o777 == 0o600
    accounts = json.loads(written.read_text())["accounts"]
    names = {account["username"] for account in accounts}
    assert names == {"admin", "volunteer", "volunteer2", "expert", "expert2", "expert3"}
    for account in accounts:
        assert account["password"] in demo.output.read_text()


@pytest.mark.parametrize(
    "words",
    ["gunicorn", "-Q default", "-Q training", " beat ", "dialogues.sample_endpoint"],
)
def test_a_killed_program_is_started_again(demo, words):
    killed = until(lambda: demo.find(words))
    os.kill(killed, signal.SIGKILL)
    until(lambda: demo.find(words) not in {None, killed}, 20)
    until(lambda: demo.status() == 200, 20)


def test_a_killed_database_is_brought_back(demo):
    killed = demo.find("bin/postgres")
    os.kill(killed, signal.SIGKILL)
    until(lambda: demo.find("bin/postgres") not in {None, killed}, 30)
    until(lambda: demo.status() == 200, 30)


def test_a_killed_broker_is_brought_back(demo):
    killed = demo.find("valkey-server")
    os.kill(killed, signal.SIGKILL)
    until(lambda: demo.find("valkey-server") not in {None, killed}, 20)


def test_a_second_start_on_the_folder_is_refused(demo, run_command):
    refused = run_command("demo", in_folder=demo.folder)
    assert refused.returncode == 1
    assert "A demo already runs on" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert demo.status() == 200


def test_commands_share_the_running_database(demo, run_command):
    answer = run_command(
        "shell", "-v", "0", "-c", "print(6 * 7)", in_folder=demo.folder
    )
    assert answer.stdout.split() == ["42"], answer.stderr
    assert demo.status() == 200


def test_after_a_kill_nothing_is_left_and_the_next_start_is_clean(demo):
    family = family_of(demo.process.pid)
    demo.process.kill()
    demo.process.wait()
    until(lambda: not alive(family), 15)
    demo.start()
    assert demo.status() == 200


def test_ctrl_c_stops_everything_and_counts_as_success(demo):
    family = family_of(demo.process.pid)
    began = time.monotonic()
    assert demo.stop() == 0
    assert time.monotonic() - began < 10
    assert not alive(family)
    assert demo.status() is None
