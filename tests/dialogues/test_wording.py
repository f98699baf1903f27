"""Another wording of a turn: asked for by who edits, paid within limits, never forced."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from dialogues import wording_queries
from dialogues.domain import calls, editing, wording
from dialogues.domain.wording import ASKED_A_DAY, ask_wording
from dialogues.history import Refused
from dialogues.models import Call, Dialogue, DialogueEvent
from dialogues.prompt_queries import rewrite_prompt
from dialogues.wording_queries import spent_on_wordings
from tests.dialogues.endpoints import endpoint
from tests.factories import (
    make_assignment,
    make_member,
    make_project,
    make_topic,
    turns,
)
from tests.factories.wordings import make_rewrite_prompt
from tests.races import race, split

pytestmark = pytest.mark.django_db
SAID = ["我今天考试没考好。", "没关系的。下次努力就好了。别想太多。"]


@pytest.fixture
def project():
    project = make_project()
    make_rewrite_prompt(project)
    return project


@pytest.fixture
def work(project):
    return make_assignment(project, of=turns(*SAID))


def reply_of(work):
    return work.turns[1]["id"]


def ask(work, wish="shorter", **options):
    return ask_wording(
        work,
        **{"turn": reply_of(work), "wish": wish, "by": work.holder, **options},
    )


def refused(work, *args, **options):
    with pytest.raises(Refused) as refusal:
        ask(work, *args, **options)
    return refusal.value


def test_the_drafter_is_asked_and_the_text_stays_as_it_is(script, project, work):
    found = ask(work, "feeling-first")

    assert found.text == "听起来，你心里挺难受的。" + SAID[1]
    assert found.sample
    [call] = Call.objects.all()
    assert (call.outcome, call.draft, call.batch) == ("answered", None, None)
    assert call.prompt == rewrite_prompt(project)
    assert call.reply == found.text
    assert call.cost == 0
    assert (call.prompt_tokens > 50, call.seconds > 0) == (True, True)
    [message] = call.messages
    assert "先说出对方的心情" in message["content"]
    work.refresh_from_db()
    assert [turn["text"] for turn in work.turns] == SAID
    event = work.dialogue.events.get(verb="ask for wording")
    assert (event.by, event.from_status, event.to_status) == (
        work.holder,
        "editing",
        "editing",
    )
    assert event.data == {
        "assignment": str(work.pk),
        "call": str(call.pk),
        "turn": reply_of(work),
        "wish": "feeling-first",
    }


def test_own_words_are_sent_as_they_are_and_bounded(script, work):
    ask(work, "像大姐姐那样说")

    assert "像大姐姐那样说" in Call.objects.get().messages[0]["content"]
    for wish in ("", "  ", "长" * 201):
        with pytest.raises(ValidationError) as error:
            ask(work, wish)
        assert list(error.value.message_dict) == ["wish"]
    assert Call.objects.count() == 1


def test_only_a_turn_with_words_can_be_written_anew(script, project):
    work = make_assignment(project, of=turns("我没考好。", "  "))

    for turn in (str(uuid.uuid4()), work.turns[1]["id"]):
        with pytest.raises(ValidationError) as error:
            ask(work, turn=turn)
        assert list(error.value.message_dict) == ["turn"]
    assert not Call.objects.exists()
    assert not DialogueEvent.objects.filter(verb="ask for wording").exists()


def test_only_who_holds_the_dialogue_may_ask(script, project, work):
    other = make_assignment(project)

    with pytest.raises(PermissionDenied):
        ask(work, by=other.holder)
    with pytest.raises(PermissionDenied):
        ask(work, by=make_member(project, "expert", "admin"))
    editing.give_back(work, by=work.holder)
    with pytest.raises(PermissionDenied):
        ask(work)
    assert not Call.objects.exists()


def test_what_is_no_longer_kept_for_one_is_not_asked_about(script, project, work):
    editing.give_back(work, by=work.holder)
    editing.claim(Dialogue.objects.get(pk=work.dialogue_id), by=work.holder)

    assert refused(work).code == "lease_ended"
    assert not Call.objects.exists()


def test_the_prompt_is_the_one_written_last(script, project, work):
    make_rewrite_prompt(project)
    last = make_rewrite_prompt(project)
    ask(work)

    assert Call.objects.get().prompt == last


def test_who_asks_twice_with_one_key_is_answered_by_one_call(script, monkeypatch, work):
    first, again = ask(work, key="abc"), ask(work, key="abc")

    assert first == again
    assert Call.objects.count() == 1
    assert refused(work, "simpler", key="abc").code == "idempotency_key_used"
    monkeypatch.setattr(wording.calls, "keep_ends", lambda _ended: None)
    assert refused(work, key="abd").code == "no_use"
    assert refused(work, key="abd").code == "on_its_way"
    calls.lose(Call.objects.all())
    assert refused(work, key="abd").code == "no_answer"
    assert Call.objects.count() == 2


def test_somebody_elses_key_is_another_question(script, project, work):
    other = make_assignment(project, of=turns(*SAID))

    assert ask(work, key="1").call != ask(other, key="1").call


def test_a_person_asks_so_often_a_day_and_no_more(script, project, work):
    ask(work)
    [event] = DialogueEvent.objects.filter(verb="ask for wording")
    DialogueEvent.objects.bulk_create(
        DialogueEvent(
            dialogue=work.dialogue,
            verb=event.verb,
            to_status="editing",
            by=work.holder,
            at=timezone.now() - timedelta(hours=hours),
        )
        for hours in [1] * (ASKED_A_DAY - 2) + [25]
    )
    ask(work)

    with override("en"):
        refusal = refused(work)
    assert refusal.code == "daily_limit"
    assert str(refusal).startswith(f"You have asked {ASKED_A_DAY} times")
    assert Call.objects.count() == 2
    assert ask(make_assignment(project, of=turns(*SAID))).text


def test_the_days_budget_is_set_aside_before_the_call(
    script, settings, monkeypatch, project, work
):
    project.drafters.update(completion_price=1000, longest_reply=2000)
    settings.WORDING_BUDGET = Decimal("1.9")
    assert refused(work).code == "budget_spent"
    assert not Call.objects.exists()

    settings.WORDING_BUDGET = Decimal("2.001")
    ask(work)
    cost = Call.objects.get().cost
    assert 0 < cost < Decimal("0.1")
    assert refused(work).code == "budget_spent"
    monkeypatch.setattr(wording_queries, "LATELY", timedelta(0))
    ask(work)


def test_a_call_of_unknown_cost_counts_with_what_was_set_aside(settings, project, work):
    project.drafters.update(completion_price=1000, longest_reply=2000)
    settings.WORDING_BUDGET = Decimal(3)
    # It does not say how many tokens it took.
    with endpoint(lambda _request: "嗯。") as settings.OPENAI_BASE_URL:
        ask(work)

    assert refused(work).code == "budget_spent"
    spent = spent_on_wordings(project)["USD"]
    assert (spent.asked, spent.answered, spent.cost, spent.unknown) == (1, 1, 0, 1)
    assert spent.counted == 2


@pytest.mark.parametrize(
    ("fault", "code", "outcome"),
    [
        ("500", "no_answer", "failed"),
        ("401", "no_answer", "failed"),
        ("drop", "no_answer", "failed"),
        ("empty", "no_use", "answered"),
        ("refusal", "no_use", "answered"),
        ("english", "no_use", "answered"),
        ("cut-off", "no_use", "answered"),
        ("huge", "no_use", "answered"),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_the_call_is_kept(
    script, work, fault, code, outcome
):
    script.by_topic = {"考试": [fault]}

    refusal = refused(work)

    assert refusal.code == code
    assert Call.objects.get().outcome == outcome
    assert work.dialogue.events.filter(verb="ask for wording").count() == 1
    assert ask(work).text


def test_a_drafter_with_too_much_to_do_is_left_alone(script, project, work):
    script.by_topic = {"考试": ["429"]}
    assert refused(work).code == "no_answer"

    assert refused(work).code == "drafter_busy"
    assert Call.objects.count() == 1
    project.drafters.update(resting_until=None)
    assert ask(work).text


def test_who_waits_is_told_in_time(settings, monkeypatch, script, work):
    monkeypatch.setattr(wording, "LONGEST_SECONDS", 0.3)
    script.by_topic = {"考试": ["timeout"]}

    assert refused(work).code == "no_answer"
    assert Call.objects.get().cost is None


def test_without_a_key_nobody_is_called_and_nobody_is_told_its_name(project, work):
    project.drafters.update(
        key_name="QUEQIAO_KEY_SECRET", endpoint="http://127.0.0.1:1"
    )

    refusal = refused(work)

    assert refusal.code == "no_key"
    assert "SECRET" not in str(refusal)
    assert not Call.objects.exists()


def test_without_a_prompt_or_a_drafter_nobody_is_asked(project, work):
    project.drafters.update(retired_at=timezone.now())
    assert refused(work).code == "no_drafter"
    other = make_assignment(make_project(), of=turns(*SAID))
    assert refused(other).code == "no_drafter"


def test_words_around_the_turn_are_left_out(settings, work):
    reply = "好的，改写如下：\n智能助手：“听起来你很难过。”\n（说明：先说了心情）"
    with endpoint(lambda _request: reply) as settings.OPENAI_BASE_URL:
        found = ask(work)

    assert found.text == "听起来你很难过。"
    assert not found.sample
    assert Call.objects.get().reply == reply
    # Without usage nobody knows what it cost.
    assert Call.objects.get().cost is None


def test_i_cannot_may_be_the_turns_own_words(settings, work):
    reply = "我相信你。对不起，我不能答应替你保密，因为我想让你安全。"
    with endpoint(lambda _request: reply) as settings.OPENAI_BASE_URL:
        assert ask(work).text == reply


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_drafter_writes(script, monkeypatch, work):
    open_ones = []
    call_now = wording.call_now

    def watched(*args, **options):
        open_ones.append(connection.in_atomic_block)
        return call_now(*args, **options)

    monkeypatch.setattr(wording, "call_now", watched)
    ask(work)

    assert open_ones == [False]


@pytest.mark.django_db(transaction=True)
def test_two_questions_at_once_do_not_pass_the_limit_together(
    script, monkeypatch, work
):
    monkeypatch.setattr(wording, "ASKED_A_DAY", 1)

    done, refusals = split(race(*[lambda: ask(work, by=work.holder)] * 3))

    assert len(done) == 1
    assert {refusal.code for refusal in refusals} == {"daily_limit"}
    assert Call.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_do_not_pass_the_budget_together(script, settings, project):
    make_topic(project)
    project.drafters.update(completion_price=1000, longest_reply=2000, concurrency=8)
    settings.WORDING_BUDGET = Decimal(3)
    works = [make_assignment(project, of=turns(*SAID)) for _person in range(3)]

    done, refusals = split(race(*[lambda work=work: ask(work) for work in works]))

    assert (len(done), len(refusals)) in {(1, 2), (2, 1), (3, 0)}
    assert spent_on_wordings(project)["USD"].counted <= 3
    assert {refusal.code for refusal in refusals} <= {"budget_spent"}
