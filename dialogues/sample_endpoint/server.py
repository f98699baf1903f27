"""The sample endpoint's HTTP side: OpenAI's paths and shapes, on loopback only."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from dialogues.sample_endpoint import answers, faults

HOST = "127.0.0.1"
MODEL = "queqiao-sample"
MAX_BODY_BYTES = 1024 * 1024
RETRY_AFTER_SECONDS = 1
NOTICE = """鹊桥内置示例接口
这里没有语言模型：它按 OpenAI 接口的格式，用预先写好的示例对话作答。
要得到真正的初稿，请设置 OPENAI_BASE_URL 与 OPENAI_API_KEY。

Queqiao sample endpoint
There is no language model here: it answers in the shape of the OpenAI API with
dialogues written beforehand. For real drafts set OPENAI_BASE_URL and OPENAI_API_KEY.
"""


class SampleServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        port: int = 0,
        *,
        delay: float = 0.0,
        hang: float = 90.0,
        wrong: faults.Faults | None = None,
    ) -> None:
        super().__init__((HOST, port), Handler)
        self.delay = delay
        self.hang = hang
        self.faults = wrong or faults.Faults()
        self.stopping = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def stop(self) -> None:
        """Let hanging requests go, stop serving and free the port."""
        self.stopping.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that goes away in the middle of an answer is no news."""


class BadRequestError(Exception):
    pass


class Handler(BaseHTTPRequestHandler):
    server: SampleServer
    protocol_version = "HTTP/1.1"
    server_version = "QueqiaoSample"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        if self.path == "/":
            self._send(HTTPStatus.OK, NOTICE.encode(), "text/plain; charset=utf-8")
        elif self.path == "/health":
            self._json(HTTPStatus.OK, {"status": "ok", "sample": True})
        elif self.path.rstrip("/") == "/v1/models":
            model = {
                "id": MODEL,
                "object": "model",
                "created": 0,
                "owned_by": "queqiao",
            }
            self._json(HTTPStatus.OK, {"object": "list", "data": [model]})
        else:
            self._error(HTTPStatus.NOT_FOUND, "not_found", "There is no such path.")

    def do_POST(self) -> None:
        if self.path.rstrip("/") != "/v1/chat/completions":
            self.close_connection = True
            self._error(HTTPStatus.NOT_FOUND, "not_found", "There is no such path.")
            return
        try:
            request = self._body()
        except BadRequestError as error:
            self.close_connection = True
            self._error(HTTPStatus.BAD_REQUEST, "invalid_request_error", str(error))
        else:
            if request is not None:
                self._complete(request)

    def _body(self) -> dict[str, Any] | None:
        try:
            length = int(self.headers.get("Content-Length") or -1)
        except ValueError:
            length = -1
        if length < 0:
            raise BadRequestError("Content-Length is missing.")
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            self._error(status, "too_large", "The request is larger than 1 MB.")
            return None
        try:
            request = json.loads(self.rfile.read(length))
        except (ValueError, RecursionError) as error:
            raise BadRequestError("The body is not JSON.") from error
        if not isinstance(request, dict) or not isinstance(
            request.get("messages"), list
        ):
            raise BadRequestError("messages is missing.")
        if not request["messages"]:
            raise BadRequestError("messages is empty.")
        return request

    def _complete(self, request: dict[str, Any]) -> None:
        messages = request["messages"]
        asked = self.headers.get("X-Sample-Fault", "")
        fault = self.server.faults.next(answers.last_words(messages), asked)
        if fault == "timeout":
            self.server.stopping.wait(self.server.hang)
        if fault in ("timeout", "drop"):
            self.close_connection = True
            return
        self.server.stopping.wait(self.server.delay)
        if fault in faults.STATUS:
            status, code, message = faults.STATUS[fault]
            self._error(HTTPStatus(status), code, message)
            return
        text, finish_reason = faults.spoil(fault, answers.answer_for(messages))
        limit = request.get("max_completion_tokens") or request.get("max_tokens")
        if isinstance(limit, int) and 0 < limit < answers.tokens(text):
            text, finish_reason = text[:limit], "length"
        prompt_tokens = answers.tokens(answers.everything(messages))
        completion_tokens = answers.tokens(text)
        usage = {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
        }
        if request.get("stream") is True:
            self._stream(text, finish_reason, usage)
        else:
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": finish_reason}
            completion = _envelope("chat.completion", [choice])
            self._json(HTTPStatus.OK, {**completion, "usage": usage})

    def _stream(self, text: str, finish_reason: str, usage: dict[str, int]) -> None:
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self._sample_headers()
        for chunk in _chunks(text, finish_reason, usage):
            self.wfile.write(b"data: " + _encoded(chunk) + b"\n\n")
        self.wfile.write(b"data: [DONE]\n\n")

    def _error(self, status: HTTPStatus, code: str, message: str) -> None:
        error = {"message": message, "type": code, "param": None, "code": code}
        self._json(status, {"error": error})

    def _json(self, status: HTTPStatus, body: dict[str, Any]) -> None:
        self._send(status, _encoded(body), "application/json")

    def _send(self, status: HTTPStatus, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            self.send_header("Retry-After", str(RETRY_AFTER_SECONDS))
        if self.close_connection:
            self.send_header("Connection", "close")
        self._sample_headers()
        self.wfile.write(body)

    def _sample_headers(self) -> None:
        self.send_header("X-Queqiao-Sample", "true")
        self.send_header("X-Request-Id", f"sample-{uuid.uuid4()}")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name)
        """Say nothing: the callers keep their own record of every call."""


def _chunks(
    text: str, finish_reason: str, usage: dict[str, int]
) -> Iterator[dict[str, Any]]:
    kind, size = "chat.completion.chunk", 8
    envelope = _envelope(kind, [])
    start: dict[str, Any] = {"role": "assistant", "content": ""}
    deltas = [start]
    deltas += [{"content": text[at : at + size]} for at in range(0, len(text), size)]
    for delta in deltas:
        choice = {"index": 0, "delta": delta, "finish_reason": None}
        yield {**envelope, "choices": [choice]}
    choice = {"index": 0, "delta": {}, "finish_reason": finish_reason}
    yield {**envelope, "choices": [choice]}
    yield {**envelope, "usage": usage}


def _envelope(kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-sample-{uuid.uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
        "choices": choices,
    }


def _encoded(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
