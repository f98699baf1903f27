"""A file's format is found, its records read by it, and what is of another told."""

import io
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.intake.formats.registry import FORMATS
from dialogues.intake.reading import detect, first_items, read_items
from dialogues.intake.records import Pair, Passage, Place, Row, UnreadableFile, Wishes
from tests.intake.files import (
    DIALOG,
    QIAOBAN,
    SMILE,
    as_json,
    as_lines,
    dialogues,
    faults,
    ids,
    read,
    stream,
    zipped,
)
from tests.intake.test_json_files import VALUES

PLACE = Place("file", 1)
CHILD, HELPER = "我怕打雷", "打雷声好大，吓到你了吧？"
TALK = f"孩子：{CHILD}\n智能助手：{HELPER}\n"
SHAREGPT = {
    "conversations": [
        {"from": "human", "value": CHILD},
        {"from": "gpt", "value": HELPER},
    ]
}
MESSAGES = {
    "messages": [
        {"role": "user", "content": CHILD},
        {"role": "assistant", "content": HELPER},
    ]
}
# One small file of every format that can be told by looking at it.
FILES = {
    "qiaoban": as_json([QIAOBAN]),
    "qiaoban-input": as_json([{"input": f"以下是对话。孩子：{CHILD}</s>智能助手：{HELPER}</s>"}]),
    "selfchat": as_lines(
        [
            {
                "template": "…",
                "ai_persona": "我是陪伴助手",
                "user_persona": "我是三年级学生",
                "user_situation": "打雷",
                "response": f"<Round 1>\n<B>: {CHILD}\n<A>: {HELPER}",
            }
        ]
    ),
    "psyqa": as_json([{"question": "怕打雷？", "questionID": 7, "answers": []}]),
    "smile": as_json(SMILE),
    "soulchat": as_json([{"id": 0, "topic": "成长", **MESSAGES}]),
    "baize": as_json([{"topic": "怕", "input": f"X.\n[|Human|] {CHILD}\n[|AI|] {HELPER}\n[|Human|] "}]),
    "qiaoban-raw": as_json({"打雷": TALK, "下雨": TALK}),
    "llamafactory": zipped(
        {
            "dataset_info.json": as_json({"a": {"file_name": "a.json"}}),
            "a.json": as_json([{"instruction": CHILD, "output": HELPER}]),
        }
    ),
    "trl-dpo": as_lines(
        [
            {
                "prompt": [{"role": "user", "content": CHILD}],
                "chosen": [{"role": "assistant", "content": HELPER}],
                "rejected": [{"role": "assistant", "content": "这有什么好怕的。"}],
            }
        ]
    ),
    "trl-kto": as_lines([{"prompt": CHILD, "completion": HELPER, "label": True}]),
    "trl-sft": as_lines([{"prompt": CHILD, "completion": HELPER}]),
    "pica": as_lines([{"prompt": CHILD, "history": [], "result": HELPER}]),
    "belle": as_lines([{"id": "1", "conversations": [{"from": "human", "value": CHILD}, {"from": "assistant", "value": HELPER}]}]),
    "sharegpt": as_json([SHAREGPT]),
    "messages": as_lines([MESSAGES]),
    "alpaca": as_json([{"instruction": CHILD, "input": "", "output": HELPER}]),
    "personas": as_lines([{"persona": "我是学生", "situation": "怕打雷"}]),
    "topics-csv": "id,topic\n1,踢足球\n2,跑步\n",
    "csv": f"用户,助手\n{CHILD},{HELPER}\n",
    "lines": "踢足球、跑步\n和好朋友吵架、被起绰号\n",
    "text": TALK,
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_format_is_told_by_looking(name):
    data = FILES[name]

    assert detect(stream(data), name="file").name == name
    assert faults(read(data)) == []
    assert len(read(data)) > 0


def test_every_format_has_a_file_here():
    # A Parquet file is known by the rows in it, and a table of tasks by its columns.
    assert set(FILES) | {"parquet", "pica-tasks"} == set(FORMATS)


@pytest.mark.parametrize("name", FILES)
def test_reading_again_gives_the_same_items_to_resume_by(name):
    data = FILES[name]
    again = read_items(stream(data), name="file.json")

    assert list(itertools.islice(again, 1)) + list(again) == read(data)


@pytest.mark.parametrize("name", FILES)
def test_a_format_that_is_named_is_taken_and_is_the_same(name):
    assert read(FILES[name], format_name=name) == read(FILES[name])


def test_a_name_that_is_no_format_is_refused_with_those_that_are():
    with pytest.raises(UnreadableFile, match=r"qiaoban, .*, text") as caught:
        read(FILES["text"], format_name="docx")

    assert caught.value.code == "no-such-format"


def test_a_file_of_an_unknown_shape_is_refused_with_the_formats():
    with pytest.raises(UnreadableFile, match=r"qiaoban, .*, text") as caught:
        read(as_lines([{"first": 1, "second": 2}]))

    assert caught.value.code == "unknown-format"


def test_mixed_shapes_are_told_by_the_shape_that_was_found():
    items = read(as_lines([QIAOBAN, SHAREGPT, {**QIAOBAN, "dialog_id": 2}, {"a": 1}]))

    assert ids(items) == ["1", "2"]
    assert faults(items) == [(2, "other-shape"), (4, "other-shape")]
    assert "ShareGPT" in str(items[1].reason)
    assert "QiaoBan" in str(items[1].reason)


def test_the_shape_of_most_of_the_first_records_is_that_of_the_file():
    items = read(as_lines([SHAREGPT, QIAOBAN, QIAOBAN]))

    assert faults(items) == [(1, "other-shape")]


def test_names_that_are_not_known_are_told_and_never_guessed_at():
    talk = [{"text": CHILD, "speaker": "小明"}, {"text": HELPER, "speaker": "鹊桥"}]
    data = as_json([{**QIAOBAN, "dialog": talk}])

    (refused,) = read(data)
    wishes = Wishes(speakers={"小明": "user", "鹊桥": "assistant"})
    (mapped,) = read(data, wishes=wishes)

    assert refused.code == "unknown-speakers"
    assert "小明, 鹊桥" in str(refused.reason)
    assert [turn.role for turn in mapped.turns] == ["user", "assistant"]
    assert first_items(stream(data), name="a").voices == {"小明": None, "鹊桥": None}
    assert first_items(stream(data), name="a", wishes=wishes).voices == {
        "小明": "user",
        "鹊桥": "assistant",
    }


def test_a_mapping_stands_above_the_usual_meaning_of_a_name():
    swapped = Wishes(speakers={"孩子": "assistant", "智能助手": "user"})

    (item,) = read(as_json([QIAOBAN]), wishes=swapped)

    assert [turn.role for turn in item.turns] == ["assistant", "user"]


def test_the_preview_shows_the_first_items_and_what_may_be_mapped():
    preview = first_items(stream(as_json(dialogues(30))), name="a.json", count=3)

    assert preview.format.name == "qiaoban"
    assert ids(preview.items) == ["1", "2", "3"]
    assert preview.voices == {"孩子": "user", "智能助手": "assistant"}
    assert preview.columns == {}


def test_the_preview_of_a_table_names_its_columns_and_of_a_text_its_voices():
    table = first_items(stream(FILES["csv"]), name="a.csv")
    text = first_items(stream("妈妈：怎么了\n小明：没事\n妈妈：真的？\n"), name="a.txt")

    assert table.columns == {"用户": "user", "助手": "assistant"}
    assert text.voices == {"妈妈": None, "小明": None}


def test_the_preview_says_what_else_the_file_could_be():
    preview = first_items(stream(FILES["lines"]), name="a.txt")

    assert preview.format.name == "lines"
    assert [other.name for other in preview.resembles] == ["text"]


def test_dialogues_without_a_counsellor_turn_and_the_like_are_kept_to_be_counted():
    """54 of SMILE's dialogues have one speaker, 350 do not alternate."""
    client, counsellor = SMILE
    shapes = [
        [client],
        [client, client],
        [client, client, counsellor],
        [counsellor, client],
        [client, counsellor, client],
    ]

    items = read(as_lines([{"id": n, "dialogue": d} for n, d in enumerate(shapes)]))

    assert [len(item.turns) for item in items] == [1, 2, 3, 2, 3]
    assert ids(items) == ["0", "1", "2", "3", "4"]


def test_a_published_dialogue_with_two_turns_running_is_kept_as_it_is():
    talk = [DIALOG[0], DIALOG[0], DIALOG[1], DIALOG[0]]

    (item,) = read(as_json([{**QIAOBAN, "dialog": talk}]))

    assert [turn.role for turn in item.turns] == ["user", "user", "assistant", "user"]
    assert item.odd == ()


KEYS = [
    "dialog",
    "dialog_id",
    "topic",
    "emotion",
    "speaker",
    "text",
    "role",
    "content",
    "from",
    "value",
    "messages",
    "conversations",
    "id",
    "dialogue",
    "annotation",
    "sentence",
    "label",
    "labels_sequence",
    "answers",
    "answer_text",
    "question",
    "questionID",
    "description",
    "keywords",
    "persona",
    "situation",
    "template",
    "ai_persona",
    "user_persona",
    "user_situation",
    "response",
    "prompt",
    "history",
    "result",
    "input",
    "instruction",
    "output",
    "system",
    "user",
    "bot",
    "chosen",
    "rejected",
    "completion",
    "instances",
    "task_type",
    "dataset",
    "file_name",
    "target",
    "start",
    "end",
    "type",
]
SHAPES = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.just(float("nan")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=15,
)
STRANGE = (
    SHAPES
    | VALUES
    | st.text().map(Passage)
    | st.dictionaries(st.sampled_from(KEYS), st.text(max_size=8)).map(Row)
    | st.builds(Pair, st.text(max_size=8), SHAPES)
)


@settings(deadline=None, max_examples=400)
@given(STRANGE)
def test_no_record_stops_any_format(value):
    for known in FORMATS.values():
        known.looks_like(value)
        items = list(known.read(PLACE, value, Wishes()))
        assert all(item.place.file == "file" for item in items)
        assert items or isinstance(value, str | list)


@settings(deadline=None, max_examples=100)
@given(st.lists(STRANGE.filter(lambda value: not isinstance(value, str)), min_size=1))
def test_every_record_of_a_file_is_an_item_or_the_file_is_refused(values):
    try:
        items = list(
            read_items(
                io.BytesIO(as_lines(values).encode("utf-8", "replace")), name="a"
            )
        )
    except UnreadableFile:
        return
    assert items
