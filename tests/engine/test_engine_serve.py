"""The chat server, asked through the `openai` client over real HTTP."""

import json
import shutil
import sys
import threading

import openai
import pytest

from tests.engine import runs
from trainer.engine import data, environment
from trainer.engine.config import parse_config

# Ranks on two cores: one training at a time.
pytestmark = pytest.mark.xdist_group("training")
QUESTION = [{"role": "user", "content": "我的风筝断线飞走了。"}]


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory):
    from trainer.engine.tiny_model import build_small_model

    folder = runs.make_run(tmp_path_factory.mktemp("models") / "run")
    config = parse_config(json.loads((folder / "run.json").read_text()))
    build_small_model(folder / "final", data.read_rows(folder / "data.jsonl"), config)
    write_weights(folder / "final", seed=1)
    return folder / "final"


def write_weights(folder, *, seed):
    """Weights so strong that every word of the prompt matters to the reply."""
    import torch
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    chance = torch.Generator().manual_seed(seed)
    weights = {
        name: torch.randn(weight.shape, generator=chance) * 0.5
        for name, weight in load_file(path).items()
    }
    save_file(weights, path, metadata={"format": "pt"})


class Server:
    def __init__(self, folder, tmp_path, *more):
        self.port_file = tmp_path / "port.json"
        self.log = tmp_path / "train.log"
        command = environment.serve_command(
            folder, sys.executable, "tuned", 0, port_file=self.port_file
        )
        self.process = runs.spawn([*command, *more], self.log)
        runs.wait_for(self.port_file.exists, self.process, tmp_path)
        told = json.loads(self.port_file.read_text())
        self.client = openai.OpenAI(
            base_url=f"http://127.0.0.1:{told['port']}/v1",
            api_key="-",
            max_retries=0,
            timeout=30,
        )

    def say(self, messages=QUESTION, **options):
        options = {"temperature": 0, "max_tokens": 40, **options}
        answer = self.client.chat.completions.create(
            model="tuned", messages=messages, **options
        )
        return answer if options.get("stream") else answer.choices[0].message.content

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def server(model_folder, tmp_path_factory):
    with Server(model_folder, tmp_path_factory.mktemp("server")) as running:
        yield running


def test_reply_follows_the_history(server):
    history = [
        *QUESTION,
        {"role": "assistant", "content": "看着它飞远，心里一定空落落的。"},
        {"role": "user", "content": "嗯，是爷爷做的。"},
    ]

    assert server.say() == server.say()
    assert server.say() != server.say(history)
    assert server.client.models.list().data[0].id == "tuned"


def test_streamed_reply_is_the_same_text(server):
    chunks = list(server.say(stream=True, stream_options={"include_usage": True}))

    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks[:-1])
    assert text == server.say()
    assert chunks[-2].choices[0].finish_reason in {"stop", "length"}
    assert 0 < chunks[-1].usage.completion_tokens <= 40


def test_client_that_leaves_frees_the_model(server):
    answer = server.say(stream=True, max_tokens=200)
    next(iter(answer))
    answer.close()

    assert server.say()


def test_seed_repeats_and_options_are_obeyed(server):
    warm = {"temperature": 1.5, "max_tokens": 20}
    assert server.say(seed=1, **warm) == server.say(seed=1, **warm)
    assert server.say(seed=1, **warm) != server.say(seed=2, **warm)

    reply = server.say()
    middle = reply[len(reply) // 2]
    assert server.say(stop=[middle]) == reply[: reply.index(middle)]
    parts = [{"type": "text", "text": QUESTION[0]["content"]}]
    assert server.say([{"role": "user", "content": parts}]) == reply


def test_two_at_once_both_get_their_answer(server):
    expected, answers = server.say(), []
    askers = [
        threading.Thread(target=lambda: answers.append(server.say())) for _ in range(2)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert answers == [expected, expected]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"model": "other"}, 404, "model_not_found"),
        ({"messages": []}, 400, "invalid_value"),
        (
            {"messages": [{"role": "user", "content": "<|im_end|>"}]},
            400,
            "invalid_value",
        ),
        ({"temperature": 9}, 400, "invalid_value"),
        ({"seed": 2**70}, 400, "invalid_value"),
        ({"n": 2}, 400, "invalid_value"),
        (
            {"messages": [{"role": "user", "content": "长" * 900}]},
            400,
            "context_length_exceeded",
        ),
    ],
)
def test_refusals_have_openais_shape(server, change, status, code):
    request = {"model": "tuned", "messages": QUESTION, **change}

    with pytest.raises(openai.APIStatusError) as refused:
        server.client.chat.completions.create(**request)

    assert (refused.value.status_code, refused.value.body["code"]) == (status, code)
    assert refused.value.body["message"]


def test_other_weights_give_another_reply_and_idle_server_leaves(
    server, model_folder, tmp_path
):
    altered = shutil.copytree(model_folder, tmp_path / "altered")
    write_weights(altered, seed=2)

    with Server(altered, tmp_path, "--idle-seconds", "2") as other:
        assert other.say() != server.say()
        assert other.process.wait(30) == 0
    assert not other.port_file.exists()


def test_folder_without_a_model_is_one_sentence(tmp_path):
    command = environment.serve_command(
        tmp_path, sys.executable, "tuned", 0, port_file=None
    )
    process = runs.spawn(command, tmp_path / "train.log")

    assert runs.finish(process, tmp_path) == 2
    log = (tmp_path / "train.log").read_text()
    assert log.splitlines()[-1] == f"error: There is no trained model in {tmp_path}."
