"""Where somebody in danger finds help and how to say so, by region: kept by marked members."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import reviewers.builtin
from dialogues.domain.turns import clean_text
from dialogues.models import Project, User
from reviewers.models import HelpEdition

BUILT_IN = Path(reviewers.builtin.__file__).with_name("help_lines.json")
BETWEEN = " | "


class HelpLine(NamedTuple):
    """A number to call, and for whom it is."""

    region: str
    name: str
    number: str
    note: str = ""


class Wording(NamedTuple):
    """A sentence with which a helper may say where to find help."""

    region: str
    text: str


Row = TypeVar("Row", HelpLine, Wording)
# The most characters of each part.
LONGEST = {"region": 40, "name": 120, "number": 40, "note": 200, "text": 500}


def current_edition(project: Project) -> HelpEdition | None:
    return project.help_editions.first()


def lines_for(project: Project) -> list[HelpLine]:
    """The project's help lines; the built-in ones until somebody has written any."""
    edition = current_edition(project)
    written = [HelpLine(**row) for row in edition.lines] if edition else []
    return written or _built_in_lines(project)


def wordings_for(project: Project) -> list[Wording]:
    """Sentences that helpers may use; the built-in ones until somebody has written any."""
    edition = current_edition(project)
    written = [Wording(**row) for row in edition.wordings] if edition else []
    return written or _built_in_wordings(project)


def as_text(rows: list[HelpLine] | list[Wording]) -> str:
    """Rows as they are edited: one a line, its parts between bars."""
    return "\n".join(BETWEEN.join(row).rstrip(BETWEEN) for row in rows)


def write(project: Project, *, lines: str, wordings: str, by: User) -> None:
    """Put these in the place of the old ones, which stay to be read."""
    if not by.memberships.filter(
        project=project,
        safeguarding=True,
        ended_at=None,
    ).exists():
        raise PermissionDenied(
            _("Only members marked for safeguarding keep the help lines."),
        )
    new_lines = _read("lines", lines, HelpLine, least=3)
    numbers = [(line.region, line.number) for line in new_lines]
    if twice := next((n for n in numbers if numbers.count(n) > 1), None):
        raise ValidationError(
            {"lines": [_("The number %s stands there twice.") % twice[1]]},
        )
    new_wordings = _read("wordings", wordings, Wording, least=2)
    written = {
        "lines": _kept(new_lines, _built_in_lines(project)),
        "wordings": _kept(new_wordings, _built_in_wordings(project)),
    }
    with transaction.atomic():
        # One edition after the other.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        last = current_edition(project) or HelpEdition(number=0)
        if written != {"lines": last.lines, "wordings": last.wordings}:
            project.help_editions.create(number=last.number + 1, by=by, **written)


def _kept(
    rows: Sequence[HelpLine | Wording],
    built_in: Sequence[HelpLine | Wording],
) -> list[dict[str, str]]:
    """Rows as they are stored: none where they are what comes with the product."""
    return [] if rows == built_in else [row._asdict() for row in rows]


def _read(field: str, text: str, row: type[Row], *, least: int) -> list[Row]:
    """One row a line; a line that is not one is named."""
    rows = []
    for number, line in enumerate(clean_text(text).splitlines(), start=1):
        parts = [part.strip() for part in line.split("|")]
        if not line.strip():
            continue
        if not least <= len(parts) <= len(row._fields) or not all(parts[:least]):
            raise ValidationError({field: [_shape_of(field) % number]})
        for name, part in zip(row._fields, parts, strict=False):
            if len(part) > LONGEST[name]:
                words = {"line": number, "part": part[:20], "most": LONGEST[name]}
                raise ValidationError({field: [_too_long() % words]})
        rows.append(row(*parts))
    return rows


def _shape_of(field: str) -> str:
    if field == "lines":
        return _("Line %d: write region | name | number | for whom.")
    return _("Line %d: write region | sentence.")


def _too_long() -> str:
    return _("Line %(line)d: “%(part)s…” is longer than %(most)d characters.")


def _built_in_lines(project: Project) -> list[HelpLine]:
    return [HelpLine(**row) for row in _built_in(project.language, "lines")]


def _built_in_wordings(project: Project) -> list[Wording]:
    return [Wording(**row) for row in _built_in(project.language, "wordings")]


@cache
def _built_in(language: str, what: str) -> list[dict[str, str]]:
    rows = json.loads(BUILT_IN.read_text(encoding="utf-8"))
    return rows.get(language, {}).get(what, [])
