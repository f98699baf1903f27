"""``manage.py demo``: the whole site on this machine, until Ctrl-C."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from annotation_site.embedded.errors import CannotStart, full_disk, is_full_disk
from annotation_site.embedded.running import embedded_demo
from annotation_site.embedded.supervisor import run


class Command(BaseCommand):
    help = "Start the whole site on this machine and stop it with Ctrl-C."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")

    def handle(self, *, host: str, port: str, **_options: Any) -> None:
        with translation.override(language_of_terminal()):
            if not port.isdecimal() or not 0 < int(port) < 65536:
                raise CommandError(
                    _("“%s” is no port: give a number from 1 to 65535.") % port,
                    returncode=2,
                )
            var = Path(os.environ["QUEQIAO_VAR"])
            try:
                run(embedded_demo(var, host, int(port), self.say))
            except CannotStart as reason:
                raise CommandError(str(reason)) from reason
            except OSError as error:
                if not is_full_disk(error):
                    raise
                raise CommandError(str(full_disk(var))) from error

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def language_of_terminal() -> str:
    """Chinese where the terminal speaks Chinese, else English."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-hans" if next(filter(None, names), "").startswith("zh") else "en"
