"""The pages of norming: the sessions, opening one, voting, and the votes in view."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dialogues.access import enter_project, enter_row
from dialogues.domain.turns import clean_text
from dialogues.list_queries import found
from dialogues.models import ChecklistItem
from dialogues.permissions import ADMIN, EXPERT
from dialogues.searching import read
from reviewers import norming_forms, norming_shown
from reviewers.domain import norming as verbs
from reviewers.models import Norming, Review
from reviewers.norming_queries import (
    VOTING,
    drawn_dialogues,
    experts_of,
    own_open_places,
    places_of,
    places_shown,
    progress,
    running_norming,
    suitable_dialogues,
    visible_normings,
)

PAGE, OFFERED = 20, 12


@login_required
def normings(request, slug):
    project = enter_project(request, slug, EXPERT, ADMIN)
    rows = project.normings.select_related("opened_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    running = running_norming(project)
    context = {
        "project": project,
        "page": page,
        "weeks": norming_shown.compared_weeks(page),
        "running": running,
        "mine": own_open_places(request.user, running) if running else [],
    }
    return render(request, "reviewers/normings.html", context)


@login_required
@require_GET
def new_norming(request, slug):
    """Some suitable dialogues at random, the first five chosen; or found by words."""
    project = enter_project(request, slug, EXPERT, ADMIN)
    experts = list(experts_of(project))
    asked = clean_text(request.GET.get("q", ""))[:200]
    wanted = request.GET.getlist("dialogues")
    chosen = norming_forms.read_dialogues(request.user, project, wanted)
    invited = request.GET.getlist("experts")
    suitable = suitable_dialogues(project, experts).select_related("topic", "head")
    if asked:
        offered = found(suitable, read(asked)).order_by("-updated_at")[:OFFERED]
    else:
        offered = drawn_dialogues(project, experts, OFFERED)
    kept = {row.pk for row in chosen}
    if not asked and not chosen:
        kept = {row.pk for row in offered[: verbs.USUAL]}
    ticked = list(suitable.filter(pk__in=[row.pk for row in chosen]))
    rows = [*ticked, *(row for row in offered if row not in ticked)]
    context = {
        "project": project,
        "experts": [(one, not invited or one.username in invited) for one in experts],
        "rows": [(row, row.pk in kept) for row in rows],
        "asked": asked,
        "named": "named" in request.GET,
        "running": running_norming(project),
    }
    return render(request, "reviewers/norming_new.html", context)


@login_required
@require_POST
def open_norming(request, slug):
    project = enter_project(request, slug, EXPERT, ADMIN)
    opened = verbs.open_norming(
        project,
        experts=norming_forms.read_experts(project, request.POST.getlist("experts")),
        dialogues=norming_forms.read_dialogues(
            request.user,
            project,
            request.POST.getlist("dialogues"),
        ),
        named=request.POST.get("named") == "on",
        by=request.user,
    )
    messages.success(request, _("Opened. Everybody invited can vote now."))
    return led_on(reverse("norming", args=[opened.pk]))


@login_required
def norming(request, pk):
    row = norming_or_404(request, pk)
    places = list(places_of(row).select_related("dialogue__topic"))
    results = norming_shown.results(row, places)
    open_places = own_open_places(request.user, row)
    verbs_here = row.verbs_for(request.user)
    context = {
        "project": row.project,
        "norming": row,
        "places": [
            {
                "place": place,
                "rounds": results[place.pk],
                "words": place.words.select_related("by") if results[place.pk] else [],
            }
            for place in places
        ],
        "seats": row.seats.select_related("expert"),
        "in_view": norming_shown.rounds_in_view(row),
        "figures": norming_shown.figure_rows(row),
        "open_places": open_places,
        "voting": row.status in VOTING,
        "progress": progress(row) if row.status in VOTING else None,
        "verbs": verbs_here,
    }
    return render(request, "reviewers/norming.html", context)


@login_required
def norming_place(request, pk, number):
    """One text to read, to vote on, or to read again."""
    row = norming_or_404(request, pk)
    place = place_or_404(request, row, number)
    open_places = own_open_places(request.user, row)
    context = {
        "project": row.project,
        "norming": row,
        "place": place,
        "places": places_of(row).select_related("dialogue__topic"),
        "open": {one.pk for one in open_places},
        "left": len(open_places),
        "voting": place in open_places,
        "mine": place.votes.filter(by=request.user).order_by("-round").first(),
        "items": ChecklistItem.objects.filter(checklist=row.checklist_id),
        "decisions": Review.Decision.choices,
    }
    return render(request, "reviewers/norming_place.html", context)


@login_required
@require_POST
def vote_in_norming(request, pk, number):
    row = norming_or_404(request, pk)
    verbs.vote(
        place_or_404(request, row, number),
        decision=request.POST.get("decision", ""),
        answers=norming_forms.read_norming_answers(row, request.POST),
        sentence=request.POST.get("sentence", ""),
        by=request.user,
    )
    following = own_open_places(request.user, Norming.objects.get(pk=row.pk))
    if following:
        address = reverse("norming_place", args=[row.pk, following[0].position])
    else:
        messages.success(request, _("You have voted on all of them. Thank you."))
        address = reverse("norming", args=[row.pk])
    return led_on(address)


@login_required
@require_POST
def say_in_norming(request, pk, number):
    row = norming_or_404(request, pk)
    place = place_or_404(request, row, number)
    verbs.say(place, text=request.POST.get("text", ""), by=request.user)
    return redirect(f"{reverse('norming', args=[row.pk])}#place-{number}")


@login_required
@require_POST
def reveal_norming(request, pk):
    return moved(request, pk, verbs.reveal)


@login_required
@require_POST
def ask_norming_again(request, pk):
    return moved(request, pk, verbs.ask_again)


@login_required
@require_POST
def close_norming(request, pk):
    return moved(request, pk, verbs.close)


@login_required
@require_POST
def cancel_norming(request, pk):
    return moved(request, pk, verbs.cancel)


def moved(request, pk, verb):
    row = norming_or_404(request, pk)
    verb(row, by=request.user)
    return redirect("norming", row.pk)


def led_on(address):
    """Answer htmx, so that a refusal leaves what was typed and this leads on."""
    response = HttpResponse(status=204)
    response["HX-Redirect"] = address
    return response


def norming_or_404(request, pk):
    return enter_row(request, visible_normings(request.user), pk, EXPERT, ADMIN)


def place_or_404(request, norming, number):
    rows = places_shown(request.user).filter(norming=norming)
    return get_object_or_404(rows, position=number)
