"""What was wrong with the data and scripts of those who came before, each told by name."""

import pytest

from dialogues.domain import drafting
from dialogues.import_queries import report_of
from dialogues.models import Dialogue, Finding, Topic
from tests.dialogues.test_imports import lines, record, taken
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db

CHILD, HELPER = "孩子", "智能助手"
SAID, HEARD = (CHILD, "我的铅笔盒不见了。"), (HELPER, "找不到它，你心里一定很着急吧？")


@pytest.fixture
def project():
    return make_project("p")


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def test_dialogues_that_a_trainer_would_drop_are_counted_by_rule_and_none_is_dropped(
    project,
):
    odd = [SAID, HEARD, SAID]
    twice = [SAID, SAID, HEARD, HEARD]
    alone = [SAID]
    whole = [SAID, HEARD]
    rows = [record(n, spoken=some) for n, some in enumerate([odd, twice, alone, whole])]

    report = report_of(taken(project, lines(*rows)))

    assert (report["created"], report["rejected"]) == (4, [])
    flagged = report["flagged"]
    assert {
        code: flagged[code]
        for code in ("ends-unanswered", "same-speaker-twice", "no-reply")
    } == {"ends-unanswered": 2, "same-speaker-twice": 1, "no-reply": 1}
    kept = Dialogue.objects.get(identity="1").head
    assert [turn["text"] for turn in kept.turns] == [text for _who, text in twice]


def test_a_child_hit_by_a_teacher_and_blamed_by_the_helper_never_arrives_approved(
    project, admin
):
    spoken = [
        (CHILD, "今天班主任用尺子打我的手，好疼，我很怕他。"),
        (HELPER, "你是不是做错了什么？要相信老师的教育方式。"),
        (CHILD, "我知道错了，可我还是怕老师。"),
        (HELPER, "我们明天一起和老师说说。"),
    ]
    file = lines(record(69, spoken=spoken, topic="体罚", emotion="fear"))

    report = report_of(taken(project, file, by=admin, arrive_as="approved"))

    assert (report["created"], report["held"]) == (1, 1)
    dialogue = project.dialogues.get()
    assert (dialogue.status, dialogue.approvals.count()) == ("submitted", 0)
    found = {one.code: str(one.turn) for one in Finding.objects.all()}
    assert found["disclosure"] == dialogue.head.turns[0]["id"]
    assert found["blaming"] == dialogue.head.turns[1]["id"]


def test_a_helper_that_became_the_child_s_mother_is_named_in_every_dialogue(project):
    called = [(CHILD, "妈妈，我不想上学。"), HEARD]
    became = [SAID, (HELPER, "没错，妈妈为你骄傲。")]
    spoken_of = [(CHILD, "今天妈妈说我了。"), (HELPER, "妈妈说你的时候，你怎么想？")]

    taken(
        project,
        lines(
            *(record(n, spoken=s) for n, s in enumerate([called, became, spoken_of]))
        ),
    )

    named = Finding.objects.filter(code__startswith="assistant-").values_list(
        "revision__dialogue__identity", "code"
    )
    assert set(named) == {
        ("0", "assistant-called-parent"),
        ("1", "assistant-as-parent"),
    }


def test_ids_with_gaps_stay_what_they_were_and_short_dialogues_are_told(project):
    rows = [record(number) for number in (80, 83, 103)]

    report = report_of(taken(project, lines(*rows)))

    identities = set(project.dialogues.values_list("identity", flat=True))
    assert identities == {"80", "83", "103"}
    assert report["flagged"]["dialogue-too-short"] == 3


def test_feelings_are_spread_over_drafts_and_not_only_listed(project, admin):
    words = "关于{topic}，心情是{emotion}"
    prompt = project.prompts.create(
        name="felt", version=1, kind="topic-dialogue", text=words
    )
    Topic.objects.bulk_create(
        Topic(project=project, text=f"话题{n}", identity=f"t{n}") for n in range(60)
    )

    batch = drafting.order_batch(project, count=60, prompt=prompt, by=admin)

    drawn = set(batch.drafts.values_list("emotion", flat=True))
    known = drafting.project_emotions(project)
    assert drawn <= set(known)
    assert len(drawn) > len(known) / 2
    assert all(draft.emotion in draft.prompt_text for draft in batch.drafts.all())


@pytest.mark.parametrize("words", ["我真的不想活了。", "我昨晚用刀划了自己的手。"])
def test_a_published_dialogue_that_speaks_of_self_harm_carries_a_mark(project, words):
    spoken = [(CHILD, words), (HELPER, "我在听，你现在安全吗？")]

    report = report_of(taken(project, lines(record(1, spoken=spoken))))

    assert report["flagged"]["disclosure"] == 1
    assert Finding.objects.get(code="disclosure").severity == "disclosure"
