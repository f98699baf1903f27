"""People out of replies of every shape: none is lost, none is let in twice."""

import json
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.builtin.templates import TEMPLATES, template, topics_of
from dialogues.personas import (
    NEW_ASKED,
    TOO_SIMILAR,
    Persona,
    choose_seeds,
    judge_novelty,
    read_personas,
    seed_words,
)
from tests.factories import make_project, make_topic

LI = Persona("我八岁，和奶奶住。", "我丢了新书包，不敢回家。")
WANG = Persona("我是卖菜的，四十岁。", "秤坏了一上午，我少收了钱。")
PAIRS = [LI, WANG]


def as_lines(pairs):
    return "\n".join(json.dumps(p._asdict(), ensure_ascii=False) for p in pairs)


def as_list(pairs):
    rows = [{"人设": p.persona, "情境": p.situation} for p in pairs]
    return "```json\n" + json.dumps(rows, ensure_ascii=False, indent=2) + "\n```"


def as_object(pairs):
    return json.dumps({"personas": [p._asdict() for p in pairs]})


def as_numbers(pairs):
    return "\n".join(
        f"{n}. 人设：{p.persona} 情境：{p.situation}" for n, p in enumerate(pairs, 1)
    )


def as_numbered_lines(pairs):
    return "\n".join(
        f"{n}、人设：{p.persona}\n情境：{p.situation}" for n, p in enumerate(pairs, 1)
    )


def as_markdown(pairs):
    return "\n\n".join(
        f"### {n}\n- **Persona:** {p.persona}\n- **Situation:** {p.situation}"
        for n, p in enumerate(pairs, 1)
    )


def as_counted_labels(pairs):
    return "\n".join(
        f"【人物{n}】：{p.persona}\n【处境{n}】：\n{p.situation}\n"
        for n, p in enumerate(pairs, 1)
    )


def as_table(pairs):
    rows = [f"| {n} | {p.persona} | {p.situation} |" for n, p in enumerate(pairs, 1)]
    return "\n".join(["| # | 人物 | 处境 |", "|---|:---|---|", *rows])


SHAPES = [
    as_lines, as_list, as_object, as_numbers, as_numbered_lines, as_markdown,
    as_counted_labels, as_table,
]  # fmt: skip
each_shape = pytest.mark.parametrize("shape", SHAPES)
# Sentences as people write them, with marks and numbers inside.
sentences = st.text("甲乙丙丁，。“”a b7！—", max_size=30).map("甲{}。".format)


@each_shape
def test_every_shape_is_read(shape):
    assert read_personas(shape(PAIRS)) == (PAIRS, [])


@each_shape
def test_words_around_them_are_kept(shape):
    text = f"好的，以下是两个人物。\n\n{shape(PAIRS)}\n\n希望有帮助！"

    personas, leftovers = read_personas(text)

    assert personas == PAIRS
    assert sorted(leftovers) == sorted(["好的，以下是两个人物。", "希望有帮助！"])


@each_shape
@given(pairs=st.lists(st.builds(Persona, sentences, sentences), min_size=1, max_size=4))
def test_what_was_written_is_read_back(shape, pairs):
    assert read_personas(shape(pairs)).personas == pairs


@pytest.mark.parametrize(
    ("text", "personas", "leftovers"),
    [
        ("", [], []),
        ("只有一句话。", [], ["只有一句话。"]),
        ("人设：甲\n人设：乙\n情境：丙", [("乙", "丙")], ["人设：甲"]),
        ("情境：丙", [], ["情境：丙"]),
        ('{"persona": "甲"}', [], ['{"persona": "甲"}']),
        (
            '{"persona": "甲", "situation": "乙", "age": 8}',
            [("甲", "乙")],
            ['{"age": 8}'],
        ),
        # A reply that was cut off in the middle of a person.
        (
            '{"persona": "甲", "situation": "乙"}\n{"persona": "丙", "situ',
            [("甲", "乙")],
            ['{"persona": "丙", "situ'],
        ),
        ('["甲", "乙"]', [], ['["甲", "乙"]']),
        ("[1] 人设：甲\n情境：乙", [("甲", "乙")], []),
    ],
)
def test_what_is_no_whole_person_is_left_over(text, personas, leftovers):
    assert read_personas(text) == (personas, leftovers)


