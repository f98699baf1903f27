"""Signing in, and a person's own API token."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language
from rest_framework.authtoken.models import Token

from dialogues.models import User

# Of one address for one name; each process of the web server counts for itself.
MOST_TRIES = 10
PAUSE = 300  # seconds


class SignInForm(AuthenticationForm):
    """Name and password; too many wrong ones make the next wait."""

    def clean(self) -> dict[str, Any]:
        who = f"{self.cleaned_data.get('username')} {self.request.META['REMOTE_ADDR']}"
        key = f"sign-in-{hashlib.sha256(who.encode()).hexdigest()}"
        tries = cache.get(key, 0)
        if tries >= MOST_TRIES:
            raise ValidationError(
                _("Too many wrong tries. Wait five minutes, then try again."),
                code="too_many_tries",
            )
        # Counted before, so that tries at the same moment count too.
        cache.set(key, tries + 1, PAUSE)
        cleaned = super().clean()
        cache.delete(key)
        return cleaned


@never_cache
@ensure_csrf_cookie
@require_http_methods(["GET", "POST"])
def sign_in_over(request: HttpRequest) -> JsonResponse:
    """Say who is signed in, and sign in, for a page that keeps what one is typing."""
    if request.method == "POST":
        form = SignInForm(request, request.POST)
        if not form.is_valid():
            sentences = [one for errors in form.errors.values() for one in errors]
            return JsonResponse({"detail": " ".join(sentences)}, status=400)
        login(request, form.get_user())
    account = request.user.pk if request.user.is_authenticated else None
    return JsonResponse({"account": account})


def choose_language(request: HttpRequest) -> HttpResponse:
    """Switch the language; who is signed in gets letters in it too."""
    answer = set_language(request)
    language = request.POST.get("language")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return answer


@never_cache
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    has_token = Token.objects.filter(user=request.user).exists()
    return render(request, "account/tokens.html", {"has_token": has_token})


@never_cache
@login_required
@require_POST
def new_token(request: HttpRequest) -> HttpResponse:
    """Replace the person's token; the new one is shown this once."""
    Token.objects.filter(user=request.user).delete()
    token = Token.objects.create(user=request.user)
    return render(
        request,
        "account/tokens.html",
        {"has_token": True, "token": token.key},
    )
