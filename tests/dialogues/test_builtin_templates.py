"""The built-in templates are whole in both languages, and their prompts work."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.builtin.templates import TEMPLATES, template, topics_of
from dialogues.parsing import parse_reply
from dialogues.prompts import PLACEHOLDERS, render_prompt
from dialogues.sample_endpoint.answers import answer_for, asks_for_dialogue
from dialogues.topic_lines import read_topic_lines

LANGUAGES = {"zh-hans", "en"}
CHILD, EMPATHETIC = TEMPLATES
FILLED = {
    "topic": "话题甲",
    "theme": "主题乙",
    "emotion": "心情丙",
    "persona": "人物丁",
    "situation": "处境戊",
}
each_template = pytest.mark.parametrize("name", TEMPLATES)
each_language = pytest.mark.parametrize("language", sorted(LANGUAGES))


def translated(value):
    """Every text of a template, found by its shape."""
    if isinstance(value, dict):
        if set(value) & LANGUAGES:
            yield value
        else:
            for inner in value.values():
                yield from translated(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from translated(inner)


@each_template
def test_every_text_is_there_in_both_languages(name):
    parts = template(name)
    # Numbers for each language, not texts.
    parts.pop("limits")
    texts = list(translated(parts))
    assert len(texts) > 50
    for text in texts:
        assert set(text) == LANGUAGES
        assert any("\u4e00" <= character <= "\u9fff" for character in text["zh-hans"])
        assert text["en"].strip()
        assert not any("\u4e00" <= character <= "\u9fff" for character in text["en"])


@each_template
def test_a_template_has_all_its_parts(name):
    parts = template(name)
    assert list(parts) == [
        "slug",
        "name",
        "description",
        "user_label",
        "assistant_label",
        "limits",
        "instruction",
        "prompts",
        "checklist",
        "emotions",
        "age_bands",
        "themes",
        "seeds",
        "consent",
        "topics_file",
    ]
    assert parts["slug"] == name
    assert max(map(len, parts["instruction"]["zh-hans"].split("\n"))) < 400


def test_the_labels_are_the_published_ones():
    labels = [
        (template(name)["user_label"], template(name)["assistant_label"])
        for name in TEMPLATES
    ]
    assert labels == [
        (
            {"zh-hans": "孩子", "en": "Child"},
            {"zh-hans": "智能助手", "en": "Assistant"},
        ),
        (
            {"zh-hans": "来访者", "en": "Seeker"},
            {"zh-hans": "倾听者", "en": "Listener"},
        ),
    ]


def test_a_template_that_was_changed_is_read_unchanged():
    template(CHILD)["checklist"].clear()
    assert template(CHILD)["checklist"]
    with pytest.raises(KeyError):
        template("../settings")


@each_template
def test_the_checklist_asks_what_it_must(name):
    items = template(name)["checklist"]
    keys = ["slug", "name", "question", "help", "good", "bad", "scope", "critical"]
    assert 6 <= len(items) <= 8
    assert all(list(item) == keys for item in items)
    assert len({item["slug"] for item in items}) == len(items)
    assert [item["slug"] for item in items if item["scope"] == "turn"] == ["kind_reply"]
    critical = {item["slug"] for item in items if item["critical"]}
    assert "trusted_adult" in critical
    assert "kind_reply" not in critical


def test_the_emotions_are_the_28_of_the_published_list():
    published = (
        "钦佩 娱乐 愤怒 烦恼 认可 关爱 困惑 好奇 渴望 失望 反对 厌恶 尴尬 兴奋 "
        "恐惧 感激 悲痛 喜悦 爱 焦虑 乐观 自豪 孤独 宽慰 懊悔 悲伤 惊讶 嫉妒"
    )
    emotions = template(CHILD)["emotions"]
    assert " ".join(emotion["name"]["zh-hans"] for emotion in emotions) == published
    assert len({emotion["slug"] for emotion in emotions}) == 28


def test_the_childs_themes_are_those_of_its_topics():
    themes = {theme["zh-hans"] for theme in template(CHILD)["themes"]}
    topics = read_topic_lines(topics_of(CHILD)).topics
    assert {topic.theme for topic in topics} == themes


def test_the_personas_are_whole_and_different():
    rows = [json.loads(line) for line in topics_of(EMPATHETIC).splitlines()]
    assert len(rows) >= 24
    assert all(set(row) == {"persona", "situation"} for row in rows)
    assert all(12 < len(text) < 120 for row in rows for text in row.values())
    assert len({text[:12] for row in rows for text in row.values()}) == 2 * len(rows)


@each_language
@each_template
def test_a_prompt_uses_all_that_it_is_given(name, language):
    parts = template(name)
    labels = {
        "user": parts["user_label"][language],
        "assistant": parts["assistant_label"][language],
    }
    text = render_prompt(parts["prompts"][0]["text"][language], FILLED | labels)
    left_out = {"persona", "situation"} if name == CHILD else {"theme"}
    expected = {value for key, value in FILLED.items() if key not in left_out}
    assert {value for value in FILLED.values() if value in text} == expected
    assert "{" not in text
    assert asks_for_dialogue(text)


@each_template
def test_the_sample_endpoint_answers_a_prompt_with_a_dialogue(name):
    parts = template(name)
    user = parts["user_label"]["zh-hans"]
    assistant = parts["assistant_label"]["zh-hans"]
    prompt = render_prompt(
        parts["prompts"][0]["text"]["zh-hans"],
        FILLED | {"user": user, "assistant": assistant},
    )
    answer = answer_for([{"role": "user", "content": prompt}])
    reply = parse_reply(answer, user_names=[user], assistant_names=[assistant])
    assert reply.problems == []
    assert len(reply.turns) >= 20


def test_a_line_with_nothing_to_fill_in_is_left_out():
    text = "写对话。\n\n话题：{topic}\n心情：{emotion}\n\n{user}与{assistant} 先说"
    assert render_prompt(text, {"topic": " 迟到 ", "user": "孩子"}) == (
        "写对话。\n\n话题：迟到\n\n孩子与 先说"
    )


def test_an_unknown_placeholder_is_named():
    with pytest.raises(ValueError, match=r"\{toppic\}"):
        render_prompt("{toppic}", {})


@given(st.text(max_size=40))
def test_a_value_is_filled_in_once_and_as_it_is(value):
    rendered = render_prompt("话题：{topic}。", {"topic": value})
    assert rendered == (f"话题：{value.strip()}。" if value.strip() else "")


@given(st.text('{}atopic \n:"', max_size=40), st.sampled_from(sorted(PLACEHOLDERS)))
def test_other_braces_are_left_alone(text, name):
    try:
        rendered = render_prompt(text, {name: "x"})
    except ValueError as error:
        assert "{" in str(error)  # noqa: PT017 (some texts are fine)
    else:
        assert len(rendered) <= len(text)
