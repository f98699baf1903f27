"""Writing the label schemes of a project; what was given once is never taken away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.builtin.label_schemes import SCHEMES
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.label_queries import latest_schemes, scheme_named, was_given
from dialogues.models import LabelScheme, Project, SchemeLabel, User
from dialogues.permissions import ADMIN, has_role

Texts = dict[str, str]
LANGUAGES = ("zh-hans", "en")
LONGEST_NAME = 60
LONGEST_HELP = 1000
MOST_LABELS = 100
MOST_SCHEMES = 50
LABEL_PARTS = ("slug", "name", "help", "colour", "key", "after", "retired")


class LabelData(TypedDict):
    """A label as it is written; its place in the list is its place in the scheme."""

    slug: str
    name: Texts
    help: NotRequired[Texts]
    colour: NotRequired[str]
    key: NotRequired[str]
    after: NotRequired[list[str]]
    retired: NotRequired[bool]


def install_schemes(project: Project, *, by: User | None) -> None:
    """Write the built-in schemes down as first versions, where there is none yet."""
    _require_admin(project, by)
    with transaction.atomic():
        _lock(project)
        if project.label_schemes.exists():
            return
        for position, words in enumerate(SCHEMES, start=1):
            fields = {name: value for name, value in words.items() if name != "labels"}
            _write(
                LabelScheme(
                    project=project,
                    version=1,
                    position=position,
                    created_by=by,
                    **fields,
                ),
                clean_labels(words["labels"]),
            )


def save_scheme(
    project: Project,
    *,
    slug: str,
    position: int,
    name: Texts,
    help: Texts,  # noqa: A002 - it is named so everywhere
    target: str,
    role: str,
    exclusive: bool,
    required: bool,
    labels: Sequence[LabelData],
    seen: int | None,
    by: User | None,
) -> LabelScheme:
    """Write a scheme, or its next version; ``seen`` is the version it was made from.

    A scheme that was taken out is in use again.
    """
    _require_admin(project, by)
    fields: dict[str, Any] = {
        "position": position,
        "name": clean_texts(name, longest=LONGEST_NAME, field="name"),
        "help": clean_texts(help, longest=LONGEST_HELP, field="help", needed=False),
        "target": target,
        "role": role,
        "exclusive": exclusive,
        "required": required,
    }
    wanted = clean_labels(labels)
    with transaction.atomic():
        _lock(project)
        latest = scheme_named(project, slug)
        if (latest.version if latest else None) != seen:
            raise Refused(
                _("Somebody saved this scheme while you were writing."),
                code="stale_version",
            )
        if latest:
            if _same(latest, fields, wanted):
                return latest
            _keep_what_was_given(latest, fields["target"], wanted)
        elif latest_schemes(project.pk).count() >= MOST_SCHEMES:
            raise Refused(_("A project has at most %d schemes.") % MOST_SCHEMES)
        scheme = LabelScheme(
            project=project,
            slug=slug,
            version=latest.version + 1 if latest else 1,
            created_by=by,
            **fields,
        )
        return _write(scheme, wanted)


def retire_scheme(scheme: LabelScheme, *, by: User | None) -> LabelScheme:
    """Label with it no longer; its versions and what was labelled stay."""
    project = scheme.project
    _require_admin(project, by)
    with transaction.atomic():
        _lock(project)
        latest = scheme_named(project, scheme.slug)
        if latest is None or latest.retired:
            raise Refused(_("Nobody labels with this scheme now."))
        labels = written_labels(latest)
        latest.pk = None
        latest._state.adding = True  # noqa: SLF001 - a copy is the next version
        latest.version += 1
        latest.retired = True
        latest.created_by = by
        return _write(latest, labels)


def written_labels(scheme: LabelScheme) -> list[LabelData]:
    """The labels of a scheme as they are written."""
    return [
        {
            "slug": label.slug,
            "name": dict(label.name),
            "help": dict(label.help),
            "colour": label.colour,
            "key": label.key,
            "after": list(label.after),
            "retired": label.retired,
        }
        for label in scheme.labels.all()
    ]


def clean_labels(raw: Sequence[LabelData]) -> list[LabelData]:
    """The labels whole and in order; ``ValidationError`` says what is wrong."""
    if not raw or len(raw) > MOST_LABELS:
        raise _wrong("labels", _("A scheme has 1 to %d labels.") % MOST_LABELS)
    cleaned: list[LabelData] = [_clean_label(one) for one in raw]
    slugs = [one["slug"] for one in cleaned]
    keys = [one["key"] for one in cleaned if one["key"] and not one["retired"]]
    for said in (slugs, keys):
        if twice := next((one for one in said if said.count(one) > 1), None):
            raise _wrong("labels", _("“%s” stands twice.") % twice)
    for one in cleaned:
        if unknown := next((x for x in one["after"] if x not in slugs), None):
            raise _wrong("labels", _("There is no label “%s” here.") % unknown)
        if one["slug"] in one["after"]:
            raise _wrong("labels", _("No label comes after itself."))
    return cleaned


def _clean_label(raw: LabelData) -> LabelData:
    slug = raw["slug"]
    if not re.fullmatch(r"[-\w]{1,60}", slug, re.ASCII):
        raise _wrong(
            "labels",
            _("“%s” is no short name: letters, digits, hyphens and underscores.")
            % slug[:LONGEST_NAME],
        )
    colour, key = raw.get("colour") or SchemeLabel.Colour.STONE, raw.get("key") or ""
    if colour not in SchemeLabel.Colour.values:
        raise _wrong("labels", _("There is no colour “%s”.") % colour[:LONGEST_NAME])
    if not re.fullmatch("[0-9a-z]?", key):
        raise _wrong("labels", _("A key is one digit or small letter."))
    return {
        "slug": slug,
        "name": clean_texts(raw["name"], longest=LONGEST_NAME, field="labels"),
        "help": clean_texts(
            raw.get("help") or {},
            longest=LONGEST_HELP,
            field="labels",
            needed=False,
        ),
        "colour": colour,
        "key": key,
        "after": list(dict.fromkeys(raw.get("after") or [])),
        "retired": bool(raw.get("retired")),
    }


def clean_texts(
    raw: Texts,
    *,
    longest: int,
    field: str,
    needed: bool = True,
) -> Texts:
    cleaned = {lang: clean_text(raw.get(lang) or "").strip() for lang in LANGUAGES}
    if needed and not any(cleaned.values()):
        raise _wrong(field, _("Write a name."))
    if any(len(said) > longest for said in cleaned.values()):
        raise _wrong(field, _("This has at most %d characters.") % longest)
    return {language: said for language, said in cleaned.items() if said}


def _keep_what_was_given(
    latest: LabelScheme,
    target: str,
    wanted: Sequence[LabelData],
) -> None:
    left = {one["slug"] for one in wanted}
    for label in latest.labels.all():
        moved = target != latest.target
        if (moved or label.slug not in left) and was_given(latest, label.slug):
            if moved:
                raise Refused(
                    _("It was labelled with this already. Write another scheme."),
                    code="label_in_use",
                )
            raise Refused(
                _("“%s” was given already. Let it no longer be given instead.") % label,
                code="label_in_use",
                label=label.slug,
            )


def _same(
    latest: LabelScheme,
    fields: dict[str, Any],
    wanted: Sequence[LabelData],
) -> bool:
    return (
        not latest.retired
        and all(getattr(latest, name) == value for name, value in fields.items())
        and written_labels(latest) == list(wanted)
    )


def _write(scheme: LabelScheme, labels: Sequence[LabelData]) -> LabelScheme:
    scheme.full_clean(exclude=["project", "created_by"])
    scheme.save(force_insert=True)
    SchemeLabel.objects.bulk_create(
        SchemeLabel(scheme=scheme, position=position, **one)
        for position, one in enumerate(labels, start=1)
    )
    # Afresh, for labels that were read with an earlier version are not its own.
    return LabelScheme.objects.prefetch_related("labels").get(pk=scheme.pk)


def _lock(project: Project) -> None:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _require_admin(project: Project, by: User | None) -> None:
    if by is not None and not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project may do this."))


def _wrong(field: str, message: str) -> ValidationError:
    return ValidationError({field: [message]})
