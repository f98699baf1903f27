"""One record given to one format, and what came of it."""

from dialogues.intake.records import Place, RejectedRecord, Wishes

HERE = Place("file.json", 7)
NO_WISHES = Wishes()


def items_of(known, value, place=HERE, **wishes):
    return list(known.read(place, value, Wishes(**wishes)))


def only(known, value, place=HERE, **wishes):
    (item,) = items_of(known, value, place, **wishes)
    return item


def said(item):
    assert not isinstance(item, RejectedRecord), item
    return [(turn.role, turn.text) for turn in item.turns]


def code_of(item):
    assert isinstance(item, RejectedRecord), item
    return item.code


CHILD, HELPER = "我不想上学", "听起来学校里有让你难受的事？"
WORSE = "不上学怎么行。"
TWO_TURNS = [("user", CHILD), ("assistant", HELPER)]
