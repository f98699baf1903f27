"""The prompts of a project: written, tried on a topic while one types, compared."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.access import enter_project
from dialogues.builtin.templates import TEMPLATES, template
from dialogues.comparing_texts import changed_lines
from dialogues.domain import prompting
from dialogues.domain.turns import clean_text
from dialogues.models import Prompt
from dialogues.models.translations import Translated
from dialogues.permissions import ADMIN
from dialogues.prompt_blanks import DIALOGUE_KINDS, EXPLANATIONS, KINDS, in_braces
from dialogues.prompt_forms import NewPromptForm, PromptForm
from dialogues.prompt_previews import preview
from dialogues.prompt_queries import (
    latest_prompt,
    latest_with_counts,
    topics_for,
    trials_of,
    versions_of,
)

# As many as one looks through; words narrow them.
TOPICS_OFFERED = 20


@login_required
@require_safe
def prompts(request, slug):
    project = enter_project(request, slug, ADMIN)
    rows = list(latest_with_counts(project))
    for row in rows:
        row.share = row.dialogues and round(100 * row.approved / row.dialogues)
    context = {"project": project, "prompts": rows}
    return render(request, "dialogues/prompts.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_prompt(request, slug):
    """Begin from a built-in example, or from a prompt that is there (``?copy=``)."""
    project = enter_project(request, slug, ADMIN)
    beginning = _beginning(project, request.GET)
    if request.method == "GET" and beginning is None:
        context = {"project": project, "examples": list(built_in_prompts(project))}
        return render(request, "dialogues/prompt_examples.html", context)
    if request.method == "POST":
        form = NewPromptForm(request.POST, project=project)
        if form.is_valid():
            prompt = prompting.start_prompt(
                project,
                name=form.cleaned_data["name"],
                kind=form.cleaned_data["kind"],
                text=form.cleaned_data["text"],
                user_text=form.cleaned_data.get("user_text", ""),
                by=request.user,
            )
            messages.success(request, _("The prompt “%s” is saved.") % prompt.name)
            return redirect("prompt", project.slug, prompt.name)
    else:
        form = NewPromptForm.of(beginning, name=_free_name(project, beginning.name))
        form.prompt = None
    context = {"project": project, **editor_context(project, form)}
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/prompt_new.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def prompt(request, slug, name):
    project = enter_project(request, slug, ADMIN)
    latest = _latest_or_404(project, name)
    if request.method == "POST":
        form = PromptForm(request.POST, project=project, prompt=latest)
        if form.is_valid():
            saved = prompting.revise_prompt(
                project,
                name=name,
                kind=form.cleaned_data["kind"],
                text=form.cleaned_data["text"],
                user_text=form.cleaned_data.get("user_text"),
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
            said = (
                _("Version %d is saved.")
                if saved != latest
                else _("Nothing changed: version %d stays.")
            )
            messages.success(request, said % saved.version)
            return redirect("prompt", project.slug, name)
    else:
        form = PromptForm.of(latest)
    context = {
        "project": project,
        "prompt": latest,
        "versions": versions_of(project, name),
        "trials": trials_of(project, name),
        **editor_context(project, form),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/prompt.html", context, status=status)


@login_required
@require_POST
def prompt_preview(request, slug):
    """The part of an editor that shows what would be sent, drawn while one types."""
    project = enter_project(request, slug, ADMIN)
    context = preview_context(project, request.POST)
    return render(request, "dialogues/_prompt_preview.html", context)


@login_required
@require_safe
def compare_prompts(request, slug, name):
    """Two versions side by side; without numbers the last two."""
    project = enter_project(request, slug, ADMIN)
    versions = list(versions_of(project, name))
    if not versions:
        raise Http404
    new = _version(versions, request.GET.get("new"), versions[0])
    before = [one for one in versions if one.version < new.version]
    old = _version(versions, request.GET.get("old"), before[0] if before else new)
    context = {
        "project": project,
        "name": name,
        "versions": versions,
        "old": old,
        "new": new,
        "texts": [
            {"label": label, "lines": changed_lines(*pair)}
            for label, pair in (
                (_("What the model is asked"), (old.text, new.text)),
                (
                    _("What the model is told as the person helped"),
                    (old.user_text, new.user_text),
                ),
            )
            if any(pair)
        ],
        "same": (old.text, old.user_text) == (new.text, new.user_text),
    }
    return render(request, "dialogues/prompt_compare.html", context)


def editor_context(project, form):
    kind = form["kind"].value()
    shown = form.data if form.is_bound else form.initial
    return {
        "form": form,
        "kind": Prompt.Kind(kind).label if kind in KINDS else "",
        "chooses_topic": kind in DIALOGUE_KINDS,
        "newer": form.prompt if form.newer else None,
        "blanks": list(_blanks(kind)),
        **preview_context(project, shown),
    }


def preview_context(project, shown):
    """What an editor and its preview both show: the topics, and the text or its faults."""
    kind, words = shown.get("kind"), clean_text(shown.get("words", "")).strip()
    if kind not in KINDS:
        return {}
    topics = (
        topics_for(kind, project) if kind in DIALOGUE_KINDS else project.topics.none()
    )
    if words:
        topics = topics.filter(text__icontains=words)
    offered = list(topics[:TOPICS_OFFERED])
    wanted = str(shown.get("topic", ""))
    chosen = next((one for one in offered if str(one.pk) == wanted), None)
    unsaved = Prompt(
        project=project,
        kind=kind,
        text=clean_text(shown.get("text", "")),
        user_text=clean_text(shown.get("user_text") or ""),
    )
    on = chosen or (offered[0] if offered else None)
    found = preview(unsaved, on)
    return {
        "topics": offered,
        "words": words,
        "chosen": on,
        "preview": found,
        "length": sum(map(len, found.rendered)),
        "lacking": [
            {"name": in_braces(name), "meaning": EXPLANATIONS[name]}
            for name in found.lacking
        ],
    }


def built_in_prompts(project):
    """The examples of the project's own template first, then those of the others."""
    own_first = sorted(TEMPLATES, key=lambda name: name != project.template)
    for name in own_first:
        for words in template(name)["prompts"]:
            yield {
                "key": f"{name}/{words['name']}",
                "template": Translated(template(name)["name"]),
                "prompt": Prompt(
                    project=project,
                    name=words["name"],
                    kind=words["kind"],
                    text=words["text"][project.language],
                    user_text=words.get("user_text", {}).get(project.language, ""),
                ),
            }


def _beginning(project, asked):
    """The prompt whose words a new one begins with."""
    if copied := clean_text(asked.get("copy", "")):
        return _latest_or_404(project, copied)
    if example := asked.get("example"):
        for row in built_in_prompts(project):
            if row["key"] == example:
                return row["prompt"]
        raise Http404
    return None


def _free_name(project, name):
    number, free = 1, name
    while latest_prompt(project, free):
        number += 1
        free = f"{name[: prompting.LONGEST_NAME - 4]}-{number}"
    return free


def _latest_or_404(project, name):
    if found := latest_prompt(project, name):
        return found
    raise Http404


def _version(versions, number, default):
    if not number:
        return default
    for one in versions:
        if str(one.version) == number:
            return one
    raise Http404


def _blanks(kind):
    """Every blank of a kind, once, and whether the prompt can do without it."""
    parts = KINDS.get(kind, ())
    groups = [group for part in parts for group in part.required]
    for name in dict.fromkeys(name for part in parts for name in part.allowed):
        yield {
            "name": in_braces(name),
            "meaning": EXPLANATIONS[name],
            "required": (name,) in groups,
            "one_of": any(name in group and len(group) > 1 for group in groups),
        }
