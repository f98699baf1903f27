"""Says to the browser at once which modules a script is made of, so that it need not find one by one."""

import posixpath
import re
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join

register = template.Library()
IMPORTED = re.compile(r'^(?:im|ex)port\b[^;"]*"(\.[^"]+)";', re.MULTILINE)


@register.simple_tag
def modules_ahead(*scripts: str) -> str:
    """Links to these scripts and to everything that they import, whoever imports it."""
    rows = [(static(name),) for name in modules_of(scripts)]
    return format_html_join("", '<link rel="modulepreload" href="{}">', rows)


@cache
def modules_of(scripts: tuple[str, ...]) -> list[str]:
    """These scripts and all that they import, each once, those first that are near."""
    found = list(scripts)
    for name in found:
        source = Path(finders.find(name)).read_text(encoding="utf-8")
        for relative in IMPORTED.findall(source):
            near = posixpath.normpath(posixpath.join(posixpath.dirname(name), relative))
            if near not in found:
                found.append(near)
    return found
