"""How many dialogues a project wants of each kind."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.domain.choosing import Kind
from dialogues.domain.turns import clean_text
from dialogues.models import Project, Quota, QuotaChange, User
from dialogues.permissions import ADMIN, has_role

MOST_WANTED = 1_000_000
MOST_QUOTAS = 5000


def set_quota(project: Project, kind: Kind, wanted: int, *, by: User) -> None:
    """Say how many are wanted of a kind; none of it lets the quota go."""
    _require_admin(project, by)
    kind = _checked(kind, wanted)
    with transaction.atomic():
        before = _locked_quotas(project)
        if wanted:
            project.quotas.update_or_create(
                **kind._asdict(), defaults={"wanted": wanted}
            )
        else:
            project.quotas.filter(**kind._asdict()).delete()
        _record(project, {kind: before.get(kind, 0)}, {kind: wanted}, by=by)


def set_quotas(project: Project, wanted: Mapping[Kind, int], *, by: User) -> None:
    """Say anew what is wanted of every kind; what is not named is let go."""
    _require_admin(project, by)
    if len(wanted) > MOST_QUOTAS:
        raise ValidationError(_("At most %d kinds can be wanted.") % MOST_QUOTAS)
    cleaned = {_checked(kind, many): many for kind, many in wanted.items()}
    rows = [
        Quota(project=project, wanted=many, **kind._asdict())
        for kind, many in cleaned.items()
        if many
    ]
    with transaction.atomic():
        before = _locked_quotas(project)
        project.quotas.all().delete()
        Quota.objects.bulk_create(rows, batch_size=500)
        _record(project, before, cleaned, by=by)


def _locked_quotas(project: Project) -> dict[Kind, int]:
    """What is wanted now; two admins who save at once do so one after the other."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    rows = project.quotas.values_list("theme", "emotion", "age_band", "wanted")
    return {Kind(*kind): many for *kind, many in rows}


def _record(
    project: Project,
    before: Mapping[Kind, int],
    after: Mapping[Kind, int],
    *,
    by: User,
) -> None:
    """Write down the numbers that changed, each kind by itself."""
    QuotaChange.objects.bulk_create(
        [
            QuotaChange(
                project=project,
                before=before.get(kind, 0),
                wanted=after.get(kind, 0),
                by=by,
                **kind._asdict(),
            )
            for kind in sorted(before.keys() | after.keys())
            if before.get(kind, 0) != after.get(kind, 0)
        ],
        batch_size=500,
    )


def _checked(kind: Kind, wanted: int) -> Kind:
    if not 0 <= wanted <= MOST_WANTED:
        raise ValidationError(_("Between 0 and %d can be wanted.") % MOST_WANTED)
    cleaned = Kind(*(" ".join(clean_text(part).split()) for part in kind))
    Quota(**cleaned._asdict(), wanted=wanted).clean_fields(exclude=["project"])
    return cleaned


def _require_admin(project: Project, by: User) -> None:
    if not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project say what is wanted."))
