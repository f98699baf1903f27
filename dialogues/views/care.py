"""What keeps a volunteer well: a word before, not today, wishes, and a supervisor."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.access import enter_project, enter_row
from dialogues.care_forms import CategoriesForm, SupportForm, as_lines
from dialogues.domain import editing, needs, support, well_being
from dialogues.heavy_queries import categories_of
from dialogues.models import SupportCall
from dialogues.permissions import ADMIN
from dialogues.queries import visible_dialogues
from dialogues.support_queries import supervisors_of, visible_calls
from dialogues.topic_queries import visible_topics
from dialogues.work_queries import own_assignments

PAGE = 30


@login_required
@require_POST
def go_on_heavy(request, pk):
    work = get_object_or_404(own_assignments(request.user), pk=pk)
    well_being.go_on(work, by=request.user)
    return redirect("assignment", pk)


@login_required
@require_POST
def not_today(request, pk):
    """Leave a heavy dialogue for another day, and be given another at once."""
    work = get_object_or_404(own_assignments(request.user), pk=pk)
    editing.not_today(work, by=request.user)
    following = editing.claim_next(work.project, by=request.user)
    if following:
        messages.info(request, _("That is fine. Here is a lighter one."))
        return redirect("assignment", following.pk)
    messages.info(request, _("That is fine. Nothing lighter waits just now."))
    return redirect("desk", work.project.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def heavy_categories(request, slug):
    project = enter_project(request, slug, ADMIN)
    form = CategoriesForm(
        request.POST if request.method == "POST" else None,
        initial={"lines": as_lines(categories_of(project))},
    )
    if form.is_bound and form.is_valid():
        well_being.write_categories(
            project,
            form.cleaned_data["lines"],
            by=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect("heavy_categories", slug)
    context = {
        "project": project,
        "form": form,
        "categories": categories_of(project),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/heavy_categories.html", context, status=status)


@login_required
@require_POST
def set_topic_priority(request, pk):
    topic = get_object_or_404(visible_topics(request.user), pk=pk)
    enter_row(request, visible_topics(request.user), pk, ADMIN)
    chosen = request.POST.get("priority", "")
    priority = int(chosen) if chosen in ("0", "1", "2") else -1
    needs.set_priority(topic, priority, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("topics", topic.project.slug)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def support_page(request, slug):
    project = enter_project(request, slug)
    calls = visible_calls(request.user).filter(project=project)
    about = request.GET.get("dialogue", "")
    form = SupportForm(
        request.POST if request.method == "POST" else None,
        initial={"dialogue": about},
    )
    if form.is_bound and form.is_valid():
        pk = form.cleaned_data["dialogue"]
        seen = visible_dialogues(request.user).filter(project=project, pk=pk)
        support.ask(
            project,
            text=form.cleaned_data["text"],
            dialogue=seen.first() if pk else None,
            by=request.user,
        )
        return redirect("support", slug)
    others = calls.exclude(asked_by=request.user).filter(
        status=SupportCall.Status.OPEN,
    )
    context = {
        "project": project,
        "form": form,
        "supervisors": supervisors_of(project).exclude(pk=request.user.pk),
        "mine": calls.filter(asked_by=request.user)[:10],
        "open": calls.filter(
            asked_by=request.user,
            status=SupportCall.Status.OPEN,
        ).exists(),
        "page": Paginator(others.order_by("created_at"), PAGE).get_page(
            request.GET.get("page"),
        ),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/support.html", context, status=status)


@login_required
@require_POST
def answer_call(request, pk):
    call = get_object_or_404(visible_calls(request.user), pk=pk)
    support.answer(call, text=request.POST.get("text", ""), by=request.user)
    messages.success(request, _("Your answer is on its way."))
    return redirect("support", call.project.slug)


@login_required
@require_POST
def withdraw_call(request, pk):
    call = get_object_or_404(visible_calls(request.user), pk=pk)
    support.withdraw(call, by=request.user)
    return redirect("support", call.project.slug)
