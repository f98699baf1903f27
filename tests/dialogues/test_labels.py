"""Labels of a dialogue: they follow their words, and what is needed is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.anchoring import anchored, quoted, to_look_at
from dialogues.domain import editing, late, submission
from dialogues.domain.turns import clean_turns
from dialogues.history import Refused
from dialogues.models import Revision
from tests.factories import (
    full_answers,
    make_approved,
    make_assignment,
    make_member,
    make_project,
    make_submitted,
    turns,
)
from tests.labels import change_scheme, make_schemes, mark

TEXT = "我听见了。你很难过。我们一起想办法。"


def on(words, text=TEXT, nth=0):
    start = -1
    for _time in range(nth + 1):
        start = text.index(words, start + 1)
    return {
        "scheme": "coaching",
        "label": "empathy",
        "start": start,
        "end": start + len(words),
        "quote": words,
    }


def place(label):
    return label["start"], label["end"]


def test_a_label_follows_its_words_when_text_comes_before_them():
    moved = anchored(on("你很难过。"), f"嗯嗯。{TEXT}")

    assert place(moved) == (8, 13)
    assert not to_look_at(moved, f"嗯嗯。{TEXT}")


def test_of_two_places_it_takes_the_nearer():
    text = "好。我在。好。我在。好。"
    label = on("我在。", text, nth=1)

    assert place(anchored(label, f"嗯{text}")) == (8, 11)
    assert place(anchored(label, f"嗯，是的。{text[5:]}")) == (7, 10)


def test_where_the_words_are_gone_it_keeps_its_place_and_is_to_be_looked_at():
    edited = TEXT.replace("你很难过。", "你有点难过。")
    kept = anchored(on("你很难过。"), edited)

    assert place(kept) == (5, 10)
    assert to_look_at(kept, edited)
    assert anchored(kept, TEXT) == on("你很难过。")
    assert not to_look_at(on("你很难过。"), TEXT)


def test_where_its_place_is_gone_too_it_stays_without_one_and_comes_back():
    lost = anchored(on("我们一起想办法。"), "短。")

    assert place(lost) == (None, None)
    assert to_look_at(lost, "短。")
    assert anchored(lost, TEXT) == on("我们一起想办法。")


def test_a_label_of_the_whole_turn_stays():
    whole = {"scheme": "emotion", "label": "fear", "start": None, "end": None}

    assert anchored(whole, "别的话") == whole
    assert not to_look_at(whole, "别的话")
    assert quoted([whole, {**whole, "start": 0, "end": 2}], "你好呀") == [
        whole,
        {**whole, "start": 0, "end": 2, "quote": "你好"},
    ]


@given(st.text(max_size=30), st.text(max_size=30), st.data())
def test_a_label_is_on_its_words_or_to_be_looked_at(before, after, data):
    start = data.draw(st.integers(0, max(len(before) - 1, 0)))
    end = data.draw(st.integers(start, len(before)))
    if start == end:
        return
    label = {"scheme": "s", "label": "l", "start": start, "end": end}
    [label] = quoted([label], before)

    kept = anchored(label, after)

    assert kept["quote"] == before[start:end]
    assert to_look_at(kept, after) != (
        kept["start"] is not None
        and after[kept["start"] : kept["end"]] == kept["quote"]
    )
    assert to_look_at(kept, after) == (kept["quote"] not in after)
    assert kept["end"] is None or kept["end"] <= len(after)


def test_labels_of_a_client_move_with_its_words_and_the_rest_is_refused():
    [_user, reply] = turns("我怕黑。", TEXT)
    [sent] = clean_turns(
        [{**reply, "text": f"嗯。{TEXT}", "labels": [on("我听见了。")]}]
    )

    assert place(sent["labels"][0]) == (2, 7)
    [far] = clean_turns([{**reply, "text": "短。", "labels": [on("我们一起想办法。")]}])
    assert place(far["labels"][0]) == (None, None)


@pytest.fixture
def project(db):
    return make_schemes(make_project())


@pytest.fixture
def work(project):
    return make_assignment(project, of=turns("我怕黑。", TEXT))


def save(work, of, labels=None):
    return editing.save_work(
        work,
        turns=of,
        answers=full_answers(work.project, of),
        labels=labels,
        seen=work.version,
        by=work.holder,
    )


def hand_in(work, of, labels=None):
    save(work, of, labels)
    return submission.submit(work, seen=work.version + 1, by=work.holder)


def test_labels_are_part_of_the_work_and_of_the_revision(work):
    [user, reply] = work.turns
    labelled = [
        mark(user, "fear", scheme="emotion"),
        mark(mark(reply, "recognition", "我听见了。"), "guidance", "我们一起想办法。"),
    ]

    revision = hand_in(work, labelled)

    stored = Revision.objects.get(pk=revision.pk)
    assert stored.turns == labelled
    assert stored.turns[1]["labels"][1]["quote"] == "我们一起想办法。"
    assert not stored.findings.filter(code="label-too-early").exists()


def test_advice_before_any_recognition_is_noticed_where_it_stands(work):
    [user, reply] = work.turns
    early = mark(mark(reply, "guidance", "我听见了。"), "empathy", "你很难过。")

    revision = hand_in(work, [user, early])

    found = revision.findings.get(code="label-too-early")
    assert (str(found.turn), found.start, found.end) == (reply["id"], 0, 5)
    assert found.severity == "warning"
    assert found.data["first"]["en"] == "Guidance"
    assert [one["en"] for one in found.data["needed"]] == ["Recognition", "Empathy"]


def test_both_on_the_same_words_is_no_warning(work):
    [user, reply] = work.turns
    both = mark(mark(reply, "guidance", "你很难过。"), "empathy", "你很难过。")

    assert not hand_in(work, [user, both]).findings.filter(code="label-too-early")


def test_a_project_without_schemes_has_no_order(db):
    work = make_assignment(make_project(), of=turns("我怕黑。", TEXT))
    [user, reply] = work.turns

    revision = hand_in(work, [user, mark(reply, "guidance", "我听见了。")])

    assert not revision.findings.filter(code="label-too-early").exists()


def test_a_needed_label_is_asked_for_and_said_where(project, work):
    change_scheme(project, "coaching", required=True)
    [user, reply] = work.turns

    with pytest.raises(Refused) as refused:
        hand_in(work, [user, reply])

    assert refused.value.code == "labels_open"
    assert refused.value.extra["labels"] == [
        {"scheme": "coaching", "turn": reply["id"]},
    ]
    work.refresh_from_db()
    assert hand_in(work, [user, mark(reply, "empathy", "你很难过。")]).number == 2


def test_a_label_whose_words_are_gone_is_no_answer(project, work):
    change_scheme(project, "coaching", required=True)
    [user, reply] = work.turns
    edited = {
        **mark(reply, "empathy", "你很难过。"),
        "text": "嗯，我懂，我在。我在听。",
    }

    with pytest.raises(Refused) as refused:
        hand_in(work, clean_turns([user, edited]))

    assert refused.value.code == "labels_open"


def test_one_label_in_each_place_where_a_scheme_says_so(project, work):
    [user, reply] = work.turns
    two = mark(mark(user, "fear", scheme="emotion"), "sadness", scheme="emotion")

    with pytest.raises(Refused) as refused:
        hand_in(work, [two, reply])

    assert refused.value.extra["labels"] == [{"scheme": "emotion", "turn": user["id"]}]


def test_the_dialogue_as_a_whole_is_labelled_too(project, work):
    labels = [{"slug": "good", "name": {"en": "Good"}, "colour": "leaf"}]
    change_scheme(project, "cause", target="dialogue", labels=labels, required=True)

    with pytest.raises(Refused):
        hand_in(work, work.turns)
    work.refresh_from_db()
    whole = [{"scheme": "cause", "label": "good"}]
    revision = hand_in(work, work.turns, whole)

    assert Revision.objects.get(pk=revision.pk).labels == whole
    again = submission.withdraw(work.dialogue, by=work.holder)
    assert again.labels == whole
    assert save(again, again.turns).labels == whole


def test_labels_of_the_whole_that_came_too_late_are_kept(work):
    whole = [{"scheme": "tone", "label": "warm"}]
    editing.give_back(work, by=work.holder)

    late.keep_late_words(
        work, turns=work.turns, answers=[], labels=whole, seen=0, by=work.holder
    )

    assert editing.claim(work.dialogue, by=work.holder).labels == whole


def test_a_fix_by_an_expert_keeps_the_labels_of_what_stayed(project):
    [user, reply] = turns("我怕黑。", TEXT)
    dialogue = make_submitted(
        project,
        of=[user, reply],
        edited=[
            user,
            mark(mark(reply, "empathy", "你很难过。"), "guidance", "我们一起想办法。"),
        ],
    )
    text = "嗯，你很难过。我们想想办法。"

    fixed = submission.fix(
        dialogue,
        revision=dialogue.head,
        turns=clean_turns([user, {**dialogue.head.turns[1], "text": text}]),
        by=make_member(project, "expert"),
    )

    first, second = fixed.turns[1]["labels"]
    assert text[first["start"] : first["end"]] == "你很难过。"
    assert to_look_at(second, text)


def test_a_release_keeps_the_labels(project):
    from exports.formats import Row, messages_fields
    from exports.snapshot import snapshot

    [user, reply] = turns("我怕黑。", TEXT)
    reply = mark(reply, "empathy", "你很难过。")
    dialogue = make_approved(project, of=[user, reply])

    record = snapshot(dialogue, row=dialogue.pk, instruction=1, project=project)
    written = messages_fields(Row(1, "train", record), "…")["meta"]["labels"]

    assert written == [{"message": 2, **reply["labels"][0]}]
    assert record["turns"][1]["labels"] == reply["labels"]
