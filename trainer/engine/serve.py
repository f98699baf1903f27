"""Talk to a trained model over OpenAI's chat protocol: `python -m trainer.engine.serve --folder RUN/final --name NAME`."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException
from transformers import AutoModelForCausalLM, AutoTokenizer

from trainer.engine.config import Refused
from trainer.engine.data import message_problem
from trainer.engine.openai_shapes import Answer, ApiError, ChatRequest
from trainer.engine.sampling import Ending, Options, reply
from trainer.engine.status import write_whole
from trainer.engine.tokenizer import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from starlette.types import Receive, Scope, Send
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

DEFAULT_TEMPERATURE, DEFAULT_TOP_P = 1.0, 0.95


class Speaker:
    """The loaded model; it speaks to one person at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        if not (folder / "config.json").is_file():
            raise Refused(f"There is no trained model in {folder}.")
        self.name = name
        try:
            tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder)
            loaded: Any = AutoModelForCausalLM.from_pretrained(folder, dtype="auto")
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise Refused(f"The model in {folder} cannot be read: {reason}") from error
        self.tokenizer = tokenizer
        self.tokenizer.chat_template = TEMPLATE.read_text(encoding="utf-8")
        device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model: PreTrainedModel = loaded.to(device).eval()
        self.turn = threading.Lock()
        self.used_at = time.monotonic()

    def prompt(self, request: ChatRequest) -> list[int]:
        if request.model != self.name:
            message = f"The model {request.model} does not exist; this is {self.name}."
            raise ApiError(404, message, code="model_not_found", param="model")
        messages = [message.plain() for message in request.messages]
        if problem := message_problem(messages):
            raise ApiError(400, problem, code="invalid_value", param="messages")
        encoded: Any = self.tokenizer.apply_chat_template(
            messages, tokenize=True, add_generation_prompt=True, return_dict=True
        )
        return list(encoded["input_ids"])

    def room(self, prompt: list[int]) -> int:
        """How many tokens fit behind the prompt."""
        longest: int = self.model.config.max_position_embeddings
        if len(prompt) >= longest:
            message = (
                f"This model's maximum context length is {longest} tokens and the "
                f"messages have {len(prompt)}: leave out the oldest."
            )
            code = "context_length_exceeded"
            raise ApiError(400, message, code=code, param="messages")
        return longest - len(prompt)

    def pieces(
        self, prompt: list[int], options: Options, ending: Ending
    ) -> Generator[str]:
        with self.turn:
            for piece in reply(self.model, self.tokenizer, prompt, options, ending):
                self.used_at = time.monotonic()
                yield piece
        self.used_at = time.monotonic()


class EventStream(StreamingResponse):
    """Server-sent events; when the client leaves, the model is free at once."""

    def __init__(self, events: Generator[str]) -> None:
        super().__init__(events, media_type="text/event-stream")
        self.events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.events.close()


def build_app(speaker: Speaker) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok", "model": speaker.name}

    @app.get("/v1/models")
    def models() -> dict[str, Any]:
        card = {"id": speaker.name, "object": "model", "created": 0}
        return {"object": "list", "data": [{**card, "owned_by": "queqiao"}]}

    @app.post("/v1/chat/completions", response_model=None)
    def chat(request: ChatRequest) -> Response:
        prompt = speaker.prompt(request)
        options = read_options(request, room=speaker.room(prompt))
        ending, answer = Ending(), Answer(speaker.name, len(prompt))
        pieces = speaker.pieces(prompt, options, ending)
        if request.stream:
            events = stream(request, pieces, ending, answer)
            return EventStream(events)
        return JSONResponse(answer.whole("".join(pieces), ending))

    @app.exception_handler(ApiError)
    def refused(_: Request, error: ApiError) -> JSONResponse:
        return JSONResponse(error.body, error.status)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:])
        message = f"{field}: {first['msg']}"
        refusal = ApiError(400, message, code="invalid_value", param=field)
        return JSONResponse(refusal.body, 400)

    @app.exception_handler(HTTPException)
    def unknown(_: Request, error: HTTPException) -> JSONResponse:
        refusal = ApiError(error.status_code, str(error.detail), code="not_found")
        return JSONResponse(refusal.body, error.status_code)

    return app


def read_options(request: ChatRequest, *, room: int) -> Options:
    asked = request.temperature, request.top_p
    return Options(
        max_tokens=min(request.limit(), room),
        temperature=DEFAULT_TEMPERATURE if asked[0] is None else asked[0],
        top_p=DEFAULT_TOP_P if asked[1] is None else asked[1],
        seed=request.seed,
        stop=request.stops(),
    )


def stream(
    request: ChatRequest,
    pieces: Generator[str],
    ending: Ending,
    answer: Answer,
) -> Generator[str]:
    def event(body: dict[str, Any]) -> str:
        return f"data: {json.dumps(body, ensure_ascii=False)}\n\n"

    yield event(answer.chunk({"role": "assistant", "content": ""}))
    with contextlib.closing(pieces):
        for piece in pieces:
            if piece:
                yield event(answer.chunk({"content": piece}))
    yield event(answer.chunk({}, reason=ending.reason))
    if request.stream_options and request.stream_options.include_usage:
        yield event(answer.usage_chunk(ending))
    yield "data: [DONE]\n\n"


def leave_when_idle(server: uvicorn.Server, speaker: Speaker, seconds: float) -> None:
    while time.monotonic() - speaker.used_at < seconds:
        time.sleep(min(1.0, seconds / 4))
    print(f"nobody has asked for {seconds:g} seconds: leaving", flush=True)
    server.should_exit = True


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--name", required=True, help="what clients call the model")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--idle-seconds", type=float, help="leave when unused so long")
    parser.add_argument("--port-file", type=Path, help="appears once it answers")
    options = parser.parse_args(arguments)
    try:
        listener = socket.create_server((options.host, options.port))
    except OSError as error:
        place = f"{options.host}:{options.port}"
        print(f"error: cannot serve on {place}: {error.strerror}.", file=sys.stderr)
        return 1
    with listener:
        try:
            serve(options, listener)
        except Refused as refusal:
            print(f"error: {refusal}", file=sys.stderr)
            return 2
    return 0


def serve(options: argparse.Namespace, listener: socket.socket) -> None:
    speaker = Speaker(options.folder, options.name)
    config = uvicorn.Config(
        build_app(speaker), log_level="warning", timeout_graceful_shutdown=3
    )
    server = uvicorn.Server(config)
    if options.idle_seconds:
        watch = (server, speaker, options.idle_seconds)
        threading.Thread(target=leave_when_idle, args=watch, daemon=True).start()
    port = listener.getsockname()[1]
    if options.port_file:
        told = {"host": options.host, "port": port, "pid": os.getpid()}
        write_whole(options.port_file, json.dumps(told) + "\n")
    print(f"{speaker.name} answers on http://{options.host}:{port}/v1", flush=True)
    try:
        server.run(sockets=[listener])
    finally:
        if options.port_file:
            options.port_file.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
