"""The one mechanism: lock, permission, allowed moves, one event."""

import pytest
from django.core.exceptions import PermissionDenied

from dialogues.history import Refused
from dialogues.models import Dialogue
from tests.factories import make_dialogue, make_member, make_project

pytestmark = pytest.mark.django_db


def history(dialogue):
    return list(dialogue.events.values_list("verb", "from_status", "to_status"))


def test_each_status_is_reached_by_verbs_alone():
    project = make_project()

    stories = {
        status: history(make_dialogue(project, status))
        for status in Dialogue.Status.values
    }

    drafted = [("draft", "", "drafted")]
    editing = [*drafted, ("claim", "drafted", "editing")]
    submitted = [*editing, ("submit", "editing", "submitted")]
    assert stories == {
        "drafted": drafted,
        "editing": editing,
        "submitted": submitted,
        "returned": [*submitted, ("return", "submitted", "returned")],
        "approved": [*submitted, ("approve", "submitted", "approved")],
        "rejected": [*submitted, ("reject", "submitted", "rejected")],
    }


def test_a_change_undoes_everything_when_its_body_fails():
    project = make_project()
    dialogue = make_dialogue(project)
    before = history(dialogue)

    def claim_and_stumble():
        with dialogue.change("claim", by=make_member(project, "volunteer")):
            Dialogue.objects.filter(pk=dialogue.pk).update(emotion="sad")
            raise Refused("no")

    with pytest.raises(Refused, match="no"):
        claim_and_stumble()

    dialogue.refresh_from_db()
    assert (dialogue.status, dialogue.emotion, history(dialogue)) == (
        "drafted",
        "",
        before,
    )


def test_a_stale_instance_cannot_act():
    project = make_project()
    dialogue = make_dialogue(project)
    stale = Dialogue.objects.get(pk=dialogue.pk)
    volunteer = make_member(project, "volunteer")
    with dialogue.change("claim", by=volunteer):
        pass

    with pytest.raises(Refused) as refused, stale.change("claim", by=volunteer):
        pass

    assert (refused.value.code, refused.value.extra) == (
        "wrong_status",
        {"status": "editing"},
    )


def test_permission_is_asked_before_the_status():
    dialogue = make_dialogue(make_project(), "approved")

    with (
        pytest.raises(PermissionDenied),
        dialogue.change("claim", by=make_member(make_project(), "volunteer")),
    ):
        pass


def test_a_target_that_the_table_does_not_know_is_a_mistake_of_ours():
    project = make_project()
    dialogue = make_dialogue(project, "editing")
    holder = dialogue.assignments.get().holder

    with (
        pytest.raises(ValueError, match="does not lead"),
        dialogue.change("submit", by=holder, to="approved"),
    ):
        pass
    with (
        pytest.raises(ValueError, match="say which"),
        dialogue.change("give back", by=holder),
    ):
        pass


def test_an_event_is_never_saved_twice_nor_deleted():
    event = make_dialogue(make_project()).events.get()

    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def test_verbs_for_a_person_follow_the_table():
    project = make_project()
    dialogue = make_dialogue(project, "submitted")

    offered = {
        "author": dialogue.verbs_for(dialogue.head.author),
        "expert": dialogue.verbs_for(make_member(project, "expert")),
        "stranger": dialogue.verbs_for(make_member(make_project(), "expert")),
        "nobody": dialogue.verbs_for(None),
    }

    assert offered == {
        "author": ["withdraw", "report"],
        "expert": [
            "open",
            "sign",
            "approve",
            "fix",
            "return",
            "reject",
            "escalate",
            "report",
            "dismiss finding",
            "set theme",
            "re-check",
            "restore",
        ],
        "stranger": [],
        "nobody": [],
    }
