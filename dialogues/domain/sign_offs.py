"""Proposing a version of a text, and an expert's signature under it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.course_queries import lessons_of, rules_of
from dialogues.domain.noticing import notify
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import (
    Lesson,
    Notice,
    Project,
    Prompt,
    SignOff,
    SignOffSwitch,
    User,
)
from dialogues.models.sign_offs import TEXTS, Version, kind_of
from dialogues.permissions import ADMIN, EXPERT, has_role
from dialogues.sign_off_queries import (
    admins_of,
    in_use,
    is_usable,
    standing,
    version_in_use,
    who_may_sign,
)

LONGEST_NOTE = 2000
Act = SignOff.Act
DECISIONS = (Act.SIGNED, Act.RETURNED)


def propose(version: Version, *, by: User | None) -> None:
    """Let a new version wait for an expert, where the project asks for that.

    Whoever writes the version holds the project's lock.
    """
    if not _asks(version.project_id):
        return
    row = _record(version, Act.PROPOSED, by=by)
    people = who_may_sign(version.project, by)
    notify(people, Notice.Kind.TO_SIGN, sign_off=row)


def keep_built_in(versions: Iterable[Version]) -> None:
    """Let what comes with the product be used from the start."""
    keep([one for one in versions if _asks(one.project_id)], by=None)


def keep(versions: Iterable[Version], *, by: User | None) -> None:
    """Let versions be used that no expert here has read; the pages say so."""
    SignOff.objects.bulk_create(
        SignOff(
            project_id=one.project_id,
            act=Act.KEPT,
            by=by,
            **{kind_of(one): one},
        )
        for one in versions
    )


def decide(version: Version, *, decision: str, note: str = "", by: User) -> SignOff:
    """Sign a version, which is used from then on, or send it back with a reason."""
    project, note = version.project, clean_text(note).strip()
    if not has_role(by, project.pk, EXPERT):
        raise PermissionDenied(_("Only experts of the project sign its texts."))
    if decision not in DECISIONS:
        raise ValidationError(
            {"decision": [_("Choose one of: %s.") % ", ".join(DECISIONS)]},
        )
    if decision == Act.RETURNED and not note:
        raise ValidationError({"note": [_("Say what is to be changed.")]})
    if len(note) > LONGEST_NOTE:
        raise ValidationError(
            {"note": [_("This has at most %d characters.") % LONGEST_NOTE]},
        )
    with transaction.atomic():
        _lock(project)
        now = standing(version)
        _check_open(now.version, now, by)
        if decision == Act.SIGNED:
            _keep_a_course(version)
        row = _record(version, Act(decision), by=by, note=note)
        # What came with the product has no writer here: then its admins are told.
        people = [now.author] if now.author else admins_of(project).exclude(pk=by.pk)
        notify(people, Notice.Kind.SIGNED, sign_off=row)
    return row


def set_asked(project: Project, *, asked: bool, by: User | None) -> Project:
    """Begin to ask for signatures, or give it up; what is in use stays in use."""
    if by is not None and not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project may do this."))
    with transaction.atomic():
        _lock(project)
        project.refresh_from_db(fields=["sign_off_asked"])
        if project.sign_off_asked == asked:
            return project
        used = [
            one
            for model in TEXTS.values()
            for one in in_use(model.objects.filter(project=project))
        ]
        project.sign_off_asked = asked
        project.save(update_fields=["sign_off_asked"])
        SignOffSwitch.objects.create(project=project, asked=asked, by=by)
        if asked:
            keep([one for one in used if not is_usable(one)], by=by)
    return project


def require_usable(prompt: Prompt) -> None:
    """Refuse to draft by a version that no expert has signed."""
    if is_usable(prompt):
        return
    used = version_in_use(prompt)
    sentence = (
        _(
            "No expert has signed version %(version)d of the prompt “%(name)s”. "
            "Version %(used)d is in use until then: order by it, or ask an expert to "
            "read the new one. A test run of 3 needs no signature.",
        )
        if used
        else _(
            "No expert has signed the prompt “%(name)s” yet. Ask one to read it, or "
            "order by another prompt. A test run of 3 needs no signature.",
        )
    )
    raise Refused(
        sentence
        % {
            "name": prompt.name,
            "version": prompt.version,
            "used": used.version if used else 0,
        },
        code="not_signed",
    )


def _check_open(version: Version, now: Any, by: User) -> None:
    if not _asks(version.project_id):
        raise Refused(
            _("This project does not ask for signatures. An admin can switch it on."),
            code="not_asked",
        )
    if now.decided:
        sentence = (
            _("%s signed this version already.")
            if now.signed
            else _("%s sent this version back already.")
        )
        raise Refused(sentence % now.decided.by, code="decided")
    if not now.newest:
        raise Refused(
            _("A newer version was saved meanwhile. Read that one."),
            code="newer_version",
        )
    if by in {now.author, getattr(version, "created_by", None)}:
        raise Refused(
            _("You wrote this version yourself. Another expert signs it."),
            code="own_version",
        )
    if not now.readable:
        raise Refused(_("Nobody asks for a signature here."), code="not_asked")


def _keep_a_course(version: Version) -> None:
    """Whoever has to pass a course must find a lesson in it."""
    if not (isinstance(version, Lesson) and version.retired):
        return
    rules = rules_of(version.project)
    others = lessons_of(version.project).exclude(slug=version.slug)
    if rules and rules.required and not others.exists():
        raise Refused(_("The course would be empty. Do not ask for it first."))


def _record(version: Version, act: str, *, by: User | None, note: str = "") -> SignOff:
    return SignOff.objects.create(
        project_id=version.project_id,
        act=act,
        by=by,
        note=note,
        **{kind_of(version): version},
    )


def _asks(project_id: Any) -> bool:
    return Project.objects.filter(pk=project_id, sign_off_asked=True).exists()


def _lock(project: Project) -> None:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
