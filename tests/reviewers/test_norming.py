"""Norming: the same texts, blind votes once and for good, and nothing else moves."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues.history import Refused
from dialogues.models import Answer, Approval
from reviewers import norming_shown
from reviewers.domain import cases, norming, norming_figures, reviewing
from reviewers.models import Norming, NormingVote, Review
from reviewers.norming_queries import own_open_places, progress, suitable_dialogues
from reviewers.tasks import count_norming
from tests.factories import (
    make_approved,
    make_dialogue,
    make_member,
    make_project,
    make_submitted,
)
from tests.factories.norming import make_norming, make_revealed, make_vote, votes_said
from tests.factories.reviewers import read
from tests.gate import disclose, refused
from tests.races import afresh, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def experts(project):
    return [make_member(project, "expert") for _one in range(3)]


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def test_five_are_drawn_and_approved_ones_come_first(project, experts, admin):
    approved = {make_approved(project).pk for _one in range(4)}
    submitted = {make_submitted(project).pk for _one in range(4)}

    opened = norming.open_norming(project, experts=experts, by=admin)

    drawn = [place.dialogue_id for place in opened.places.all()]
    assert (set(drawn[:4]), len(drawn)) == (approved, 5)
    assert set(drawn[4:]) <= submitted
    assert all(
        place.revision_id == place.dialogue.head_id for place in opened.places.all()
    )


def test_no_dialogue_is_drawn_that_a_session_has_had(project, experts, admin):
    first = make_norming(project, experts=experts)
    fresh = make_approved(project)
    norming.cancel(first, by=first.opened_by)
    again = norming.open_norming(project, experts=experts, by=admin)
    # What was called off may come again; what was voted on may not.
    assert again.places.count() == 2
    norming.cancel(again, by=admin)

    had = norming.open_norming(project, experts=experts, dialogues=[fresh], by=admin)
    for expert in experts:
        make_vote(had.places.get(), by=expert)
    norming.close(had, by=admin)
    last = norming.open_norming(project, experts=experts, by=admin)

    assert fresh not in [place.dialogue for place in last.places.all()]


def test_what_is_not_suitable_is_never_drawn_and_refused_by_hand(
    project, experts, admin
):
    disclosed = make_submitted(project)
    disclose(disclosed)
    case = make_submitted(project)
    cases.open_case(case)
    being_read = make_submitted(project)
    reviewing.claim(being_read, by=make_member(project, "expert"))
    everywhere = make_project(second_opinions=100)
    others = [make_dialogue(project, status) for status in ("drafted", "returned")]
    volunteer = make_member(project, "volunteer", "expert")
    own = make_submitted(project, author=volunteer)
    foreign = make_approved(everywhere)

    invited = [*experts, volunteer]
    assert not suitable_dialogues(project, invited).exists()
    for row in (disclosed, case, being_read, own, foreign, *others):
        with pytest.raises(Refused) as refusal:
            norming.open_norming(project, experts=invited, dialogues=[row], by=admin)
        assert refusal.value.code == "not_suitable"
    with pytest.raises(Refused):
        norming.open_norming(project, experts=invited, by=admin)
    assert not Norming.objects.exists()


def test_what_waits_for_a_second_opinion_is_left_out(experts):
    project = make_project(second_opinions=100)
    readers = [make_member(project, "expert") for _one in range(2)]
    dialogue = make_submitted(project)
    read(dialogue, "approve", by=readers[0])

    assert not suitable_dialogues(project, readers).exists()


def test_two_experts_are_invited_at_least_and_none_but_experts(project, experts, admin):
    make_approved(project)
    for invited in ([experts[0]], [experts[0], admin], []):
        with pytest.raises(ValidationError) as error:
            norming.open_norming(project, experts=invited, by=admin)
        assert list(error.value.message_dict) == ["experts"]
    with pytest.raises(PermissionDenied):
        norming.open_norming(
            project, experts=experts, by=make_member(project, "volunteer")
        )


def test_one_session_at_a_time(project, experts, admin):
    make_norming(project, experts=experts)
    make_approved(project)

    with pytest.raises(Refused) as refusal:
        norming.open_norming(project, experts=experts, by=admin)

    assert refusal.value.code == "norming_running"


def test_nothing_is_in_view_before_everybody_has_voted(project, experts):
    opened = make_norming(project, experts=experts, dialogues=2)
    first, second = opened.places.all()
    for place in (first, second):
        make_vote(place, by=experts[0])
    make_vote(first, by=experts[1], decision="return")
    opened.refresh_from_db()

    assert (opened.status, norming_shown.rounds_in_view(opened)) == ("open", [])
    results = norming_shown.results(opened, [first, second])
    assert results == {first.pk: [], second.pk: []}
    assert progress(opened) == (1, 3)
    assert own_open_places(experts[1], opened) == [second]
    # The events say who voted on what, and nothing of what was said.
    [*_opened, last] = opened.events.all()
    assert (last.verb, last.note, last.data) == ("vote", "", {"place": 1, "round": 1})


def test_the_last_vote_brings_all_into_view(project, experts):
    opened = make_revealed(project, experts=experts)

    assert opened.status == "revealed"
    assert verbs(opened) == ["open", "vote", "vote", "vote", "reveal"]
    assert opened.events.last().by is None
    [round_] = norming_shown.results(opened, opened.places.all())[
        opened.places.get().pk
    ]
    decision, *_items = round_["rows"]
    assert [(one["value"], one["count"]) for one in decision["shares"]] == [
        ("approve", 1),
        ("return", 2),
    ]
    assert decision["percent"] == 33
    assert [row["percent"] for row in round_["rows"][1:]] == [100, 100, 100]


def test_names_are_shown_only_where_that_was_said_before(project, experts):
    opened = make_revealed(project, experts=experts)
    [round_] = norming_shown.results(opened, opened.places.all())[
        opened.places.get().pk
    ]
    assert [one["by"] for one in round_["said"]] == ["", "", ""]
    norming.close(opened, by=opened.opened_by)

    named = make_revealed(project, experts=experts, named=True)
    [round_] = norming_shown.results(named, named.places.all())[named.places.get().pk]
    assert {one["by"] for one in round_["said"]} == {one.username for one in experts}


def test_who_left_holds_nobody_up(project, experts):
    opened = make_norming(project, experts=experts)
    experts[2].memberships.update(ended_at="2026-01-01T00:00Z")
    for expert in experts[:2]:
        make_vote(opened.places.get(), by=expert)

    opened.refresh_from_db()
    assert opened.status == "revealed"
    with pytest.raises(PermissionDenied):
        norming.say(opened.places.get(), text="我也想说", by=experts[2])


def test_a_vote_is_given_once_and_never_after_the_reveal(project, experts, admin):
    opened = make_norming(project, experts=experts, dialogues=2)
    place = opened.places.first()
    make_vote(place, by=experts[0])
    with pytest.raises(Refused) as again:
        make_vote(place, by=experts[0], decision="reject")
    assert again.value.code == "voted"
    norming.reveal(opened, by=admin)

    with pytest.raises(Refused) as late:
        make_vote(place, by=experts[1])
    assert late.value.code == "wrong_status"
    assert votes_said(opened) == [(experts[0].pk, "approve")]


def test_a_vote_answers_every_question_and_says_why(project, experts):
    place = make_norming(project, experts=experts).places.get()
    for wrong, kind in (
        ({"answers": {"safe": "yes"}}, Refused),
        ({"answers": {"strange": "yes"}}, ValidationError),
        ({"answers": {"safe": []}}, ValidationError),
        ({"decision": "applaud"}, ValidationError),
        ({"sentence": "  "}, Refused),
        ({"sentence": "长" * 501}, ValidationError),
    ):
        full = {
            "decision": "approve",
            "answers": {"safe": "yes", "natural": "no", "warm": "na"},
            "sentence": "好",
        }
        with pytest.raises(kind):
            norming.vote(place, **{**full, **wrong}, by=experts[0])
    assert not NormingVote.objects.exists()


def test_who_was_not_invited_does_not_vote_and_who_does_not_lead_moves_nothing(
    project, experts, admin
):
    opened = make_norming(project, experts=experts[:2], by=experts[0])
    place = opened.places.get()

    for stranger in (experts[2], admin, make_member(project, "volunteer")):
        with pytest.raises(PermissionDenied):
            make_vote(place, by=stranger)
    for verb in (norming.reveal, norming.cancel):
        with pytest.raises(PermissionDenied):
            verb(opened, by=experts[1])
    with pytest.raises(Refused) as nothing:
        norming.reveal(opened, by=experts[0])
    assert nothing.value.code == "no_votes"


def test_a_second_vote_is_blind_again_and_the_first_stays(project, experts, admin):
    opened = make_revealed(project, experts=experts)
    place = opened.places.get()
    norming.say(place, text="我看到了建议", by=experts[0])
    norming.ask_again(opened, by=admin)
    with pytest.raises(Refused):
        norming.say(place, text="先不说", by=experts[0])

    make_vote(place, by=experts[0], decision="return")
    opened.refresh_from_db()
    assert norming_shown.rounds_in_view(opened) == [1]
    for expert in experts[1:]:
        make_vote(afresh(place), by=expert, decision="return")
    opened.refresh_from_db()

    assert (opened.status, norming_shown.rounds_in_view(opened)) == ("closed", [1, 2])
    assert sorted(decision for _by, decision in votes_said(opened)) == [
        "approve",
        "return",
        "return",
    ]
    assert {decision for _by, decision in votes_said(opened, 2)} == {"return"}
    assert [word.text for word in place.words.all()] == ["我看到了建议"]


def test_of_a_session_called_off_nothing_is_shown(project, experts, admin):
    opened = make_revealed(project, experts=experts)
    norming.cancel(opened, by=admin)

    assert norming_shown.rounds_in_view(opened) == []
    assert norming_shown.results(opened, opened.places.all()) == {
        opened.places.get().pk: []
    }


def test_votes_are_no_reviews_and_move_no_dialogue(project, experts, admin):
    dialogue = make_submitted(project)
    before = verbs(dialogue), dialogue.status, Answer.objects.count()
    opened = norming.open_norming(
        project, experts=experts, dialogues=[dialogue], by=admin
    )
    for expert in experts:
        make_vote(opened.places.get(), by=expert, decision="reject")

    dialogue.refresh_from_db()
    assert (verbs(dialogue), dialogue.status, Answer.objects.count()) == before
    assert not Review.objects.exists()
    assert not Approval.objects.exists()


def test_figures_are_counted_for_each_round_and_question(project, experts, admin):
    opened = make_norming(project, experts=experts[:2], dialogues=5)
    for number, place in enumerate(opened.places.all()):
        make_vote(place, by=experts[0], value="yes" if number else "no")
        make_vote(place, by=experts[1], decision="approve" if number < 4 else "return")
    count_norming(str(opened.pk))
    opened.refresh_from_db()

    figures = {(one["about"], one["measure"]): one for one in opened.figures["1"]}
    # One pair of five differs: 9 times approve and once return, 1 - 9 * 2 / (2 * 9 * 1).
    assert figures["decision", "alpha"]["value"] == pytest.approx(0.0)
    assert figures["decision", "percent"]["value"] == pytest.approx(0.8)
    assert figures["answers", "alpha"]["n"] == 15
    assert figures["item:safe", "percent"]["n"] == 5
    [week] = norming_shown.compared_weeks([opened])
    assert [one["percent"]["share"] for one in week["rounds"]] == [80]


def test_undefined_alpha_is_explained(project, experts):
    opened = make_norming(project, experts=experts[:2], dialogues=5)
    for place in opened.places.all():
        for expert in experts[:2]:
            make_vote(place, by=expert)

    figures = {
        (one["about"], one["measure"]): one
        for one in norming_figures.figures_of(opened, 1)
    }
    alike = figures["decision", "alpha"]
    assert (alike["value"], alike["why"]) == (None, "one-value")
    assert figures["decision", "percent"]["value"] == 1


def test_the_database_takes_one_vote_each(sql, project, experts):
    place = make_norming(project, experts=experts).places.get()
    make_vote(place, by=experts[0])

    with refused("one_norming_vote_each"):
        sql(
            "INSERT INTO reviewers_normingvote (place_id, by_id, round, decision,"
            " answers, sentence, at) SELECT place_id, by_id, round, 'reject',"
            " answers, sentence, at FROM reviewers_normingvote"
        )
