"""Where admins write what a project labels."""

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
from dialogues.domain import label_schemes as domain
from dialogues.label_forms import LabelFormSet, SchemeForm, forms_of
from dialogues.label_queries import latest_schemes, scheme_named, versions_of_scheme
from dialogues.models.translations import Translated
from dialogues.permissions import ADMIN


@login_required
@require_safe
def label_schemes(request, slug):
    project = enter_project(request, slug, ADMIN)
    context = {"project": project, "schemes": latest_schemes(project.pk)}
    return render(request, "dialogues/label_schemes.html", context)


@login_required
@require_POST
def install_label_schemes(request, slug):
    project = enter_project(request, slug, ADMIN)
    domain.install_schemes(project, by=request.user)
    return redirect("label_schemes", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_label_scheme(request, slug):
    project = enter_project(request, slug, ADMIN)
    return edit(request, project, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_label_scheme(request, slug, name):
    project = enter_project(request, slug, ADMIN)
    scheme = scheme_named(project, name)
    if scheme is None:
        raise Http404
    return edit(request, project, scheme)


def edit(request, project, scheme):
    if request.method == "POST":
        fixed = {"slug": scheme.slug} if scheme else {}
        form = SchemeForm({**request.POST.dict(), **fixed})
        rows = LabelFormSet(request.POST, prefix="label")
        # Both are looked at, so that a person sees all that is to mend.
        if all([form.is_valid(), rows.is_valid()]):
            saved = domain.save_scheme(
                project,
                **form.fields_of_scheme(),
                labels=rows.labels(),
                by=request.user,
            )
            messages.success(request, _("Version %d is saved.") % saved.version)
            return redirect("edit_label_scheme", project.slug, saved.slug)
    else:
        position = latest_schemes(project.pk).count() + 1
        form, rows = forms_of(scheme, position)
    if scheme:
        form.fields["slug"].widget = form.fields["slug"].hidden_widget()
    context = {
        "project": project,
        "scheme": scheme,
        "form": form,
        "rows": rows,
        "preview": scheme
        and {"name": scheme.name, "labels": list(scheme.labels.all())},
        "versions": scheme and versions_of_scheme(scheme).prefetch_related("labels"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/label_scheme.html", context, status=status)


@login_required
@require_POST
def retire_label_scheme(request, slug, name):
    project = enter_project(request, slug, ADMIN)
    scheme = scheme_named(project, name)
    if scheme is None:
        raise Http404
    domain.retire_scheme(scheme, by=request.user)
    return redirect("label_schemes", slug)


@login_required
@require_POST
def preview_label_scheme(request, slug):
    """What people will choose from, drawn while one types."""
    project = enter_project(request, slug, ADMIN)
    form, rows = SchemeForm(request.POST), LabelFormSet(request.POST, prefix="label")
    preview = None
    form.is_valid()
    if rows.is_valid():
        labels = [
            {**one, "name": Translated(one["name"]), "help": Translated(one["help"])}
            for one in rows.labels()
        ]
        name = {
            language: form.cleaned_data.get(f"name_{short}", "")
            for short, language in (("zh", "zh-hans"), ("en", "en"))
        }
        preview = {"name": Translated(name), "labels": labels}
    context = {"project": project, "preview": preview}
    return render(request, "dialogues/_label_preview.html", context)
