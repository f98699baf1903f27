"""Where somebody in danger finds help, by region: data that marked members keep."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import reviewers.builtin
from dialogues.domain.turns import clean_text
from dialogues.models import Project, User
from reviewers.models import HelpLine

BUILT_IN = Path(reviewers.builtin.__file__).with_name("help_lines.json")
FIELDS = ("region", "name", "number", "note")


def lines_for(project: Project) -> list[HelpLine]:
    """The project's help lines; the built-in ones until somebody has written any."""
    written = list(project.help_lines.all())
    return written or [
        HelpLine(project=project, position=position, **line)
        for position, line in enumerate(_built_in().get(project.language, []))
    ]


def as_text(project: Project) -> str:
    """The lines as they are edited: one a line, region | name | number | for whom."""
    return "\n".join(
        " | ".join(getattr(line, field) for field in FIELDS)
        for line in lines_for(project)
    )


def write_lines(project: Project, text: str, *, by: User) -> None:
    """Put these lines in the place of the old ones."""
    if not by.memberships.filter(
        project=project,
        safeguarding=True,
        ended_at=None,
    ).exists():
        raise PermissionDenied(
            _("Only members marked for safeguarding keep the help lines."),
        )
    lines = [
        _read_line(project, number, line)
        for number, line in enumerate(clean_text(text).splitlines(), start=1)
        if line.strip()
    ]
    numbers = [(line.region, line.number) for line in lines]
    if twice := next((n for n in numbers if numbers.count(n) > 1), None):
        raise ValidationError(
            {"lines": [_("The number %s stands there twice.") % twice[1]]},
        )
    with transaction.atomic():
        project.help_lines.all().delete()
        HelpLine.objects.bulk_create(lines)


def _read_line(project: Project, number: int, line: str) -> HelpLine:
    parts = [part.strip() for part in line.split("|")]
    if not 3 <= len(parts) <= len(FIELDS) or not all(parts[:3]):
        raise ValidationError(
            {
                "lines": [
                    _("Line %d: write region | name | number | for whom.") % number,
                ],
            },
        )
    words = dict(zip(FIELDS, parts, strict=False))
    help_line = HelpLine(project=project, position=number, **words)
    help_line.clean_fields(exclude={"project"})
    return help_line


@cache
def _built_in() -> dict[str, list[dict[str, str]]]:
    return json.loads(BUILT_IN.read_text(encoding="utf-8"))
