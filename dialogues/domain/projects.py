"""Projects, the people in them, and the versions of their texts."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.builtin import templates
from dialogues.builtin.templates import TEMPLATES
from dialogues.domain.courses import install_course
from dialogues.domain.drafters import record_naming
from dialogues.domain.label_schemes import install_schemes
from dialogues.domain.sign_offs import keep_built_in, propose
from dialogues.history import Refused
from dialogues.models import (
    Checklist,
    ChecklistItem,
    Consent,
    Drafter,
    Instruction,
    Membership,
    MembershipChange,
    Project,
    Prompt,
    Role,
    User,
)
from dialogues.permissions import ADMIN, has_role

# Without letters and digits that are easily taken for one another.
PASSWORD_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105
PASSWORD_LENGTH = 16
LONGEST_INSTRUCTION = 4000


def create_project(
    slug: str,
    *,
    template: str,
    by: User | None,
    language: str = "zh-hans",
    name: dict[str, str] | None = None,
    course_required: bool = True,
    sign_off_asked: bool = True,
) -> Project:
    """Start a project from a built-in template; who starts it is its first admin.

    Its texts are written down as their first versions, which are used from the start;
    later ones wait for an expert, unless nobody is to be asked.
    """
    if template not in TEMPLATES:
        raise ValidationError(
            {
                "template": [
                    _("There is no template “%(template)s”. Choose from: %(known)s.")
                    % {"template": template, "known": ", ".join(TEMPLATES)},
                ],
            },
        )
    words = templates.template(template)
    project = Project(
        slug=slug,
        name=name or words["name"],
        description=words["description"],
        template=template,
        language=language,
        user_label=words["user_label"][language],
        assistant_label=words["assistant_label"][language],
        sign_off_asked=sign_off_asked,
    )
    project.full_clean()
    with transaction.atomic():
        project.save(force_insert=True)
        _write_first_versions(project, words, by=by)
        install_course(project, required=course_required, by=None)
        install_schemes(project, by=None)
        if by is not None:
            add_member(project, by, roles=[ADMIN], by=None)
    return project


def _write_first_versions(
    project: Project,
    words: dict[str, Any],
    *,
    by: User | None,
) -> None:
    language, first = project.language, 1
    Consent.objects.create(project=project, version=first, text=words["consent"])
    instruction = Instruction.objects.create(
        project=project,
        version=first,
        text=words["instruction"][language],
    )
    prompts = Prompt.objects.bulk_create(
        Prompt(
            project=project,
            name=prompt["name"],
            version=first,
            kind=prompt["kind"],
            text=prompt["text"][language],
            user_text=prompt.get("user_text", {}).get(language, ""),
        )
        # The last one written is what an order means that names none.
        for prompt in reversed(words["prompts"])
    )
    checklist = Checklist.objects.create(project=project, version=first)
    ChecklistItem.objects.bulk_create(
        ChecklistItem(checklist=checklist, position=position, **item)
        for position, item in enumerate(words["checklist"], start=1)
    )
    keep_built_in([instruction, checklist, *prompts])
    record_naming(
        Drafter.objects.create(
            project=project,
            name="default",
            model=settings.DRAFT_MODEL,
        ),
        by=by,
    )


def add_member(
    project: Project,
    user: User,
    *,
    roles: Collection[str],
    safeguarding: bool = False,
    by: User | None,
) -> Membership:
    """Take a person into the project, or change what they are in it.

    Joining, and joining again, records the latest version of the consent text.
    """
    _require_admin(project, by)
    wanted = _clean_roles(roles)
    with transaction.atomic():
        _lock(project)
        membership = project.memberships.filter(user=user).first()
        if membership is None:
            membership = Membership(project=project, user=user)
        elif ADMIN not in wanted:
            _keep_an_admin(membership)
        if membership.pk is None or membership.ended_at:
            membership.consent = project.consents.latest("version")
            membership.joined_at = timezone.now()
            membership.ended_at = None
            act = MembershipChange.Act.JOIN
        elif (membership.roles, membership.safeguarding) == (wanted, safeguarding):
            return membership
        else:
            act = MembershipChange.Act.CHANGE
        membership.roles = wanted
        membership.safeguarding = safeguarding
        membership.save()
        _record(membership, act, by=by)
    return membership


def invite(
    project: Project,
    *,
    username: str,
    roles: Collection[str],
    safeguarding: bool = False,
    by: User | None,
) -> tuple[User, str]:
    """Take a person into the project, with a new account if they have none.

    Returns the first password of a new account, to be told once; otherwise "".
    """
    _require_admin(project, by)
    with transaction.atomic():
        user, password = User.objects.filter(username=username).first(), ""
        if user is None:
            user, password = create_person(username)
        add_member(project, user, roles=roles, safeguarding=safeguarding, by=by)
    return user, password


def create_person(username: str) -> tuple[User, str]:
    """Open an account; its first password is shown once and kept nowhere."""
    password = new_password()
    user = User(username=username)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user, password


def new_password() -> str:
    return "".join(secrets.choice(PASSWORD_CHARACTERS) for _n in range(PASSWORD_LENGTH))


def end_membership(membership: Membership, *, by: User | None) -> None:
    """Let a person leave the project; what they did stays."""
    project = membership.project
    if by is None or by.pk != membership.user_id:
        _require_admin(project, by)
    with transaction.atomic():
        _lock(project)
        membership.refresh_from_db()
        if membership.ended_at:
            raise Refused(_("This person has left the project already."))
        _keep_an_admin(membership)
        membership.ended_at = timezone.now()
        membership.save(update_fields=["ended_at"])
        _record(membership, MembershipChange.Act.LEAVE, by=by)


def _record(membership: Membership, act: str, *, by: User | None) -> None:
    MembershipChange.objects.create(
        membership=membership,
        act=act,
        roles=membership.roles,
        safeguarding=membership.safeguarding,
        consent=membership.consent,
        by=by,
    )


def revise_instruction(
    project: Project,
    *,
    text: str,
    seen: int | None,
    by: User | None,
) -> Instruction:
    """Write a new version of the system message; releases keep the one they had.

    ``seen`` is the version that it was made from.
    """
    _require_admin(project, by)
    _require_text(text, longest=LONGEST_INSTRUCTION)
    with transaction.atomic():
        _lock(project)
        latest = project.instructions.latest("version")
        if latest.version != seen:
            raise Refused(
                _("Somebody saved the instruction while you were writing."),
                code="stale_version",
            )
        if latest.text == text:
            return latest
        instruction = Instruction.objects.create(
            project=project,
            version=latest.version + 1,
            text=text,
        )
        propose(instruction, by=by)
    return instruction


def _lock(project: Project) -> None:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _require_admin(project: Project, by: User | None) -> None:
    if by is not None and not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project may do this."))


def _require_text(text: str, *, longest: int) -> None:
    if not text.strip():
        raise ValidationError({"text": [_("Write some text.")]})
    if len(text) > longest:
        raise ValidationError(
            {"text": [_("This has at most %d characters.") % longest]},
        )


def _clean_roles(roles: Collection[str]) -> list[str]:
    unknown = sorted(set(roles) - set(Role.values))
    if unknown:
        raise ValidationError(
            {
                "roles": [
                    _("There is no role “%(role)s”. Choose from: %(known)s.")
                    % {"role": unknown[0], "known": ", ".join(Role.values)},
                ],
            },
        )
    if not roles:
        raise ValidationError({"roles": [_("Choose at least one role.")]})
    return [role for role in Role.values if role in roles]


def _keep_an_admin(leaving: Membership) -> None:
    """Refuse when the project's only admin would stop being one."""
    if leaving.ended_at or ADMIN not in leaving.roles:
        return
    others = leaving.project.memberships.filter(
        ended_at=None,
        roles__contains=[ADMIN],
    ).exclude(pk=leaving.pk)
    if not others.exists():
        raise Refused(
            _("The project would have no admin. Make somebody else an admin first."),
            code="last_admin",
        )
