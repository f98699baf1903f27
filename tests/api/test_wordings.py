"""Another wording over REST: asked once with a key, bounded, and only for who edits."""

import uuid

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dialogues.domain import editing, submission
from dialogues.models import Assignment, Call
from tests.dialogues.endpoints import endpoint
from tests.factories import (
    full_answers,
    make_assignment,
    make_member,
    make_project,
    turns,
)
from tests.factories.wordings import make_rewrite_prompt

pytestmark = pytest.mark.django_db
SAID = ["我今天考试没考好。", "没关系的。下次努力就好了。"]
ANEW = "听起来你很难过。没关系的。"
MARK = {"scheme": "machine", "label": "rewrite", "start": None, "end": None}


@pytest.fixture
def drafter(settings):
    with endpoint(lambda _request: ANEW) as settings.OPENAI_BASE_URL:
        yield


@pytest.fixture
def work():
    project = make_project()
    make_rewrite_prompt(project)
    return make_assignment(project, of=turns(*SAID))


def address(work):
    return f"/api/v1/assignments/{work.pk}/wording/"


def body(work, **fields):
    return {"turn": work.turns[1]["id"], "wish": "feeling-first", **fields}


def test_the_new_words_come_back_and_nobody_is_named(drafter, api, work):
    answer = api(work.holder).post(address(work), body(work))

    assert answer.status_code == 200
    assert answer.json() == {
        "call": str(Call.objects.get().pk),
        "turn": work.turns[1]["id"],
        "text": ANEW,
        "sample": False,
    }
    work.refresh_from_db()
    assert [turn["text"] for turn in work.turns] == SAID


def test_a_request_that_is_sent_again_is_no_second_call(drafter, api, work):
    client = api(work.holder)

    first, again = (
        client.post(address(work), body(work), HTTP_IDEMPOTENCY_KEY="k")
        for _time in range(2)
    )
    other = client.post(
        address(work), body(work, wish="warmer"), HTTP_IDEMPOTENCY_KEY="k"
    )
    long = client.post(address(work), body(work), HTTP_IDEMPOTENCY_KEY="k" * 201)

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_used")
    assert long.status_code == 400
    assert Call.objects.count() == 1


def test_nobody_else_asks_about_it(drafter, api, work):
    project = work.project
    people = [make_member(project, role) for role in ("volunteer", "expert", "admin")]

    answers = [api(one).post(address(work), body(work)) for one in people]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    editing.give_back(work, by=work.holder)
    assert api(work.holder).post(address(work), body(work)).status_code == 403
    assert not Call.objects.exists()


@pytest.mark.parametrize("field", ["turn", "wish"])
@pytest.mark.parametrize(
    "value", [None, 1, [], {}, "", " ", "x" * 4000, "\x00", "{wish}{turn}"]
)
def test_what_is_no_wish_about_a_turn_is_refused(drafter, api, work, field, value):
    answer = api(work.holder).post(address(work), body(work, **{field: value}))

    if (field, value) == ("wish", "{wish}{turn}"):
        # Own words are words: nothing in them is filled in.
        assert answer.status_code == 200
        assert "：{wish}{turn}\n" in Call.objects.get().messages[0]["content"]
        return
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert not Call.objects.exists()


def test_a_turn_of_another_dialogue_is_no_turn_of_this(drafter, api, work):
    other = make_assignment(work.project, of=turns(*SAID))

    for turn in (other.turns[1]["id"], str(uuid.uuid4())):
        answer = api(work.holder).post(address(work), body(work, turn=turn))
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["turn"])


@hypothesis_settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(reply=st.text(max_size=80))
def test_whatever_a_drafter_says_is_words_or_a_sentence(settings, api, work, reply):
    with endpoint(lambda _request: reply) as settings.OPENAI_BASE_URL:
        answer = api(work.holder).post(address(work), body(work))

    assert answer.status_code in {200, 409}
    if answer.status_code == 200:
        assert answer.json()["text"].strip()
    else:
        assert answer.json()["code"] in {"no_use", "no_answer", "daily_limit"}


def test_words_that_were_taken_are_machine_text_in_history_and_export(
    drafter, api, work
):
    client = api(work.holder)
    said = client.post(address(work), body(work)).json()["text"]
    taken = [work.turns[0], {**work.turns[1], "text": said, "labels": [MARK]}]
    saved = client.put(
        f"/api/v1/assignments/{work.pk}/work/",
        {
            "version": 0,
            "turns": taken,
            "answers": full_answers(work.project, taken),
        },
    )
    assert saved.status_code == 200

    held = Assignment.objects.get(pk=work.pk)
    submission.submit(held, seen=1, by=work.holder)

    expert = api(make_member(work.project, "expert"))
    rows = expert.get(f"/api/v1/dialogues/{work.dialogue_id}/revisions/").json()
    assert rows["results"][-1]["turns"][1]["labels"] == [MARK]
    events = expert.get(f"/api/v1/dialogues/{work.dialogue_id}/events/").json()
    assert "ask for wording" in [event["verb"] for event in events["results"]]
