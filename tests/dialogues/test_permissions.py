"""Who is what in a project, and what they may see."""

import pytest
from django.utils import timezone

from dialogues import permissions
from dialogues.models import Membership
from dialogues.queries import visible_dialogues, visible_projects
from dialogues.topic_queries import visible_topics
from tests.factories import (
    make_dialogue,
    make_member,
    make_project,
    make_submitted,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def answers(user, dialogue):
    """The questions that are answered with yes."""
    questions = {
        "volunteer": permissions.is_volunteer,
        "expert": permissions.is_expert,
        "admin": permissions.is_admin,
        "safeguarding": permissions.is_safeguarding,
        "holder": permissions.is_holder,
        "author": permissions.is_author,
        "wrote some": permissions.wrote_some_of_it,
        "may decide": permissions.may_decide,
    }
    return {name for name, asks in questions.items() if asks(user, dialogue)}


def test_each_person_is_what_their_membership_says():
    project = make_project()
    author = make_member(project, "volunteer", "expert")
    dialogue = make_submitted(project, author=author)

    assert {
        "author": answers(author, dialogue),
        "expert": answers(make_member(project, "expert"), dialogue),
        "marked": answers(
            make_member(project, "admin", safeguarding=True),
            dialogue,
        ),
        "stranger": answers(
            make_member(make_project(), "volunteer", "expert", safeguarding=True),
            dialogue,
        ),
        "nobody": answers(None, dialogue),
    } == {
        "author": {"volunteer", "expert", "author", "wrote some"},
        "expert": {"expert", "may decide"},
        "marked": {"admin", "safeguarding"},
        "stranger": set(),
        "nobody": set(),
    }


def test_the_holder_holds_only_as_long_as_the_assignment_is_open():
    project = make_project()
    dialogue = make_dialogue(project, "editing")
    holder = dialogue.assignments.get().holder
    held = permissions.is_holder(holder, dialogue)
    dialogue.assignments.update(ended_at=timezone.now())

    assert (held, permissions.is_holder(holder, dialogue)) == (True, False)


def test_someone_who_left_is_nothing_any_more():
    project = make_project()
    person = make_member(project, "volunteer", "expert", "admin", safeguarding=True)
    dialogue = make_dialogue(project)
    Membership.objects.filter(user=person).update(ended_at=timezone.now())

    assert answers(person, dialogue) == set()
    assert list(visible_projects(person)) == []
    assert list(visible_dialogues(person)) == []


@pytest.mark.parametrize(
    "change",
    [{"ended_at": timezone.now()}, {"roles": ["admin"]}],
)
def test_who_volunteers_no_more_neither_holds_nor_takes_back(change):
    project = make_project()
    person = make_member(project, "volunteer")
    submitted = make_submitted(project, author=person)
    held = make_dialogue(project, "editing", author=person)
    Membership.objects.filter(user=person).update(**change)

    # Any member may still call for help, and do what an admin does.
    another = make_member(project, "admin") if "roles" in change else make_user()
    assert [row.verbs_for(person) for row in (submitted, held)] == [
        row.verbs_for(another) for row in (submitted, held)
    ]


def test_who_sees_which_dialogue():
    project = make_project()
    author = make_member(project, "volunteer")
    untouched = make_dialogue(project)
    written = make_submitted(project, author=author)

    def seen(*roles, where=project):
        return set(visible_dialogues(make_member(where, *roles)))

    assert set(visible_dialogues(author)) == {written}
    assert (seen("volunteer"), seen("volunteer", where=make_project())) == (
        set(),
        set(),
    )
    assert seen("expert") == seen("admin") == {untouched, written}
    assert seen("expert", where=make_project()) == set()


def test_topics_are_seen_by_members():
    project = make_project()
    topic = make_topic(project)

    assert list(visible_topics(make_member(project, "volunteer"))) == [topic]
    assert list(visible_topics(make_member(make_project(), "admin"))) == []


def test_roles_are_asked_for_in_their_own_project():
    project, other = make_project(), make_project()
    person = make_member(project, "expert")
    Membership.objects.create(
        user=person,
        project=other,
        roles=["volunteer"],
        consent=other.consents.get(),
    )

    assert permissions.has_role(person, project.pk, "expert")
    assert not permissions.has_role(person, other.pk, "expert", "admin")
    assert not permissions.has_role(None, project.pk, "expert")
