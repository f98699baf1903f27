"""A version of a text as an expert reads it before signing, and where they read it."""

from __future__ import annotations

from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from dialogues.comparing_texts import Lines, changed_lines
from dialogues.course_forms import LANGUAGES
from dialogues.models import (
    Checklist,
    ChecklistItem,
    Guideline,
    Instruction,
    Lesson,
    Project,
    Prompt,
)
from dialogues.models.sign_offs import Version, kind_of
from dialogues.sign_off_queries import Standing, name_of


class Text(TypedDict):
    """One of the texts of a version, line by line."""

    label: str
    lines: list[Lines]


def texts_to_read(now: Standing) -> list[Text]:
    """What the version says; against the version in use only what became different."""
    new = _texts_of(now.version)
    if now.used is None or now.in_use:
        return [
            {"label": label, "lines": changed_lines(said, said)}
            for label, said in new.items()
            if said
        ]
    old = _texts_of(now.used)
    return [
        {"label": label, "lines": changed_lines(old.get(label, ""), new.get(label, ""))}
        for label in dict.fromkeys([*new, *old])
        if old.get(label, "") != new.get(label, "")
    ]


def address_of(project: Project, version: Version) -> str:
    """Where a version is read; told by what it is, not by a number of ours."""
    kind, name = kind_of(version), name_of(version)
    if name:
        places = [project.slug, kind, name, version.version]
        return reverse("sign_off_named", args=places)
    return reverse("sign_off", args=[project.slug, kind, version.version])


def _texts_of(version: Version) -> dict[str, str]:
    if isinstance(version, Prompt):
        return {
            _("What the model is asked"): version.text,
            _("What the model is told as the person helped"): version.user_text,
        }
    if isinstance(version, Instruction):
        return {_("Instruction"): version.text}
    if isinstance(version, Guideline):
        return {
            str(label): version.text.get(language, "")
            for language, label in LANGUAGES.values()
        }
    if isinstance(version, Lesson):
        return _lesson(version)
    return {
        str(label): "\n\n".join(_question(item, language) for item in _items(version))
        for language, label in LANGUAGES.values()
    }


def _lesson(lesson: Lesson) -> dict[str, str]:
    place = _("taken out") if lesson.retired else str(lesson.position)
    texts = {_("Place in the course"): place}
    for field, name in (
        ("title", _("Title")),
        ("text", _("Text")),
        ("tasks", _("What there is to answer")),
    ):
        for language, label in LANGUAGES.values():
            texts[f"{name} · {label}"] = getattr(lesson, field).get(language, "")
    return texts


def _items(checklist: Checklist) -> list[ChecklistItem]:
    return list(checklist.items.all())


def _question(item: ChecklistItem, language: str) -> str:
    asked = [item.get_scope_display()]
    if item.critical:
        asked.append(_("approval depends on it"))
    examples = ((_("Good"), item.good), (_("Bad"), item.bad))
    lines = [
        f"{item.name.get(language, '')} ({item.slug}) · {' · '.join(asked)}",
        item.question.get(language, ""),
        item.help.get(language, ""),
        *(f"{name}: {said[language]}" for name, said in examples if said.get(language)),
    ]
    return "\n".join(line for line in lines if line)
