"""One small file of each format that can be taken in, by the name of its format."""

import io
import json
import pickle
import zipfile

import pyarrow as pa
from pyarrow import parquet

USER, REPLY = "我的铅笔盒不见了。", "铅笔盒丢了，你心里一定很难过吧？"
MESSAGES = [{"role": "user", "content": USER}, {"role": "assistant", "content": REPLY}]
SPOKEN = f"孩子：{USER}\n智能助手：{REPLY}"
TOPIC_FORMATS = {"lines", "personas", "psyqa", "topics-csv"}


def as_json(value):
    return json.dumps(value, ensure_ascii=False).encode()


def zipped(members):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return whole.getvalue()


def parquet_of(rows):
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), file)
    return file.getvalue()


CHATS = [{"from": "human", "value": USER}, {"from": "gpt", "value": REPLY}]
SAMPLES = {
    "qiaoban": (
        "child_chat.json",
        as_json(
            [
                {
                    "dialog_id": 1,
                    "emotion": "sad",
                    "topic": float("nan"),
                    "dialog": [
                        {"text": USER, "speaker": "孩子"},
                        {"text": REPLY, "speaker": "智能助手"},
                    ],
                },
            ],
        ),
    ),
    "selfchat": (
        "chats.jsonl",
        as_json(
            {
                "template": "写一段对话",
                "ai_persona": "我是陪伴助手",
                "user_persona": "我是三年级学生",
                "user_situation": "转学第一天",
                "response": f"<Round 1>\n<B>: {USER}\n<A>: {REPLY}",
            },
        ),
    ),
    "psyqa": (
        "psyqa.json",
        as_json(
            [
                {
                    "question": "怎么和孩子谈成绩？",
                    "description": "一说就哭。",
                    "keywords": "亲子,学习",
                    "questionID": 7,
                    "answers": [
                        {
                            "answer_text": "先抱抱他。",
                            "has_label": False,
                            "labels_sequence": None,
                        },
                    ],
                },
            ],
        ),
    ),
    "smile": (
        "smile.zip",
        zipped(
            {
                f"data/{number}.json": as_json(
                    [
                        {"role": "client", "content": USER, "annotation": []},
                        {"role": "counselor", "content": REPLY, "annotation": []},
                    ],
                )
                for number in (1, 3)
            },
        ),
    ),
    "soulchat": (
        "soulchat.json",
        as_json([{"id": 0, "topic": "成长", "messages": MESSAGES}]),
    ),
    "baize": (
        "baize.json",
        as_json(
            [
                {
                    "topic": "怕黑",
                    "input": "The conversation between human and AI assistant.\n"
                    f"[|Human|] {USER}\n[|AI|] {REPLY}\n[|Human|] ",
                },
            ],
        ),
    ),
    "qiaoban-input": (
        "panda_chat.json",
        as_json(
            [
                {
                    "input": "以下对话发生在孩子和智能助手之间。"
                    f"孩子：{USER}</s>智能助手：{REPLY}</s>",
                },
            ],
        ),
    ),
    "qiaoban-raw": ("panda_chat_0.pkl", pickle.dumps({"丢东西": SPOKEN})),
    "llamafactory": (
        "data.zip",
        zipped(
            {
                "dataset_info.json": as_json(
                    {
                        "chats": {
                            "file_name": "chats.json",
                            "formatting": "sharegpt",
                            "columns": {"messages": "conversations"},
                        },
                    },
                ),
                "chats.json": as_json([{"conversations": CHATS}]),
            },
        ),
    ),
    "pica-tasks": (
        "tasks.json",
        as_json(
            [
                {
                    "task_type": "text emotion classification",
                    "dataset": "made up",
                    "instruction": "判断情绪。",
                    "instances": [{"input": USER, "output": "悲伤"}],
                    "is_classification": True,
                    "name": "emotions",
                },
            ],
        ),
    ),
    "belle": (
        "belle.json",
        as_json(
            {
                "id": "demo-1",
                "conversations": [
                    {"from": "human", "value": USER},
                    {"from": "assistant", "value": REPLY},
                ],
            },
        ),
    ),
    "sharegpt": ("sharegpt.json", as_json([{"id": "a", "conversations": CHATS}])),
    "messages": ("messages.jsonl", as_json({"messages": MESSAGES})),
    "trl-dpo": (
        "dpo.jsonl",
        as_json(
            {
                "prompt": MESSAGES[:1],
                "chosen": MESSAGES[1:],
                "rejected": [{"role": "assistant", "content": "这有什么。"}],
            },
        ),
    ),
    "trl-kto": (
        "kto.jsonl",
        as_json({"prompt": MESSAGES[:1], "completion": MESSAGES[1:], "label": True}),
    ),
    "trl-sft": (
        "sft.jsonl",
        as_json({"prompt": MESSAGES[:1], "completion": MESSAGES[1:]}),
    ),
    "pica": (
        "pica.jsonl",
        as_json({"prompt": USER, "history": [["老师好", "你好呀"]], "result": REPLY}),
    ),
    "alpaca": (
        "alpaca.json",
        as_json(
            [
                {
                    "instruction": USER,
                    "input": "",
                    "output": REPLY,
                    "system": "你是儿童陪伴助手",
                    "history": [["你好", "你好呀"]],
                },
            ],
        ),
    ),
    "personas": (
        "personas.jsonl",
        as_json({"persona": "我是护士。", "situation": "夜班太多。"}),
    ),
    "lines": ("topics.txt", "朋友：吵架、和好、、\n".encode()),
    "topics-csv": ("topics.csv", "id,topic,theme\n1,搬家,家庭\n2,转学,学校\n".encode()),
    "csv": ("pairs.csv", f"id,user,assistant\n1,{USER},{REPLY}\n".encode()),
    "text": ("talk.txt", SPOKEN.encode()),
    "parquet": ("chats.parquet", parquet_of([{"messages": MESSAGES}])),
}
