"""What every test may ask for: a signed-in REST client, and the database without us."""

import pytest
from django.db import connection
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient


@pytest.fixture
def api():
    """Give a REST client that carries a person's token."""

    def sign_in(user):
        client = APIClient()
        client.default_format = "json"
        token, _created = Token.objects.get_or_create(user=user)
        client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
        return client

    return sign_in


@pytest.fixture
def signed_in(client):
    """Give the browser's client with a person's session."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def sql(db):
    """Run one statement as the application's own role; the rows, if there are any."""

    def run(statement, *values):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    return run
