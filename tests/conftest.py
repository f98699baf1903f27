"""What every test may ask for: a REST client, a browser, the database without us."""

import os
import shutil

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from playwright.sync_api import sync_playwright
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

# Playwright's loop runs in this thread; Django would refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# Before its first text Hypothesis reads up on all characters, and on the constants of
# all our modules: seconds that it would lay to the charge of whichever test draws it.
settings.register_profile(
    "ours", suppress_health_check=[HealthCheck.too_slow], deadline=None
)
settings.load_profile("ours")


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


# For a module at a time: while it runs, its event loop holds the thread, and tests
# that bring a loop of their own could not run on the same worker.
@pytest.fixture(scope="module")
def browser():
    """Give Debian's Chromium, driven by Playwright."""
    chromium = shutil.which("chromium") or pytest.fail(
        "The tests of the pages need Chromium: apt-get install chromium fonts-noto-cjk",
    )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        yield started
        started.close()
