"""The labels of a turn to read, with their names in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template

from dialogues.anchoring import to_look_at
from dialogues.domain.turns import Label
from dialogues.label_queries import latest_schemes
from dialogues.models import LabelScheme, Project, Revision, SchemeLabel

register = template.Library()
Names = dict[str, tuple[LabelScheme, list[SchemeLabel]]]


@register.inclusion_tag("dialogues/_labels.html")
def turn_labels(
    project: Project, revision: Revision | None, turn: str
) -> dict[str, Any]:
    """What one turn of a revision was labelled with; the whole where it names none."""
    if revision is None:
        return {"labels": []}
    if not turn:
        return {"labels": [shown(project, one, "") for one in revision.labels]}
    labels = [
        shown(project, label, one["text"])
        for one in revision.turns
        if one["id"] == turn
        for label in sorted(one["labels"], key=lambda label: label["start"] or 0)
    ]
    return {"labels": labels}


@register.inclusion_tag("dialogues/_topic_answers.html")
def topic_answers(project: Project, topic: Any) -> dict[str, Any]:
    """The answers that came with a question, with the strategies that they follow."""
    given = topic.meta.get("answers") if topic else None
    answers = [
        {
            "text": one["text"],
            "labels": [shown(project, mark, one["text"]) for mark in one["labels"]],
        }
        for one in given or []
        if one.get("labels")
    ]
    return {"answers": answers}


def shown(project: Project, label: Label | dict[str, Any], text: str) -> dict[str, Any]:
    scheme, labels = names_of(project).get(label["scheme"], (None, []))
    known = next((one for one in labels if is_named(one, label["label"])), None)
    start, end = label.get("start"), label.get("end")
    words = "" if start is None else text[start:end]
    return {
        "name": str(known)
        if known
        else f"{scheme or label['scheme']} · {label['label']}",
        "colour": known.colour if known else "outline",
        "quote": label.get("quote") or words,
        "lost": bool(text) and to_look_at({"start": None, "end": None, **label}, text),  # type: ignore[typeddict-item]
    }


def is_named(label: SchemeLabel, said: str) -> bool:
    """A file may have given a label by its name."""
    return said == label.slug or said in label.name.values()


def names_of(project: Project) -> Names:
    """Asked once for a page, and only where something is labelled."""
    if not hasattr(project, "scheme_names"):
        found = {
            scheme.slug: (scheme, list(scheme.labels.all()))
            for scheme in latest_schemes(project.pk)
        }
        project.scheme_names = found  # type: ignore[attr-defined]
    return project.scheme_names  # type: ignore[attr-defined]


@register.filter
def concern(schemes: list[dict[str, Any]], role: str) -> bool:
    """Whether any of the desk's schemes labels turns of this role."""
    return any(
        scheme["target"] != LabelScheme.Target.DIALOGUE
        and scheme["role"] in {LabelScheme.Role.ANY, role}
        for scheme in schemes
    )
