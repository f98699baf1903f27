"""Self-chat turn by turn, and prompts for new people: drafts that are no single reply."""

import re

import pytest

from dialogues.domain import batches, calls, conversations, draft_runs
from dialogues.generate import Generation
from dialogues.models import Dialogue, DraftBatch, Prompt
from tests.dialogues.endpoints import endpoint
from tests.dialogues.orders import called, fall_silent, order, outcomes
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db

HELPER = "你是{assistant}，请回应。"
PERSON = "你是{user}，你的情况：{situation}"


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def prompt(project):
    return Prompt.objects.create(
        project=project,
        name="turns",
        version=1,
        kind=Prompt.Kind.SELF_CHAT_TURNS,
        text=HELPER,
        user_text=PERSON,
    )


class Chat:
    """An endpoint that plays both sides and counts what each has said."""

    def __init__(self, end_at=None, end="", bad_at=None):
        self.end_at, self.end, self.bad_at = end_at, end, bad_at
        self.requests = []

    def __call__(self, request):
        messages = request["messages"]
        self.requests.append(messages)
        said = len([one for one in messages if one["role"] != "system"])
        person = messages[0]["content"].startswith("你是孩子")
        number = said if person else said + 1
        if number == self.bad_at:
            return ""
        if number == self.end_at:
            return self.end
        return (
            f"孩子：第{number}句，心里难过。" if person else f"第{number}句，我在听。"
        )


def run(batch, chat, settings):
    with endpoint(chat) as settings.OPENAI_BASE_URL:
        draft_runs.run_batch(batch)
    return batch.drafts.get()


def test_both_sides_speak_in_turn_until_the_rounds_are_over(
    project, admin, prompt, settings
):
    chat = Chat()
    batch = order(project, admin, "吵架", prompt=prompt)
    draft = run(batch, chat, settings)

    rounds = conversations.rounds_of(draft)
    assert 10 <= rounds <= 15
    turns = draft.dialogues.get().head.turns
    assert [turn["role"] for turn in turns] == ["user", "assistant"] * rounds
    assert [turn["text"] for turn in turns[:3]] == [
        "第1句，心里难过。",
        "第2句，我在听。",
        "第3句，心里难过。",
    ]
    assert (draft.status, draft.problems) == ("drafted", [])
    steps = list(draft.calls.order_by("step").values_list("step", "attempt"))
    assert steps == [(number, 1) for number in range(1, 2 * rounds + 1)]
    assert draft.answer == draft.calls.get(step=2 * rounds)
    system, *said = chat.requests[3]
    assert system == {"role": "system", "content": "你是智能助手，请回应。"}
    assert [(one["role"], one["content"]) for one in said] == [
        ("user", "第1句，心里难过。"),
        ("assistant", "第2句，我在听。"),
        ("user", "第3句，心里难过。"),
    ]
    system, begin, *said = chat.requests[2]
    assert system["content"].startswith("你是孩子")
    assert [one["role"] for one in (begin, *said)] == ["user", "assistant", "user"]


@pytest.mark.parametrize(
    ("end_at", "end", "turns"),
    [(5, "谢谢你。[结束]", 6), (5, "[END]", 4), (6, "再见，保重。<END>", 6)],
)
def test_a_mark_of_the_end_ends_the_chat_with_the_helper(
    project, admin, prompt, settings, *, end_at, end, turns
):
    batch = order(project, admin, "吵架", prompt=prompt)
    draft = run(batch, Chat(end_at=end_at, end=end), settings)

    kept = draft.dialogues.get().head.turns
    assert (len(kept), kept[-1]["role"]) == (turns, "assistant")
    assert not any(re.search(r"结束|END", turn["text"]) for turn in kept)


