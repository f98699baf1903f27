"""From a new volunteer to the first dialogue, in a real browser, phone and desktop."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.course_queries import lessons_of
from dialogues.domain import courses
from dialogues.models import Assignment, Lesson, LessonTry, Qualification
from tests.courses import make_course, pass_course, right_answers
from tests.factories import make_drafted, make_member, make_project

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}
DESKTOP = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}
LOOKS = {"zh-hans": PHONE, "en": DESKTOP}


@pytest.fixture
def project():
    return make_course(make_project())


@pytest.fixture
def newcomer(project):
    return make_member(project, "volunteer", level="")


def press_main(page):
    page.locator(".btn.main:visible").last.click()


def answer_here(page, lesson):
    answers = right_answers(lesson)
    if lesson.kind == Lesson.Kind.THEORY:
        for number, choice in enumerate(answers):
            for one in choice:
                page.locator(f"[name=question-{number}][value='{one}']").check()
    else:
        for number, fault in answers["marks"].items():
            page.locator(f"#fault-{number}").select_option(fault)
        for number, words in answers["words"].items():
            area = page.locator(f"[name=words-{number}]")
            if not area.is_visible():
                page.locator(f"details:has([name=words-{number}]) summary").click()
            area.fill(words)
    press_main(page)
    page.wait_for_url("**/course-tries/**")


@pytest.mark.parametrize("language", LOOKS)
def test_a_new_volunteer_learns_practises_and_takes_a_first_dialogue(
    open_as, project, newcomer, language
):
    draft = make_drafted(project)
    desk = reverse("desk", args=[project.slug])
    page = open_as(newcomer, desk, **LOOKS[language])
    expect(page.locator("form[action$='/next/']")).to_have_count(0)
    press_main(page)
    press_main(page)

    for lesson in lessons_of(project):
        expect(page.locator("h1")).to_have_text(lesson.title[language])
        answer_here(page, lesson)
        press_main(page)

    page.locator("form[action$='/next/'] button:visible").click()
    page.wait_for_selector("[data-ready]", state="attached")
    assert Qualification.objects.get(membership__user=newcomer).reason == "course"
    assert LessonTry.objects.filter(by=newcomer, passed=True).count() == 11
    assert Assignment.objects.get(holder=newcomer).dialogue == draft


def test_a_wrong_answer_is_explained_and_may_be_tried_again(open_as, project, newcomer):
    lesson = lessons_of(project)[0]
    page = open_as(newcomer, reverse("lesson", args=[project.slug, lesson.slug]))
    for number, question in enumerate(right_answers(lesson)):
        wrong = next(n for n in range(3) if n not in question)
        page.locator(f"[name=question-{number}][value='{wrong}']").check()
    page.locator("main .btn.main").click()

    expect(page.locator("[role=status]")).to_contain_text("0 of 2")
    expect(page.locator(".explained .chip.leaf")).to_have_count(3)
    expect(page.get_by_text("Nobody has seen the feeling yet.")).to_be_visible()
    page.get_by_role("link", name="Try again").click()

    expect(page.locator("h1")).to_have_text(lesson.title["en"])
    assert not LessonTry.objects.get(by=newcomer).passed


def test_what_was_typed_in_a_practice_is_kept_when_it_is_not_whole(
    open_as, project, newcomer
):
    lesson = lessons_of(project).filter(kind="practice")[0]
    page = open_as(newcomer, reverse("lesson", args=[project.slug, lesson.slug]))
    page.locator("#fault-1").select_option("denying")
    page.locator("main .btn.main").click()

    expect(page.locator("main [role=alert]")).to_contain_text("in your own words")
    expect(page.locator("#fault-1")).to_have_value("denying")
    assert LessonTry.objects.count() == 0


def test_words_of_a_practice_outlast_the_page_until_they_are_answered(
    open_as, project, newcomer
):
    lesson = lessons_of(project).filter(kind="practice")[0]
    address = reverse("lesson", args=[project.slug, lesson.slug])
    page = open_as(newcomer, address)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("details:has([name=words-1]) summary").click()
    page.locator("[name=words-1]").fill("你一直在等这一天。")
    page.locator("#fault-1").select_option("denying")
    page.goto(reverse("course", args=[project.slug]))
    page.goto(address)
    expect(page.locator("[name=words-1]")).to_be_visible()
    expect(page.locator("[name=words-1]")).to_have_value("你一直在等这一天。")
    expect(page.locator("#fault-1")).to_have_value("denying")

    answer_here(page, lesson)
    expect(page.locator("[data-practised]")).to_be_visible()
    kept = "Object.keys(localStorage).filter((key) => key.includes('practice'))"
    assert page.evaluate(kept) == []


def test_an_admin_sees_the_lesson_while_typing_and_markup_stays_text(open_as, project):
    admin = make_member(project, "admin")
    page = open_as(admin, reverse("edit_lesson", args=[project.slug, "awareness"]))
    page.locator("#id_text_en").fill(
        "## Look\n\n> ✓ so\n\n<img src=x onerror=alert(1)>"
    )

    expect(page.locator("#preview h3")).to_have_text("Look")
    expect(page.locator("#preview blockquote.note.leaf").last).to_contain_text("so")
    expect(page.locator("#preview img")).to_have_count(0)
    page.locator("main form.form .btn.main").click()

    expect(page.locator("h1")).to_have_text("Step one: awareness")
    rows = Lesson.objects.filter(project=project, slug="awareness")
    assert sorted(rows.values_list("version", flat=True)) == [1, 2]


def test_guidelines_show_what_changed_until_one_says_to_have_read_it(
    open_as, project, newcomer
):
    first = project.guidelines.get()
    courses.mark_read(first, by=newcomer)
    text = {**first.text, "en": first.text["en"].replace("in a warm tone", "warmly")}
    courses.revise_guideline(project, text=text, seen=1, by=None)
    page = open_as(newcomer, reverse("desk", args=[project.slug]))
    expect(page.locator(".places .chip.dawn")).to_have_text("to read")
    page.locator("main a[href$='/guidelines/']").click()

    expect(page.locator("#changed .side.new")).to_contain_text("warmly")
    expect(page.locator(".bell b")).to_have_count(0)
    page.locator("main .btn.main").click()

    expect(page.locator("#changed")).to_have_count(0)
    assert project.guidelines.get(version=2).reads.get().by == newcomer


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_everybody_can_use_every_page_of_the_course(
    open_as, project, newcomer, width, scheme
):
    admin = make_member(project, "admin", "volunteer", level="")
    pass_course(project, admin)
    tries = {one.lesson.kind: one.pk for one in admin.lesson_tries.all()}
    names = ["course", "guidelines", "course_editing", "edit_guidelines"]
    addresses = [
        *(reverse(name, args=[project.slug]) for name in names),
        reverse("lesson", args=[project.slug, "awareness"]),
        reverse("lesson", args=[project.slug, "practice-tutor"]),
        reverse("edit_lesson", args=[project.slug, "practice-tutor"]),
        *(reverse("lesson_try", args=[one]) for one in tries.values()),
    ]
    page = open_as(
        admin,
        addresses[0],
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    for address in addresses:
        page.goto(address)
        faults = [
            (one["id"], one["nodes"][0]["html"])
            for one in Axe().run(page).response["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert faults == [], address
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, address
