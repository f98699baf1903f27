"""Two at the same moment while volunteers read first: one wins, nothing is left open."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from dialogues.domain import peer_reading, peer_stage, submission
from dialogues.models import PeerReading
from tests.factories.peers import (
    at_its_time,
    make_peer,
    make_peer_project,
    make_pointed,
    make_taken,
    make_waiting,
    points,
)
from tests.races import afresh, race, split

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(3)


@pytest.fixture
def project():
    return make_peer_project()


def past():
    return timezone.now() - timedelta(seconds=1)


def verbs_of(reading):
    return list(reading.events.values_list("verb", flat=True))


@pytest.mark.parametrize("round_", ROUNDS)
def test_two_peers_and_one_dialogue(project, round_):
    reading = make_waiting(project)
    peers = [make_peer(project) for _one in range(2)]

    taken = race(*(partial(peer_reading.take_next, project, by=one) for one in peers))

    assert sorted(one is None for one in taken) == [False, True]
    assert verbs_of(reading) == ["wait", "take"]


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_peer_and_two_dialogues_in_two_windows(project, round_):
    make_waiting(project)
    make_waiting(project)
    take = partial(peer_reading.take_next, project, by=make_peer(project))

    first, second = race(take, take)

    assert first == second
    assert PeerReading.objects.filter(status="taken").count() == 1


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_peer_beside_a_withdrawal(project, round_):
    reading = make_waiting(project)
    dialogue = afresh(reading.dialogue)

    _taken, withdrawn = race(
        partial(peer_reading.take_next, project, by=make_peer(project)),
        partial(submission.withdraw, dialogue, by=reading.revision.author),
    )

    # Its author may always take it back; who began then reads for nobody.
    assert withdrawn.dialogue == dialogue
    assert afresh(reading).status == "passed"
    assert PeerReading.objects.count() == 1


@pytest.mark.parametrize("round_", ROUNDS)
def test_points_beside_a_withdrawal(project, round_):
    reading = make_taken(project)
    said = points(reading.revision)

    finished, withdrawn = race(
        partial(peer_reading.finish, afresh(reading), points=said, by=reading.reader),
        partial(
            submission.withdraw,
            afresh(reading.dialogue),
            by=reading.revision.author,
        ),
    )

    assert withdrawn.ended_at is None
    if isinstance(finished, Exception):
        assert finished.code == "went_on"
        assert (afresh(reading).status, reading.dialogue.comments.count()) == (
            "passed",
            0,
        )
    else:
        assert verbs_of(reading)[-2:] == ["finish", "mend"]
        assert (afresh(reading).status, reading.dialogue.comments.count()) == (
            "read",
            1,
        )


@pytest.mark.parametrize("round_", ROUNDS)
def test_the_sweep_beside_who_finishes_late(project, round_):
    reading = at_its_time(make_taken(project), lease_until=past())

    finished, freed = race(
        partial(peer_reading.finish, afresh(reading), points=[], by=reading.reader),
        peer_stage.sweep,
    )

    if isinstance(finished, Exception):
        assert (afresh(reading).status, freed) == ("waits", 1)
    else:
        assert (afresh(reading).status, freed) == ("read", 0)


@pytest.mark.parametrize("round_", ROUNDS)
def test_the_sweep_beside_its_author(project, round_):
    reading = at_its_time(make_pointed(project), until=past())

    outcomes = race(
        partial(
            peer_stage.leave_as_it_is,
            afresh(reading.dialogue),
            by=reading.revision.author,
        ),
        peer_stage.sweep,
    )

    assert len(split(outcomes)[0]) >= 1
    assert verbs_of(reading) == ["wait", "take", "finish", "leave as it is"]
