"""Who a program is, by the token that it sends."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import authentication
from rest_framework.authtoken.models import Token

from dialogues.models import User
from dialogues.prepared import prepared


class TokenAuthentication(authentication.TokenAuthentication):
    """The framework's own, with its one query put together once."""

    def authenticate_credentials(self, key: str) -> tuple[User, Token]:
        for token in _token_with_user(key):
            if token.user.is_active:
                return token.user, token
        # It knows the words for what is wrong.
        return super().authenticate_credentials(key)


@prepared
def _token_with_user(key: str) -> QuerySet[Token]:
    return Token.objects.select_related("user").filter(key=key)
