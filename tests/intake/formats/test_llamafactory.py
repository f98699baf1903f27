"""LLaMA-Factory's folders, read as their dataset_info.json says."""

import json

import pytest

from dialogues.intake.formats.llamafactory import LLAMAFACTORY
from dialogues.intake.reading import read_items
from dialogues.intake.records import Place
from tests.intake.files import as_json, as_lines, is_fault, zipped
from tests.intake.files import read as read_file
from tests.intake.formats.items import CHILD, HELPER, TWO_TURNS, WORSE, items_of, said

INFO = {
    "qb_alpaca": {
        "file_name": "alpaca.json",
        "columns": {"prompt": "问", "response": "答", "system": "系统"},
    },
    "qb_sft": {
        "file_name": "sft.json",
        "formatting": "sharegpt",
        "columns": {"messages": "conversations", "system": "system"},
    },
    "qb_oai": {
        "file_name": "oai.jsonl",
        "formatting": "sharegpt",
        "columns": {"messages": "messages"},
        "tags": {
            "role_tag": "role",
            "content_tag": "content",
            "user_tag": "user",
            "assistant_tag": "assistant",
            "system_tag": "system",
        },
    },
    "qb_raw": {
        "file_name": "child_chat.json",
        "formatting": "sharegpt",
        "columns": {"messages": "dialog"},
        "tags": {
            "role_tag": "speaker",
            "content_tag": "text",
            "user_tag": "小明",
            "assistant_tag": "桥桥",
        },
    },
    "qb_dpo": {
        "file_name": "pairs/dpo.json",
        "formatting": "sharegpt",
        "ranking": True,
        "columns": {
            "messages": "conversations",
            "chosen": "chosen",
            "rejected": "rejected",
        },
    },
    "qb_gone": {"file_name": "gone.json"},
    "qb_hub": {"hf_hub_url": "somebody/something"},
}
ASKED = {"from": "human", "value": CHILD}
ROWS = {
    "alpaca.json": [{"问": CHILD, "答": HELPER, "系统": "温柔些"}],
    "sft.json": [{"conversations": [ASKED, {"from": "gpt", "value": HELPER}]}],
    "child_chat.json": [
        {
            "topic": "上学",
            "dialog": [
                {"speaker": "小明", "text": CHILD},
                {"speaker": "桥桥", "text": HELPER},
            ],
        }
    ],
    "pairs/dpo.json": [
        {
            "conversations": [ASKED],
            "chosen": {"from": "gpt", "value": HELPER},
            "rejected": {"from": "gpt", "value": WORSE},
        }
    ],
    "not_listed.json": [{"instruction": CHILD, "output": HELPER}],
}
OPENAI = {
    "messages": [
        {"role": "system", "content": "温柔些"},
        {"role": "user", "content": CHILD},
        {"role": "assistant", "content": HELPER},
    ]
}
FILES = {
    "dataset_info.json": as_json(INFO, indent=1),
    "oai.jsonl": as_lines([OPENAI]),
    **{name: as_json(rows) for name, rows in ROWS.items()},
}


@pytest.fixture(params=["folder", "zip", "zip with a folder in it"])
def items(request, tmp_path):
    if request.param == "folder":
        for name, text in FILES.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return list(read_items(tmp_path, name="data"))
    prefix = "data/" if "folder" in request.param else ""
    members = {f"{prefix}{name}": text for name, text in FILES.items()}
    return read_file(zipped(members), name="data.zip")


def test_every_listed_file_is_read_by_its_own_columns_and_names(items):
    dialogues = {i.meta["dataset"]: i for i in items if not is_fault(i)}
    assert {name: said(item) for name, item in dialogues.items()} == dict.fromkeys(
        ("qb_alpaca", "qb_sft", "qb_oai", "qb_raw", "qb_dpo"), TWO_TURNS
    )
    assert dialogues["qb_alpaca"].meta == {"dataset": "qb_alpaca", "system": "温柔些"}
    assert dialogues["qb_oai"].meta == {"dataset": "qb_oai", "system": "温柔些"}
    assert dialogues["qb_raw"].topic == "上学"
    assert dialogues["qb_dpo"].meta["rejected"]["turns"][0]["text"] == WORSE


def test_what_is_missing_elsewhere_or_not_listed_is_told_once(items):
    told = [(i.place.file.split("/")[-1], i.code) for i in items if is_fault(i)]
    assert sorted(told) == [
        ("dataset_info.json", "missing-file"),
        ("dataset_info.json", "not-a-file"),
        ("not_listed.json", "not-listed"),
    ]


def test_the_index_alone_tells_that_its_files_are_missing():
    codes = [item.code for item in read_file(as_json(INFO), name="dataset_info.json")]
    assert codes == ["missing-file"] * 6 + ["not-a-file"]


def test_an_index_never_reaches_out_of_its_folder(tmp_path):
    (tmp_path / "secret.json").write_text(FILES["alpaca.json"], encoding="utf-8")
    inside = tmp_path / "data"
    inside.mkdir()
    info = {"x": {"file_name": "../secret.json"}, "y": {"file_name": "/etc/passwd"}}
    (inside / "dataset_info.json").write_text(json.dumps(info), encoding="utf-8")
    items = list(read_items(inside, name="data"))
    assert [item.code for item in items] == ["missing-file", "missing-file"]


def test_entries_that_cannot_be_understood_are_told_by_name():
    info = {
        "odd": {"file_name": "x.json", "formatting": "<b>xml</b>"},
        "bare": {"formatting": "alpaca"},
        "hub": {"script_url": "x.py"},
    }
    items = read_file(as_json(info), name="dataset_info.json")
    assert [item.code for item in items] == [
        "other-shape",
        "missing-file",
        "not-a-file",
    ]
    assert ["odd" in str(items[0].reason), "bare" in str(items[1].reason)] == [True] * 2


def test_rows_for_pretraining_are_refused():
    info = {"x": {"file_name": "x.json", "columns": {"prompt": "text"}}}
    members = {"dataset_info.json": as_json(info), "x.json": '[{"text": "从前"}]'}
    codes = [item.code for item in read_file(zipped(members), name="x.zip")]
    assert codes == ["no-speakers"]


def test_a_named_format_without_an_index_says_so_for_its_rows():
    (item,) = items_of(LLAMAFACTORY, {"instruction": CHILD}, Place("x.json", 1))
    assert item.code == "not-listed"
