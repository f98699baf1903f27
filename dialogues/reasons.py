"""Why a turn is sent back: the reasons that every project begins with, and its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from dialogues.course_queries import lessons_of
from dialogues.models import Project, Reason

# Each: code, lesson, whether it is critical, then name and sentence in both languages.
BUILT_IN = [
    (
        "not-seen",
        "recognition",
        False,
        ("没有看到感受", "The feeling is not seen"),
        (
            "这里孩子的感受还没有被看到，先把它说出来再往下走。",
            "The feeling is not seen yet here. Name it before you go on.",
        ),
    ),
    (
        "advice-too-soon",
        "guidance",
        False,
        ("建议给得太早", "Advice comes too soon"),
        (
            "建议来得早了一点，先陪一陪，再一起想办法。",
            "The advice comes a little early. Stay with the feeling first.",
        ),
    ),
    (
        "preaching",
        "empathy",
        False,
        ("像在说教", "Sounds like preaching"),
        (
            "这里有点像讲道理，换成对方听得进去的话。",
            "This sounds a little like a lecture. Say it as a friend would.",
        ),
    ),
    (
        "denying",
        "empathy",
        True,
        ("否定或责怪", "Denies or blames"),
        (
            "这句话容易让人觉得自己不该有这种感受，请改成接纳的说法。",
            "This may read as if the feeling were wrong. Please accept it instead.",
        ),
    ),
    (
        "not-childlike",
        "checklist",
        False,
        ("不像和孩子说话", "Not how one talks with a child"),
        (
            "句子再短一点、词再简单一点，更像和孩子说话。",
            "Shorter sentences and simpler words would suit a child better.",
        ),
    ),
    (
        "unsafe",
        "safety",
        True,
        ("不安全", "Not safe"),
        (
            "这里关系到安全，请写清楚可以找哪位信任的大人帮忙。",
            "This is about safety. Say clearly which trusted adult can help.",
        ),
    ),
    (
        "wording",
        "checklist",
        False,
        ("措辞", "Wording"),
        (
            "意思很好，措辞再自然一点。",
            "The thought is good; the wording could be smoother.",
        ),
    ),
    ("other", "", False, ("其他", "Something else"), ("", "")),
]
STEP = 10


class LinkedReason(TypedDict):
    """A reason for a page; ``lesson`` is empty where the course has none about it."""

    name: str
    lesson: str
    critical: bool


def built_in(project: Project) -> list[Reason]:
    """The reasons of a project that has written none; they are not stored."""
    return [
        Reason(
            project=project,
            slug=slug,
            version=0,
            position=STEP * place,
            name=_in_both(name),
            sentence=_in_both(sentence),
            lesson=lesson,
            critical=critical,
        )
        for place, (slug, lesson, critical, name, sentence) in enumerate(
            BUILT_IN,
            start=1,
        )
    ]


def every_reason(project: Project) -> dict[str, Reason]:
    """The latest version of each reason by its code, with those no longer offered."""
    found = {reason.slug: reason for reason in built_in(project)}
    for reason in project.reasons.order_by("slug", "version"):
        found[reason.slug] = reason
    return found


def reasons_of(project: Project) -> list[Reason]:
    """What an expert of the project may choose from, in its order."""
    return in_order(every_reason(project).values())


def in_order(reasons: Iterable[Reason]) -> list[Reason]:
    """Those of them that are still offered, as the project ordered them."""
    offered = [one for one in reasons if not one.retired]
    return sorted(offered, key=lambda one: (one.position, one.slug))


def linked_reasons(project: Project) -> dict[str, LinkedReason]:
    """What people read for each code that a comment may have."""
    lessons = set(lessons_of(project).order_by().values_list("slug", flat=True))
    return {
        slug: {
            "name": str(reason),
            "lesson": reason.lesson if reason.lesson in lessons else "",
            "critical": reason.critical,
        }
        for slug, reason in every_reason(project).items()
    }


def _in_both(words: tuple[str, str]) -> dict[str, Any]:
    chinese, english = words
    return {"zh-hans": chinese, "en": english} if chinese else {}
