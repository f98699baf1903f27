"""Pickles of texts are read without being run; any other is refused."""

import os
import pickle
import pickletools
import zipfile

import pytest

from dialogues.intake.containers import pickles
from dialogues.intake.records import UnreadableFile
from tests.intake.files import faults, read, zipped

TEXT = "孩子：我考砸了\n智能助手：考砸了心里不好受吧？"


class Harmful:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def refusal(data):
    with pytest.raises(UnreadableFile) as caught:
        read(data, name="panda_chat_1.pkl")
    return caught.value.code


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("count", [1, 3, 2500])
def test_a_dict_of_texts_is_read_in_every_protocol(protocol, count):
    drafts = {f"话题{n}": TEXT.replace("考砸", f"考砸{n}") for n in range(count)}

    items = read(pickle.dumps(drafts, protocol), name="panda_chat_100.pkl")

    assert [item.topic for item in items] == list(drafts)
    assert items[-1].turns[0].text == f"我考砸{count - 1}了"
    assert [item.place.line for item in items] == list(range(1, count + 1))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("wrap", ["alone", "in a dict", "as a key"])
def test_code_in_a_pickle_is_never_run(tmp_path, protocol, wrap):
    harmful = Harmful(str(tmp_path / "run"))
    value = {
        "alone": harmful,
        "in a dict": {"a": TEXT, "b": harmful},
        "as a key": {harmful: "x"},
    }

    assert refusal(pickle.dumps(value[wrap], protocol)) == "unsafe-pickle"
    assert list(tmp_path.iterdir()) == []


def test_code_in_a_pickle_inside_a_zip_is_never_run(tmp_path):
    data = zipped({"a.pkl": pickle.dumps(Harmful(str(tmp_path / "run")))})

    assert refusal(data) == "unsafe-pickle"
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_is_fetched_again_and_again_is_bounded(monkeypatch):
    monkeypatch.setattr(pickles, "_MOST_CHARACTERS", 1_000_000)
    long = b"X" + (100_000).to_bytes(4, "little") + b"a" * 100_000
    bomb = b"\x80\x02}(" + long + b"q\x00h\x00" + b"h\x00h\x00" * 100_000 + b"u."

    assert refusal(bomb) == "unsafe-pickle"


def test_a_stack_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(pickles, "_MOST_NAMES", 1000)

    assert refusal(b"\x80\x02}(" + b"N" * 5000 + b"u.") == "unsafe-pickle"


def test_a_length_that_the_file_does_not_have_costs_no_memory():
    assert (
        refusal(b"\x80\x04}(\x8d" + (2**60).to_bytes(8, "little") + b"a") == "too-long"
    )
    assert refusal(b"\x80\x02}(X\x00\x00\x10\x00abc") == "cut-off"


def test_an_entry_that_is_no_text_is_told_and_the_others_stay():
    items = read(pickle.dumps({"a": TEXT, "b": None, "c": 3, "d": TEXT}), name="x.pkl")

    assert [item.topic for item in items if hasattr(item, "turns")] == ["a", "d"]
    assert faults(items) == [(2, "not-text"), (3, "not-text")]


@pytest.mark.parametrize(
    "value", [["a"], {"a": ["b"]}, {"a": {"b": "c"}}, {"a"}, "text", 1, ()]
)
def test_other_pickles_are_refused(value):
    assert refusal(pickle.dumps(value)) == "unsafe-pickle"


def test_a_pickle_that_is_cut_off_is_refused():
    whole = pickle.dumps({f"话题{n}": TEXT for n in range(3)})

    codes = {refusal(whole[:length]) for length in range(2, len(whole) - 2)}

    assert codes == {"cut-off"}


def test_every_instruction_that_is_allowed_is_known_to_be_harmless():
    harmful = {"GLOBAL", "STACK_GLOBAL", "REDUCE", "BUILD", "INST", "OBJ", "NEWOBJ"}
    harmful |= {"NEWOBJ_EX", "PERSID", "BINPERSID", "EXT1", "EXT2", "EXT4"}
    names = {instruction.name for instruction in pickletools.opcodes}

    assert names >= pickles._ALLOWED
    assert not pickles._ALLOWED & harmful


def test_a_model_that_was_saved_as_a_zip_of_pickles_is_refused(tmp_path):
    path = tmp_path / "model.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "archive/data.pkl", pickle.dumps(Harmful(str(tmp_path / "run")))
        )

    assert refusal(path.read_bytes()) == "unsafe-pickle"
    assert not (tmp_path / "run").exists()
