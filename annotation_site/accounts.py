"""A person's own API token."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from rest_framework.authtoken.models import Token


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
