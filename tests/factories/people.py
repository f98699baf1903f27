"""People, projects with their texts, and topics."""

from itertools import count

from dialogues.models import (
    Checklist,
    ChecklistItem,
    Consent,
    Drafter,
    Instruction,
    Level,
    Membership,
    Project,
    Prompt,
    Qualification,
    Topic,
    User,
)
from reviewers.models import SecondOpinions

numbers = count(1)
PASSWORD = "a-long-password-for-tests"


def make_user(username=None, *, password=None):
    """A person; without ``password`` they cannot sign in with one, which is quick."""
    return User.objects.create_user(
        username or f"person{next(numbers)}",
        password=password,
    )


def make_project(slug=None, *, second_opinions=0, **fields):
    """A project with its texts: a checklist of three items, one critical, one of turns.

    Two experts read ``second_opinions`` percent of its dialogues, and what is disclosed.
    """
    project = Project.objects.create(
        slug=slug or f"project-{next(numbers)}",
        **{
            "name": {"zh-hans": "小伙伴", "en": "Companion"},
            "template": "child-companion",
            "user_label": "孩子",
            "assistant_label": "智能助手",
            **fields,
        },
    )
    Consent.objects.create(project=project, version=1, text={"en": "I agree."})
    Instruction.objects.create(project=project, version=1, text="你是温暖的小伙伴。")
    Prompt.objects.create(
        project=project,
        name="talk",
        version=1,
        kind=Prompt.Kind.TOPIC_DIALOGUE,
        text="请以“{topic}”为题写一段对话。",
    )
    Drafter.objects.create(project=project, name="sample", model="sample")
    make_checklist(project)
    SecondOpinions.objects.create(project=project, percent=second_opinions)
    return project


def make_checklist(project, *, version=1):
    checklist = Checklist.objects.create(project=project, version=version)
    for position, (slug, scope, critical) in enumerate(
        [
            ("safe", ChecklistItem.Scope.DIALOGUE, True),
            ("natural", ChecklistItem.Scope.DIALOGUE, False),
            ("warm", ChecklistItem.Scope.TURN, False),
        ],
    ):
        ChecklistItem.objects.create(
            checklist=checklist,
            slug=slug,
            position=position,
            name={"zh-hans": slug, "en": slug},
            question={"zh-hans": f"{slug}？", "en": f"{slug}?"},
            scope=scope,
            critical=critical,
        )
    return checklist


def make_member(
    project,
    *roles,
    safeguarding=False,
    username=None,
    password=None,
    level=Level.APPRENTICE,
):
    """A new person who is a member of the project in these roles.

    Volunteers have passed the course, unless ``level`` is empty.
    """
    user = make_user(username, password=password)
    membership = Membership.objects.create(
        user=user,
        project=project,
        roles=list(roles),
        safeguarding=safeguarding,
        consent=project.consents.latest("version"),
    )
    if level and "volunteer" in roles:
        Qualification.objects.create(
            membership=membership,
            level=level,
            reason=Qualification.Reason.VOUCHED,
        )
    return user


def make_topic(project, text=None, *, theme="学校", **fields):
    number = next(numbers)
    return Topic.objects.create(
        project=project,
        text=text or f"考试没考好 {number}",
        theme=theme,
        **{"identity": str(number), **fields},
    )
