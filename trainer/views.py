"""Training and trying models, in the browser."""

import json

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.access import enter_project, enter_row
from dialogues.permissions import ADMIN, EXPERT
from trainer import chatting
from trainer.curves import loss_curve
from trainer.domain import runs as domain
from trainer.domain import serving
from trainer.forms import RunForm
from trainer.models import ModelServer, Run
from trainer.queries import log_tail_of, metrics_of, open_server, progress_of

SHOWN = 50


@login_required
@require_http_methods(["GET", "POST"])
def runs(request, slug):
    project = enter_project(request, slug, ADMIN)
    form = RunForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        run = domain.queue_run(
            form.cleaned_data["release"],
            recipe=form.cleaned_data["recipe"],
            overrides=form.overrides(),
            by=request.user,
        )
        return redirect("run", run.pk)
    context = {
        "project": project,
        "form": form,
        "releases": form.fields["release"].queryset.exists(),
        "runs": project.runs.select_related("release", "ordered_by")[:SHOWN],
    }
    status = 422 if form.is_bound else 200
    return render(request, "trainer/runs.html", context, status=status)


@login_required
def run(request, pk):
    return render(request, "trainer/run.html", run_context(request, pk))


@login_required
def run_panel(request, pk):
    """The part of the page that draws itself anew while the model trains."""
    return render(request, "trainer/run.html#panel", run_context(request, pk))


@login_required
def run_curve(request, pk):
    """Only the curve, for the project's home."""
    row = enter_row(request, Run.objects.select_related("project"), pk, ADMIN, EXPERT)
    context = {"curve": loss_curve(metrics_of(row)), "run": row}
    return render(request, "trainer/_curve.html", context)


@login_required
@require_POST
def cancel_run(request, pk):
    row = enter_row(request, Run.objects.select_related("project"), pk, ADMIN)
    domain.cancel_run(row, by=request.user)
    return redirect("run", row.pk)


@login_required
@require_POST
def resume_run(request, pk):
    row = enter_row(request, Run.objects.select_related("project"), pk, ADMIN)
    domain.resume_run(row, by=request.user)
    return redirect("run", row.pk)


@login_required
def playground(request, pk):
    row = enter_row(request, playable_runs(), pk, ADMIN, EXPERT)
    server = serving.want_server(row, by=request.user)
    context = {"run": row, "project": row.project, "server": server, "talk": []}
    return render(request, "trainer/playground.html", context)


@login_required
@require_POST
def say(request, pk):
    """Answer what was said; while the model loads, the part asks again by itself."""
    row = enter_row(request, playable_runs(), pk, ADMIN, EXPERT)
    history = read_history(request.POST.get("history", "[]"))
    words = request.POST.get("words", "").strip()
    context = {"run": row, "project": row.project, "talk": history}
    if not words:
        context["server"] = open_server(row)
        return render(request, "trainer/playground.html#talk", context)
    if len(words) > chatting.LONGEST_MESSAGE:
        raise ValidationError(_("That is too long for one message."))
    server = serving.want_server(row, by=request.user)
    context["server"] = server
    if server.status == ModelServer.Status.READY:
        asked = [*history, {"role": "user", "content": words}]
        answer = chatting.reply(server, asked)
        context["talk"] = [*asked, {"role": "assistant", "content": answer}]
    else:
        context["waiting"] = words
    return render(request, "trainer/playground.html#talk", context)


def read_history(text):
    try:
        return chatting.clean_messages(json.loads(text))
    except (ValueError, RecursionError):
        raise ValidationError({"history": [_("Begin a new conversation.")]}) from None


def playable_runs():
    return Run.objects.select_related("project", "release__instruction")


def run_context(request, pk):
    rows = Run.objects.select_related("project", "release", "ordered_by")
    row = enter_row(request, rows, pk, ADMIN, EXPERT)
    progress = progress_of(row)
    return {
        "project": row.project,
        "run": row,
        "progress": progress,
        "steps": progress.get("max_steps") or row.config.get("max_steps") or 0,
        "curve": loss_curve(metrics_of(row)),
        "log": "\n".join(log_tail_of(row)),
        "verbs": row.verbs_for(request.user),
        "going_on": row.status in (Run.Status.QUEUED, Run.Status.RUNNING),
        "config": json.dumps(row.config, ensure_ascii=False, indent=2),
    }
