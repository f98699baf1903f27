"""What the site reads from a run folder, and which checkpoints count."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from trainer.engine import build, checkpoints, environment, files, status
from trainer.engine.config import Refused


def write_metrics(folder, rows):
    lines = [
        json.dumps({"ts": number, "step": step, "event": event, "loss": loss})
        for number, (step, event, loss) in enumerate(rows)
    ]
    (folder / files.METRICS_NAME).write_text("\n".join(lines) + "\n")


def test_metrics_of_a_resumed_run_tell_one_story(tmp_path):
    first = [
        (0, "begin", None),
        (1, "train", 9.0),
        (2, "train", 8.0),
        (3, "train", 7.0),
    ]
    again = [(1, "begin", None), (2, "train", 6.0)]
    write_metrics(tmp_path, first + again)

    rows = files.read_metrics(tmp_path, event="train")

    assert [(row["step"], row["loss"]) for row in rows] == [(1, 9.0), (2, 6.0)]


def test_line_that_is_still_being_written_is_left_out(tmp_path):
    write_metrics(tmp_path, [(1, "train", 9.0)])
    with (tmp_path / files.METRICS_NAME).open("a") as file:
        file.write('{"ts": 3, "st')

    assert [row["step"] for row in files.read_metrics(tmp_path)] == [1]


def test_folder_without_a_word_yet_reads_as_empty(tmp_path):
    assert files.read_status(tmp_path) is None
    assert files.read_metrics(tmp_path) == []
    assert files.tail_log(tmp_path) == []


def test_tail_gives_the_last_lines(tmp_path):
    text = "".join(f"第{number}行\n" for number in range(20_000))
    (tmp_path / files.LOG_NAME).write_text(text)

    assert files.tail_log(tmp_path, lines=2) == ["第19998行", "第19999行"]


def test_first_failure_stands(tmp_path):
    status.update_status(tmp_path, state=status.TRAINING, step=3, max_steps=9)
    status.fail(tmp_path, "out of memory")
    status.fail(tmp_path, "a peer has gone")

    read = files.read_status(tmp_path)

    assert (read["state"], read["error"]) == ("failed", "out of memory")
    assert (read["step"], read["max_steps"], read["pid"]) == (3, 9, os.getpid())
    assert list(tmp_path.iterdir()) == [tmp_path / status.STATUS_NAME]


def make_checkpoint(folder, step, *, world_size=2, sealed=True):
    checkpoint = folder / f"checkpoint-{step}"
    checkpoint.mkdir(parents=True)
    (checkpoint / "trainer_state.json").write_text("{}")
    (checkpoint / "model.safetensors").write_bytes(b"x" * 100)
    if sealed:
        checkpoints.seal(checkpoint, world_size=world_size)
    return checkpoint


def test_newest_whole_checkpoint_is_chosen_and_torn_ones_go_aside(tmp_path):
    whole = make_checkpoint(tmp_path, 5)
    make_checkpoint(tmp_path, 10, sealed=False)
    (make_checkpoint(tmp_path, 15) / "model.safetensors").write_bytes(b"x" * 99)
    (make_checkpoint(tmp_path, 20) / "trainer_state.json").unlink()

    assert checkpoints.newest_whole(tmp_path, world_size=2) == whole
    moved = checkpoints.set_aside(tmp_path, keep_whole=True)

    assert sorted(moved) == [f"set-aside/checkpoint-{step}" for step in (10, 15, 20)]
    assert checkpoints.list_checkpoints(tmp_path) == [whole]


def test_setting_aside_twice_overwrites_nothing(tmp_path):
    for _ in range(2):
        make_checkpoint(tmp_path, 5)
        checkpoints.set_aside(tmp_path, keep_whole=False)

    names = sorted(path.name for path in (tmp_path / "set-aside").iterdir())
    assert names == ["checkpoint-5", "checkpoint-5.2"]


def test_checkpoint_of_another_world_is_refused(tmp_path):
    make_checkpoint(tmp_path, 5, world_size=4)

    with pytest.raises(Refused, match="written by 4 ranks and this run has 2"):
        checkpoints.newest_whole(tmp_path, world_size=2)


def test_command_and_environment_need_no_activated_venv(tmp_path, monkeypatch):
    monkeypatch.setenv("DJANGO_SECRET_KEY", "secret")
    monkeypatch.setenv("OPENAI_API_KEY", "secret")

    command = environment.launch_command(tmp_path, "/venv/bin/python", 2, 29500)
    child = environment.launch_environment(tmp_path / "extensions", "/venv/bin/python")

    assert command == [
        *("/venv/bin/python", "-m", "deepspeed.launcher.runner"),
        *("--num_accelerators", "2", "--master_port", "29500"),
        *("--module", "trainer.engine.train", "--config", f"{tmp_path}/run.json"),
    ]
    assert child["PATH"].startswith("/venv/bin" + os.pathsep)
    assert child["TORCH_EXTENSIONS_DIR"] == str(tmp_path / "extensions")
    assert Path(child["PYTHONPATH"].split(os.pathsep)[0], "trainer/engine").is_dir()
    assert "secret" not in child.values()


def test_missing_compiler_is_one_sentence(monkeypatch):
    monkeypatch.setenv("CXX", "no-such-compiler")
    monkeypatch.setenv("PATH", os.environ["PATH"])

    with pytest.raises(
        Refused, match=r"needs a C\+\+ compiler and there is no no-such"
    ):
        build.check_build_tools()


def test_readers_load_no_torch():
    code = (
        "import sys; from trainer.engine import config, environment, files; "
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    child = environment.launch_environment(Path("unused"))

    assert (
        subprocess.run([sys.executable, "-c", code], env=child, check=False).returncode
        == 0
    )
