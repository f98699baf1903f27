"""What is kept as a phrase is read in the reader's language, whoever it was kept for."""

import json

import pytest
from django.utils.translation import override

from dialogues.domain import import_runs, imports
from dialogues.import_queries import rejected_rows, report_of, trial_of
from dialogues.models import Import, RejectedRow
from dialogues.phrases import Phrase as _
from dialogues.phrases import keep, phrase_of, said_again
from tests.dialogues.test_imports import lines, received, record
from tests.factories import make_member, make_project

DEEP = _("A dialogue has at most %d turns.") % 5


def is_chinese(text):
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize(
    "phrase",
    [
        _("The dialogue has no turns."),
        DEEP,
        _("%(reason)s The text begins: %(text)s") % {"reason": DEEP, "text": "a\0b"},
        _("The table has no column “%s”.") % "主题",
    ],
)
def test_a_phrase_comes_back_from_a_row_in_either_language(phrase):
    kept = json.loads(json.dumps(phrase.kept()))

    for language in ("en", "zh-hans"):
        with override(language):
            assert str(phrase_of(kept)) == str(phrase).replace("\0", "\ufffd")
    with override("en"):
        english = str(phrase)
    with override("zh-hans"):
        assert is_chinese(str(phrase))
        assert str(phrase) != english


def test_what_is_no_phrase_of_ours_is_kept_as_it_is():
    assert said_again(keep("100 % done")) == said_again("100 % done") == "100 % done"


@pytest.mark.django_db
def test_why_a_record_was_refused_is_read_in_the_readers_language():
    project = make_project()
    admin = make_member(project, "admin")
    row = received(project, lines(record(1), record(2, spoken=[]), "{"), by=admin)
    imports.try_out(row, by=admin)
    import_runs.take_up(row)
    row.refresh_from_db()
    with override("en"):
        tried = [item["reason"] for item in trial_of(row)["rejected"]]
    imports.order(row, by=admin, here=True)
    import_runs.run_import(row)

    reasons = {}
    for language in ("en", "zh-hans"):
        with override(language):
            reasons[language] = [one["reason"] for one in rejected_rows(row)]
            again = [one["reason"] for one in trial_of(row)["rejected"]]
            assert again == reasons[language]
            assert [one["reason"] for one in report_of(row)["rejected"]] == again
    assert tried == reasons["en"]
    assert tried[0] == "The dialogue has no turns."
    assert not any(map(is_chinese, reasons["en"]))
    assert all(map(is_chinese, reasons["zh-hans"]))


@pytest.mark.django_db
def test_why_a_file_broke_off_is_read_in_the_readers_language():
    project = make_project()
    admin = make_member(project, "admin")
    row = received(project, b"PK\x03\x04 and then no archive", by=admin)
    imports.order(row, by=admin, here=True)
    import_runs.run_import(row)

    row = Import.objects.get(pk=row.pk)
    with override("en"):
        assert str(row.why) == "The archive is damaged or cut off."
    with override("zh-hans"):
        assert is_chinese(str(row.why))
        assert report_of(row)["rejected"][-1]["reason"] == str(row.why)


@pytest.mark.django_db
def test_what_was_kept_as_a_text_is_shown_as_it_was():
    project = make_project()
    row = received(project, lines(record(1)), by=make_member(project, "admin"))
    RejectedRow.objects.create(
        file=row, name="a.jsonl", line=3, code="not-json", reason="这不是 JSON。"
    )

    with override("en"):
        assert [one["reason"] for one in rejected_rows(row)] == ["这不是 JSON。"]
