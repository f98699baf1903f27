"""Where experts read versions of texts before they are used, and sign them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.access import enter_project
from dialogues.domain import sign_offs as verbs
from dialogues.models import SignOff
from dialogues.models.sign_offs import kind_of, title_of
from dialogues.permissions import ADMIN, EXPERT
from dialogues.sign_off_forms import DecisionForm
from dialogues.sign_off_queries import (
    decisions_of,
    name_of,
    named_version,
    standing,
    switches_of,
    unread,
    waiting,
    waiting_for,
    who_may_sign,
)
from dialogues.sign_off_texts import address_of, texts_to_read

LATEST = 20
# Where admins write what is signed here.
WRITTEN_AT = {
    "prompt": "prompt",
    "lesson": "edit_lesson",
    "checklist": "checklist",
    "guideline": "edit_guidelines",
    "instruction": "instruction",
}


@login_required
@require_safe
def sign_offs(request, slug):
    """What waits to be read, what is in use unread, and what was decided lately."""
    project = enter_project(request, slug, EXPERT, ADMIN)
    signs = EXPERT in request.membership.roles
    rows = [shown(row) for row in waiting(project)]
    others = (one for one in rows if one["row"].by_id != request.user.pk)
    context = {
        "project": project,
        "waiting": rows,
        "first": next(others, None) if signs else None,
        "unsigned": [shown(row) for row in unread(project)],
        "decided": [shown(row) for row in decisions_of(project)[:LATEST]],
        "switches": switches_of(project)[:LATEST],
        "experts": who_may_sign(project, None).exists(),
        "signs": signs,
        "manages": ADMIN in request.membership.roles,
    }
    return render(request, "dialogues/sign_offs.html", context)


@login_required
@require_POST
def ask_sign_offs(request, slug):
    """Begin to ask for signatures, or give it up."""
    project = enter_project(request, slug, ADMIN)
    asked = request.POST.get("asked") == "yes"
    verbs.set_asked(project, asked=asked, by=request.user)
    return redirect("sign_offs", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request, slug, kind, version, name=""):
    """One version against the one in use, and the expert's word about it."""
    project = enter_project(request, slug, EXPERT, ADMIN)
    row = named_version(project, kind, name, version)
    if row is None:
        raise Http404
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        decided = verbs.decide(row, by=request.user, **form.cleaned_data)
        messages.success(request, what_comes_of(decided))
        further = waiting_for(request.user, project).first()
        if further:
            return redirect(address_of(project, further.version))
        return redirect("sign_offs", slug)
    now = standing(row)
    context = {
        "project": project,
        "now": now,
        "form": form,
        "texts": texts_to_read(now),
        "others": who_may_sign(project, now.author).exists(),
        "own": request.user in {now.author, getattr(row, "created_by", None)},
        "signs": EXPERT in request.membership.roles,
        "manages": ADMIN in request.membership.roles,
        "written_at": written_at(project, row),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/sign_off.html", context, status=status)


def shown(row):
    """A row of the lists: which version, what was said of it, and where it is read."""
    version = row.version
    url = address_of(row.project, version)
    return {"row": row, "title": title_of(version), "url": url}


def what_comes_of(row):
    if row.act == SignOff.Act.SIGNED:
        return _("Signed: %s is in use now.") % title_of(row.version)
    return _("Sent back: %s.") % title_of(row.version)


def written_at(project, version):
    name = name_of(version)
    places = [project.slug, name] if name else [project.slug]
    page = WRITTEN_AT.get(kind_of(version))
    return reverse(page, args=places) if page else ""
