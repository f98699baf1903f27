"""From approved dialogues to a reply, with the real engine: two ranks, then its server."""

import time

import openai
import pytest

from dialogues.history import Refused
from tests.factories import make_member, make_project
from tests.trainer.released import TINY, make_ready
from tests.trainer.stand_ins import wait_until
from trainer import chatting, launch
from trainer.commands import ready_server
from trainer.domain import runs, serving
from trainer.engine import files
from trainer.models import ModelServer, Run
from trainer.queries import log_tail_of, metrics_of, progress_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("training")]

PATIENCE = 240


@pytest.fixture(autouse=True)
def nothing_left():
    """End what a failed test leaves behind."""
    yield
    for run in Run.objects.exclude(pid=None):
        if launch.is_alive(launch.run_log(run)):
            launch.end_group(run.pid)
    serving.stop_all()


def sweep_until(run, condition):
    deadline = time.monotonic() + PATIENCE
    while not condition(run):
        runs.sweep()
        time.sleep(0.2)
        run.refresh_from_db()
        going_on = run.status in ("queued", "running") and time.monotonic() < deadline
        assert going_on or condition(run), log_tail_of(run)


def test_release_becomes_a_model_that_answers():
    project = make_project("road")
    admin = make_member(project, "admin")
    release = make_ready(project, dialogues=6, by=admin)
    run = runs.queue_run(release, recipe="tiny-cpu", overrides=TINY, by=admin)

    sweep_until(run, lambda run: run.metrics.get("steps", 0) >= 2)
    assert runs.interrupt_all(seconds=60) == [run]
    run.refresh_from_db()
    stopped = progress_of(run)
    assert (run.status, stopped["state"], run.pid) == (
        "interrupted",
        "interrupted",
        None,
    )
    assert 2 <= run.metrics["steps"] == stopped["step"] < TINY["max_steps"]
    assert runs.start_next() is None

    assert runs.resume_all() == [run]
    run.refresh_from_db()
    sweep_until(run, lambda run: run.status == Run.Status.DONE)

    verbs = ["queue", "start", "interrupt", "resume", "start", "finish"]
    assert [event.verb for event in run.events.all()] == verbs
    learned = {
        row["step"]: row["loss"] for row in metrics_of(run) if row["event"] == "train"
    }
    assert sorted(learned) == list(range(1, TINY["max_steps"] + 1))
    assert run.metrics == {
        "first_loss": learned[1],
        "last_loss": learned[TINY["max_steps"]],
        "steps": TINY["max_steps"],
    }
    assert learned[TINY["max_steps"]] < learned[1] - 1
    begun = [
        row["step"] for row in files.read_metrics(launch.run_folder(run), event="begin")
    ]
    assert begun[-1] == stopped["step"]

    talk_with(run)


def talk_with(run):
    server = ready_server(run)
    assert ready_server(run) == server
    history = [{"role": "user", "content": "我的风筝断线飞走了。"}]
    said = chatting.reply(server, history)
    # So small a model may answer at any length: a little of it leaves room for more.
    some = said[:10] or "嗯。"
    more = [*history, {"role": "assistant", "content": some}, *history]
    assert isinstance(chatting.reply(server, more), str)
    # Far more than the 256 tokens of this model: the oldest turns are left out.
    assert isinstance(chatting.reply(server, [*more[:2] * 12, *history]), str)
    with pytest.raises(Refused) as refused:
        chatting.reply(server, [{"role": "user", "content": "风" * 2000}])
    assert refused.value.code == "too_long"

    before = plain_reply(server, more)
    serving.stop(server)
    wait_until(lambda: not launch.is_alive(launch.server_log(server)))
    alter_weights(launch.model_folder(run))
    again = ready_server(run)
    assert again != server
    after = plain_reply(again, more)
    assert after != before
    assert after != plain_reply(again, history)
    serving.stop_all()
    again.refresh_from_db()
    assert again.status == ModelServer.Status.STOPPED


def plain_reply(server, messages):
    """What the model finds most likely, so that only its weights decide."""
    with openai.OpenAI(
        base_url=f"http://127.0.0.1:{server.port}/v1", api_key="-", max_retries=0
    ) as client:
        answer = client.chat.completions.create(
            model=str(server.run), messages=messages, temperature=0, max_tokens=30
        )
    return answer.choices[0].message.content


def alter_weights(folder):
    """Weights so strong that every word of the history matters to the reply."""
    import torch
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    chance = torch.Generator().manual_seed(7)
    weights = {
        name: torch.randn(weight.shape, generator=chance) * 0.5
        for name, weight in load_file(path).items()
    }
    save_file(weights, path, metadata={"format": "pt"})
