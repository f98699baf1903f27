"""The site's own files: named by what is in them, and told of ahead."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from annotation_site import settings
from dialogues.templatetags.desk_data import data_script
from dialogues.templatetags.modules import modules_ahead, modules_of

ENTRY = "site/js/desk/desk.js"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=settings.STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_each_module_imports_others_by_the_name_of_their_content(collected):
    imported = re.compile(r'^(?:im|ex)port\b[^;"]*"(\.[^"]+)";', re.MULTILINE)
    named = [path for path in collected.rglob("js/**/*.js") if path.name.count(".") > 1]
    assert len(named) > 40

    for path in named:
        for relative in imported.findall(path.read_text(encoding="utf-8")):
            assert re.search(r"\.[0-9a-f]{12}\.js$", relative), (path, relative)
            assert (path.parent / relative).resolve().is_file()


def test_the_desk_is_told_ahead_of_every_module_that_it_imports():
    links = str(modules_ahead(ENTRY))
    found = modules_of((ENTRY,))

    assert "site/js/desk/turn_edits.js" in found
    assert len(found) == len(set(found)) == links.count("modulepreload")
    assert all(finders.find(name) for name in found)
    assert "candidates" not in links


def test_data_of_the_desk_is_sent_as_written_and_closes_no_script():
    made = data_script([{"text": "</script>听起来你很难过。&"}], "turns")

    assert "听起来你很难过。" in made
    assert made.count("<") == made.count(">") == 2
    assert json.loads(made.partition(">")[2].rpartition("<")[0]) == [
        {"text": "</script>听起来你很难过。&"}
    ]
