"""Where texts come from, named once for each project, and what its terms allow."""

from __future__ import annotations

from typing import TypedDict

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.domain.turns import clean_text
from dialogues.models import Project, Source, SourceTerms, User
from dialogues.permissions import ADMIN, has_role

MAY = ("may_train", "may_redistribute", "may_use_commercially")


class Terms(TypedDict, total=False):
    """What one may do with a source; what is left out is not allowed."""

    licence: str
    may_train: bool
    may_redistribute: bool
    may_use_commercially: bool


def named_source(project: Project, name: str) -> Source:
    """The project's source of this name; a new one allows nothing yet."""
    source, _new = Source.objects.get_or_create(
        project=project,
        name=clean_text(name).strip()[:200],
    )
    return source


def set_terms(source: Source, *, terms: Terms, by: User | None) -> Source:
    """Say what the source allows; what was said before stays on record."""
    if by is not None and not has_role(by, source.project_id, ADMIN):
        raise PermissionDenied(_("Only admins of the project set terms."))
    said = {
        "licence": clean_text(terms.get("licence", "")).strip()[:200],
        **{name: bool(terms.get(name)) for name in MAY},
    }
    with transaction.atomic():
        rows = Source.objects.select_for_update(no_key=True)
        source.refresh_from_db(from_queryset=rows)
        last = source.terms.values(*said).last()
        if last == said:
            return source
        SourceTerms.objects.create(source=source, by=by, **said)
        for name, value in said.items():
            setattr(source, name, value)
        source.save(update_fields=list(said))
    return source
