"""A real browser for the pages: Debian's Chromium, driven by Playwright."""

import os
import shutil

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

# Playwright's loop runs in this thread; Django would refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def browser():
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


@pytest.fixture
def session_of(live_server):
    """Give the cookie of a person's new session on the live server."""

    def sign_in(user):
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        return {"name": name, "value": value, "url": live_server.url}

    return sign_in


@pytest.fixture
def open_as(browser, session_of, live_server):
    """Open an address of the live server in a new window, signed in as a person.

    A script that breaks fails the test.
    """
    windows, faults = [], []

    def opened(user, address, **context):
        window = browser.new_context(
            base_url=live_server.url, **{"locale": "en", **context}
        )
        windows.append(window)
        window.set_default_timeout(8000)
        window.add_cookies([session_of(user)])
        window.on("weberror", lambda fault: faults.append(str(fault.error)))
        page = window.new_page()
        page.goto(address)
        return page

    yield opened
    for window in windows:
        window.close()
    assert faults == []
