"""Dialogues from before any were compared get their fingerprint from the worker."""

import pytest

from dialogues.domain import revisions
from dialogues.domain.missing_fingerprints import note_missing_fingerprints
from dialogues.duplicate_queries import clusters_of
from dialogues.models import Fingerprint
from dialogues.tasks import note_missing_fingerprints as sweep
from tests.factories import (
    make_approved,
    make_drafted,
    make_member,
    make_project,
    turns,
)

pytestmark = pytest.mark.django_db
LINES = (
    "我今天在学校里把同桌的水杯打碎了，他哭了，老师让我站在走廊上。",
    "听起来你又着急又难过。那时候你心里在想什么？",
)


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def before(monkeypatch):
    """While nobody took fingerprints yet."""
    with monkeypatch.context() as patch:
        patch.setattr(revisions, "note_fingerprints", lambda *_said: {})
        yield patch


def test_what_has_none_gets_one_and_what_is_alike_is_told(project, before):
    first, second = (make_drafted(project, of=turns(*LINES)) for _ in range(2))
    elsewhere = make_drafted(make_project(), of=turns(*LINES))
    assert not Fingerprint.objects.exists()
    before.undo()
    third = make_drafted(project, of=turns(*LINES))
    assert clusters_of(make_member(project, "admin"), project) == []

    sweep()

    assert Fingerprint.objects.count() == 4
    known = Fingerprint.objects.get(dialogue=first)
    assert (known.revision_id, bytes(known.content)) == (
        first.head_id,
        bytes(third.fingerprint.content),
    )
    [cluster] = clusters_of(make_member(project, "admin"), project)
    together = {one for copy in cluster for one in copy[:2]}
    assert together == {first.pk, second.pk, third.pk}
    assert not elsewhere.head.findings.filter(code="near-duplicate").exists()
    assert note_missing_fingerprints() == 0


def test_one_that_is_approved_stays_so(project, before):
    dialogue = make_approved(project)
    before.undo()

    assert note_missing_fingerprints() == 1

    dialogue.refresh_from_db()
    assert dialogue.status == "approved"
    assert dialogue.fingerprint.revision_id == dialogue.head_id
