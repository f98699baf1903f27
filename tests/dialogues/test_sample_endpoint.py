"""The sample endpoint is a real server: its shapes, its choices and its faults."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time

import openai
import pytest

from dialogues.builtin.templates import TEMPLATES, template
from dialogues.models import Project, Prompt
from dialogues.parsing import parse_reply
from dialogues.personas import read_personas
from dialogues.rewriting import rewrite_request
from dialogues.sample_endpoint.answers import answer_for, stored_dialogues
from dialogues.sample_endpoint.faults import ENGLISH, HUGE_BYTES, KINDS, Faults
from dialogues.sample_endpoint.server import HOST, MAX_BODY_BYTES, MODEL, SampleServer
from tests.factories import turns

PROMPT = (
    "请围绕“{}”写一段孩子和智能助手的对话，按下面的格式写：\n孩子：……\n智能助手：……"
)
SEEKER_PROMPT = "请写一段十二轮的对话，处境：{}\n来访者：……\n倾听者：……"


@pytest.fixture(scope="module")
def server():
    server = SampleServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.stop()
    thread.join()


@pytest.fixture
def client(server):
    address = f"http://{HOST}:{server.port}/v1"
    with openai.OpenAI(
        base_url=address,
        api_key="none",
        max_retries=0,
        timeout=10,
        http_client=openai.DefaultHttpxClient(trust_env=False),
    ) as client:
        yield client


def ask(client, prompt, fault="", **options):
    return client.chat.completions.create(
        model="gpt-3.5-turbo",
        messages=[{"role": "user", "content": prompt}],
        extra_headers={"X-Sample-Fault": fault},
        **options,
    )


def said(client, prompt, fault="", **options):
    return ask(client, prompt, fault, **options).choices[0].message.content


def get(server, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(HOST, server.port, timeout=10)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


@pytest.mark.parametrize("dialogue", stored_dialogues(), ids=lambda one: one.id)
def test_a_stored_topic_gets_its_dialogue_and_parses(client, dialogue):
    child = dialogue.project == "child-companion"
    prompt = (PROMPT if child else SEEKER_PROMPT).format(dialogue.topic)
    reply = parse_reply(
        said(client, prompt),
        user_names=["孩子" if child else "来访者"],
        assistant_names=["智能助手" if child else "倾听者"],
    )
    assert [(turn.role, turn.text) for turn in reply.turns] == list(dialogue.turns)
    assert reply.usable


def test_another_topic_gets_one_by_its_hash_and_never_a_hard_one(client):
    replies = [said(client, PROMPT.format(f"话题{n}")) for n in range(20)]
    easy = [
        dialogue.written("孩子", "智能助手")
        for dialogue in stored_dialogues()
        if dialogue.project == "child-companion" and not dialogue.hard
    ]
    assert set(replies) <= set(easy)
    assert len(set(replies)) > 3
    assert said(client, PROMPT.format("话题0")) == replies[0]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("小鹿：……\n大树：……", ("小鹿", "大树")),
        ("<B>: ...\n<A>: ...", ("<B>", "<A>")),
    ],
)
def test_the_names_are_those_the_prompt_asks_for(client, lines, names):
    written = said(client, f"请写一段对话。\n{lines}").split("\n")
    assert {line.partition("：")[0] for line in written} == set(names)


def test_a_chat_gets_one_short_stored_reply(client):
    reply = said(client, "我今天坐公交车去外婆家了！")
    spoken = {
        text
        for dialogue in stored_dialogues()
        for role, text in dialogue.turns
        if role == "assistant"
    }
    assert reply in spoken


def test_every_answer_says_that_it_is_a_sample(server, client):
    raw = client.chat.completions.with_raw_response.create(
        model="x", messages=[{"role": "user", "content": "你好"}]
    )
    completion = raw.parse()
    assert (completion.model, raw.headers["x-queqiao-sample"]) == (MODEL, "true")
    assert completion.usage.total_tokens > completion.usage.prompt_tokens > 0
    assert [model.id for model in client.models.list()] == [MODEL]
    for path in ("/", "/health", "/nothing"):
        assert get(server, "GET", path)[0].headers["X-Queqiao-Sample"] == "true"
    home = get(server, "GET", "/")[1].decode()
    assert "没有语言模型" in home
    assert "no language model" in home


def test_a_stream_gives_the_same_text(client):
    prompt = PROMPT.format("停电的晚上")
    chunks = list(ask(client, prompt, stream=True))
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == said(client, prompt)
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage.completion_tokens > 0


def test_max_tokens_cuts_the_reply(client):
    choice = ask(client, PROMPT.format("停电"), max_tokens=50).choices[0]
    assert (len(choice.message.content), choice.finish_reason) == (50, "length")


def problems(text, finish_reason="stop"):
    reply = parse_reply(
        text,
        user_names=["孩子"],
        assistant_names=["智能助手"],
        finish_reason=finish_reason,
    )
    return [problem.code for problem in reply.problems if problem.fatal]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("malformed", ["no_speakers"]),
        ("empty", ["empty"]),
        ("huge", ["too_long"]),
        ("refusal", ["refusal", "no_speakers"]),
        ("english", ["wrong_language"]),
        ("cut-off", ["cut_off"]),
    ],
)
def test_a_spoiled_answer_is_one_the_parser_refuses(client, fault, expected):
    choice = ask(client, PROMPT.format("停电"), fault).choices[0]
    assert problems(choice.message.content, choice.finish_reason) == expected


def test_the_spoiled_answers_are_what_they_are_called(client):
    assert len(said(client, PROMPT, "huge").encode()) >= HUGE_BYTES
    assert said(client, PROMPT, "english") == ENGLISH


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", openai.RateLimitError),
        ("500", openai.InternalServerError),
        ("401", openai.AuthenticationError),
        ("drop", openai.APIConnectionError),
    ],
)
def test_a_fault_is_a_real_failure(client, fault, error):
    with pytest.raises(error) as caught:
        ask(client, "你好", fault)
    if fault == "429":
        assert caught.value.response.headers["retry-after"] == "1"


def test_a_hanging_answer_times_out(client):
    with pytest.raises(openai.APITimeoutError):
        ask(client, "你好", "timeout", timeout=0.3)


def test_listed_faults_strike_the_first_attempts_only(client):
    for error in (openai.RateLimitError, openai.InternalServerError):
        with pytest.raises(error):
            ask(client, "先坏后好", "429,500")
    assert said(client, "先坏后好", "429,500")


def test_the_rate_is_kept_and_the_seed_repeats_it():
    def struck(seed):
        faults = Faults(0.2, seed)
        return [faults.next(f"提示{n}", "") for n in range(2000)]

    first = struck(1)
    assert first == struck(1) != struck(2)
    assert 300 < sum(bool(kind) for kind in first) < 500
    assert set(first) == {"", *KINDS}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"[" * 100_000, {}, 400),
        (b"[]", {}, 400),
        (b'{"messages": []}', {}, 400),
        (b"", {"Content-Length": "many"}, 400),
        (b"", {"Content-Length": str(MAX_BODY_BYTES + 1)}, 413),
        (b'{"messages": [3, {"content": [{"text": "hi"}, 4]}]}', {}, 200),
    ],
)
def test_a_bad_body_is_refused_in_json(server, body, headers, status):
    response, content = get(server, "POST", "/v1/chat/completions", body, headers)
    assert response.status == status
    assert ("error" in json.loads(content)) == (status != 200)


def test_an_unknown_path_is_not_found(server):
    for method in ("GET", "POST"):
        assert get(server, method, "/v2/nothing", b"{}")[0].status == 404


def start(tmp_path, *options):
    port_file = tmp_path / "port"
    command = [sys.executable, "-m", "dialogues.sample_endpoint"]
    process = subprocess.Popen(
        [*command, "--port-file", str(port_file), *options],
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not port_file.exists() and process.poll() is None:
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)
    return process, port_file


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_until_it_is_told_to_stop(tmp_path, sign):
    process, port_file = start(tmp_path, "--port", "0", "--faults", "0.2")
    with process:
        port = int(port_file.read_text())
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        connection.request("GET", "/health")
        assert json.load(connection.getresponse()) == {"status": "ok", "sample": True}
        connection.close()
        process.send_signal(sign)
        _out, told = process.communicate(timeout=10)
    assert process.returncode == 0
    assert (
        told
        == f"Sample endpoint: stored dialogues, no model, at http://{HOST}:{port}/v1\n"
    )


def test_the_command_says_that_a_port_is_taken(tmp_path):
    with socket.create_server((HOST, 0)) as taken:
        process, _file = start(tmp_path, "--port", str(taken.getsockname()[1]))
        with process:
            _out, told = process.communicate(timeout=30)
    assert process.returncode == 1
    assert told.startswith("Port ")
    assert "Traceback" not in told


def test_the_command_refuses_a_senseless_share(tmp_path):
    process, _file = start(tmp_path, "--faults", "7")
    with process:
        process.communicate(timeout=30)
    assert process.returncode == 2


def test_new_people_are_written_as_they_are_asked_for():
    prompt = '请再想出三个孩子。\n{"persona": "……", "situation": "……"}'

    people, left = read_personas(answer_for([{"role": "user", "content": prompt}]))

    assert len(people) == 6
    assert left == []
    assert all(persona and situation for persona, situation in people)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_turn_is_written_anew_by_the_wish(name, language):
    words = template(name)
    project = Project(
        template=name,
        language=language,
        user_label=words["user_label"][language],
        assistant_label=words["assistant_label"][language],
    )
    text = next(p["text"] for p in words["prompts"] if p["kind"] == "rewrite-turn")
    prompt = Prompt(project=project, kind="rewrite-turn", text=text[language])
    said = {
        "zh-hans": turns("我没考好。", "没关系的。下次努力就好了。"),
        "en": turns("I failed.", "Never mind. You will do better."),
    }[language]

    replies = {
        wish: answer_for(rewrite_request(prompt, said, said[1]["id"], wish, project))
        for wish in ("shorter", "feeling-first", "no-advice", "像姐姐那样")
    }

    assert (
        replies["shorter"] == {"zh-hans": "没关系的。", "en": "Never mind."}[language]
    )
    assert replies["feeling-first"].endswith(said[1]["text"])
    assert replies["no-advice"][-1] in "？?"
    assert len({*replies.values(), said[1]["text"]}) == 5
