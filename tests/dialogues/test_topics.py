"""Topic files come in once, and every item that is no topic says why."""

import json
import unicodedata

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues.builtin.templates import topics_of
from dialogues.domain.topics import import_topics
from dialogues.intake.formats.personas import LONGEST as LONGEST_PERSONA
from dialogues.topic_lines import MAX_FILE_BYTES
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db


def brought_in(project, text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    options = {"source": "t.txt", "by": None, **options}
    return import_topics(project, data, **options)


def test_a_line_file_is_split_counted_and_stored():
    project = make_project()
    admin = make_member(project, "admin")
    report = brought_in(project, "朋友：吵架、和好\n吵架、搬家、、——\n", by=admin)

    assert {key: report[key] for key in ("read", "created", "existing")} == {
        "read": 6,
        "created": 3,
        "existing": 1,
    }
    assert [(row["file"], row["line"], row["code"]) for row in report["rejected"]] == [
        ("t.txt", 2, "empty"),
        ("t.txt", 2, "not_text"),
    ]
    assert all(row["reason"] for row in report["rejected"])
    assert list(
        project.topics.order_by("text").values_list(
            "text",
            "theme",
            "source__name",
            "created_by",
        ),
    ) == [
        ("吵架", "朋友", "t.txt", admin.pk),
        ("和好", "朋友", "t.txt", admin.pk),
        ("搬家", "", "t.txt", admin.pk),
    ]


def test_the_same_file_twice_adds_nothing():
    project, other = make_project(), make_project()
    brought_in(project, "朋友：吵架、和好")
    before = list(project.topics.values())

    report = brought_in(project, "家庭： 吵架 、和好、搬家", source="other.txt")

    assert (report["created"], report["existing"]) == (1, 2)
    assert list(project.topics.exclude(text="搬家").values()) == before
    assert brought_in(other, "吵架")["created"] == 1


def test_one_topic_in_two_encodings_is_one():
    project = make_project()
    composed = "去 café 迷路了"

    report = brought_in(
        project, f"{composed}、{unicodedata.normalize('NFD', composed)}"
    )

    assert (report["created"], report["existing"]) == (1, 1)
    assert project.topics.get().text == composed


def test_a_dry_run_reports_and_stores_nothing():
    project = make_project()
    report = brought_in(project, "吵架、和好、、", dry_run=True)

    assert (report["read"], report["created"], len(report["rejected"])) == (4, 2, 2)
    assert not project.topics.exists()


@pytest.mark.parametrize(
    "data",
    ["吵架、和好".encode("gb18030"), b"a" * (MAX_FILE_BYTES + 1),
     b'{"persona": "' + b"a" * MAX_FILE_BYTES + b'"}'],
    ids=["gb18030", "too large", "personas too large"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_adds_nothing_and_is_named(data):
    project = make_project()

    with pytest.raises(ValidationError) as error:
        brought_in(project, data)

    assert list(error.value.message_dict) == ["file"]
    assert error.value.messages[0].startswith("t.txt")
    assert not project.topics.exists()


def test_personas_come_in_line_by_line():
    project = make_project()
    situation = (
        "公司上个月把我裁了，我没敢告诉家里，每天照常出门，坐在图书馆里投简历。" * 3
    )
    rows = [
        {"persona": "我三十四岁。", "situation": situation},
        {"persona": "我是护士。"},
        {"persona": "我是护士。", "situation": ""},
        {"persona": "", "situation": None},
        {"persona": "长" * (LONGEST_PERSONA + 1)},
        {"persona": "半个\ud800字"},
        ["persona"],
    ]
    lines = [json.dumps(row) for row in rows] + ["{oops"]

    report = brought_in(project, "\n".join(lines), source="p.jsonl")

    assert (report["read"], report["created"], report["existing"]) == (8, 3, 1)
    assert [(row["line"], row["code"]) for row in report["rejected"]] == [
        (4, "empty"),
        (5, "too-long"),
        (7, "not-json"),
        (8, "cut-off"),
    ]
    assert list(
        project.topics.order_by("text").values_list("text", "persona", "situation"),
    ) == sorted(
        [
            (f"{situation[:59]}…", "我三十四岁。", situation),
            ("我是护士。", "我是护士。", ""),
            # What cannot be stored is replaced, and never thrown away.
            ("半个\ufffd字", "半个\ufffd字", ""),
        ],
    )
    assert brought_in(project, "\n".join(lines))["created"] == 0


@pytest.mark.parametrize("name", ["child-companion", "empathetic-dialogue"])
def test_the_built_in_topics_all_come_in(name):
    project = make_project()
    report = brought_in(project, topics_of(name))

    assert report["read"] == report["created"] == project.topics.count()
    assert report["rejected"] == []


def test_only_admins_bring_topics_in():
    project = make_project()
    volunteer = make_member(project, "volunteer")

    with pytest.raises(PermissionDenied):
        brought_in(project, "吵架", by=volunteer)
    assert not project.topics.exists()
