"""A judge model as one more rater: compared with experts, and never one of them."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse

from dialogues.models import Answer
from reviewers.domain import agreeing
from reviewers.domain.judging import import_judge_answers
from reviewers.models import JudgeAnswer
from tests.factories import make_member, make_project, make_submitted
from tests.factories.reviewers import read

pytestmark = pytest.mark.django_db
JUDGE = "judge-7b · v3"


@pytest.fixture
def project():
    return make_project("companion", second_opinions=100)


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def rated(project):
    """Six dialogues that two experts answered alike, the last two with no."""
    experts = [make_member(project, "expert") for _one in range(2)]
    found = []
    for number in range(6):
        dialogue = make_submitted(project)
        for expert in experts:
            value = "no" if number > 3 else "yes"
            read(dialogue, "return", by=expert, value=value)
        found.append(dialogue.head)
    return found


def line(revision, /, **fields):
    return json.dumps(
        {
            "revision": str(revision.pk),
            "item": "safe",
            "value": "yes",
            "model": "judge-7b",
            "prompt_version": "v3",
            **fields,
        },
    )


def test_a_judge_is_compared_with_experts_and_changes_no_figure_of_theirs(
    project, admin, rated
):
    before = agreeing.figures(project)
    answers = Answer.objects.count()

    report = import_judge_answers(project, [line(one) for one in rated], by=admin)

    assert (report["created"], report["rejected"]) == (6, [])
    assert Answer.objects.count() == answers
    after = agreeing.figures(project)
    assert [one for one in after if one["raters"] != "judge"] == before
    judged = {
        (one["by"], one["key"], one["measure"]): one
        for one in after
        if one["raters"] == "judge" and one["by"] != "pair"
    }
    # Each of two experts beside each of six answers, 8 of 12 alike: chance would do it.
    safe = judged["item", "safe", "kappa"]
    assert (safe["judge"], safe["n"], safe["dialogues"]) == (JUDGE, 12, 6)
    assert safe["value"] == pytest.approx(0.0)
    assert {key for by, key, _measure in judged if by == "item"} == {"safe"}
    pairs = [one for one in after if (one["raters"], one["by"]) == ("judge", "pair")]
    assert sorted({one["n"] for one in pairs}) == [6]
    assert {len(one["people"]) for one in pairs} == {1}


def test_each_answer_is_kept_once_and_a_bad_line_is_named(project, admin, rated):
    lines = [
        line(rated[0]),
        line(rated[0]),
        line(rated[0], prompt_version="v4"),
        "",
        "{",
        "[]",
        line(rated[0], item="strange"),
        line(rated[0], value="maybe"),
        line(rated[0], model=""),
        line(rated[0], model="长" * 121),
        line(rated[0], revision="x"),
        line(rated[0], item="warm", turn=str(rated[0].pk)),
        line(make_submitted(make_project()).head),
    ]

    report = import_judge_answers(project, lines, by=admin)

    assert (report["read"], report["created"], report["existing"]) == (12, 2, 1)
    assert [one["line"] for one in report["rejected"]] == [
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        12,
        13,
    ]
    assert sorted(one.judge for one in JudgeAnswer.objects.all()) == [
        "judge-7b · v3",
        "judge-7b · v4",
    ]


def test_only_admins_bring_them_in(project, rated):
    for role in ("expert", "volunteer"):
        with pytest.raises(PermissionDenied):
            import_judge_answers(
                project, [line(rated[0])], by=make_member(project, role)
            )
    assert not JudgeAnswer.objects.exists()


def test_the_command_and_rest_bring_in_the_same(project, admin, rated, tmp_path, api):
    file = tmp_path / "answers.jsonl"
    file.write_text("\n".join(line(one) for one in rated[:2]), encoding="utf-8")

    call_command(
        "import_judge_answers",
        str(file),
        project="companion",
        by=admin.username,
        json=True,
    )
    assert JudgeAnswer.objects.count() == 2
    answer = api(admin).post(
        "/api/v1/projects/companion/judge-answers/",
        {"answers": [json.loads(line(one)) for one in rated[:3]]},
    )

    assert answer.json() == {"read": 3, "created": 1, "existing": 2, "rejected": []}
    assert JudgeAnswer.objects.filter(imported_by=admin).count() == 3


def test_the_page_shows_a_judge_as_a_machine_and_leads_to_its_dialogues(
    signed_in, project, admin, rated
):
    import_judge_answers(project, [line(one) for one in rated], by=admin)
    agreeing.count(project)

    page = signed_in(admin).get(reverse("agreement", args=["companion"]))
    [group] = [one for one in page.context["groups"] if one["raters"] == "judge"]
    assert group["judge"] == JUDGE
    behind = signed_in(admin).get(
        reverse("agreement_dialogues", args=["companion"]),
        {"raters": "judge", "by": "item", "key": "safe", "judge": JUDGE},
    )
    assert [one.differing for _row, one in behind.context["rows"]] == [1, 1, 0, 0, 0, 0]


def test_pairs_are_counted_by_question_theme_and_month_too(
    signed_in, project, admin, rated
):
    report = agreeing.count(project)

    by = {one["by"] for one in report.figures if one["people"]}
    assert {"pair", "pair item", "pair month"} <= by
    page = signed_in(admin).get(
        reverse("agreement", args=["companion"]), {"pairs": "item:safe"}
    )
    assert ("item:safe", "safe") in page.context["choices"]
    cells = [cell["figure"] for row in page.context["heat"] for cell in row["cells"]]
    assert [one["n"] for one in cells if one] == [6, 6]
