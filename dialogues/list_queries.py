"""Lists of dialogues that people narrow and search: a project's, and one's own."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from dialogues.checks.registry import BY_CODE
from dialogues.domain.turns import clean_text
from dialogues.models import (
    Approval,
    Assignment,
    Dialogue,
    Finding,
    Project,
    Revision,
    User,
)
from dialogues.oddities import ODDITIES
from dialogues.queries import hidden_from
from dialogues.searching import Search, Term, read

# What people report is left out: it is told to marked members alone.
FINDING_CODES = (*BY_CODE, *ODDITIES)
LATEST, OLDEST = "latest", "oldest"


def dialogues_listed(
    user: User,
    project: Project,
    *,
    status: str = "",
    theme: str = "",
    q: str = "",
    origin: str = "",
    source: str = "",
    emotion: str = "",
    finding: str = "",
) -> QuerySet[Dialogue]:
    """A project's dialogues, the latest change first, narrowed by what was asked.

    Without what is hidden from the person.
    """
    overtaken = Approval.objects.filter(dialogue=OuterRef("pk")).exclude(
        revision=OuterRef("head"),
    )
    rows = (
        project.dialogues.exclude(pk__in=hidden_from(user))
        .select_related("topic", "head__author")
        # Approved once, and written anew since: the approval counts no more.
        .annotate(approval_void=Exists(overtaken))
    )
    exact = {
        "status": status if status in Dialogue.Status.values else "",
        "origin": origin if origin in Dialogue.Origin.values else "",
        "topic__theme": clean_text(theme),
        "source__name": clean_text(source),
        "emotion": clean_text(emotion),
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if finding in FINDING_CODES:
        noticed = Finding.objects.filter(
            revision=OuterRef("head"),
            code=finding,
            dismissed_at=None,
        )
        rows = rows.filter(Exists(noticed))
    return found(rows, read(q)).order_by("-updated_at", "id")


def own_dialogues(user: User, project: Project) -> QuerySet[Dialogue]:
    """What the person wrote a part of in this project, or holds now."""
    written = Revision.objects.filter(author=user).values("dialogue")
    held = Assignment.objects.filter(holder=user, ended_at=None).values("dialogue")
    return project.dialogues.filter(pk__in=written.union(held))


def own_dialogues_listed(
    user: User,
    project: Project,
    *,
    status: str = "",
    theme: str = "",
    q: str = "",
    sort: str = "",
) -> QuerySet[Dialogue]:
    """The person's own dialogues, narrowed and in the order that was asked for."""
    narrowed = dialogues_listed(user, project, status=status, theme=theme, q=q)
    own = narrowed.filter(pk__in=own_dialogues(user, project).values("pk"))
    return own.order_by("updated_at" if sort == OLDEST else "-updated_at", "id")


def themes_of(
    project: Project, dialogues: QuerySet[Dialogue] | None = None
) -> list[str]:
    """The themes of a project's topics, or of those of these dialogues."""
    topics = project.topics.exclude(theme="").order_by()
    if dialogues is not None:
        topics = topics.filter(pk__in=dialogues.order_by().values("topic"))
    return sorted(topics.values_list("theme", flat=True).distinct())


def emotions_of(project: Project) -> list[str]:
    """The emotions that a project's dialogues are about."""
    rows = project.dialogues.exclude(emotion="").order_by()
    return sorted(rows.values_list("emotion", flat=True).distinct())


def found(rows: QuerySet[Dialogue], search: Search) -> QuerySet[Dialogue]:
    """Those of the rows whose latest text the search finds."""
    for term in search.terms:
        rows = rows.filter(_has(term))
    for term in search.without:
        rows = rows.exclude(_has(term))
    return rows


def _has(term: Term) -> Q:
    """The index narrows; where it does not tell all, the text itself is looked at."""
    has = Q(search__words__matches=term.query) if term.query else Q()
    return has if term.is_exact else has & Q(search__text__contains=term.text)
