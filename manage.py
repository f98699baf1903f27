#!/usr/bin/env python
"""The door to every command; starts what the environment does not bring."""

import os
import sys

from annotation_site.embedded.environment import prepare
from annotation_site.embedded.errors import CannotStart, full_disk, is_full_disk
from annotation_site.embedded.paths import var_folder


def main() -> None:
    """Run a command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotation_site.settings")
    try:
        prepare(sys.argv)
    except CannotStart as reason:
        sys.exit(str(reason))
    except OSError as error:
        if not is_full_disk(error):
            raise
        sys.exit(str(full_disk(var_folder())))
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
