"""Files come in whole, once, and as their report says."""

import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogues.domain import import_runs, imports
from dialogues.domain.import_records import random_ids
from dialogues.history import Refused
from dialogues.import_queries import report_of
from dialogues.models import (
    Approval,
    Dialogue,
    DialogueEvent,
    Finding,
    Import,
    RejectedRow,
    Revision,
    Source,
    SourceTerms,
    Topic,
)
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db
CALM = [
    ("孩子", "我今天考试没考好，有点难过。"),
    ("智能助手", "听起来你心里不好受，愿意说说吗？"),
]
HARM = [
    ("孩子", "爸爸天天打我，我不想活了。"),
    ("智能助手", "我听到了，你现在安全吗？"),
]


def record(number=None, *, spoken=CALM, topic="考试没考好", emotion="sad"):
    row = {
        "topic": topic,
        "emotion": emotion,
        "dialog": [{"speaker": who, "text": text} for who, text in spoken],
    }
    return row if number is None else {"dialog_id": number, **row}


def lines(*rows):
    return "".join(
        (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n"
        for row in rows
    ).encode()


def received(project, data, *, by=None, name="child_chat.jsonl", **plan):
    file = ContentFile(data)
    plan = {"format": "qiaoban", **plan}
    return imports.receive(project, file, name=name, plan=plan, by=by)


def taken(project, data, *, by=None, **plan):
    row = received(project, data, by=by, **plan)
    imports.order(row, by=by, here=True)
    import_runs.run_import(row)
    row.refresh_from_db()
    return row


def rehearsed(project, data, *, by=None, name="child_chat.jsonl", **plan):
    return import_runs.rehearse(
        project,
        ContentFile(data),
        name=name,
        plan={"format": "qiaoban", **plan},
        by=by,
    )


def test_a_dialogue_arrives_with_everything_the_file_said_of_it():
    project = make_project()
    admin = make_member(project, "admin")

    row = taken(project, lines({**record(7), "age": 8}), by=admin)

    dialogue = project.dialogues.get()
    assert (row.status, report_of(row)["created"]) == ("done", 1)
    assert (dialogue.status, dialogue.origin) == ("drafted", "imported")
    assert (dialogue.source.name, dialogue.identity) == ("child_chat.jsonl", "7")
    assert (dialogue.topic.text, dialogue.emotion) == ("考试没考好", "sad")
    assert dialogue.meta == {"age": 8}
    assert dialogue.head.author is None
    assert [(turn["role"], turn["text"]) for turn in dialogue.head.turns] == [
        ("user", CALM[0][1]),
        ("assistant", CALM[1][1]),
    ]
    event = dialogue.events.get()
    assert (event.verb, event.by, event.to_status) == ("import", admin, "drafted")
    assert event.data == {"import": str(row.pk), "file": "child_chat.jsonl", "line": 1}
    assert [one.verb for one in row.events.all()] == [
        "upload",
        "order",
        "start",
        "finish",
    ]


def test_the_same_file_twice_adds_nothing():
    project = make_project()
    data = lines(record(1), record(2), record(topic="没有编号"))
    taken(project, data)
    before = counts()

    row = taken(project, data)

    report = report_of(row)
    assert (report["read"], report["created"], report["existing"]) == (3, 0, 3)
    assert counts() == before


def test_rows_with_one_text_and_many_ids_are_many_dialogues():
    project = make_project()
    row = taken(project, lines(*(record(number) for number in range(1, 1201))))

    assert report_of(row)["created"] == project.dialogues.count() == 1200
    assert Topic.objects.count() == 1


def test_without_an_id_the_words_decide():
    project = make_project()
    row = taken(project, lines(record(), record(), record(spoken=HARM)))

    report = report_of(row)
    assert (report["created"], report["existing"]) == (2, 1)


def test_the_report_counts_no_reply_not_alternating_and_ends_on_the_child():
    project = make_project()
    one_sided = [("孩子", "有人吗？"), ("孩子", "喂？")]
    row = taken(
        project,
        lines(
            record(1, topic=float("nan")),
            '{"dialog_id": 2, "dialog": [',
            record(3, spoken=one_sided),
            record(4, spoken=[]),
            record(5, spoken=[("孩子", "长" * 8001), ("智能助手", "嗯。")]),
        ),
    )

    report = report_of(row)
    assert report == {
        "read": 5,
        "created": 2,
        "existing": 0,
        "rejected": [{**one, "reason": one["reason"]} for one in report["rejected"]],
        "rejected_count": 3,
        "flagged": report["flagged"],
        "held": 0,
        "warnings": report["warnings"],
    }
    assert [(one["line"], one["code"]) for one in report["rejected"]] == [
        (2, "not-json"),
        (4, "no-turns"),
        (5, "turn-too-long"),
    ]
    structure = ("topic-missing", "no-reply", "same-speaker-twice", "ends-unanswered")
    assert {code: report["flagged"].get(code) for code in structure} == dict.fromkeys(
        structure, 1
    )
    assert project.dialogues.get(identity="1").topic is None


def test_approved_rows_carry_an_approval_in_the_name_of_who_brought_them():
    project = make_project()
    admin = make_member(project, "admin")
    unanswered = [("孩子", "有人吗？")]

    row = taken(
        project,
        lines(record(1), record(2, spoken=HARM), record(3, spoken=unanswered)),
        by=admin,
        arrive_as="approved",
    )

    by_status = dict(project.dialogues.values_list("identity", "status"))
    assert by_status == {"1": "approved", "2": "submitted", "3": "submitted"}
    assert report_of(row)["held"] == 2
    approval = Approval.objects.get()
    assert (approval.dialogue.identity, approval.by, approval.kind) == (
        "1",
        admin,
        "imported",
    )


def test_nobody_and_too_few_approve_nothing():
    alone, strict = make_project(), make_project(approvals_needed=2)
    for project, by in ((alone, None), (strict, make_member(strict, "admin"))):
        with pytest.raises(Refused):
            received(project, lines(record(1)), by=by, arrive_as="approved")
        row = received(project, lines(record(1)), by=by)
        with pytest.raises(Refused):
            imports.plan_import(row, {"arrive_as": "approved"}, by=by)
        with pytest.raises(Refused):
            rehearsed(project, lines(record(1)), by=by, arrive_as="approved")
    assert not Dialogue.objects.exists()


def test_a_new_source_allows_nothing_and_the_report_says_so():
    project = make_project()
    row = taken(project, lines(record(1)), source="QiaoBan")

    source = Source.objects.get()
    assert (source.name, source.may_train, source.may_redistribute) == (
        "QiaoBan",
        False,
        False,
    )
    for language, beginning in (("en", "Nobody has said"), ("zh-hans", "还没有人")):
        with override(language):
            [warning] = report_of(row)["warnings"]
        assert warning.startswith(beginning)


def test_terms_are_set_with_the_file_and_each_change_is_kept():
    project = make_project()
    admin = make_member(project, "admin")
    terms = {"licence": "CC-BY-4.0", "may_train": True}

    row = taken(project, lines(record(1)), by=admin, source="Q", terms=terms)
    taken(project, lines(record(2)), by=admin, source="Q", terms=terms)
    taken(project, lines(record(3)), by=admin, source="Q", terms={"may_train": False})

    assert report_of(row)["warnings"] == []
    assert not Source.objects.get().may_train
    assert list(SourceTerms.objects.values_list("licence", "may_train", "by")) == [
        ("CC-BY-4.0", True, admin.pk),
        ("", False, admin.pk),
    ]


def test_only_admins_bring_files_in():
    project = make_project()
    for by in (make_member(project, "volunteer"), make_member(make_project(), "admin")):
        with pytest.raises(PermissionDenied):
            received(project, lines(record(1)), by=by)
        with pytest.raises(PermissionDenied):
            rehearsed(project, lines(record(1)), by=by)
    assert not Import.objects.exists()


def counts():
    models = (Dialogue, Revision, DialogueEvent, Finding, Topic, RejectedRow, Source)
    return [model.objects.count() for model in (*models, Approval, SourceTerms)]


RECORDS = st.lists(
    st.one_of(
        st.builds(
            record,
            st.one_of(st.none(), st.integers(1, 4)),
            spoken=st.lists(
                st.sampled_from([*CALM, *HARM, ("路人", "嗯。"), ("孩子", "")]),
                max_size=3,
            ),
            topic=st.sampled_from(["吵架", "", float("nan"), "长" * 500]),
        ),
        st.sampled_from(["{", "[]", "1"]),
    ),
    max_size=8,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=RECORDS, arrive_as=st.sampled_from(["drafted", "submitted", "approved"]))
def test_a_dry_run_says_exactly_what_happens(monkeypatch, rows, arrive_as):
    monkeypatch.setattr(import_runs, "AT_ONCE", 3)
    project = make_project()
    admin = make_member(project, "admin")
    before = counts()

    dry = rehearsed(project, lines(*rows), by=admin, arrive_as=arrive_as)

    assert counts() == before
    assert not Import.objects.filter(project=project).exists()
    row = taken(project, lines(*rows), by=admin, arrive_as=arrive_as)
    assert dry == report_of(row)
    rejected = [one for one in dry["rejected"] if one["line"]]
    assert dry["read"] == dry["created"] + dry["existing"] + len(rejected)


def test_ids_of_turns_are_random_uuids():
    ids = random_ids(500)

    assert len(set(ids)) == 500
    for text in ids:
        found = uuid.UUID(text)
        assert (str(found), found.version, found.variant) == (text, 4, uuid.RFC_4122)
