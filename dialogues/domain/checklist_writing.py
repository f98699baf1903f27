"""Writing a project's checklist: every change is a new version, answers stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.domain.checklists import SLUG
from dialogues.domain.label_schemes import clean_texts
from dialogues.domain.sign_offs import propose
from dialogues.history import Refused
from dialogues.models import Checklist, ChecklistItem, Project, User
from dialogues.permissions import ADMIN, has_role

Texts = dict[str, str]
LONGEST_NAME, LONGEST_TEXT = 60, 1000
MOST_ITEMS = 40
TEXTS = {
    "name": LONGEST_NAME,
    "question": LONGEST_TEXT,
    "help": LONGEST_TEXT,
    "good": LONGEST_TEXT,
    "bad": LONGEST_TEXT,
}
NEEDED = ("name", "question")


class ItemData(TypedDict):
    """A question as it is written; its place in the list is its place on the page."""

    slug: str
    name: Texts
    question: Texts
    help: NotRequired[Texts]
    good: NotRequired[Texts]
    bad: NotRequired[Texts]
    scope: str
    critical: NotRequired[bool]


def save_checklist(
    project: Project,
    *,
    items: Sequence[ItemData],
    seen: int | None,
    by: User | None,
) -> Checklist:
    """Write the next version of the checklist; ``seen`` is the one it was made from.

    Agreement follows a question over the versions by its short name, which therefore
    stays with what it is asked of.
    """
    if by is not None and not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project may do this."))
    wanted = clean_items(items)
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        latest = project.checklists.order_by("-version").first()
        if (latest.version if latest else None) != seen:
            raise Refused(
                _("Somebody saved the checklist while you were writing."),
                code="stale_version",
            )
        if latest and written_items(latest) == wanted:
            return latest
        _keep_scopes(project, wanted)
        checklist = Checklist.objects.create(
            project=project,
            version=latest.version + 1 if latest else 1,
        )
        ChecklistItem.objects.bulk_create(
            ChecklistItem(checklist=checklist, position=position, **item)
            for position, item in enumerate(wanted, start=1)
        )
        propose(checklist, by=by)
        return checklist


def written_items(checklist: Checklist) -> list[ItemData]:
    """The questions of a version as they are written."""
    return [
        {
            "slug": item.slug,
            "name": dict(item.name),
            "question": dict(item.question),
            "help": dict(item.help),
            "good": dict(item.good),
            "bad": dict(item.bad),
            "scope": item.scope,
            "critical": item.critical,
        }
        for item in checklist.items.all()
    ]


def clean_items(raw: Sequence[ItemData]) -> list[ItemData]:
    """The questions whole and in order; ``ValidationError`` says what is wrong."""
    if not raw or len(raw) > MOST_ITEMS:
        raise _wrong("items", _("A checklist has 1 to %d questions.") % MOST_ITEMS)
    cleaned = [_clean_item(one) for one in raw]
    slugs = [one["slug"] for one in cleaned]
    if twice := next((slug for slug in slugs if slugs.count(slug) > 1), None):
        raise _wrong("items", _("“%s” stands twice.") % twice)
    return cleaned


def _clean_item(raw: ItemData) -> ItemData:
    slug, scope = raw["slug"], raw["scope"]
    if not SLUG.fullmatch(slug):
        raise _wrong(
            "items",
            _("“%s” is no short name: small letters, digits, hyphens and underscores.")
            % slug[:LONGEST_NAME],
        )
    if scope not in ChecklistItem.Scope.values:
        raise _wrong(
            "items",
            _("Choose one of: %s.") % ", ".join(ChecklistItem.Scope.values),
        )
    texts: dict[str, Any] = {
        name: clean_texts(
            raw.get(name) or {},  # type: ignore[arg-type]  # a key of TEXTS is a text
            longest=longest,
            field="items",
            needed=name in NEEDED,
        )
        for name, longest in TEXTS.items()
    }
    return {
        "slug": slug,
        **texts,  # type: ignore[typeddict-item]
        "scope": scope,
        "critical": bool(raw.get("critical")),
    }


def _keep_scopes(project: Project, wanted: Sequence[ItemData]) -> None:
    """Refuse to ask a known question of something else: given answers name a place."""
    before = ChecklistItem.objects.filter(checklist__project=project)
    scopes = dict(before.values_list("slug", "scope"))
    for item in wanted:
        if scopes.get(item["slug"], item["scope"]) != item["scope"]:
            raise Refused(
                _(
                    "“%s” was asked already, and what it is asked of cannot change. "
                    "Give the question another short name.",
                )
                % item["slug"],
                code="item_in_use",
                item=item["slug"],
            )


def _wrong(field: str, message: str) -> ValidationError:
    return ValidationError({field: [message]})
