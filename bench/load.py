"""Eight clients at once, with real tokens, over kept-alive HTTP connections."""

from __future__ import annotations

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

CLIENTS = 8


@dataclass
class Taken:
    """How long requests took, in milliseconds, and how they ended."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.milliseconds) / self.seconds if self.seconds else 0.0

    def percentile(self, percent: int) -> float:
        if len(self.milliseconds) < 2:
            return self.milliseconds[0] if self.milliseconds else float("nan")
        return statistics.quantiles(self.milliseconds, n=100)[percent - 1]

    def words(self) -> str:
        return f"p50 {self.percentile(50):.1f} ms, p95 {self.percentile(95):.1f} ms"


class Client:
    """One connection that stays open, as a program's does."""

    def __init__(self, url: str) -> None:
        self.address = urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.address, timeout=60)

    def ask(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        cookie: str = "",
        body: dict[str, Any] | None = None,
    ) -> tuple[int, bytes]:
        headers = {"Accept-Language": "en"}
        if token:
            headers["Authorization"] = f"Token {token}"
        if cookie:
            headers["Cookie"] = cookie
        data = None
        if body is not None:
            data = json.dumps(body)
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, body=data, headers=headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


Request = Callable[[Client, int], int]


def one_client(url: str, times: int, request: Request) -> Taken:
    """The same request again and again, one at a time."""
    return _run(url, [range(times)], request)


def eight_clients(url: str, times: int, request: Request) -> Taken:
    """``times`` requests in all, by eight clients at once."""
    return _run(url, [range(n, times, CLIENTS) for n in range(CLIENTS)], request)


def _run(url: str, shares: list[range], request: Request) -> Taken:
    taken, lock = Taken(), threading.Lock()
    barrier = threading.Barrier(len(shares) + 1)

    def work(share: range) -> None:
        client = Client(url)
        barrier.wait()
        for number in share:
            start = time.perf_counter()
            status = request(client, number)
            milliseconds = (time.perf_counter() - start) * 1000
            with lock:
                taken.milliseconds.append(milliseconds)
                taken.statuses[status] = taken.statuses.get(status, 0) + 1

    threads = [threading.Thread(target=work, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    barrier.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    taken.seconds = time.perf_counter() - start
    return taken
