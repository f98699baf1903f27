"""Tables in their three layouts, by the names of their columns or as mapped."""

from dialogues.intake.formats.tables import CSV
from dialogues.intake.reading import detect, first_items
from dialogues.intake.records import RejectedRecord, Row, TopicRecord, Wishes
from tests.intake.files import ids, is_fault, read, stream
from tests.intake.formats.items import CHILD, HELPER, TWO_TURNS, code_of, only, said


def test_an_exchange_a_row_is_found_by_the_names_of_its_columns():
    item = only(
        CSV,
        Row(
            {
                "编号": "7",
                "主题": "上学",
                "情绪": "sad",
                "问题": CHILD,
                "回答": HELPER,
                "备注": "抄来",
            }
        ),
    )
    assert said(item) == TWO_TURNS
    assert (item.source_id, item.topic, item.emotion) == ("7", "上学", "sad")
    assert item.meta == {"备注": "抄来"}


def test_columns_with_names_of_their_own_are_mapped():
    row = Row({"甲": CHILD, "乙": HELPER})
    refused = only(CSV, row)
    assert code_of(refused) == "unknown-columns"
    assert "甲, 乙" in str(refused.reason)
    item = only(CSV, row, columns={"user": "甲", "assistant": "乙"})
    assert said(item) == TWO_TURNS


def test_a_mapping_to_a_column_that_is_not_there_is_told():
    item = only(CSV, Row({"甲": CHILD}), columns={"user": "丙"})
    assert (code_of(item), "丙" in str(item.reason)) == ("no-such-column", True)


def test_a_mapping_overrules_the_names_of_the_columns():
    row = Row({"answer": CHILD, "question": HELPER})
    item = only(CSV, row, columns={"user": "answer", "assistant": "question"})
    assert said(item) == TWO_TURNS


def test_a_topic_that_is_nan_is_missing():
    item = only(CSV, Row({"topic": "NaN", "user": CHILD, "assistant": HELPER}))
    assert (item.topic, item.odd) == ("", ("topic-missing",))


def test_a_transcript_in_one_cell_is_a_dialogue():
    cell = f"孩子：{CHILD}\n智能助手：{HELPER}"
    for name in ("dialogue", "对话内容", "text"):
        item = only(CSV, Row({"id": "3", name: cell}))
        assert (said(item), item.source_id, item.meta) == (TWO_TURNS, "3", {})


def test_a_text_with_a_label_is_an_example_of_a_task():
    item = only(CSV, Row({"text": CHILD, "label": "悲伤"}))
    assert said(item) == [("user", CHILD), ("assistant", "悲伤")]
    assert item.meta == {"task_type": "text-emotion-classification"}


TURNS = """id,speaker,text,topic
1,孩子,我不想上学,上学
1,智能助手,听起来学校里有让你难受的事？,
2,孩子,你好,
2,智能助手,你好呀,
2,孩子,再见,
,孩子,没有编号,
"""


def test_rows_of_one_dialogue_are_one_dialogue_where_they_follow_each_other():
    items = read(TURNS, name="turns.csv", format_name="csv")
    first, second, _left = items
    assert (said(first), first.source_id, first.topic) == (TWO_TURNS, "1", "上学")
    assert said(second) == [("user", "你好"), ("assistant", "你好呀"), ("user", "再见")]
    assert ids(items) == ["1", "2", ""]
    assert [item.place.line for item in items] == [2, 4, 7]


def test_a_table_of_turns_is_known_without_naming_its_format():
    assert [is_fault(item) for item in read(TURNS, name="x.csv")] == [False] * 3


def test_turns_follow_their_numbers_and_what_was_moved_is_odd():
    rows = [
        Row({"id": "1", "turn": "10", "role": "智能助手", "content": HELPER}),
        Row({"id": "1", "turn": "9", "role": "孩子", "content": CHILD}),
    ]
    item = only(CSV, rows)
    assert (said(item), item.odd) == (TWO_TURNS, ("turns-reordered",))


def test_turns_of_nobody_are_never_a_dialogue():
    row = Row({"speaker": "孩子", "text": CHILD})
    assert code_of(only(CSV, row)) == "unknown-columns"
    assert CSV.group(row, Wishes()) == ""


def test_unknown_speakers_of_a_table_can_be_mapped():
    rows = [
        Row({"id": "1", "speaker": "小明", "text": CHILD}),
        Row({"id": "1", "speaker": "桥桥", "text": HELPER}),
    ]
    assert code_of(only(CSV, rows)) == "unknown-speakers"
    names = {"小明": "user", "桥桥": "assistant"}
    assert said(only(CSV, rows, speakers=names)) == TWO_TURNS


def test_what_differs_from_turn_to_turn_is_kept_in_their_order():
    rows = [
        Row({"id": "1", "speaker": "孩子", "text": CHILD, "score": "1", "set": "a"}),
        Row(
            {"id": "1", "speaker": "智能助手", "text": HELPER, "score": "2", "set": "a"}
        ),
    ]
    assert only(CSV, rows).meta == {"score": ["1", "2"], "set": "a"}


def test_speakers_of_a_table_can_be_asked_about():
    named = "编号,说话人,内容\n1,小明,你好\n1,桥桥,你好呀\n"
    cells = 'id,dialogue\n1,"小明：你好\n桥桥：你好呀"\n'
    for text in (named, cells):
        preview = first_items(stream(text), name="x.csv")
        assert preview.voices == {"小明": None, "桥桥": None}


TOPICS = "编号,主题,类别,情绪,来源\n1,弄丢铅笔盒,学校,sad,老师\n2,NaN,学校,,\n"


def test_a_table_of_topics_gives_topics():
    first, second = read(TOPICS, name="topics.csv")
    assert (first.text, first.source_id, first.theme, first.emotion) == (
        "弄丢铅笔盒",
        "1",
        "学校",
        "sad",
    )
    assert (first.meta, second.code) == ({"来源": "老师"}, "empty")
    assert [type(item) for item in read(TOPICS, name="x", format_name="csv")] == [
        TopicRecord,
        RejectedRecord,
    ]
    assert detect(stream(TOPICS), name="topics.csv").kind == "topics"
