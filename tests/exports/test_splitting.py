"""Splits are the same each time, and nothing alike stands on two sides."""

from collections import Counter, defaultdict

from hypothesis import given
from hypothesis import strategies as st

from dialogues.fingerprints import normalised
from exports.domain.splitting import Families

TOPICS = st.sampled_from(
    ["打碎水杯", "打碎 水杯。", "怕黑", "搬家", "考试", "转学", None]
)
ROWS = st.lists(st.tuples(TOPICS, st.text(min_size=1, max_size=40)), max_size=60)


def split(rows, seed=42):
    families = Families()
    for topic, text in rows:
        families.add(topic=topic, text=text)
    return families.splits(seed=seed)


@given(ROWS, st.integers(0, 5))
def test_a_topic_or_a_text_never_stands_in_two_splits(rows, seed):
    splits = split(rows, seed)

    where = defaultdict(set)
    for (topic, text), side in zip(rows, splits, strict=True):
        where["text", normalised(text)].add(side)
        if topic:
            where["topic", normalised(topic)].add(side)
    assert all(len(sides) == 1 for sides in where.values())
    assert not rows or "train" in splits
    assert splits == split(rows, seed)


def test_about_a_tenth_each_is_held_out():
    rows = [
        (f"话题{number}", f"第{number}段话，{number * 7919}") for number in range(500)
    ]

    assert Counter(split(rows)) == {"train": 400, "validation": 50, "test": 50}
    assert split(rows) != split(rows, seed=7)


def test_few_topics_leave_train_whole():
    two = [("怕黑", f"{number}黑") for number in range(9)] + [("搬家", "再见")]

    assert Counter(split(two)) == {"train": 10}


def test_three_rows_still_leave_one_to_train_on():
    rows = [("怕黑", "一"), ("搬家", "二"), ("考试", "三")]

    assert sorted(split(rows)) == ["test", "train", "validation"]


def test_near_copies_stand_together_whatever_their_topics_are():
    story = "".join(
        f"第{number}天，我把铅笔盒弄丢了，老师说没有关系。" for number in range(40)
    )
    others = [(f"别的{number}", chr(0x4E00 + number) * 60) for number in range(40)]
    copies = [(f"铅笔盒{number}", story + f"结尾{number}。") for number in range(8)]

    splits = split(others + copies)

    assert len(set(splits[40:])) == 1
