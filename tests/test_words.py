"""Chinese is whole: every text that people see is in the catalogue and agrees with it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import timezone

from tests.factories import make_batch, make_draft, make_member, make_project

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
ROOT = settings.BASE_DIR
TEMPLATES = sorted(
    path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/templates/**/*.html")
)
# What a text may hold that no translator touches: %(name)s, %d, {name}, <code>.
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z]|%%|\{\w+\}|</?[a-z]+>")
CHINESE = r"[\u3400-\u9fff]"
ODD = {
    "half-width punctuation": rf"{CHINESE}[,;:?!()]|[,;?!()]{CHINESE}",
    "no space between Chinese and Latin": rf"{CHINESE}[A-Za-z0-9]|[A-Za-z0-9]{CHINESE}",
    "a word or sign that is not kind": r"！|驳回|拒收|非法|禁止",
    "another word for the same thing": r"草稿|标注员|评论|数据版本|样例",
}
# Keys, and a language in its own name.
SAME_IN_BOTH = re.compile(r"English|(?:Alt|Ctrl) (?:⇧ )?(?:Enter|[A-Z]|[↓↑])")


def entries():
    return polib.pofile(str(ROOT / CATALOGUE))


def translations(entry):
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def key(entry):
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def test_every_text_is_translated():
    assert [e.msgid for e in entries() if not e.translated() or e.fuzzy] == []
    assert [e.msgid for e in entries() if e.obsolete or e.previous_msgid] == []
    assert not entries().metadata_is_fuzzy


def test_placeholders_agree():
    odd = [
        entry.msgid
        for entry in entries()
        for text in translations(entry)
        if sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        != sorted(PLACEHOLDER.findall(text))
    ]

    assert odd == []


def test_unnamed_placeholders_keep_their_order():
    bare = re.compile(r"%[a-z]")

    assert [
        entry.msgid
        for entry in entries()
        for text in translations(entry)
        if bare.findall(entry.msgid_plural or entry.msgid) != bare.findall(text)
    ] == []


@pytest.mark.parametrize("what", ODD)
def test_chinese_is_written_as_chinese(what):
    odd = re.compile(ODD[what])
    texts = [text for entry in entries() for text in translations(entry)]

    assert [t for t in texts if odd.search(PLACEHOLDER.sub("…", t))] == []


def test_the_catalogue_is_what_make_words_collects(tmp_path):
    copy = tmp_path / "project"
    left_out = (".*", "*.mo", "var", "static_root", "tests", "docs", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*left_out))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    order = re.search(r"^\s+makemessages (.+)$", makefile, re.MULTILINE)[1]

    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *shlex.split(order)],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        check=True,
        capture_output=True,
    )

    collected = {key(entry) for entry in polib.pofile(str(copy / CATALOGUE))}
    known = {key(entry) for entry in entries()}
    assert sorted(map(str, collected - known)) == []
    assert sorted(map(str, known - collected)) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_hold_no_text_of_their_own(template):
    text = (ROOT / template).read_text(encoding="utf-8")
    for aside in (
        r"\{% comment %\}.*?\{% endcomment %\}",
        r"\{% blocktranslate.*?\{% endblocktranslate %\}",
        r"\{[%{#].*?[%}#]\}",
    ):
        text = re.sub(aside, "", text, flags=re.DOTALL)
    said = re.findall(r"\b(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"", text)
    said += re.split(r"<[^>]*>", text)

    assert [
        s.strip() for s in said if re.search("[A-Za-z]{2}", SAME_IN_BOTH.sub("", s))
    ] == []


@pytest.mark.django_db
def test_a_page_is_chinese_unless_one_reads_english(client):
    address = "/account/sign-in/"

    assert 'lang="zh-Hans"' in client.get(address).content.decode()
    for language, words in (
        ("", "见到你真好"),
        ("fr", "见到你真好"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "见到你真好"),
        ("en-GB,en;q=0.9", "Good to see you"),
    ):
        page = client.get(address, HTTP_ACCEPT_LANGUAGE=language).content.decode()
        assert words in page, language


@pytest.mark.django_db
def test_a_chosen_language_stays(client):
    client.post("/i18n/setlang/", {"language": "en", "next": "/account/sign-in/"})
    english = client.get("/account/sign-in/", HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.post("/i18n/setlang/", {"language": "zh-hans"})
    chinese = client.get("/account/sign-in/", HTTP_ACCEPT_LANGUAGE="en")

    assert "Good to see you" in english.content.decode()
    assert "见到你真好" in chinese.content.decode()


@pytest.mark.django_db
def test_what_went_wrong_with_a_draft_is_said_in_the_readers_words(signed_in):
    project = make_project()
    draft = make_draft(
        make_batch(project),
        problems=[{"code": "cut_off", "detail": "length"}],
    )
    draft.calls.create(
        project=project,
        prompt=draft.batch.prompt,
        batch=draft.batch,
        drafter=draft.drafter,
        reserved_cost=0,
        reserved_tokens=0,
        outcome="failed",
        ended_at=timezone.now(),
        error="The connection failed: refused",
    )
    client = signed_in(make_member(project, "admin"))

    for language, words in (
        ("en", ("The reply was cut off before its end.", "connection failed: refused")),
        ("zh-CN", ("回复没有写完就断了。", "没能连上：refused")),
    ):
        page = client.get(f"/drafts/{draft.pk}/", HTTP_ACCEPT_LANGUAGE=language)
        assert all(text in page.content.decode() for text in words), language
