"""Endpoints on loopback that answer as a test says."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from dialogues.sample_endpoint.faults import Faults
from dialogues.sample_endpoint.server import HOST, SampleServer


class Script(Faults):
    """The faults of a topic's first, second, … call, by the topic's text."""

    def __init__(self):
        super().__init__()
        self.by_topic = {}
        self.calls = []

    def next(self, prompt, asked):
        """The fault for this call; none where the script says nothing."""
        with self._lock:
            self.calls.append(prompt)
            for topic, faults in self.by_topic.items():
                if topic in prompt and faults:
                    return faults.pop(0)
        return ""


@contextmanager
def served(server):
    """Serve while the block runs; yields the address for OPENAI_BASE_URL."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}/v1"
    finally:
        getattr(server, "stop", server.shutdown)()
        server.server_close()
        thread.join()


@contextmanager
def sample_endpoint():
    """Run the sample endpoint with a script of what goes wrong."""
    script = Script()
    with served(SampleServer(wrong=script)) as address:
        yield address, script


@contextmanager
def endpoint(answer):
    """Run an endpoint whose replies are what ``answer`` makes of the request."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            text = answer(json.loads(self.rfile.read(length)))
            message = {"role": "assistant", "content": text}
            body = json.dumps(
                {
                    "id": "1",
                    "object": "chat.completion",
                    "created": 0,
                    "model": "a-model-of-2026",
                    "choices": [
                        {"index": 0, "message": message, "finish_reason": "stop"},
                    ],
                },
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    with served(server) as address:
        yield address
