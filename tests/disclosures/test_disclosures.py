"""How much harm the check hears, where it points, and what it lets pass."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.checks.disclosure import RULES, harms
from tests.disclosures.measure import LISTS, counts, sentences

# Harm heard and missed, false alarms, rightly silent: any change of a rule shows here.
COUNTS = {
    "tuned": (150, 0, 1, 124),
    "held": (147, 4, 8, 119),
    "learnt_1": (65, 0, 1, 60),
    "learnt_2": (66, 1, 2, 56),
    "learnt_3": (65, 0, 1, 54),
    "final": (48, 2, 2, 43),
    "learnt_4": (95, 1, 9, 79),
    "held_2": (77, 36, 17, 98),
    "learnt_5": (358, 10, 11, 172),
    "learnt_6": (467, 10, 0, 0),
}
EVERY_TEXT = [row["text"] for half in LISTS for row in sentences(half)]


def said(text):
    return [text[start:end] for start, end in harms(text)]


@pytest.mark.parametrize("half", LISTS)
def test_what_is_heard_on_each_list_is_what_the_page_says(half):
    assert counts(half) == COUNTS[half]


def test_the_list_never_learnt_from_is_heard_at_the_recall_and_precision_asked():
    heard, missed, false, _silent = counts("held")

    assert heard / (heard + missed) >= 0.95
    assert heard / (heard + false) >= 0.5


def test_there_are_enough_sentences_of_both_labels_and_both_languages():
    rows = sentences("tuned") + sentences("held")

    assert len(rows) == len({row["text"] for row in rows}) == 553
    assert sum(row["text"].isascii() for row in rows) == 96
    assert {row["label"] for row in rows} == {"harm", "none"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("😀爸爸打我。", ["爸爸打我"]),
        ("他打我，我不想活了。", ["他打我", "不想活"]),
        ("我 不 想 活 了", ["不 想 活"]),
        ("我真的想……死", ["想……死"]),
        ("爸爸會打我", ["爸爸會打我"]),
        ("笑死我了，不过我真的想死。", ["想死"]),
        ("媽媽額頭上都是瘀青，爸爸丟酒瓶打我", ["額頭上都是瘀青", "爸爸丟酒瓶打我"]),
    ],
)
def test_the_place_is_counted_in_code_points_of_what_was_written(text, places):
    assert said(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "爸爸从来没打过我",
        "没有人打我",
        "我没想过自杀",
        "不会伤害自己的",
        "笑死我了",
        "累死我了，腿都断了",
        "妈妈打我电话",
        "游戏里我被打死了",
        "我梦见有人追着打我",
        "打雪仗的时候他打我我打他",
        "如果有人打我，我就告诉老师",
        "我不会做傻事的",
        "我在写论文，题目是青少年自杀预防",
        "跳楼价三件九十九",
    ],
)
def test_denials_idioms_tales_and_play_are_let_pass(text):
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "我不小心打翻了水，爸爸就打我",
        "我玩游戏，妈妈就打我",
        "比赛输了教练就打我们",
        "老师问我身上的伤，是爸爸打的",
        "不是打我就是骂我",
        "没有一天不打我",
        "没考好爸爸就打我",
        "不写作业就打我",
        "我看了一部电影，然后我不想活了",
        "为什么大人要打我",
        "培训的时候我想起来我女儿说过想死",
        "没割了三天，昨天又割了",
    ],
)
def test_an_innocent_word_nearby_covers_no_harm(text):
    assert said(text) != []


@given(st.one_of(st.text(), st.lists(st.sampled_from(EVERY_TEXT)).map(" ".join)))
def test_any_text_gives_places_inside_it_in_order_and_apart(text):
    places = harms(text)

    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(places))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.harm}-{rule.keys[0]}")
def test_no_words_of_a_rule_escape_its_keys(rule):
    @settings(max_examples=5, database=None, deadline=None)
    @given(st.from_regex(rule.act))
    def holds(text):
        found = rule.act.search(text)
        assert any(key in found.group() + text[found.end() :] for key in rule.keys)

    holds()
