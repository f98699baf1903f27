"""Keys of endpoints: found by name in the environment or a secrets file, never stored."""

import json
import os
import re
import stat
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop as _

# Only these, so that nobody can have another secret of the site sent to their endpoint.
KEY_NAME = re.compile(r"(?:OPENAI_|QUEQIAO_KEY_)[A-Z0-9_]{1,60}\Z")
_LINE = re.compile(r"(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*)")


class NoKeyError(Exception):
    """There is no such key, or the file of keys is open to others.

    Its sentence is kept with the call as it is, and translated for each reader.
    """


def key_of(*, endpoint: str, key_name: str) -> str:
    """Find the key for an endpoint; the site's own goes to the site's own only."""
    if not key_name:
        return "" if endpoint else settings.OPENAI_API_KEY
    if not KEY_NAME.match(key_name):
        raise NoKeyError(_("This is no name of a key."))
    key = os.environ.get(key_name) or _keys_in_file().get(key_name, "")
    if not key:
        missing = _("Neither the environment nor the secrets file has the key")
        raise NoKeyError(f"{missing}: {key_name}")
    return key


def _keys_in_file() -> dict[str, str]:
    """What the file named by QUEQIAO_SECRETS_FILE holds: lines NAME=key, or JSON."""
    name = os.environ.get("QUEQIAO_SECRETS_FILE")
    if not name:
        return {}
    path = Path(name)
    try:
        mode = path.stat().st_mode
        content = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise NoKeyError(_("The secrets file cannot be read.")) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NoKeyError(
            _("The secrets file is open to others: let only its owner read it (0600)."),
        )
    return _keys_in(content)


def _keys_in(content: str) -> dict[str, str]:
    if content.lstrip().startswith("{"):
        try:
            entries = json.loads(content)
        except ValueError as error:
            raise NoKeyError(_("The secrets file is no JSON.")) from error
        return {name: key for name, key in entries.items() if isinstance(key, str)}
    lines = (_LINE.fullmatch(line.strip()) for line in content.splitlines())
    return {line[1]: line[2].strip().strip("'\"") for line in lines if line}
