"""The client meets a real endpoint, and each failure is named and retried or not."""

import asyncio
import email.utils
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dialogues.generate import (
    LONGEST_RETRY_AFTER_SECONDS,
    Fatal,
    GenerationRequest,
    Retryable,
    client_for,
    generate,
    seconds_to_wait,
)
from dialogues.sample_endpoint.server import HOST, MODEL, SampleServer


@pytest.fixture(scope="module")
def address():
    server = SampleServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://{HOST}:{server.port}/v1"
    server.stop()
    thread.join()


def request_for(prompt, fault="", **fields):
    headers = {"X-Sample-Fault": fault}
    return GenerationRequest.of_prompt(
        "gpt-3.5-turbo", prompt, headers=headers, **fields
    )


def once(address, request, *, key="", reply_seconds=10.0):
    async def call():
        async with client_for(address, key, reply_seconds=reply_seconds) as client:
            return await generate(client, request)

    return asyncio.run(call())


def test_a_reply_comes_with_what_it_took(address):
    prompt = "请写一段对话。\n孩子：……\n智能助手：……"
    reply = once(address, request_for(prompt, system="你是作者。"))
    assert reply.text.startswith("孩子：")
    assert (reply.finish_reason, reply.model, reply.sample) == ("stop", MODEL, True)
    assert reply.prompt_tokens > 10
    assert reply.completion_tokens > 500
    assert reply.seconds > 0
    assert reply.request_id.startswith("sample-")


def test_parameters_reach_the_endpoint_and_cannot_replace_the_messages(address):
    parameters = {"max_tokens": 20, "top_k": 3, "messages": [], "stream": True}
    prompt = "请写一段对话。\n孩子：……\n智能助手：……"
    reply = once(address, request_for(prompt, parameters=parameters))
    assert (len(reply.text), reply.finish_reason) == (20, "length")


def test_an_empty_reply_is_a_reply(address):
    assert once(address, request_for("你好", "empty")).text == ""


@pytest.mark.parametrize("fault", ["429", "500", "drop"])
def test_what_may_pass_is_retryable(address, fault):
    with pytest.raises(Retryable) as caught:
        once(address, request_for("你好", fault))
    assert caught.value.retry_after == (1.0 if fault == "429" else None)
    assert caught.value.reason


def test_silence_is_retryable(address):
    with pytest.raises(Retryable, match="did not answer in time"):
        once(address, request_for("你好", "timeout"), reply_seconds=0.3)


def test_a_closed_port_is_retryable():
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Retryable, match="connection failed"):
        once(f"http://{HOST}:{port}/v1", request_for("你好"))


def test_a_wrong_key_is_fatal(address):
    with pytest.raises(Fatal, match=r"^401"):
        once(address, request_for("你好", "401"))


def test_a_wrong_path_is_fatal(address):
    with pytest.raises(Fatal, match=r"^404"):
        once(address.removesuffix("/v1"), request_for("你好"))


def test_only_what_may_have_reached_a_model_may_be_billed(address):
    with socket.create_server((HOST, 0)) as listener:
        closed = f"http://{HOST}:{listener.getsockname()[1]}/v1"
    billed = {}
    for name, where, fault in (
        ("refused", address, "500"),
        ("unreached", closed, ""),
        ("dropped", address, "drop"),
        ("silent", address, "timeout"),
    ):
        with pytest.raises(Retryable) as caught:
            once(where, request_for("你好", fault), reply_seconds=0.3)
        billed[name] = caught.value.billed
    assert billed == {
        "refused": False,
        "unreached": False,
        "dropped": None,
        "silent": None,
    }


def test_a_redirection_is_not_followed_with_the_key():
    with pytest.raises(Fatal, match=r"^307"):
        met(307, b"", {"Location": "http://127.0.0.1:9/v1/chat/completions"})


def test_many_calls_at_once_keep_their_own_replies(address):
    prompts = [f"请写一段对话，话题{n}。\n甲{n}：……\n乙{n}：……" for n in range(24)]

    async def call():
        async with client_for(address, "") as client:
            calls = [generate(client, request_for(prompt)) for prompt in prompts]
            return await asyncio.gather(*calls)

    replies = asyncio.run(call())
    assert [reply.text.partition("：")[0] for reply in replies] == [
        f"甲{n}" for n in range(24)
    ]


@pytest.mark.parametrize(
    ("attempt", "retry_after", "chance", "expected"),
    [
        (1, None, 0.0, 0.5),
        (1, None, 1.0, 1.0),
        (4, None, 1.0, 8.0),
        (30, None, 1.0, 60.0),
        (1, 7.0, 0.0, 7.05),
        (1, 1e6, 0.0, LONGEST_RETRY_AFTER_SECONDS + 0.05),
    ],
)
def test_waits_grow_and_honour_what_was_asked(attempt, retry_after, chance, expected):
    assert seconds_to_wait(attempt, retry_after, chance) == pytest.approx(expected)


def answering(status, body, headers):
    """Serve one fixed answer, as a gateway in front of an endpoint may give it."""

    class Fixed(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    return HTTPServer((HOST, 0), Fixed)


def met(status, body, headers=None, *, key=""):
    server = answering(status, body, headers or {})
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        return once(
            f"http://{HOST}:{server.server_port}/v1", request_for("你好"), key=key
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"<html>welcome</html>", {"Content-Type": "text/html"}),
        (b"half a {", JSON),
        (b"{}", JSON),
        (b'{"choices": []}', JSON),
        (b"[]", JSON),
        (b'{"choices": [{}]}', JSON),
        (b'{"choices": "many"}', JSON),
        (b'{"choices": [{"message": 3}]}', JSON),
        (b'{"choices": [{"message": {"content": ["a"]}}]}', JSON),
    ],
)
def test_what_is_no_chat_completion_is_fatal(body, headers):
    with pytest.raises(Fatal, match="no chat completion"):
        met(200, body, headers)


def test_nul_and_half_surrogates_are_made_storable():
    body = rb'{"id": "x", "choices": [{"message": {"content": "a\u0000b\ud800"}}]}'
    reply = met(200, body, JSON)
    assert reply.text == "a\ufffdb\ufffd"
    assert (reply.prompt_tokens, reply.finish_reason, reply.sample) == (None, "", False)


def test_a_spent_quota_is_fatal():
    body = b'{"error": {"message": "no money", "code": "insufficient_quota"}}'
    with pytest.raises(Fatal, match="no money"):
        met(429, body, JSON)


def test_a_key_never_stands_in_a_reason():
    body = b'{"error": {"message": "wrong key: topsecret, or sk-abcdef"}}'
    with pytest.raises(Fatal) as caught:
        met(401, body, JSON, key="topsecret")
    assert "wrong key" in caught.value.reason
    assert not {"topsecret", "abcdef"} & set(
        caught.value.reason.replace("-", " ").split()
    )
    assert "topsecret" not in caught.value.reason


def test_retry_after_may_be_a_date():
    later = email.utils.formatdate(time.time() + 30, usegmt=True)
    with pytest.raises(Retryable) as caught:
        met(503, b"", {"Retry-After": later})
    assert 25 < caught.value.retry_after <= 30
