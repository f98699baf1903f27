"""Every verb of every tracked row, in every status, by everyone."""

from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from dialogues.history import Refused, Tracked
from dialogues.models import Approval, Membership, Proposal, SupportCall
from tests import verbs_page
from tests.factories import (
    make_batch,
    make_bulk,
    make_case,
    make_dialogue,
    make_draft,
    make_import,
    make_member,
    make_project,
    make_release,
    make_review,
    make_run,
    make_server,
)
from tests.factories.norming import make_norming
from tests.factories.peers import make_reading

pytestmark = pytest.mark.django_db

EVERY_ROLE = ("volunteer", "expert", "admin")
WHO = {
    "the system": {"system"},
    "the expert who claimed it": {"expert"},
    "who asked": {"author"},
    "a volunteer who wrote none of it and is no expert": {"volunteer"},
    "who reads it": {"volunteer"},
    "its author · the system": {"author", "system"},
    "who proposed it": {"author"},
    "who previewed it": {"expert"},
    "who previewed it · an admin": {"expert", "admin", "marked"},
    "an expert who was invited": {"expert"},
    "who opened it · an admin": {"admin", "marked"},
    "who opened it · an admin · the system": {"admin", "marked", "system"},
    "who was invited · who opened it · an admin": {"expert", "admin", "marked"},
    "a marked member who did not ask": {"marked"},
    "any member": {"author", "volunteer", "expert", "admin", "marked"},
    "a marked member": {"marked"},
    "a marked member · the system": {"marked", "system"},
    "a marked member who wrote none of it": {"marked"},
    "an expert · an admin": {"author", "expert", "admin", "marked"},
    "an admin": {"admin", "marked"},
    "an admin · the system": {"admin", "marked", "system"},
    "its author": {"author"},
    "an expert": {"author", "expert"},
    "its holder": {"author"},
    "its holder · the system": {"author", "system"},
    # No dialogue has been opened for the draft of this table.
    "who holds its dialogue · the system": {"system"},
    "a volunteer": {"author", "volunteer"},
    "an expert who wrote none of it": {"expert"},
}
CASES = [
    pytest.param(model, status, id=f"{model.__name__}-{status}")
    for model in verbs_page.TRACKED
    for status in model.Status.values
]


def make_cast(project):
    """Everyone who could try; the author is an expert too, which must not help."""
    left = make_member(project, *EVERY_ROLE, safeguarding=True)
    Membership.objects.filter(user=left).update(ended_at=timezone.now())
    return {
        "system": None,
        "author": make_member(project, "volunteer", "expert"),
        "volunteer": make_member(project, "volunteer"),
        "expert": make_member(project, "expert"),
        "admin": make_member(project, "admin"),
        "marked": make_member(project, "admin", safeguarding=True),
        "someone who left": left,
        "a stranger": make_member(make_project(), *EVERY_ROLE, safeguarding=True),
    }


def make_row(model, status, project, cast):
    name = model.__name__
    if name == "Dialogue":
        return make_dialogue(project, status, author=cast["author"])
    row = {
        "Review": lambda: make_review(project, expert=cast["expert"]),
        "Case": lambda: make_case(project),
        "Norming": lambda: make_norming(
            project,
            experts=[cast["expert"], make_member(project, "expert")],
        ),
        "Bulk": lambda: make_bulk(project, by=cast["expert"]),
        "Proposal": lambda: Proposal(
            project=project, by=cast["author"], text="搬家"
        ).open(by=cast["author"]),
        "SupportCall": lambda: SupportCall(
            project=project, asked_by=cast["author"]
        ).open(by=cast["author"]),
        "PeerReading": lambda: make_reading(
            make_dialogue(project, "submitted", author=cast["author"]),
            reader=cast["volunteer"],
        ),
        "DraftBatch": lambda: make_batch(project),
        "Draft": lambda: make_draft(make_batch(project)),
        "Import": lambda: make_import(project),
        "Release": lambda: make_release(project),
        "Run": lambda: make_run(project),
        "ModelServer": lambda: make_server(make_run(project)),
    }[name]()
    said = name == "Review" and status in ("in_review", "decided", "set_aside")
    extra = {"decision": "reject"} if said else {}
    model.objects.filter(pk=row.pk).update(status=status, **extra)
    return row


def do(row, verb, *, by, to):
    """The verb with the least that the database asks of it beside the status."""
    with row.change(verb, by=by, to=to):
        if verb == "approve":
            Approval.objects.create(dialogue=row, revision=row.head, by=by)
        if verb == "decide":
            row.decision = "reject"


def attempt(row, verb, *, by, to):
    """What happened: the new events and the status, all taken back afterwards."""
    before = row.events.count()
    with transaction.atomic():
        with suppress(Refused, PermissionDenied):
            do(row, verb, by=by, to=to)
        fresh = type(row).objects.get(pk=row.pk)
        events = list(
            fresh.events.values_list("verb", "from_status", "to_status", "by")[before:]
        )
        transaction.set_rollback(True)
    return SimpleNamespace(status=fresh.status, events=events)


@pytest.mark.parametrize(("model", "status"), CASES)
def test_every_verb_moves_and_writes_one_event_or_neither(model, status):
    project = make_project()
    cast = make_cast(project)
    row = make_row(model, status, project, cast)

    for verb, rule in model.CHANGES.items():
        for name, person in cast.items():
            for target in rule.targets or (status,):
                told = target if rule.targets else None
                happened = attempt(row, verb, by=person, to=told)
                may = status in rule.sources and name in WHO[verbs_page.WORDS[rule.may]]
                by = person and person.pk
                assert (happened.status, happened.events) == (
                    (target, [(verb, status, target, by)]) if may else (status, [])
                ), (verb, name)


def test_every_tracked_model_is_in_the_table():
    assert {model.__name__ for model in verbs_page.TRACKED} == {
        model.__name__ for model in Tracked.__subclasses__()
    }


def test_no_dialogue_is_ever_stuck():
    rules = verbs_page.Dialogue.CHANGES.values()

    assert {source for rule in rules if rule.targets for source in rule.sources} == set(
        verbs_page.Dialogue.Status.values,
    )


def test_the_page_about_verbs_says_what_the_tables_say():
    assert verbs_page.PAGE.read_text(encoding="utf-8") == verbs_page.render()
