"""Safeguarding cases, opened by a disclosure in the latest revision."""

from reviewers.domain import cases
from reviewers.elements import ELEMENTS
from tests.factories.dialogues import make_submitted, turns
from tests.factories.people import make_member

EVERY_ELEMENT = {element.slug: "yes" for element in ELEMENTS}


def make_case(project, **submitted):
    """A submitted dialogue that discloses something, with its open case."""
    dialogue = make_submitted(project, **submitted)
    dialogue.head.findings.create(code="disclosure", severity="disclosure")
    return cases.open_case(dialogue)


def make_signed(dialogue, *, by):
    """The dialogue after a marked member signed for the answer to its disclosure."""
    case = cases.open_case(dialogue)
    cases.sign(case, revision=dialogue.head, elements=EVERY_ELEMENT, by=by)
    return dialogue


SECRET = "银杏"


def told_by_secret():
    """Turns by whose words one knows them again wherever they are shown."""
    return turns("我表妹在银杏树下哭了，她叫小满。", "谢谢你告诉我银杏树下的事。")


def make_reported(dialogue, *, by=None):
    """The dialogue after somebody said that it is about a real person."""
    by = by or dialogue.head.author or make_member(dialogue.project, "volunteer")
    cases.report(dialogue, text="她是我表妹。", real_person=True, by=by)
    return dialogue
