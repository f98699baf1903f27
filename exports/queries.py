"""What pages, the API, commands and verbs read of releases."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Count, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from dialogues.models import Dialogue, Project, Role, User
from dialogues.queries import projects_as
from exports.formats import SPLITS, ManifestItem, Row
from exports.models import Release
from reviewers.models import Case

ROWS_AT_ONCE = 500


def visible_releases(user: User) -> QuerySet[Release]:
    """The releases of projects in which the person is an expert or an admin."""
    return Release.objects.filter(
        project__in=projects_as(user, Role.EXPERT, Role.ADMIN),
    ).select_related("project", "instruction", "ordered_by")


def releases_of(project: Project) -> QuerySet[Release]:
    """A project's releases, the newest first."""
    return project.releases.select_related("ordered_by")


def release_named(releases: QuerySet[Release], reference: str) -> Release:
    """A release by its UUID or as ``project/name``."""
    project, _slash, name = reference.partition("/")
    try:
        found = releases.filter(pk=uuid.UUID(reference)).first()
    except ValueError:
        found = releases.filter(project__slug=project, name=name).first()
    if found is None:
        sentence = _("There is no release “%s”. Write its id, or project/name.")
        raise ValidationError({"release": [sentence % reference]})
    return found


def approved_dialogues(project: Project) -> QuerySet[Dialogue]:
    """What a release takes, oldest first: approved, with every approval it needs.

    The database asks the same question again of each row that is frozen.
    """
    suffice = RawSQL(
        "queqiao_approvals_suffice(dialogues_dialogue)",
        (),
        output_field=BooleanField(),
    )
    return (
        project.dialogues.filter(
            status=Dialogue.Status.APPROVED,
            about_a_real_person=False,
        )
        # What is looked into waits, though it was approved before.
        .exclude(case__status=Case.Status.OPEN)
        .alias(suffice=suffice)
        .filter(suffice=True)
        .order_by("created_at", "id")
    )


def left_out(project: Project, *, taken: int) -> dict[str, int]:
    """How many dialogues a release leaves out, by reason: their status, else
    ``approvals_missing`` when someone who approved may no longer sign, or when it is
    looked into since.
    """
    counted = dict(
        project.dialogues.order_by().values_list("status").annotate(count=Count("id")),
    )
    lacking = counted.pop(Dialogue.Status.APPROVED, 0) - taken
    counts = {
        str(status): counted[status]
        for status in Dialogue.Status.values
        if status in counted
    }
    return counts | ({"approvals_missing": lacking} if lacking else {})


def frozen_rows(release: Release) -> Iterator[Row]:
    """Every row of a release in its order, read as a stream."""
    rows = (
        release.items.order_by("number")
        .values_list("number", "split", "record")
        .iterator(chunk_size=ROWS_AT_ONCE)
    )
    return (Row(*row) for row in rows)


def manifest_items(release: Release) -> Iterator[ManifestItem]:
    """What the manifest lists, read as a stream."""
    rows = (
        release.items.order_by("number")
        .values_list("number", "id", "dialogue_id", "revision_id", "split", "sha256")
        .iterator(chunk_size=4 * ROWS_AT_ONCE)
    )
    for number, row, dialogue, revision, split, sha256 in rows:
        yield ManifestItem(
            number, str(row), str(dialogue), str(revision), split, sha256
        )


def manifest_head(release: Release) -> dict[str, Any]:
    """What the manifest says of the release as a whole."""
    audit = {"audit": release.audit_head} if release.audit_head else {}
    return {
        "release": str(release.pk),
        "project": release.project.slug,
        "name": release.name,
        "created": release.created_at.isoformat(),
        "instruction": {
            "version": release.instruction.version,
            "text": release.instruction.text,
        },
        "seed": release.seed,
        "rows": {split: release.rows.get(split, 0) for split in SPLITS},
        "excluded": release.excluded,
        **audit,
    }


def sample_rows(release: Release) -> int:
    """How many rows began as a stored sample instead of a model's draft."""
    return release.items.filter(record__sample=True).count()


def imported_rows(release: Release) -> int:
    """How many rows somebody approved before they came here."""
    return release.items.filter(record__approvals__has_key="imported").count()


def contents_by(release: Release, field: str) -> list[dict[str, Any]]:
    """Rows by theme, emotion or origin and split, the largest first."""
    table: dict[str, dict[str, Any]] = {}
    counted = (
        release.items.order_by()
        .values("split", value=KT(f"record__{field}"))
        .annotate(count=Count("id"))
    )
    for row in counted:
        line = table.setdefault(
            row["value"] or "", {"value": row["value"] or "", "total": 0}
        )
        line[row["split"]] = row["count"]
        line["total"] += row["count"]
    return sorted(table.values(), key=lambda line: (-line["total"], line["value"]))
