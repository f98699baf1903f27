"""Ordering machine drafts: which topics, by whom, and what it would cost."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.access import enter_project
from dialogues.batch_forms import GAP, HAND, WORDS, OrderForm
from dialogues.domain import drafting
from dialogues.domain.budget import estimate
from dialogues.domain.turns import clean_text
from dialogues.drafting_queries import cap_of
from dialogues.permissions import ADMIN
from dialogues.topic_queries import topics_with

# As many as one looks through; more words narrow them.
TOPICS_OFFERED = 20


@login_required
@require_http_methods(["GET", "POST"])
def order_drafts(request, slug):
    project = enter_project(request, slug, ADMIN)
    form = OrderForm(
        request.POST or None,
        project=project,
        initial=beginning(request.GET),
    )
    if request.method == "POST" and form.is_valid():
        batch = drafting.order_batch(project, by=request.user, **form.ordered())
        return redirect("batch", batch.pk)
    shown = form if form.is_bound else opened(form)
    context = {
        "project": project,
        "form": form,
        **topics_context(form),
        **estimate_context(shown),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/batch_new.html", context, status=status)


@login_required
@require_POST
def estimate_order(request, slug):
    """The part of the page that says what the order would take, drawn while one types."""
    project = enter_project(request, slug, ADMIN)
    context = estimate_context(OrderForm(request.POST, project=project))
    return render(request, "dialogues/batch_new.html#estimate", context)


@login_required
@require_POST
def order_topics(request, slug):
    """The part of the page in which topics are ticked: those found, below what was ticked before."""
    project = enter_project(request, slug, ADMIN)
    context = topics_context(OrderForm(request.POST, project=project))
    return render(request, "dialogues/batch_new.html#topics", context)


def beginning(asked):
    """How the form opens: with a search, or with the gap that was clicked."""
    kept = {
        name: clean_text(asked.get(name, ""))
        for name in ("words", "theme", "emotion", "age")
    }
    how = asked.get("how")
    return {**kept, "how": how if how in (WORDS, HAND, GAP) else WORDS}


def opened(form):
    """The same form as if it had been sent as it opens, to estimate it."""
    values = {name: form[name].value() for name in form.fields if name != "topics"}
    values = {name: value for name, value in values.items() if value is not None}
    if form["prompt"].value():
        values["prompt"] = getattr(values["prompt"], "pk", values["prompt"])
    return OrderForm(values, project=form.project)


def topics_context(form):
    """What was found stays where it is when ticked; what was ticked before stands above it."""
    ticked = form.ticked()
    words = clean_text(form.data.get("find", "")) if form.is_bound else ""
    topics = topics_with(form.project, words) if words else form.project.topics.all()
    found = list(topics.order_by("created_at", "pk")[:TOPICS_OFFERED])
    return {
        "project": form.project,
        "ticked": ticked,
        "listed": [topic for topic in ticked if topic not in found] + found,
        "found": found,
        "find": words,
    }


def estimate_context(form):
    context = {"project": form.project, "ordered": form}
    if not form.is_valid():
        return context
    found = estimate(form.project, **form.estimated())
    cleaned = form.cleaned_data
    return {
        **context,
        "estimate": found,
        "cap": cap_of(
            found,
            form.drafts,
            budget=cleaned["budget"],
            token_budget=cleaned["token_budget"],
        ),
        "free": not found["worst"],
        "keyless": [
            drafter
            for drafter, _share in cleaned["shares"]
            if drafter.key.needed and not drafter.key.present
        ],
    }