@given(
    st.lists(
        st.sampled_from(
            ["人设：", "情境：", "persona:", "甲", "乙", "丙", "\n", "\n\n", "1. ", "|",
             "**", "{", "}", "[", "]", '"', ",", '{"persona": "甲", "situation": "乙"}',
             '{"x": "丙"}', "```json", "---", " "],
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_nothing_is_discarded_silently(text):
    personas, leftovers = read_personas(text)

    kept = Counter("".join([*map("".join, personas), *leftovers]))
    wanted = Counter(character for character in text if character in "甲乙丙")
    assert all(kept[character] >= times for character, times in wanted.items())


@given(st.text(max_size=200))
def test_any_reply_is_read_without_harm(text):
    personas, _leftovers = read_personas(text)
    assert all(persona and situation for persona, situation in personas)


def test_a_reply_of_braces_alone_is_soon_given_up_on():
    text = "[{" * 8000 + "完"
    assert read_personas(text) == ([], [text])


def rouge_l(one, other):
    """The measure by its definition, to check the library against."""
    lengths = [0] * (len(other) + 1)
    for a in one:
        row = [0]
        for place, b in enumerate(other):
            best = max(lengths[place + 1], row[-1])
            row.append(lengths[place] + 1 if a == b else best)
        lengths = row
    return 2 * lengths[-1] / (len(one) + len(other))


@given(st.text("甲乙丙丁", min_size=1), st.text("甲乙丙丁", min_size=1))
def test_likeness_is_rouge_l_on_characters(one, other):
    [_first, second] = judge_novelty([Persona(one, "x"), Persona(other, "x")], [])
    expected = rouge_l(f"{one}\nx", f"{other}\nx")
    assert second.similarity == pytest.approx(expected)
    assert second.new == (expected < TOO_SIMILAR)


def test_a_person_too_much_like_another_is_not_new():
    twin = Persona("我八岁，和奶奶一起住。", "我丢了新书包，怕得不敢回家。")
    judged = judge_novelty([twin, WANG, WANG], [LI])
    assert [row.new for row in judged] == [False, True, False]
    assert judged[2].similarity == 1.0


def test_one_who_is_not_new_keeps_nobody_else_out():
    near = Persona("甲甲甲甲乙乙", "丙丙")
    farther = Persona("甲甲乙乙乙乙丁丁", "丁丁")
    [first, second] = judge_novelty([near, farther], [Persona("甲甲甲甲", "丙丙")])
    assert (first.new, second.new) == (False, True)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_built_in_people_are_new_to_each_other(name):
    language_seeds = [
        [
            Persona(s["persona"][lang], s["situation"][lang])
            for s in template(name)["seeds"]
        ]
        for lang in ("zh-hans", "en")
    ]
    rows = topics_of("empathetic-dialogue").decode().splitlines()
    stored = [Persona(**json.loads(row)) for row in rows]
    for group in [*language_seeds, stored]:
        assert all(row.new for row in judge_novelty(group, []))


@pytest.mark.django_db
def test_seeds_come_from_the_project_and_then_from_its_template():
    project = make_project()
    make_topic(project, persona="只有人")
    built_in = choose_seeds(project, 10, random.Random(1))
    assert len(built_in) == len(template("child-companion")["seeds"])

    for number in range(8):
        make_topic(project, persona=f"人{number}", situation=f"事{number}")
    seeds = choose_seeds(project, 5, random.Random(1))

    assert len(set(seeds)) == 5
    assert all(seed.persona.startswith("人") for seed in seeds)
    assert choose_seeds(project, 5, random.Random(1)) == seeds
    words = seed_words(seeds)
    assert words["count"] == str(NEW_ASKED)
    assert read_personas(words["seeds"]) == (seeds, [])
