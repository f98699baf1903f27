"""Help lines and how to speak of them, by region: data of the project, and none is lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from reviewers.domain import help_lines
from reviewers.domain.help_lines import HelpLine, Wording
from tests.factories import make_case, make_member, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def marked(project):
    return make_member(project, "expert", safeguarding=True)


@pytest.fixture
def he(signed_in, marked):
    return signed_in(marked)


def test_marked_members_write_lines_and_wordings_by_region(he, project, marked):
    address = reverse("case_help_lines", args=[project.slug])

    he.post(
        address,
        {
            "lines": "青岛 | 市热线 | 12345 | 白天\n\n全国 | 报警 | 110",
            "wordings": "青岛 | 你可以打 12345，说说家里的事。",
        },
    )

    assert help_lines.lines_for(project) == [
        HelpLine("青岛", "市热线", "12345", "白天"),
        HelpLine("全国", "报警", "110"),
    ]
    assert help_lines.wordings_for(project) == [
        Wording("青岛", "你可以打 12345，说说家里的事。"),
    ]
    page = he.get(address).content.decode()
    assert "青岛 | 市热线 | 12345 | 白天\n全国 | 报警 | 110</textarea>" in page
    case = he.get(reverse("case", args=[make_case(project).pk])).content.decode()
    assert "你可以打 12345，说说家里的事。" in case


def test_every_edition_stays_with_who_wrote_it(he, project, marked):
    address = reverse("case_help_lines", args=[project.slug])
    first = {"lines": "青岛 | 市热线 | 12345", "wordings": ""}
    he.post(address, first)
    he.post(address, first)
    other = make_member(project, "expert", safeguarding=True)

    help_lines.write(project, lines="", wordings="", by=other)

    rows = project.help_editions.values_list("number", "by", "lines")
    assert [(number, by, len(lines)) for number, by, lines in rows] == [
        (2, other.pk, 0),
        (1, marked.pk, 1),
    ]
    assert "12345" in he.get(address).content.decode()
    # What came with the product is there again.
    assert "12355" in {line.number for line in help_lines.lines_for(project)}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_region_that_comes_with_the_product_has_words_for_its_lines(language):
    project = make_project(language=language)
    regions = {line.region for line in help_lines.lines_for(project)}

    assert {one.region for one in help_lines.wordings_for(project)} == regions


@pytest.mark.parametrize(
    ("field", "text", "line"),
    [
        ("lines", "青岛 | 热线", "1"),
        ("lines", "青岛 | 热线 | 1\n青岛 | 另一条 | 1", "1"),
        ("lines", "青岛 | 热线 | 1\n济南 | 热线 | " + "1" * 41, "2"),
        ("wordings", "青岛 | 打 12345\n打 110", "2"),
        ("wordings", "青岛 | " + "打" * 501, "1"),
    ],
)
def test_a_line_that_is_none_is_named_and_nothing_is_kept(
    project, marked, field, text, line
):
    with pytest.raises(ValidationError) as fault:
        help_lines.write(
            project, **{"lines": "", "wordings": "", field: text}, by=marked
        )

    [[sentence]] = fault.value.message_dict.values()
    assert list(fault.value.message_dict) == [field]
    assert line in sentence
    assert not project.help_editions.exists()


def test_only_marked_members_write_them(project):
    with pytest.raises(PermissionDenied):
        help_lines.write(
            project,
            lines="青岛 | 市热线 | 12345",
            wordings="",
            by=make_member(project, "admin", "expert"),
        )
