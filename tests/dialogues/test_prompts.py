"""What a prompt of each kind may ask to be filled in, and what fills it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dialogues.builtin.templates import TEMPLATES, template
from dialogues.models import Prompt, Topic
from dialogues.prompt_blanks import EXPLANATIONS, KINDS, check_texts
from dialogues.prompts import lacking, render_for, render_prompt, words_for
from tests.factories import make_project, make_topic

WHOLE = {
    "topic-dialogue": {"text": "写“{topic}”。"},
    "self-chat": {"text": "他是{persona}"},
    "self-chat-turns": {"text": "你会倾听。", "user_text": "你遇到：{situation}"},
    "answer-dialogue": {"text": "问：{question}\n答：{answer}"},
    "personas": {"text": "像这样：{seeds}"},
    "rewrite-turn": {"text": "{dialogue}\n{turn}\n{wish}"},
}


def faults(kind, **texts):
    with translation.override("en"), pytest.raises(ValidationError) as error:
        check_texts(kind, texts)
    return error.value.message_dict


def test_every_kind_has_its_blanks_and_every_blank_its_meaning():
    assert list(KINDS) == Prompt.Kind.values == list(WHOLE)
    for parts in KINDS.values():
        for part in parts:
            assert set(part.allowed) <= set(EXPLANATIONS)
            for group in part.required:
                assert set(group) <= set(part.allowed)


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_prompt_of_each_kind_is_fine(kind):
    check_texts(kind, WHOLE[kind])


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        ("topic-dialogue", " ", "Write some text."),
        (
            "topic-dialogue",
            "写{toppic}和{topic}",
            "There is no blank {toppic} here. Did you mean {topic}?",
        ),
        (
            "answer-dialogue",
            "写{answer}",
            "{question} is missing. It stands for the question that somebody asked.",
        ),
        (
            "self-chat",
            "写{topic}",
            "Write at least one of these where it belongs: {persona}, {situation}.",
        ),
        (
            "personas",
            "{seeds}{wish}",
            "This kind of prompt cannot fill in {wish}. It can: {seeds}, {count}.",
        ),
        (
            "personas",
            "{seeds}{话题}",
            "There is no blank {话题}. Take it out or write one of: {seeds}, {count}.",
        ),
    ],
)
def test_a_wrong_text_is_told_with_what_helps(kind, text, sentence):
    assert faults(kind, text=text) == {"text": [sentence]}


def test_each_side_of_a_chat_is_judged_by_itself():
    assert faults("self-chat-turns", text="听。", user_text="说。") == {
        "user_text": [
            "Write at least one of these where it belongs: {persona}, {situation}.",
        ],
    }
    assert faults("self-chat", text="{persona}", user_text="x") == {
        "user_text": ["Only a self-chat turn by turn has a text for each side."],
    }


def test_json_in_a_prompt_is_no_blank():
    check_texts("personas", {"text": '{seeds}\n{"persona": "…", "situation": "…"}'})


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_built_in_prompt_is_whole(name, language):
    prompts = template(name)["prompts"]
    assert len({prompt["name"] for prompt in prompts}) == len(prompts) >= 5
    for prompt in prompts:
        texts = {"text": prompt["text"][language]}
        if "user_text" in prompt:
            texts["user_text"] = prompt["user_text"][language]
        check_texts(prompt["kind"], texts)


@pytest.mark.django_db
def test_a_topic_fills_what_it_has():
    project = make_project()
    topic = make_topic(
        project,
        "怎么和室友相处",
        situation="她总是半夜打电话。",
        age_band="9-11",
        meta={
            "keywords": "人际, 室友",
            "answers": [
                {"text": "很长很长很长的回答。", "labels": []},
                {"text": "先抱抱你。", "labels": [{"label": "Others"}]},
                {"text": 3},
                "x",
            ],
        },
    )

    assert words_for(topic, project=project, emotion="生气") == {
        "topic": "怎么和室友相处",
        "theme": "学校",
        "emotion": "生气",
        "age": "九到十一岁",
        "user": "孩子",
        "assistant": "智能助手",
        "persona": "",
        "situation": "她总是半夜打电话。",
        "question": "怎么和室友相处",
        "description": "她总是半夜打电话。",
        "answer": "先抱抱你。",
        "keywords": "人际, 室友",
    }
    assert words_for(topic, project=project, age="小学生")["age"] == "小学生"


@pytest.mark.django_db
def test_a_prompt_says_what_the_topic_lacks():
    project = make_project()
    prompt = Prompt(project=project, kind="answer-dialogue", text="{question}{answer}")
    words = words_for(make_topic(project), project=project)

    assert lacking(prompt, words) == ["answer"]
    assert lacking(prompt, words | {"answer": "好"}) == []
    either = Prompt(project=project, kind="self-chat", text="{persona}")
    assert lacking(either, words) == ["persona", "situation"]
    assert lacking(either, words | {"situation": "x"}) == []


@pytest.mark.django_db
def test_both_sides_of_a_chat_are_rendered():
    project = make_project()
    prompt = Prompt(
        project=project,
        kind="self-chat-turns",
        text="你是{assistant}。",
        user_text="你是{persona}，心情{emotion}。",
    )
    topic = make_topic(project, persona="店主")

    assert render_for(prompt, topic, emotion="累") == (
        "你是智能助手。",
        "你是店主，心情累。",
    )


@given(
    st.dictionaries(
        st.sampled_from(sorted(EXPLANATIONS)),
        st.text("{}topic 甲\n\t", max_size=12),
    )
)
def test_values_are_never_read_as_blanks(values):
    text = "A{topic}B  {wish}\n{seeds}"
    topic, wish, seeds = (
        values.get(name, "").strip() for name in ("topic", "wish", "seeds")
    )
    first = ""
    if topic and wish:
        first = f"A{topic}B  {wish}"
    elif topic or wish:
        first = f"A{topic}B {wish}".rstrip(" ") if topic else f"AB {wish}"
    expected = "\n".join(part for part in (first, seeds) if part)

    assert render_prompt(text, values) == expected


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["answers", "text", "labels", "keywords"]),
                inner,
                max_size=3,
            )
        ),
    )
)
def test_whatever_a_source_said_of_its_answers_does_no_harm(meta):
    topic = Topic(text="x", meta=meta if isinstance(meta, dict) else {"answers": meta})
    project = make_unsaved_project()

    words = words_for(topic, project=project)

    assert all(isinstance(value, str) for value in words.values())


def make_unsaved_project():
    from dialogues.models import Project

    return Project(template="child-companion", language="zh-hans")
