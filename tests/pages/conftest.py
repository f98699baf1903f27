"""Windows of the real browser, signed in on a live server of the test's own."""

import threading

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.factories import make_member, make_project, make_user

# Milliseconds that a busy machine may take to show what a person waits for.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


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
        window.set_default_timeout(PATIENCE)
        window.add_cookies([session_of(user)])
        window.on("weberror", lambda fault: faults.append(str(fault.error)))
        page = window.new_page()
        page.goto(address)
        return page

    yield opened
    # A page that closes saves once more; that could come when the server is done.
    broken = list(faults)
    for window in windows:
        # A test may have closed its window itself.
        if window.pages:
            window.set_offline(True)
        window.close()
    let_the_server_finish()
    assert broken == []


def let_the_server_finish():
    """A save still under way would meet the emptying of the tables in a deadlock."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)
            assert not thread.is_alive()


@pytest.fixture
def people():
    project = make_project()
    return {
        "project": project,
        "volunteer": make_member(project, "volunteer"),
        "expert": make_member(project, "expert"),
        "admin": make_member(project, "admin"),
        "outsider": make_user(),
    }
