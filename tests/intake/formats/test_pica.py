"""PICA's inference files: escapes are undone, renderings are left alone."""

from dialogues.intake.formats.pica import PICA
from tests.intake.formats.items import CHILD, HELPER, TWO_TURNS, code_of, only, said

ROW = {
    "prompt": CHILD,
    "history": [["老师好", "你好呀，今天过得怎么样？"]],
    "result": HELPER,
    "scores": 4.1,
}
BEFORE = [("user", "老师好"), ("assistant", "你好呀，今天过得怎么样？")]


def test_history_prompt_and_result_are_one_dialogue_and_the_score_is_kept():
    item = only(PICA, ROW)
    assert said(item) == [*BEFORE, *TWO_TURNS]
    assert item.meta["scores"] == 4.1


def test_breaks_and_entities_of_the_web_page_are_undone_in_the_result():
    item = only(PICA, {**ROW, "result": "难过&lt;很&gt;吧？<br>我&amp;你<BR/>在</s>"})
    assert said(item)[-1] == ("assistant", "难过<很>吧？\n我&你\n在")


def test_the_rendered_query_is_ignored_beside_the_prompt():
    query = "[Round 1]\n\n问：别的\n\n答：别的\n\n[Round 2]\n\n问：别的\n\n答："
    item = only(PICA, {**ROW, "query": query})
    assert said(item) == [*BEFORE, *TWO_TURNS]
    assert "query" not in item.meta


def test_the_rendered_query_is_read_where_nothing_else_stands():
    query = f"[Round 1]\n\n问：老师好\n\n答：你好呀\n\n[Round 2]\n\n问：{CHILD}\n\n答："
    item = only(PICA, {"query": query, "result": HELPER})
    assert said(item) == [("user", "老师好"), ("assistant", "你好呀"), *TWO_TURNS]


def test_without_a_result_the_last_question_stands_alone():
    assert said(only(PICA, {"prompt": CHILD, "history": []})) == [("user", CHILD)]


def test_each_prefix_of_a_dialogue_is_of_its_family():
    first = only(PICA, {"prompt": CHILD, "history": [], "result": HELPER})
    second = only(PICA, {"prompt": "嗯", "history": [[CHILD, HELPER]]})
    assert first.meta["family"] == second.meta["family"]


def test_a_line_of_scores_is_no_dialogue():
    scores = {"data": "x.jsonl", "type": "empathy", "score": 4.2}
    assert code_of(only(PICA, scores)) == "scores-only"
