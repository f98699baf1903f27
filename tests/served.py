"""The real web server, in processes of its own, on the database of the tests."""

import contextlib
import os
import urllib.request
from urllib.parse import quote

from django.db import connection

from annotation_site.embedded.services import web
from tests.embedded.programs import free_port, until


def database_url():
    """The address of the database that this test writes to."""
    found = connection.settings_dict
    who = quote(found["USER"] or "")
    if found["PASSWORD"]:
        who += f":{quote(found['PASSWORD'])}"
    host, port = quote(found["HOST"] or "", safe=""), found["PORT"]
    name = quote(found["NAME"])
    return f"postgres://{who}@{host}{f':{port}' if port else ''}/{name}"


class ServedSite:
    """gunicorn as the demo starts it; it can be killed and started again."""

    def __init__(self, folder, *, url=None):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "web.log"
        environment = {
            **os.environ,
            "DATABASE_URL": url or database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "QUEQIAO_VAR": str(folder),
        }
        (folder / "static").mkdir()
        self.service = web("127.0.0.1", self.port, environment, folder)
        self.start()

    def start(self):
        self.service.start()
        until(self.answers)

    def answers(self):
        assert not self.service.has_ended, self.log.read_text()
        with contextlib.suppress(OSError):
            address = f"{self.url}/health/"
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
                return answer.status == 200
        return False

    def stop(self):
        self.service.ask_to_stop()
        self.service.make_sure_it_stopped(10)

    def kill(self):
        """End it at once, in the middle of whatever it does."""
        self.service.make_sure_it_stopped(0)
