"""``manage.py tour``: the whole road, over HTTP and real processes, with no hands."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from annotation_site.embedded.errors import CannotStart
from annotation_site.touring.client import ApiError
from annotation_site.touring.road import Tour
from annotation_site.touring.site import answering_site, throw_away_site
from dialogues.commands import shell_language


class Command(BaseCommand):
    help = (
        "Walk from topics to a tuned model's reply, on this site or a throw-away one."
    )
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        with translation.override(shell_language()), self.site() as site:
            self.say(_("Touring %s") % site["url"])
            tour = Tour(site, self.say)
            try:
                tour.walk()
            except (ApiError, CannotStart, RuntimeError, TimeoutError) as error:
                raise CommandError(str(error)) from error
            except subprocess.CalledProcessError as error:
                raise CommandError(error.stderr or str(error)) from error
            self.say(_("The whole road is open. Look at:"))
            for name, address in tour.shown:
                self.say(f"  {name:<11} {address}")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    @contextmanager
    def site(self) -> Iterator[dict[str, Any]]:
        """The running demo of this folder, else one that lives as long as the tour."""
        if running := answering_site(settings.VAR_DIR / "demo.json"):
            yield running
            return
        self.say(_("No site is running here: starting one for this tour."))
        with tempfile.TemporaryDirectory(
            prefix="queqiao-tour-",
            ignore_cleanup_errors=True,
        ) as folder:
            Path(folder).chmod(0o755)
            with throw_away_site(Path(folder)) as site:
                yield site
