"""A small client of our own API, over HTTP with a person's token."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from typing import Any

SECONDS = 60


class Answer(dict[str, Any]):
    """What an address answered, with its HTTP status."""

    status: int


class ApiError(Exception):
    """An address answered with an error; the message says what it said."""

    def __init__(self, method: str, url: str, status: int, body: str) -> None:
        super().__init__(f"{method} {url}: {status} {body[:400]}")
        self.status = status


class Person:
    """Somebody with a token, as a program that acts for them."""

    def __init__(self, url: str, username: str, token: str) -> None:
        self.url = url.rstrip("/")
        self.username = username
        self.token = token

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, body: dict[str, Any] | None = None) -> Answer:
        return self._ask("POST", path, body or {})

    def put(self, path: str, body: dict[str, Any]) -> Answer:
        return self._ask("PUT", path, body)

    def wait_for(self, job: str, *, seconds: float) -> Answer:
        """Ask for a job until it has ended."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self.get(f"jobs/{job}/")
            if answer["status"] not in ("queued", "running", "building"):
                return answer
            if time.monotonic() > deadline:
                raise TimeoutError(f"job {job}: {dict(answer)}")
            time.sleep(0.5)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> Answer:
        address = f"{self.url}/api/v1/{path}"
        headers = {"Authorization": f"Token {self.token}", "Accept-Language": "en"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        request = urllib.request.Request(  # noqa: S310 - our own site's address
            address,
            data=data,
            headers=headers,
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as reply:  # noqa: S310
                text = reply.read()
                status = reply.status
        except urllib.error.HTTPError as error:
            raise ApiError(method, address, error.code, error.read().decode()) from None
        answer = Answer(json.loads(text) if text else {})
        answer.status = status
        return answer
