"""Where admins write what the model is told before every dialogue."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dialogues.access import enter_project
from dialogues.comparing_texts import changed_lines
from dialogues.domain.projects import LONGEST_INSTRUCTION, revise_instruction
from dialogues.domain.turns import clean_text
from dialogues.permissions import ADMIN


class InstructionForm(forms.Form):
    """The next version; ``seen`` is the one that it was written from."""

    seen = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
    )
    text = forms.CharField(
        label=gettext_lazy("Instruction"),
        max_length=LONGEST_INSTRUCTION,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_text(self):
        return clean_text(self.cleaned_data["text"]).strip()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def instruction(request, slug):
    project = enter_project(request, slug, ADMIN)
    versions = list(project.instructions.order_by("-version"))
    latest = versions[0] if versions else None
    form = InstructionForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": latest.version, "text": latest.text} if latest else None,
    )
    if form.is_bound and form.is_valid():
        saved = revise_instruction(
            project,
            text=form.cleaned_data["text"],
            seen=form.cleaned_data["seen"],
            by=request.user,
        )
        messages.success(request, _("Version %d is saved.") % saved.version)
        return redirect("instruction", slug)
    before = [*versions[1:], None]
    context = {
        "project": project,
        "latest": latest,
        "form": form,
        "versions": [
            (new, changed_lines(old.text if old else "", new.text))
            for new, old in zip(versions, before, strict=True)
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/instruction.html", context, status=status)
