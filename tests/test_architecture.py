"""What holds in every file: one writer of statuses, small files, imports downwards."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
ROOMS = ("annotation_site", "dialogues", "exports", "reviewers", "trainer")
LONGEST_FILE = 350
# Here it is the status of an HTTP answer; no tracked row stands behind it.
HTTP = ["annotation_site/touring/client.py", "dialogues/rest/once.py"]
INLINE = re.compile(
    r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style\b|[\"']\s*javascript:", re.IGNORECASE
)
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)


def files(pattern, *folders):
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob(pattern)
        if "migrations" not in path.parts
    )


def named(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


def writes_a_status(node):
    """Whether this statement sets a tracked row's status past the one mechanism."""
    if isinstance(node, ast.Call):
        updates = isinstance(node.func, ast.Attribute) and node.func.attr in (
            "update",
            "bulk_update",
        )
        return updates and any(word.arg == "status" for word in node.keywords)
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(
            isinstance(target, ast.Attribute) and target.attr == "status"
            for target in targets
        )
    return False


def test_only_the_one_mechanism_moves_a_status():
    # The engine's status is a file of its own process; no row stands behind it.
    sources = [path for path in files("*.py", *ROOMS) if "engine" not in path.parts]

    writers = {
        path
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if writes_a_status(node)
    }

    assert named(sorted(writers)) == sorted([*HTTP, "dialogues/history.py"])


def test_the_search_for_writers_finds_them():
    found = [
        writes_a_status(ast.parse(source).body[0].value)
        if source.startswith("rows")
        else writes_a_status(ast.parse(source).body[0])
        for source in (
            "rows.update(status='approved')",
            "rows.filter(a=1).update(text='', status=s)",
            "rows.update(text='')",
            "dialogue.status = 'approved'",
            "status = dialogue.status",
        )
    ]

    assert found == [True, True, False, True, False]


def test_no_file_has_two_subjects():
    long = [
        path
        for path in files("*.py", *ROOMS, "tests", "bench")
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    ]

    assert named(long) == []


def test_every_room_says_in_a_sentence_what_a_module_holds():
    silent = [
        path
        for path in files("*.py", *ROOMS)
        if path.name not in ("__init__.py", "apps.py")
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert named(silent) == []


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True)

    assert capsys.readouterr().out == "No changes detected\n"


def test_imports_point_one_way():
    # The script belongs to the interpreter that runs the tests.
    lint = Path(sys.executable).with_name("lint-imports")

    told = subprocess.run(
        [lint, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stdout + told.stderr


def test_no_template_carries_a_style_or_a_script_of_its_own():
    texts = {
        path: COMMENT.sub("", path.read_text(encoding="utf-8"))
        for path in files("*.html", *ROOMS)
    }

    assert texts
    assert named(path for path, text in texts.items() if INLINE.search(text)) == []
    assert (
        named(
            path
            for path, text in texts.items()
            for attributes, body in SCRIPT.findall(text)
            if "src=" not in attributes or body.strip()
        )
        == []
    )
