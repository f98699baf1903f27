"""Keys: found by name, sent to their own endpoint, and written nowhere."""

import http.server
import json
import logging
import os

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from dialogues.domain import draft_runs, drafters
from dialogues.keys import NoKeyError, key_of
from tests.dialogues.endpoints import served
from tests.dialogues.orders import order, outcomes
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db

KEY = "topsecret-aVeryPrivateKey0123"
NAME = "QUEQIAO_KEY_LAB"


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


class Echo(http.server.BaseHTTPRequestHandler):
    """Refuses every call and says the key aloud."""

    seen = []

    def do_POST(self):
        self.seen.append(self.headers["Authorization"])
        said = f"Incorrect API key: {self.headers['Authorization']}"
        body = json.dumps({"error": {"message": said, "code": "x"}}).encode()
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Request-Id", "r-1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


def test_a_key_stands_in_no_row_log_error_or_page(
    project, admin, monkeypatch, caplog, signed_in
):
    monkeypatch.setenv(NAME, KEY)
    caplog.set_level(logging.DEBUG)
    Echo.seen = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    with served(server) as address:
        drafter = drafters.change_drafter(
            project.drafters.get(), endpoint=address, key_name=NAME, by=admin
        )
        batch = order(project, admin, "吵架", drafters=[(drafter, 1)])
        draft_runs.run_batch(batch)

    assert Echo.seen == [f"Bearer {KEY}"]
    assert outcomes(batch) == {"failed": 1}
    draft = batch.drafts.get()
    assert "Incorrect API key" in draft.calls.get().error
    assert KEY not in whole_database()
    assert KEY not in caplog.text
    client = signed_in(admin)
    for page in (f"/drafts/{draft.pk}/", f"/batches/{batch.pk}/"):
        shown = client.get(page)
        assert shown.status_code == 200
        assert KEY not in shown.content.decode()
    for address in (f"draft-batches/{batch.pk}/", f"projects/{project.slug}/drafters/"):
        assert KEY not in client.get(f"/api/v1/{address}").content.decode()


def whole_database():
    """Every row of every table of ours, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row for [row] in cursor.fetchall()]
    return "\n".join(found)


def test_the_sites_own_key_goes_to_the_sites_own_endpoint_only(settings):
    settings.OPENAI_API_KEY = "own"
    assert key_of(endpoint="", key_name="") == "own"
    assert key_of(endpoint="https://elsewhere.example/v1", key_name="") == ""


def test_only_names_of_keys_are_looked_up(monkeypatch):
    monkeypatch.setenv("DATABASE_URL_FOR_TEST", "postgres://secret")
    for name in ("DATABASE_URL_FOR_TEST", "SECRET_KEY", "queqiao_key_x", "OPENAI_\n"):
        with pytest.raises(NoKeyError):
            key_of(endpoint="https://x.example", key_name=name)
    with pytest.raises(NoKeyError, match="QUEQIAO_KEY_MISSING"):
        key_of(endpoint="", key_name="QUEQIAO_KEY_MISSING")


@pytest.mark.parametrize(
    "content",
    [
        f"# keys\nexport {NAME}='{KEY}'\nOTHER=1\n",
        json.dumps({NAME: KEY, "other": 3}),
        f'{NAME} = "{KEY}"',
    ],
)
def test_a_key_may_lie_in_a_file_that_only_its_owner_reads(
    tmp_path, monkeypatch, content
):
    file = tmp_path / "keys"
    file.write_text(content)
    monkeypatch.setenv("QUEQIAO_SECRETS_FILE", str(file))
    os.chmod(file, 0o644)  # noqa: PTH101
    with pytest.raises(NoKeyError, match="0600"):
        key_of(endpoint="", key_name=NAME)
    os.chmod(file, 0o600)  # noqa: PTH101
    assert key_of(endpoint="", key_name=NAME) == KEY


def test_a_missing_key_fails_the_draft_with_a_sentence(project, admin, script):
    project.drafters.update(key_name="QUEQIAO_KEY_MISSING")
    batch = order(project, admin, "吵架")

    draft_runs.run_batch(batch)

    assert (outcomes(batch), script.calls) == ({"failed": 1}, [])
    assert batch.calls.get().error.endswith(": QUEQIAO_KEY_MISSING")
    assert batch.calls.get().cost == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("endpoint", "file:///etc/passwd"),
        ("endpoint", "ftp://host/v1"),
        ("endpoint", "https://name:word@host/v1"),
        ("endpoint", "https://host/v1?key=1"),
        ("endpoint", "http://"),
        ("endpoint", "http://host:99999/"),
        ("endpoint", "https://ho st/v1"),
        ("key_name", "DATABASE_URL"),
        ("key_name", "sk-abcdef"),
        ("parameters", [1]),
        ("concurrency", 0),
        ("concurrency", 10_000),
        ("prompt_price", -1),
        ("requests_per_minute", 0),
        ("longest_reply", 0),
    ],
)
def test_a_senseless_drafter_is_refused_field_by_field(project, admin, field, value):
    with pytest.raises(ValidationError) as error:
        drafters.add_drafter(project, name="new", model="m", by=admin, **{field: value})

    assert list(error.value.message_dict) == [field]
    assert project.drafters.count() == 1


def test_a_drafter_is_added_and_retired_by_admins_only(project, admin):
    new = drafters.add_drafter(
        project,
        name="lab",
        model="qwen",
        endpoint="http://10.0.0.7:8000/v1",
        key_name=NAME,
        by=admin,
    )
    with pytest.raises(PermissionDenied):
        drafters.retire_drafter(new, by=make_member(project, "expert"))
    drafters.retire_drafter(new, by=admin)
    with pytest.raises(ValidationError):
        order(project, admin, "吵架", drafters=[(new, 1)])
