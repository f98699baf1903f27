"""The embedded broker: what was queued or held survives its end and its workers'."""

import os
import signal
import subprocess
import sys

import pytest
from kombu import Connection

from annotation_site.embedded import broker
from annotation_site.embedded.child import end_group

TAKE_AND_DIE = """
import os, sys
from kombu import Connection
with Connection(sys.argv[1]) as connection:
    queue = connection.SimpleQueue("letters")
    queue.get(timeout=10)
    os._exit(1)
"""


@pytest.fixture
def running(folder):
    made = broker.broker_in(folder)
    started = [broker.start(made)]
    yield made, started
    end_group(started[-1])


def put(url, text):
    with Connection(url) as connection:
        queue = connection.SimpleQueue("letters")
        queue.put(text)
        queue.close()


def get(url):
    with Connection(url) as connection:
        queue = connection.SimpleQueue("letters")
        message = queue.get(timeout=10)
        message.ack()
        queue.close()
        return message.payload


def test_what_a_dead_worker_held_is_queued_again(running):
    made, _started = running
    put(made.url, "hello")
    subprocess.run([sys.executable, "-c", TAKE_AND_DIE, made.url], check=False)
    assert broker.restore_unfinished(made) == 1
    assert get(made.url) == "hello"
    assert broker.restore_unfinished(made) == 0


def test_what_was_queued_survives_a_stop(running):
    made, started = running
    put(made.url, "hello")
    os.kill(started[0].pid, signal.SIGTERM)
    started[0].wait()
    started.append(broker.start(made))
    assert get(made.url) == "hello"


def test_its_socket_is_private(running):
    made, _started = running
    assert made.socket.stat().st_mode & 0o777 == 0o700
    assert made.socket.parent.stat().st_mode & 0o777 == 0o700
