"""Run folders for the tests, and real runs under the real launcher."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

from trainer.engine import environment, files

ROOT = Path(__file__).resolve().parents[2]
EXTENSIONS = Path(os.environ.get("TORCH_EXTENSIONS_DIR", ROOT / "var/torch_extensions"))
PATIENCE = 180  # seconds; the first run on a machine compiles a library

INSTRUCTION = "你陪孩子说话，先听懂心情，再一起想办法。"
DIALOGUES = [
    [
        "我的风筝断线飞走了。",
        "看着它飞远，心里一定空落落的。",
        "嗯，是爷爷做的。",
        "难怪你这么舍不得，我们给爷爷打个电话好吗？",
    ],
    [
        "今天没人跟我一组。",
        "站在旁边等，滋味不好受吧？",
        "我都想哭了。",
        "想哭也没关系，明天我们先问问同桌愿不愿意。",
    ],
    [
        "我把花瓶打碎了，不敢说。",
        "你很害怕妈妈生气，是吗？",
        "她最喜欢那个。",
        "说实话需要勇气，我陪你想想怎么开口。",
    ],
    [
        "弟弟又撕了我的画。",
        "画了那么久，换谁都会气。",
        "我差点打他。",
        "你忍住了，很不容易。我们给画找个高一点的家。",
    ],
    [
        "明天要上台，我肚子疼。",
        "紧张的时候身体会先知道。",
        "那怎么办？",
        "先慢慢吐气三次，再把开头念给我听。",
    ],
    [
        "小狗昨天去世了。",
        "失去它，你一定很想念。",
        "我老觉得它还在门口。",
        "想念就是爱留下的声音，要不要给它画张像？",
    ],
    [
        "我数学只考了六十二。",
        "看到分数那一刻，你有点灰心吧。",
        "爸爸会说我笨。",
        "一次分数说明不了你，我们看看是哪里卡住了。",
    ],
    [
        "晚上我怕黑。",
        "关灯以后什么都看不清，确实让人发慌。",
        "床底下好像有东西。",
        "我们拿手电一起照照，再给小灯留一点光。",
    ],
]


def row(number, split):
    roles = ("user", "assistant")
    turns = [
        {"role": roles[place % 2], "content": text}
        for place, text in enumerate(DIALOGUES[number])
    ]
    messages = [{"role": "system", "content": INSTRUCTION}, *turns]
    return {"id": f"d{number}", "split": split, "messages": messages}


def make_run(folder, **config):
    """A run folder with seven dialogues to learn from, one to check with and a tiny model."""
    folder.mkdir(parents=True)
    splits = ["train"] * 7 + ["validation"]
    rows = [row(number, split) for number, split in enumerate(splits)]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "data.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shape = {"hidden_size": 32, "layers": 2, "heads": 2, "key_value_heads": 1}
    values = {
        "model_shape": {**shape, "intermediate_size": 64, "max_length": 256},
        "tokenizer_vocab": 400,
        "cutoff": 256,
        "learning_rate": 0.01,
        "global_batch": 4,
        "max_steps": 24,
        "save_steps": 4,
        "ranks": 2,
        **config,
    }
    (folder / "run.json").write_text(json.dumps(values), encoding="utf-8")
    return folder


def launch(folder, *, ranks=2):
    command = environment.launch_command(
        folder, sys.executable, ranks, environment.free_port()
    )
    return spawn(command, folder / files.LOG_NAME)


def spawn(command, log):
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            env=environment.launch_environment(EXTENSIONS),
            stdout=output,
            stderr=output,
            cwd=log.parent,
            start_new_session=True,
        )


def finish(process, folder):
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        kill_all(process)
        raise AssertionError("\n".join(files.tail_log(folder))) from None


def kill_all(process):
    family = [process.pid] if process.poll() is None else []
    family = [process.pid, *children_of(process)] if family else []
    for pid in family:
        if psutil.pid_exists(pid):
            psutil.Process(pid).kill()


def children_of(process):
    return [child.pid for child in psutil.Process(process.pid).children(recursive=True)]


def rank_pid(process, rank):
    for pid in children_of(process):
        child = psutil.Process(pid)
        if child.environ().get("RANK") == str(rank):
            return pid
    raise AssertionError(f"there is no rank {rank}")


def wait_for(condition, process, folder):
    """Come back when the run has got that far; a run that ends before has failed the test."""
    until = time.monotonic() + PATIENCE
    while not condition():
        if process.poll() is not None or time.monotonic() > until:
            kill_all(process)
            raise AssertionError("\n".join(files.tail_log(folder)))
        time.sleep(0.02)


def losses(folder):
    rows = files.read_metrics(folder, event="train")
    return {row["step"]: row["loss"] for row in rows}
