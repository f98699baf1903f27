"""Reading for another volunteer, looking at one's points, and the stage as a setting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.access import enter_project, enter_row
from dialogues.domain import peer_reading, peer_stage
from dialogues.domain.checklists import current_items
from dialogues.heavy_queries import categories_of, heavy_in
from dialogues.models import PeerReading
from dialogues.peer_forms import StageForm, read_points
from dialogues.peer_queries import own_readings, stage_of
from dialogues.peer_shown import noticed_in, passages_of, said_in
from dialogues.permissions import ADMIN, VOLUNTEER
from dialogues.queries import visible_dialogues


@login_required
@require_POST
def take_peer_reading(request, slug):
    project = enter_project(request, slug, VOLUNTEER)
    reading = peer_reading.take_next(project, by=request.user)
    if reading is None:
        messages.info(request, _("Nothing waits for another reader now."))
        return redirect("desk", slug)
    return redirect("peer_reading", reading.pk)


@never_cache
@login_required
def read_for_another(request, pk):
    row = own_reading_or_404(request, pk)
    reading = row.status == PeerReading.Status.TAKEN
    if reading and row.heavy and not row.noted_at:
        context = {
            "project": row.project,
            "categories": heavy_in(row.dialogue, categories_of(row.project)),
            "go_on": reverse("go_on_peer_reading", args=[row.pk]),
            "leave": reverse("not_today_peer_reading", args=[row.pk]),
        }
        return render(request, "dialogues/content_note.html", context)
    context = {
        "project": row.project,
        "row": row,
        "dialogue": row.dialogue,
        "reading": reading,
        "passages": passages_of(row),
        "findings": [one for one in noticed_in(row) if one.turn is None],
        "items": current_items(row.project),
        "said": said_in(row),
    }
    return render(request, "dialogues/peer_reading.html", context)


@login_required
@require_POST
def finish_peer_reading(request, pk):
    row = own_reading_or_404(request, pk)
    points = read_points(row, request.POST)
    peer_reading.finish(row, points=points, by=request.user)
    messages.success(
        request,
        _("Its author looks at it now. Thank you.")
        if points
        else _("It goes on to the experts. Thank you."),
    )
    place = "pause" if row.heavy else "desk"
    # The page posts through htmx, so that a refusal leaves everything as it was typed.
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse(place, args=[row.project.slug])
    return response


@login_required
@require_POST
def give_back_peer_reading(request, pk):
    row = own_reading_or_404(request, pk)
    peer_reading.give_back(row, by=request.user)
    messages.info(request, _("Given back. Another volunteer reads it."))
    return redirect("desk", row.project.slug)


@login_required
@require_POST
def skip_peer_reading(request, pk):
    row = own_reading_or_404(request, pk)
    peer_reading.skip(row, reason=request.POST.get("reason", ""), by=request.user)
    messages.info(request, _("Put aside. You will not be given this one again."))
    return redirect("desk", row.project.slug)


@login_required
@require_POST
def not_today_peer_reading(request, pk):
    """Leave a heavy one for another day, and be given another at once."""
    row = own_reading_or_404(request, pk)
    peer_reading.not_today(row, by=request.user)
    following = peer_reading.take_next(row.project, by=request.user)
    if following:
        messages.info(request, _("That is fine. Here is a lighter one."))
        return redirect("peer_reading", following.pk)
    messages.info(request, _("That is fine. Nothing lighter waits just now."))
    return redirect("desk", row.project.slug)


@login_required
@require_POST
def go_on_peer_reading(request, pk):
    row = own_reading_or_404(request, pk)
    peer_reading.go_on(row, by=request.user)
    return redirect("peer_reading", pk)


@login_required
@require_POST
def leave_as_it_is(request, pk):
    row = get_object_or_404(visible_dialogues(request.user), pk=pk)
    peer_stage.leave_as_it_is(row, by=request.user)
    messages.success(request, _("It goes on to the experts as it is."))
    return redirect("desk", row.project.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def peer_stage_page(request, slug):
    project = enter_project(request, slug, ADMIN)
    stage = stage_of(project)
    form = StageForm(
        request.POST if request.method == "POST" else None,
        initial={"on": stage.on, "level": stage.level, "days": stage.days},
    )
    if form.is_bound and form.is_valid():
        peer_stage.set_stage(project, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It holds from the next submission on."))
        return redirect("peer_stage", slug)
    context = {"project": project, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/peer_stage.html", context, status=status)


def own_reading_or_404(request, pk):
    return enter_row(request, own_readings(request.user), pk, VOLUNTEER)
