"""One's own way through a project: level, hours, a certificate, and one's wishes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.access import enter_project
from dialogues.care_forms import CareForm
from dialogues.domain import certificates, well_being
from dialogues.heavy_queries import heavy_today, standing_of
from dialogues.path_queries import level_ahead, visible_certificates, work_of
from dialogues.permissions import ADMIN, VOLUNTEER


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_way(request, slug):
    project = enter_project(request, slug, VOLUNTEER)
    standing = standing_of(request.user, project)
    form = CareForm(
        request.POST if request.method == "POST" else None,
        care=standing.care,
        project=project,
    )
    if form.is_bound and form.is_valid():
        well_being.choose_care(
            request.membership,
            **form.cleaned_data,
            by=request.user,
        )
        messages.success(request, _("Kept."))
        return redirect("own_way", slug)
    context = {
        "project": project,
        "form": form,
        "standing": standing,
        "today": heavy_today(request.user, project),
        "work": work_of(request.user, project),
        "ahead": level_ahead(request.user, project),
        "papers": request.membership.certificates.all()[:5],
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/own_way.html", context, status=status)


@login_required
@require_POST
def issue_certificate(request, slug):
    enter_project(request, slug, VOLUNTEER)
    paper = certificates.issue(
        request.membership,
        name=request.POST.get("name", ""),
        by=request.user,
    )
    return redirect("certificate", paper.code)


@never_cache
@login_required
def certificate(request, code):
    paper = get_object_or_404(visible_certificates(request.user), code=code)
    request.project = paper.membership.project
    context = {"paper": paper, "project": paper.membership.project}
    return render(request, "dialogues/certificate.html", context)


@never_cache
@login_required
def certificates_page(request, slug):
    """An admin looks up a code that somebody shows them."""
    project = enter_project(request, slug, ADMIN)
    code = request.GET.get("code", "").strip().upper()[:20]
    rows = visible_certificates(request.user).filter(membership__project=project)
    paper = rows.filter(code=code).first() if code.isprintable() else None
    context = {"project": project, "code": code, "paper": paper}
    return render(request, "dialogues/certificates.html", context)
