"""A person's notices, and how they want to hear of them by e-mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dialogues.domain import mailing, noticing
from dialogues.models import Notice, NoticeChoice
from dialogues.notice_forms import LettersForm
from dialogues.notice_queries import choices_of, notices_of
from dialogues.sign_off_texts import address_of

PAGE = 30
# Where one goes on with what is not read on the page of a dialogue.
ELSEWHERE = {
    Notice.Kind.HANDED: "reviews",
    Notice.Kind.NORMING: "normings",
    Notice.Kind.REVEALED: "normings",
}


@never_cache
@login_required
def notices(request):
    chosen = {name: request.GET.get(name, "") for name in ("show", "kind")}
    context = {
        "chosen": chosen,
        "kinds": Notice.Kind.choices,
        "page": Paginator(notices_of(request.user, **chosen), PAGE).get_page(
            request.GET.get("page"),
        ),
    }
    return render(request, "dialogues/notices.html", context)


@never_cache
@login_required
def notice(request, pk):
    """Open what a notice is about: it is read by that."""
    row = get_object_or_404(notices_of(request.user), pk=pk)
    noticing.mark_read(Notice.objects.filter(pk=row.pk))
    if not row.visible:
        messages.info(request, _("You no longer take part in this dialogue."))
        return redirect("notices")
    if row.proposal_id:
        return redirect(
            reverse("proposals", args=[row.proposal.project.slug])
            + f"#proposal-{row.proposal_id}",
        )
    if row.call_id:
        return redirect(
            reverse("support", args=[row.call.project.slug]) + f"#call-{row.call_id}",
        )
    if row.kind in ELSEWHERE:
        return redirect(ELSEWHERE[row.kind], row.where.slug)
    if row.sign_off_id:
        return redirect(address_of(row.sign_off.project, row.sign_off.version))
    place = f"#comment-{row.comment_id}" if row.comment_id else ""
    return redirect(reverse("dialogue", args=[row.dialogue_id]) + place)


@login_required
@require_POST
def read_all(request):
    noticing.mark_read(Notice.objects.filter(user=request.user))
    return redirect("notices")


@never_cache
@login_required
def choices(request):
    form = LettersForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        mailing.set_letters(request.user, **form.letters())
        messages.success(request, _("Kept. It counts from the next letter on."))
        return redirect("notice_choices")
    return render(request, "dialogues/notice_choices.html", {"form": form})


# The token in the letter is all that is needed: mail programs send this for a person.
@csrf_exempt
@never_cache
def stop_letters(request, token):
    known = mailing.read_stop_token(token)
    context = {"known": bool(known)}
    if known:
        person, kind = known
        context["kind"] = Notice.Kind(kind).label if kind else ""
        wanted = choices_of(person)
        kinds = [kind] if kind else Notice.Kind.values
        if request.method == "POST":
            mailing.stop_letters(person, kind=kind)
            context["stopped"] = True
        elif all(wanted[one] == NoticeChoice.Mail.NEVER for one in kinds):
            context["stopped"] = True
    status = 200 if known else 404
    return render(request, "dialogues/notice_stop.html", context, status=status)
