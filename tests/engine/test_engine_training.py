"""Real training: two ranks under the DeepSpeed launcher on a CPU."""

import json
import os
import shutil
import signal
import sys

import pytest

from tests.engine import runs
from trainer.engine import files, train

# Ranks on two cores: one training at a time.
pytestmark = pytest.mark.xdist_group("training")


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    folder = runs.make_run(tmp_path_factory.mktemp("runs") / "whole", eval_steps=8)
    assert runs.finish(runs.launch(folder), folder) == 0, files.tail_log(folder)
    return folder


def saved(folder, step):
    return lambda: any(
        row["step"] >= step for row in files.read_metrics(folder, event="save")
    )


def test_two_ranks_learn_and_write_a_model(uninterrupted):
    status = files.read_status(uninterrupted)
    learned = runs.losses(uninterrupted)

    assert (status["state"], status["step"], status["max_steps"]) == ("done", 24, 24)
    assert sorted(learned) == list(range(1, 25))
    assert status["first_loss"] == learned[1]
    assert status["last_loss"] == learned[24] < learned[1] - 1
    assert (uninterrupted / "final" / "model.safetensors").is_file()
    generation = json.loads(
        (uninterrupted / "final" / "generation_config.json").read_text()
    )
    assert (generation["do_sample"], generation["top_p"]) == (True, 0.95)


def test_metrics_tell_every_event(uninterrupted):
    rows = files.read_metrics(uninterrupted)

    events = {row["event"] for row in rows}
    assert events == {"begin", "train", "eval", "save", "end"}
    (begin,) = files.read_metrics(uninterrupted, event="begin")
    assert begin["world_size"] == 2
    last = files.read_metrics(uninterrupted, event="train")[-1]
    assert {"learning_rate", "grad_norm", "epoch", "tokens_per_s", "ts"} <= set(last)
    evaluated = files.read_metrics(uninterrupted, event="eval")
    assert [row["step"] for row in evaluated] == [8, 16, 24]


def test_data_report_counts_every_dialogue(uninterrupted):
    report = json.loads((uninterrupted / files.REPORT_NAME).read_text())

    assert (report["train"]["rows"], report["train"]["used"]) == (7, 7)
    assert report["validation"]["rows"] == 1
    assert 0 < report["train"]["learned_tokens"] < report["train"]["tokens"]


def test_tuned_model_foretells_better_than_the_base(uninterrupted):
    command = [sys.executable, "-m", "trainer.engine.evaluate"]
    command += ["--folder", str(uninterrupted), "--split", "train"]

    process = runs.spawn(command, uninterrupted / "evaluate.log")

    assert runs.finish(process, uninterrupted) == 0
    result = json.loads((uninterrupted / files.RESULT_NAME).read_text())
    base, tuned = result["models"]["base"], result["models"]["tuned"]
    assert (result["split"], base["dialogues"], tuned["dialogues"]) == ("train", 7, 7)
    assert base["tokens"] == tuned["tokens"] > 0
    assert tuned["loss"] < base["loss"] - 1
    assert tuned["perplexity"] < base["perplexity"]


def test_killed_stopped_and_resumed_equals_uninterrupted(uninterrupted, tmp_path):
    folder = runs.make_run(tmp_path / "broken", eval_steps=8)

    process = runs.launch(folder)
    runs.wait_for(saved(folder, 4), process, folder)
    os.kill(runs.rank_pid(process, 1), signal.SIGKILL)
    assert runs.finish(process, folder) not in {0, train.INTERRUPTED}
    assert not (folder / "final").exists()

    checkpoints = folder / files.CHECKPOINTS
    newest = max(
        checkpoints.glob("checkpoint-*"), key=lambda path: path.stat().st_mtime
    )
    torn = checkpoints / "checkpoint-23"
    shutil.copytree(newest, torn)
    weights = torn / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])

    process = runs.launch(folder)
    runs.wait_for(saved(folder, 12), process, folder)
    files.ask_to_stop(folder)
    assert runs.finish(process, folder) == train.INTERRUPTED
    stopped = files.read_status(folder)
    assert (stopped["state"], stopped["error"]) == ("interrupted", None)
    assert 12 <= stopped["step"] < 24
    assert not (folder / "final").exists()
    assert not (folder / files.STOP_NAME).exists()
    assert (checkpoints / f"checkpoint-{stopped['step']}" / "complete.json").is_file()
    assert (checkpoints / "set-aside" / "checkpoint-23").is_dir()

    assert runs.finish(runs.launch(folder), folder) == 0
    assert files.read_status(folder)["state"] == "done"
    assert (folder / "final" / "model.safetensors").is_file()
    assert runs.losses(folder) == runs.losses(uninterrupted)
    log = "\n".join(files.tail_log(folder, lines=1000))
    assert f"resuming from checkpoint-{stopped['step']}" in log


def test_signal_asks_to_stop_and_another_world_is_refused(tmp_path):
    folder = runs.make_run(tmp_path / "alone", max_steps=400, loss_on="all")
    command = [sys.executable, "-m", "trainer.engine.train"]
    command += ["--config", str(folder / "run.json")]

    process = runs.spawn(command, folder / files.LOG_NAME)
    runs.wait_for(lambda: runs.losses(folder), process, folder)
    process.send_signal(signal.SIGTERM)
    assert runs.finish(process, folder) == train.INTERRUPTED
    assert files.read_status(folder)["state"] == "interrupted"
    report = json.loads((folder / files.REPORT_NAME).read_text())
    assert report["train"]["learned_tokens"] == report["train"]["tokens"]

    assert runs.finish(runs.launch(folder), folder) == train.REFUSED
    status = files.read_status(folder)
    assert status["state"] == "failed"
    assert "was written by 1 ranks and this run has 2" in status["error"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"learning_rate": "fast"}, "learning_rate: must be a number"),
        ({"data": "other.jsonl"}, "There is no"),
        ({"precision": "fp16"}, "fp16 needs a GPU"),
        ({"base_model": "/no/such/model"}, "base model /no/such/model cannot be read"),
    ],
)
def test_refused_run_says_why(tmp_path, change, sentence):
    folder = runs.make_run(tmp_path / "refused", **change)
    command = [sys.executable, "-m", "trainer.engine.train"]
    command += ["--config", str(folder / "run.json")]

    process = runs.spawn(command, folder / files.LOG_NAME)

    assert runs.finish(process, folder) == train.REFUSED
    status = files.read_status(folder)
    assert status["state"] == "failed"
    assert sentence in status["error"]
    assert f"error: {status['error']}" in files.tail_log(folder)
