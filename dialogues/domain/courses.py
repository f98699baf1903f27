"""A project's course and guidelines: every change is a new version."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.builtin.courses import course_of, guideline_of
from dialogues.course_queries import latest_lesson, lessons_of, rules_of
from dialogues.course_texts import check_tasks
from dialogues.domain import sign_offs
from dialogues.domain.levels import Reason, qualify
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import (
    CourseRules,
    DialogueEvent,
    Guideline,
    GuidelineRead,
    Lesson,
    Project,
    Role,
    User,
)
from dialogues.permissions import ADMIN, has_role
from dialogues.sign_off_queries import version_in_use

LONGEST_TEXT = 20_000
Texts = dict[str, str]


def install_course(project: Project, *, by: User | None, required: bool = True) -> None:
    """Begin with the built-in lessons and guidelines of the project's template."""
    _require_admin(project, by)
    with transaction.atomic():
        _lock(project)
        if rules_of(project):
            raise Refused(_("This project has a course already."))
        written: list[Lesson | Guideline] = []
        for position, words in enumerate(course_of(project.template), start=1):
            lesson = Lesson(
                project=project,
                version=1,
                position=10 * position,
                **words,
            )
            check_tasks(lesson.kind, lesson.tasks)
            lesson.save(force_insert=True)
            written.append(lesson)
        if not project.guidelines.exists():
            text = guideline_of(project.template)
            written.append(
                project.guidelines.create(version=1, text=text),
            )
        sign_offs.keep_built_in(written)
        CourseRules.objects.create(project=project, required=required)
        if required:
            _keep_at_work(project, by=by)


def set_rules(project: Project, *, by: User | None, **values: Any) -> CourseRules:
    """Change what the course asks; who handed in work before needs no course."""
    _require_admin(project, by)
    with transaction.atomic():
        _lock(project)
        rules = rules_of(project) or CourseRules(project=project, required=False)
        was_required = rules.required
        for name, value in values.items():
            setattr(rules, name, value)
        rules.full_clean(exclude=["project"])
        if rules.required and not lessons_of(project).exists():
            raise Refused(_("Write a lesson before you ask for the course."))
        rules.save()
        if rules.required and not was_required:
            _keep_at_work(project, by=by)
    return rules


def save_lesson(
    project: Project,
    *,
    slug: str,
    kind: str,
    position: int,
    title: Texts,
    text: Texts,
    tasks: Texts,
    seen: int | None,
    by: User | None,
) -> Lesson:
    """Write a lesson, or its next version; ``seen`` is the version it was made from."""
    _require_admin(project, by)
    texts = {
        name: {language: clean_text(said).strip() for language, said in given.items()}
        for name, given in (("title", title), ("text", text), ("tasks", tasks))
    }
    _check_lesson(kind, texts)
    with transaction.atomic():
        _lock(project)
        latest = latest_lesson(project, slug)
        if (latest.version if latest else None) != seen:
            raise Refused(
                _("Somebody saved this lesson while you were writing."),
                code="stale_version",
            )
        if latest and _same(latest, position=position, **texts):
            return latest
        lesson = Lesson.objects.create(
            project=project,
            slug=slug,
            version=latest.version + 1 if latest else 1,
            kind=latest.kind if latest else Lesson.Kind(kind),
            position=position,
            created_by=by,
            **texts,
        )
        sign_offs.propose(lesson, by=by)
    return lesson


def retire_lesson(lesson: Lesson, *, by: User | None) -> Lesson:
    """Take a lesson out of the course; its versions and the answers to it stay."""
    project = lesson.project
    _require_admin(project, by)
    with transaction.atomic():
        _lock(project)
        latest = latest_lesson(project, lesson.slug)
        if latest is None or latest.retired:
            raise Refused(_("This lesson is not in the course."))
        rules = rules_of(project)
        others = lessons_of(project).exclude(slug=lesson.slug)
        if rules and rules.required and not others.exists():
            raise Refused(_("The course would be empty. Do not ask for it first."))
        latest.pk = None
        latest._state.adding = True  # noqa: SLF001 - a copy is the next version
        latest.version += 1
        latest.retired = True
        latest.created_by = by
        latest.save(force_insert=True)
        # What never was in the course need not be signed out of it.
        if version_in_use(latest) is not None:
            sign_offs.propose(latest, by=by)
    return latest


def revise_guideline(
    project: Project,
    *,
    text: Texts,
    seen: int | None,
    by: User | None,
) -> Guideline:
    """Write the next version of the guidelines."""
    _require_admin(project, by)
    clean = {language: clean_text(said).strip() for language, said in text.items()}
    if not any(clean.values()):
        raise ValidationError({"text": [_("Write some text.")]})
    if any(len(said) > LONGEST_TEXT for said in clean.values()):
        raise ValidationError({"text": [_("This is too long.")]})
    with transaction.atomic():
        _lock(project)
        latest = project.guidelines.order_by("-version").first()
        if (latest.version if latest else None) != seen:
            raise Refused(
                _("Somebody saved the guidelines while you were writing."),
                code="stale_version",
            )
        if latest and latest.text == clean:
            return latest
        guideline = project.guidelines.create(
            version=latest.version + 1 if latest else 1,
            text=clean,
            created_by=by,
        )
        sign_offs.propose(guideline, by=by)
    return guideline


def mark_read(guideline: Guideline, *, by: User) -> GuidelineRead:
    """Remember that the person has read this version."""
    mark, _new = GuidelineRead.objects.get_or_create(guideline=guideline, by=by)
    return mark


def _keep_at_work(project: Project, *, by: User | None) -> None:
    """Who handed in a dialogue before the course was asked for goes on working."""
    handed_in = DialogueEvent.objects.filter(dialogue__project=project, verb="submit")
    for membership in project.memberships.filter(
        roles__contains=[Role.VOLUNTEER],
        user__in=handed_in.values("by"),
    ):
        qualify(membership, reason=Reason.BEFORE, by=by)


def _check_lesson(kind: str, texts: dict[str, Texts]) -> None:
    for name in ("title", "text"):
        if not any(texts[name].values()):
            raise ValidationError({name: [_("Write some text.")]})
    for name, said in texts.items():
        if any(len(one) > LONGEST_TEXT for one in said.values()):
            raise ValidationError({name: [_("This is too long.")]})
    try:
        check_tasks(kind, texts["tasks"])
    except ValidationError as wrong:
        raise ValidationError({"tasks": wrong.messages}) from wrong


def _same(lesson: Lesson, **values: Any) -> bool:
    return not lesson.retired and all(
        getattr(lesson, name) == value for name, value in values.items()
    )


def _lock(project: Project) -> None:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _require_admin(project: Project, by: User | None) -> None:
    if by is not None and not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project may do this."))
