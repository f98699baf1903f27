"""Near-copies within a project are found when they are written, one or many at a time."""

import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dialogues.domain.likeness import MOST_BEARERS, Said, note_fingerprints
from dialogues.domain.revisions import add_revision
from dialogues.models import Dialogue, Finding, Fingerprint, Revision
from dialogues.sample_endpoint.answers import stored_dialogues
from tests.factories import (
    make_batch,
    make_draft,
    make_drafted,
    make_member,
    make_project,
    reworded,
    turns,
)

pytestmark = pytest.mark.django_db

STORED = [[text for _role, text in one.turns] for one in stored_dialogues()]


@pytest.fixture
def project():
    return make_project()


def story(number, ending="好。"):
    """A dialogue of its own for each number; the ending is a few letters of it."""
    lines = [
        "".join(chr(0x4E00 + (number * 7919 + at * 131 + line * 17) % 18000)) * 2
        for line in range(4)
        for at in range(12)
    ]
    return turns(*("".join(lines[at : at + 12]) for at in range(0, 48, 12)), ending)


def copies(dialogue):
    """The other dialogues that the latest revision is said to be like."""
    found = Finding.objects.filter(revision=dialogue.head, code="near-duplicate")
    return [(one.data["dialogue"], one.data["percent"]) for one in found]


def written(project, texts):
    """Rows as an import writes them, and what they are found to be like."""
    said = [Said(uuid.uuid4(), uuid.uuid4(), one) for one in texts]
    with transaction.atomic():
        found = note_fingerprints(project.pk, said)
        Dialogue.objects.bulk_create(
            Dialogue(
                pk=one.dialogue,
                project=project,
                origin=Dialogue.Origin.IMPORTED,
                head_id=one.revision,
            )
            for one in said
        )
        Revision.objects.bulk_create(
            Revision(
                pk=one.revision, dialogue_id=one.dialogue, number=1, turns=one.turns
            )
            for one in said
        )
    return said, found


def test_a_copy_names_the_other_dialogue_and_how_much_is_the_same(project):
    first = make_drafted(project, of=turns(*STORED[0]))
    second = make_drafted(project, of=turns(*STORED[0]))
    near = make_drafted(project, of=reworded(turns(*STORED[0])))
    other = make_drafted(project, of=turns(*STORED[1]))

    assert copies(first) == []
    assert copies(second) == [(str(first.pk), 100)]
    [(named, percent)] = copies(near)
    assert (named, 70 <= percent < 100) == (str(first.pk), True)
    assert copies(other) == []


def test_another_project_is_not_looked_at(project):
    make_drafted(project, of=turns(*STORED[0]))

    assert copies(make_drafted(make_project(), of=turns(*STORED[0]))) == []


def test_a_dialogue_is_no_copy_of_its_earlier_revision(project):
    dialogue = make_drafted(project, of=turns(*STORED[0]))
    with transaction.atomic():
        add_revision(dialogue, reworded(dialogue.head.turns), by=None)
        dialogue.save()

    assert copies(dialogue) == []
    assert Fingerprint.objects.get().revision == dialogue.head


def test_two_editors_of_one_draft_are_no_copies_of_each_other(project):
    batch = make_batch(project, by=make_member(project, "admin"))
    draft, another = make_draft(batch), make_draft(batch)
    found = [
        drafted_from(project, one, turns(*STORED[0])) for one in (draft, draft, another)
    ]

    assert [copies(one) for one in found] == [[], [], [(str(found[0].pk), 100)]]


def drafted_from(project, draft, of):
    with transaction.atomic():
        dialogue = Dialogue(
            project=project, draft=draft, origin=Dialogue.Origin.DRAFT
        ).open(by=None, verb="draft")
        add_revision(dialogue, of, by=None)
        dialogue.save(update_fields=["head"])
    return dialogue


def test_an_edit_that_takes_it_away_from_the_other_ends_the_finding(project):
    make_drafted(project, of=turns(*STORED[0]))
    dialogue = make_drafted(project, of=turns(*STORED[0]))
    with transaction.atomic():
        add_revision(dialogue, turns(*STORED[1]), by=None)
        dialogue.save()

    assert copies(dialogue) == []


def test_a_copy_is_found_though_the_first_of_them_was_edited_away(project):
    first, second = (make_drafted(project, of=turns(*STORED[0])) for _time in "ab")
    with transaction.atomic():
        add_revision(first, turns(*STORED[1]), by=None)
        first.save()

    third = make_drafted(project, of=turns(*STORED[0]))

    assert copies(third) == [(str(second.pk), 100)]


def test_dialogues_without_a_letter_are_like_nothing(project):
    first, second = (make_drafted(project, of=turns("……", "！")) for _time in "ab")

    assert copies(first) == copies(second) == []


def test_looking_asks_the_database_twice(project):
    said = [Said(uuid.uuid4(), uuid.uuid4(), story(number)) for number in range(200)]
    for some in (said[:1], said[1:]):
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            note_fingerprints(project.pk, some)
            assert len(asked) == 2
            transaction.set_rollback(True)


def test_the_planner_is_left_as_it_was(project, sql):
    written(project, [story(1)])

    assert sql("SHOW enable_seqscan") == [("on",)]


def test_copies_are_found_within_a_batch_and_across_batches(project):
    first, found = written(project, [story(1), story(2), story(1, "再见。")])
    assert list(found) == [first[2].dialogue]
    assert found[first[2].dialogue].dialogue == str(first[0].dialogue)

    second, found = written(project, [story(3), story(2)])
    assert {pk: (one.dialogue, one.percent) for pk, one in found.items()} == {
        second[1].dialogue: (str(first[1].dialogue), 100),
    }


def test_rows_that_share_their_text_each_find_one_other(project):
    first, found = written(project, [story(1)] * 1000)
    second, later = written(project, [story(1)] * 1000)

    named = {(one.dialogue, one.percent) for one in [*found.values(), *later.values()]}
    assert (len(found), len(later)) == (999, 1000)
    assert named == {(str(first[0].dialogue), 100)}
    # Nobody has to be compared with two thousand others.
    assert Fingerprint.objects.exclude(bands=[]).count() == MOST_BEARERS
    assert Fingerprint.objects.count() == len(first) + len(second)


def test_two_thousand_strangers_are_all_left_alone(project):
    for start in range(0, 2000, 500):
        _said, found = written(
            project, [story(number) for number in range(start, start + 500)]
        )
        assert found == {}
