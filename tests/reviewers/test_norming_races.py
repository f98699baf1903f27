"""Norming: two at the same moment."""

from functools import partial

import pytest

from dialogues.history import Refused
from reviewers.domain import norming
from reviewers.models import Norming
from tests.factories import (
    make_approved,
    make_member,
    make_project,
)
from tests.factories.norming import make_norming, make_vote, votes_said
from tests.races import afresh, race, split, verbs


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_two_votes_at_once_by_one_person_leave_one(round_):
    project = make_project()
    experts = [make_member(project, "expert") for _one in range(2)]
    opened = make_norming(project, experts=experts)
    place = opened.places.get()

    outcomes = race(
        *(
            partial(make_vote, afresh(place), by=experts[0], decision=decision)
            for decision in ("approve", "reject")
        )
    )

    given, refusals = split(outcomes)
    assert [refusal.code for refusal in refusals] == ["voted"]
    assert votes_said(opened) == [(experts[0].pk, given[0].decision)]


@pytest.mark.django_db(transaction=True)
def test_the_last_votes_at_once_reveal_once():
    project = make_project()
    experts = [make_member(project, "expert") for _one in range(2)]
    opened = make_norming(project, experts=experts)
    place = opened.places.get()

    race(*(partial(make_vote, afresh(place), by=expert) for expert in experts))

    assert verbs(opened) == ["open", "vote", "vote", "reveal"]


@pytest.mark.django_db(transaction=True)
def test_a_vote_beside_the_reveal_is_counted_or_refused():
    project = make_project()
    experts = [make_member(project, "expert") for _one in range(3)]
    opened = make_norming(project, experts=experts)
    place = opened.places.get()
    make_vote(place, by=experts[0])

    vote, _shown = race(
        partial(make_vote, afresh(place), by=experts[1]),
        partial(norming.reveal, afresh(opened), by=opened.opened_by),
    )

    late = isinstance(vote, Refused)
    assert len(votes_said(opened)) == (1 if late else 2)
    assert verbs(opened)[-1] == "reveal"


@pytest.mark.django_db(transaction=True)
def test_two_that_open_at_once_open_one():
    project = make_project()
    experts = [make_member(project, "expert") for _one in range(2)]
    make_approved(project)

    outcomes = race(
        *(
            partial(norming.open_norming, project, experts=experts, by=expert)
            for expert in experts
        )
    )

    _opened, refusals = split(outcomes)
    assert [refusal.code for refusal in refusals] == ["norming_running"]
    assert Norming.objects.count() == 1
