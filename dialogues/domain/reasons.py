"""Writing a project's reasons for sending a turn back: every change is a new version."""

from __future__ import annotations

import re

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.course_queries import lessons_of
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import Project, Reason, User
from dialogues.permissions import ADMIN, has_role
from dialogues.reasons import every_reason, reasons_of

LONGEST_NAME, LONGEST_SENTENCE = 80, 500
MOST_REASONS = 40
# As a comment may carry it.
CODE = re.compile(r"[-a-z0-9_]{1,60}")
Texts = dict[str, str]


def save_reason(
    project: Project,
    *,
    slug: str,
    position: int,
    name: Texts,
    sentence: Texts,
    lesson: str = "",
    critical: bool = False,
    seen: int | None,
    by: User | None,
) -> Reason:
    """Write a reason, or its next version; ``seen`` is the stored one it was made from."""
    _require_admin(project, by)
    if not CODE.fullmatch(slug):
        raise ValidationError({"code": [_("A code has letters, digits and hyphens.")]})
    clean = {
        "name": _clean(name, LONGEST_NAME, field="name"),
        "sentence": _clean(sentence, LONGEST_SENTENCE, field="sentence"),
    }
    if not any(clean["name"].values()):
        raise ValidationError({"name": [_("Write some text.")]})
    if lesson and not lessons_of(project).filter(slug=lesson).exists():
        raise ValidationError({"lesson": [_("There is no such lesson.")]})
    with transaction.atomic():
        _lock(project)
        known = every_reason(project)
        latest = known.get(slug)
        if (latest.version if latest and latest.version else None) != seen:
            raise Refused(
                _("Somebody saved this reason while you were writing."),
                code="stale_version",
            )
        if latest is None and len(known) >= MOST_REASONS:
            raise Refused(_("There are too many reasons to choose from already."))
        return Reason.objects.create(
            project=project,
            slug=slug,
            version=(latest.version if latest else 0) + 1,
            position=position,
            lesson=lesson,
            critical=critical,
            created_by=by,
            **clean,
        )


def retire_reason(project: Project, *, slug: str, by: User | None) -> Reason:
    """Offer a reason no longer; what was said with it keeps its name."""
    _require_admin(project, by)
    with transaction.atomic():
        _lock(project)
        offered = {reason.slug: reason for reason in reasons_of(project)}
        if slug not in offered:
            raise Refused(_("This reason is not offered."))
        if len(offered) == 1:
            raise Refused(_("One reason has to be left to choose."))
        reason = offered[slug]
        reason.pk = None
        reason._state.adding = True  # noqa: SLF001 - a copy is the next version
        reason.version += 1
        reason.retired = True
        reason.created_by = by
        reason.created_at = timezone.now()
        reason.save(force_insert=True)
    return reason


def _clean(texts: Texts, longest: int, *, field: str) -> Texts:
    clean = {language: clean_text(said).strip() for language, said in texts.items()}
    if any(len(said) > longest for said in clean.values()):
        raise ValidationError({field: [_("This is too long.")]})
    return clean


def _lock(project: Project) -> None:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _require_admin(project: Project, by: User | None) -> None:
    if by is not None and not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project may do this."))
