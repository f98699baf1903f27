"""Lists of dialogues, narrowed and searched by what stands in the address."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render

from dialogues.access import enter_project
from dialogues.checks.registry import BY_CODE
from dialogues.list_queries import (
    LATEST,
    OLDEST,
    dialogues_listed,
    emotions_of,
    own_dialogues,
    own_dialogues_listed,
    themes_of,
)
from dialogues.models import Dialogue
from dialogues.oddities import ODDITIES
from dialogues.permissions import ADMIN, EXPERT, VOLUNTEER
from dialogues.searching import excerpt, in_pieces, read
from dialogues.work_queries import held_assignment

PAGE = 30
LONGEST = 200
# Of each dialogue, so many turns that have what was looked for.
TURNS_SHOWN = 2
FURTHER = ("finding", "source", "origin", "emotion")


@login_required
def dialogues(request, slug):
    project = enter_project(request, slug, EXPERT, ADMIN)
    chosen = chosen_of(request, "status", "theme", "q", *FURTHER)
    rows = dialogues_listed(request.user, project, **chosen)
    context = {
        "project": project,
        "blind": EXPERT in request.membership.roles,
        "chosen": chosen,
        "further": any(chosen[name] for name in FURTHER),
        "statuses": Dialogue.Status.choices,
        "themes": themes_of(project),
        "findings": finding_titles(),
        "sources": project.sources.values_list("name", flat=True),
        "origins": Dialogue.Origin.choices,
        "emotions": emotions_of(project),
        "page": shown(request, rows, chosen["q"]),
    }
    return render(request, "dialogues/dialogues.html", context)


@login_required
def own_work(request, slug):
    project = enter_project(request, slug, VOLUNTEER)
    chosen = chosen_of(request, "status", "theme", "q", "sort")
    own = own_dialogues(request.user, project)
    context = {
        "project": project,
        "chosen": chosen,
        "narrowed": any(chosen[name] for name in ("status", "theme", "q")),
        "statuses": Dialogue.Status.choices,
        "themes": themes_of(project, own),
        "sorts": (LATEST, OLDEST),
        "held": held_assignment(request.user, project),
        "page": shown(
            request,
            own_dialogues_listed(request.user, project, **chosen),
            chosen["q"],
        ),
    }
    return render(request, "dialogues/own_work.html", context)


def chosen_of(request, *names):
    return {name: request.GET.get(name, "")[:LONGEST] for name in names}


def finding_titles():
    titles = {code: str(check.title) for code, check in BY_CODE.items()}
    titles |= {code: str(title) for code, title in ODDITIES.items()}
    return sorted(titles.items(), key=lambda item: item[1])


def shown(request, rows, q):
    """A page of the rows, each with its name and its turns where ``q`` was found."""
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    search = read(q)
    for row in page:
        row.name_pieces = in_pieces(search, str(row))
        turns = row.head.turns if row.head and search.terms else []
        found = ((turn["role"], excerpt(search, turn["text"])) for turn in turns)
        row.found = [(role, pieces) for role, pieces in found if pieces][:TURNS_SHOWN]
    return page
