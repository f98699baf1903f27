"""Drafts that came to nothing: asked for again, or repaired by hand."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues.domain import draft_runs, repairing
from dialogues.history import Refused
from dialogues.models import Dialogue
from dialogues.sample_endpoint.answers import stored_dialogues
from tests.dialogues.orders import order, outcomes
from tests.factories import make_batch, make_draft, make_member, make_project, turns

pytestmark = pytest.mark.django_db

TOPIC = stored_dialogues()[0].topic


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def unusable(project, admin, script):
    script.by_topic = {TOPIC: ["empty"]}
    batch = order(project, admin, TOPIC)
    draft_runs.run_batch(batch)
    return batch.drafts.get()


def test_another_draft_takes_the_place_of_one_of_no_use(project, admin, unusable):
    batch = unusable.batch

    again = repairing.draft_again(unusable, by=admin)

    batch.refresh_from_db()
    assert (batch.status, again.status) == ("queued", "queued")
    assert (again.slot, again.candidate) == (unusable.slot, 2)
    assert again.prompt_text == unusable.prompt_text
    draft_runs.run_batch(batch)
    assert (batch.status, outcomes(batch)) == ("done", {"unusable": 1, "drafted": 1})
    assert Dialogue.objects.get().draft == again
    unusable.refresh_from_db()
    assert unusable.answer.reply == ""
    assert unusable.events.last().data == {"draft": str(again.pk)}


def test_another_draft_is_asked_for_once_and_by_admins(project, admin, unusable):
    with pytest.raises(PermissionDenied):
        repairing.draft_again(unusable, by=make_member(project, "expert"))
    repairing.draft_again(unusable, by=admin)
    with pytest.raises(Refused):
        repairing.draft_again(unusable, by=admin)
    assert unusable.batch.drafts.count() == 2


def test_a_cancelled_batch_drafts_nothing_again(project, admin):
    batch = make_batch(project, by=admin, status="cancelled")
    draft = make_draft(batch, status="unusable")

    with pytest.raises(Refused):
        repairing.draft_again(draft, by=admin)

    assert batch.drafts.get() == draft


def test_a_reply_repaired_by_hand_becomes_a_dialogue(project, admin, unusable):
    said = turns("我好怕。", "我在这里陪你。")

    dialogue = repairing.repair(unusable, turns=said, by=admin)

    unusable.refresh_from_db()
    assert (unusable.status, unusable.turns) == ("drafted", said)
    assert (dialogue.draft, dialogue.head.turns) == (unusable, said)
    assert unusable.events.last().by == admin
    with pytest.raises(Refused):
        repairing.repair(unusable, turns=said, by=admin)


@pytest.mark.parametrize("said", [[], None, "x", [{"role": "user"}]])
def test_what_is_no_dialogue_repairs_nothing(project, admin, unusable, said):
    with pytest.raises(ValidationError):
        repairing.repair(unusable, turns=said, by=admin)
    with pytest.raises(ValidationError):
        repairing.repair(unusable, turns=turns("只有孩子说话。"), by=admin)
    unusable.refresh_from_db()
    assert unusable.status == "unusable"


def test_a_test_run_is_not_repaired_into_a_dialogue(project, admin, script):
    script.by_topic = {TOPIC: ["empty"]}
    batch = order(project, admin, TOPIC, trial=True)
    draft_runs.run_batch(batch)

    with pytest.raises(Refused):
        repairing.repair(batch.drafts.get(), turns=turns("怕。", "我在。"), by=admin)
    assert not Dialogue.objects.exists()
