"""What the checks say of words that are not saved yet."""

import pytest

from dialogues.domain import editing, submission
from dialogues.domain.turns import new_turn
from tests.factories import (
    full_answers,
    make_assignment,
    make_member,
    make_project,
    turns,
)

pytestmark = pytest.mark.django_db
CALLED = "assistant-called-parent"


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def work(project):
    return make_assignment(
        project, of=turns("你好。", "我在听。", "妈妈，我怕。", "嗯。")
    )


def check(client, user, work, body):
    client.force_login(user)
    address = f"/api/v1/assignments/{work.pk}/check/"
    return client.post(address, body, content_type="application/json")


def seen(answer):
    return [(one["code"], one["turn"], one["words"]) for one in answer["findings"]]


def test_typed_words_are_looked_at_and_nothing_is_kept(client, work):
    typed = [{**work.turns[0], "text": "谢谢妈妈！"}, *work.turns[1:]]

    answer = check(client, work.holder, work, {"turns": typed}).json()

    assert [one for one in seen(answer) if one[0] == CALLED] == [
        (CALLED, typed[0]["id"], "谢谢妈妈"),
        (CALLED, typed[2]["id"], "妈妈"),
    ]
    work.refresh_from_db()
    assert (work.version, work.turns[0]["text"]) == (0, "你好。")


def test_only_the_changed_turns_are_looked_at_beside_the_whole(client, work):
    typed = [*work.turns, new_turn("user", "妈妈，我还想说。")]
    body = {"turns": typed, "changed": [typed[4]["id"]]}

    answer = check(client, work.holder, work, body).json()

    assert [one for one in seen(answer) if one[0] == CALLED] == [
        (CALLED, typed[4]["id"], "妈妈"),
    ]
    assert {one["code"] for one in answer["findings"] if one["whole"]} == {
        "ends-unanswered",
        "dialogue-too-short",
        "too-few-rounds",
    }


def test_each_finding_says_what_it_means_and_what_to_do(client, work):
    answer = check(client, work.holder, work, {"turns": work.turns}).json()

    [short] = [f for f in answer["findings"] if f["code"] == "dialogue-too-short"]
    assert short["explanation"] == ("只有 15 个字符；这个项目希望至少 400 个。")
    assert all(f["title"] and f["explanation"] and f["fix"] for f in answer["findings"])


def test_another_person_s_work_is_not_there(client, project, work):
    other = make_member(project, "volunteer")

    assert check(client, other, work, {"turns": work.turns}).status_code == 404


@pytest.mark.parametrize("body", [{}, {"turns": {}}, {"turns": [], "changed": 1}])
def test_what_is_no_dialogue_is_refused(client, work, body):
    answer = check(client, work.holder, work, body)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_who_decides_reads_the_reason_and_not_the_name(client, project, work):
    said = [
        {"code": CALLED, "turn": work.turns[2]["id"], "words": "妈妈", "reason": "引述"}
    ]
    saved = editing.save_work(
        work,
        turns=work.turns,
        answers=full_answers(project, work.turns),
        dismissals=said,
        seen=0,
        by=work.holder,
    )
    submission.submit(saved, seen=1, by=work.holder)
    client.force_login(make_member(project, "expert"))

    rows = client.get(f"/api/v1/dialogues/{work.dialogue_id}/findings/").json()

    [called] = [row for row in rows["results"] if row["code"] == CALLED]
    assert (called["dismissed_because"], called["dismissed_by"]) == ("引述", None)
