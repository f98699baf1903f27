"""One turn is asked for anew, and the reply becomes its text."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from dialogues.builtin.templates import TEMPLATES, template
from dialogues.models import Project, Prompt
from dialogues.rewriting import (
    MOST_AROUND,
    WISHES,
    clean_rewrite,
    rewrite_request,
    rewrite_words,
)
from tests.factories import turns

PROJECT = Project(
    template="child-companion",
    language="zh-hans",
    user_label="孩子",
    assistant_label="智能助手",
)
PROMPT = Prompt(
    project=PROJECT,
    kind="rewrite-turn",
    text="对话：\n{dialogue}\n这一句：{turn}\n愿望：{wish}",
)


def test_the_whole_dialogue_the_turn_and_the_wish_are_sent():
    said = turns("我没考好。", "没关系！", "妈妈会生气。", "别怕。")

    messages = rewrite_request(PROMPT, said, said[1]["id"], "feeling-first", PROJECT)

    assert messages == [
        {
            "role": "user",
            "content": (
                "对话：\n孩子：我没考好。\n智能助手：没关系！\n孩子：妈妈会生气。\n"
                "智能助手：别怕。\n这一句：智能助手：没关系！\n"
                "愿望：先说出对方的心情，再说别的。"
            ),
        },
    ]


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_is_said_in_the_projects_language(wish):
    said = turns("a", "b")
    english = Project(language="en", user_label="Child", assistant_label="Helper")
    words = rewrite_words(said, said[1]["id"], wish, english)
    assert words["wish"] == WISHES[wish]["en"]
    assert words["turn"] == "Helper: b"


def test_a_wish_in_own_words_is_sent_as_it_is():
    said = turns("a", "b")
    words = rewrite_words(said, said[1]["id"], " 提到\n小狗 ", PROJECT)
    assert words["wish"] == "提到 小狗"


@pytest.mark.parametrize(
    ("turn", "wish", "field"),
    [(1, " ", "wish"), (1, "长" * 201, "wish"), (None, "shorter", "turn")],
)
def test_what_cannot_be_asked_is_refused(turn, wish, field):
    said = turns("a", "b")
    wanted = "nobody" if turn is None else said[turn]["id"]
    with pytest.raises(ValidationError) as error:
        rewrite_words(said, wanted, wish, PROJECT)
    assert list(error.value.message_dict) == [field]


def test_a_very_long_dialogue_is_sent_around_the_turn():
    said = turns(*("长" * 1000 for _number in range(60)))
    words = rewrite_words(said, said[31]["id"], "shorter", PROJECT)
    assert words["turn"] in words["dialogue"]
    assert 5000 < len(words["dialogue"]) <= MOST_AROUND


@pytest.mark.parametrize(
    ("reply", "text", "dropped"),
    [
        ("听起来你很难过。", "听起来你很难过。", []),
        ("智能助手：听起来你很难过。", "听起来你很难过。", ["智能助手："]),
        ("“听起来你很难过。”", "听起来你很难过。", ["“”"]),
        (
            "好的，改写后的一句：\n智能助手：“听起来你很难过。”",
            "听起来你很难过。",
            ["好的，改写后的一句：", "智能助手：", "“”"],
        ),
        (
            "听起来你很难过。\n\n（说明：先说出心情。）",
            "听起来你很难过。",
            ["（说明：先说出心情。）"],
        ),
        ("```\n听起来你很难过。\n```", "听起来你很难过。", ["```", "```"]),
        ("“难过”和“生气”", "“难过”和“生气”", []),
        ("他说：没事。", "他说：没事。", []),
        ("你看到这句话：加油。", "你看到这句话：加油。", []),
    ],
)
def test_a_reply_is_cleaned_and_what_was_dropped_is_told(reply, text, dropped):
    assert clean_rewrite(reply, PROJECT) == (text, dropped)


@pytest.mark.parametrize("reply", ["", " \n", "智能助手：", "长" * 8001])
def test_a_reply_that_is_no_turn_is_refused(reply):
    with pytest.raises(ValidationError):
        clean_rewrite(reply, PROJECT)


@given(st.text("智能助手：“”改写后的\n(注) `甲乙", max_size=40))
def test_a_reply_loses_no_word(reply):
    try:
        text, dropped = clean_rewrite(reply, PROJECT)
    except ValidationError:
        return
    kept = text + "".join(dropped)
    assert all(kept.count(c) >= reply.count(c) for c in "甲乙智改注：")


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_built_in_prompt_asks_for_a_turn(name, language):
    words = template(name)
    project = Project(
        template=name,
        language=language,
        user_label=words["user_label"][language],
        assistant_label=words["assistant_label"][language],
    )
    text = next(p["text"] for p in words["prompts"] if p["kind"] == "rewrite-turn")
    prompt = Prompt(project=project, kind="rewrite-turn", text=text[language])
    said = turns("one", "two")
    [message] = rewrite_request(prompt, said, said[1]["id"], "shorter", project)
    assert WISHES["shorter"][language] in message["content"]
    assert "{" not in message["content"]
