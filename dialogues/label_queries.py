"""The label schemes of a project as they stand now, and what was ever given."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects

from dialogues.checks.places import Order
from dialogues.models import Assignment, LabelScheme, Project, Revision
from dialogues.prepared import prepared


def latest_schemes(project_id: uuid.UUID) -> QuerySet[LabelScheme]:
    """The latest version of each scheme in order, those taken out too."""
    newer = LabelScheme.objects.filter(
        project=OuterRef("project"),
        slug=OuterRef("slug"),
        version__gt=OuterRef("version"),
    )
    rows = LabelScheme.objects.filter(~Exists(newer), project=project_id)
    return rows.prefetch_related("labels")


def current_schemes(project_id: uuid.UUID) -> list[LabelScheme]:
    """What people label with now."""
    schemes = _current_schemes(project_id)
    prefetch_related_objects(schemes, "labels")
    return schemes


@prepared
def _current_schemes(project_id: uuid.UUID) -> QuerySet[LabelScheme]:
    return latest_schemes(project_id).prefetch_related(None).filter(retired=False)


def schemes_shown(project_id: uuid.UUID) -> list[dict[str, Any]]:
    """What the desk labels with, in the reader's language."""
    return [
        {
            "slug": scheme.slug,
            "name": str(scheme.name),
            "help": str(scheme.help),
            "target": scheme.target,
            "role": scheme.role,
            "exclusive": scheme.exclusive,
            "required": scheme.required,
            "labels": [
                {
                    "slug": label.slug,
                    "name": str(label.name),
                    "names": list(label.name.values()),
                    "help": str(label.help),
                    "colour": label.colour,
                    "key": label.key,
                    "retired": label.retired,
                }
                for label in scheme.labels.all()
            ],
        }
        for scheme in current_schemes(project_id)
    ]


def scheme_named(project: Project, slug: str) -> LabelScheme | None:
    return latest_schemes(project.pk).filter(slug=slug).first()


def versions_of_scheme(scheme: LabelScheme) -> QuerySet[LabelScheme]:
    rows = LabelScheme.objects.filter(project=scheme.project_id, slug=scheme.slug)
    return rows.select_related("created_by").order_by("-version")


def orders_of(project_id: uuid.UUID) -> list[Order]:
    """What the schemes say about which label comes after which."""
    return [
        Order(
            scheme.slug,
            label.slug,
            tuple(label.after),
            dict(label.name),
            tuple(dict(other.name) for other in labels if other.slug in label.after),
        )
        for scheme in current_schemes(project_id)
        for labels in [list(scheme.labels.all())]
        for label in labels
        if label.after
    ]


def was_given(scheme: LabelScheme, label: str) -> bool:
    """Whether anybody gave this label in the project, in a revision or just now."""
    mark = {"scheme": scheme.slug, "label": label}
    for rows in (
        Revision.objects.filter(dialogue__project=scheme.project_id),
        Assignment.objects.filter(project=scheme.project_id),
    ):
        in_a_turn = rows.filter(turns__contains=[{"labels": [mark]}])
        of_the_whole = rows.filter(labels__contains=[mark])
        if in_a_turn.exists() or of_the_whole.exists():
            return True
    return False