def test_an_empty_reply_stops_the_chat_and_its_costs(project, admin, prompt, settings):
    chat = Chat(bad_at=4)
    batch = order(project, admin, "吵架", prompt=prompt)
    draft = run(batch, chat, settings)

    assert (draft.status, len(chat.requests)) == ("unusable", 4)
    assert "empty" in [problem["code"] for problem in draft.problems]
    assert [turn["text"] for turn in draft.turns][-1] == "第3句，心里难过。"


def test_a_chat_goes_on_from_its_stored_steps(project, admin, prompt, settings):
    batch = order(project, admin, "吵架", prompt=prompt)
    batches.take_in_hand(batch)
    draft = batch.drafts.get()
    with draft.change("call", by=None):
        pass
    for number in (1, 2, 3):
        earlier = draft.calls.order_by("step", "attempt")
        [(_work, call)] = calls.reserve(batch, [calls.pick_up(draft, earlier)]).calls
        if number < 3:
            reply = Generation(f"早说过{number}。", "stop", 1, 1, 1.0, "", "m")
            calls.keep_ends([(call, reply)])
    fall_silent(batch)
    batches.sweep_batches()

    chat = Chat()
    draft = run(DraftBatch.objects.get(pk=batch.pk), chat, settings)

    rounds = conversations.rounds_of(draft)
    assert len(chat.requests) == 2 * rounds - 2
    texts = [turn["text"] for turn in Dialogue.objects.get().head.turns]
    assert texts[:3] == ["早说过1。", "早说过2。", "第3句，心里难过。"]
    assert called(batch) == {"answered": 2 * rounds, "lost": 1}
    assert list(draft.calls.filter(step=3).values_list("attempt", "outcome")) == [
        (1, "lost"),
        (2, "answered"),
    ]


PEOPLE = """好的，下面是新的人物：
{"persona": "小学三年级的女孩，喜欢画画，刚转学", "situation": "新班级里没有人和她说话"}
{"persona": "初中住校的男生，想家", "situation": "周末父母没来接他，他一个人在宿舍"}
{"persona": "初中住校的男生，想家", "situation": "周末父母没来接他，他一个人在宿舍里"}
"""


def test_a_reply_with_new_people_becomes_topics(project, admin, settings):
    prompt = Prompt.objects.create(
        project=project,
        name="people",
        version=1,
        kind=Prompt.Kind.PERSONAS,
        text="这些人物：\n{seeds}\n请再写{count}个。",
    )
    batch = order(project, admin, "吵架", prompt=prompt)
    draft = run(batch, lambda _request: PEOPLE, settings)

    assert (outcomes(batch), Dialogue.objects.count()) == ({"gathered": 1}, 0)
    assert draft.problems == [{"code": "not_new", "detail": "1"}]
    found = project.topics.exclude(persona="").order_by("persona")
    assert {topic.persona for topic in found} == {
        "小学三年级的女孩，喜欢画画，刚转学",
        "初中住校的男生，想家",
    }
    assert set(draft.events.last().data["topics"]) == {str(one.pk) for one in found}
    assert all(topic.meta == {"draft": str(draft.pk)} for topic in found)
    assert {topic.source.name for topic in found} == {draft.drafter.name}
    again = order(project, admin, "吵架", prompt=prompt)
    run(again, lambda _request: PEOPLE, settings)
    assert project.topics.exclude(persona="").count() == 2
    nobody = order(project, admin, "吵架", prompt=prompt)
    draft = run(nobody, lambda _request: "我不知道。", settings)
    assert (draft.status, draft.problems) == (
        "unusable",
        [{"code": "no_personas", "detail": ""}],
    )


def test_a_prompt_that_rewrites_turns_drafts_nothing(project, admin):
    from django.core.exceptions import ValidationError

    prompt = Prompt.objects.create(
        project=project,
        name="rewrite",
        version=1,
        kind=Prompt.Kind.REWRITE_TURN,
        text="改写{turn}",
    )
    with pytest.raises(ValidationError) as error:
        order(project, admin, "吵架", prompt=prompt)
    assert list(error.value.message_dict) == ["prompt"]
