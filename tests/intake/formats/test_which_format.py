"""The shape of its first records says which format a file has."""

import pytest

from dialogues.intake.reading import detect
from tests.intake.files import as_json, as_lines, read, stream
from tests.intake.formats.items import CHILD, HELPER, TWO_TURNS, WORSE, said

ASKED, TOLD = {"from": "human", "value": CHILD}, {"from": "gpt", "value": HELPER}
USER = {"role": "user", "content": CHILD}
GOOD = {"role": "assistant", "content": HELPER}
BAD = {"role": "assistant", "content": WORSE}

EXCHANGES = {
    "belle": [
        {"input": CHILD, "target": HELPER},
        {"instruction": f"Human:{CHILD}\nAssistant:", "input": "", "output": HELPER},
        {"conversations": [ASKED, {"from": "assistant", "value": HELPER}]},
        {
            "chosen": f"Human: \n{CHILD}\n\nAssistant: \n{HELPER}",
            "rejected": f"Human: \n{CHILD}\n\nAssistant: \n{WORSE}",
        },
    ],
    "sharegpt": [
        {"conversations": [ASKED, TOLD], "system": "温柔些"},
        {"conversations": [ASKED, TOLD], "kto_tag": True},
        {
            "conversations": [ASKED],
            "chosen": TOLD,
            "rejected": {"from": "gpt", "value": WORSE},
        },
    ],
    "messages": [
        {"messages": [USER, GOOD]},
        {"messages": [{"role": "system", "content": "温柔些"}, USER, GOOD]},
        {"chosen_messages": [USER, GOOD], "rejected_messages": [USER, BAD]},
    ],
    "alpaca": [
        {"instruction": CHILD, "input": "", "output": HELPER},
        {"instruction": CHILD, "output": HELPER, "system": "温柔些", "history": []},
        {"instruction": CHILD, "input": "", "chosen": HELPER, "rejected": WORSE},
    ],
    "pica": [
        {"prompt": CHILD, "history": [], "result": HELPER, "scores": 4.1},
        {"query": f"[Round 1]\n\n问：{CHILD}\n\n答：", "result": HELPER},
    ],
    "pica-tasks": [
        {
            "task_type": "txt_clf",
            "dataset": "demo",
            "instruction": "",
            "instances": [{"input": CHILD, "output": HELPER}],
            "is_classification": True,
            "name": "demo-1",
        },
        {"dataset": "demo", "input": CHILD, "output": HELPER},
    ],
    "qiaoban-input": [
        {"input": f"以下是对话。孩子：{CHILD}</s>智能助手：{HELPER}</s>"},
    ],
    "trl-sft": [{"prompt": [USER], "completion": [GOOD]}],
    "trl-dpo": [
        {"prompt": [USER], "chosen": [GOOD], "rejected": [BAD]},
        {"chosen": [USER, GOOD], "rejected": [USER, BAD]},
    ],
    "trl-kto": [{"prompt": [USER], "completion": [GOOD], "label": True}],
}
CASES = [(name, row) for name, rows in EXCHANGES.items() for row in rows]


@pytest.mark.parametrize(("name", "row"), CASES)
@pytest.mark.parametrize("written", [as_lines, as_json])
def test_a_file_is_known_by_its_rows_as_json_and_as_lines(name, row, written):
    data = written([row, row])
    assert detect(stream(data), name="data.txt").name == name
    assert [said(item) for item in read(data)] == [TWO_TURNS, TWO_TURNS]


TABLES = {
    "csv": [
        f"question,answer\n{CHILD},{HELPER}\n",
        f"\ufeff编号;用户;咨询师\n1;{CHILD};{HELPER}\n",
        f"id,speaker,text\n1,孩子,{CHILD}\n1,智能助手,{HELPER}\n",
        f'id,dialogue\n1,"孩子：{CHILD}\n智能助手：{HELPER}"\n',
    ],
    "pica-tasks": [f"text,label\n{CHILD},{HELPER}\n"],
    "text": [f"孩子：{CHILD}\n智能助手：{HELPER}\n"],
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in TABLES.items() for text in texts]
)
def test_tables_and_transcripts_are_known_by_what_stands_in_them(name, text):
    assert detect(stream(text), name="data").name == name
    assert [said(item) for item in read(text, name="data")] == [TWO_TURNS]
