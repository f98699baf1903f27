"""Parquet files hold what other files hold, and cost nothing where there are none."""

import io
import subprocess
import sys

import pyarrow as pa
import pytest
from pyarrow import parquet

from dialogues.intake.records import UnreadableFile
from tests.intake.files import read
from tests.intake.formats.items import CHILD, HELPER, TWO_TURNS, said

MESSAGES = [
    {"role": "user", "content": CHILD},
    {"role": "assistant", "content": HELPER},
]


def written(rows, **options):
    whole = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), whole, **options)
    return whole.getvalue()


ROWS = {
    "messages": {"id": "7", "messages": MESSAGES},
    "sharegpt": {
        "id": "7",
        "conversations": [
            {"from": "human", "value": CHILD},
            {"from": "gpt", "value": HELPER},
        ],
    },
    "alpaca": {"id": "7", "instruction": CHILD, "input": "", "output": HELPER},
}


@pytest.mark.parametrize("name", ["", "parquet"])
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_rows_are_read_as_what_they_look_like(row, name):
    (item,) = read(written([row]), name="train.parquet", format_name=name)
    assert (said(item), item.source_id) == (TWO_TURNS, "7")


def test_every_row_of_every_group_comes_in_its_order():
    rows = [{"id": number, "messages": MESSAGES} for number in range(300)]
    items = read(written(rows, row_group_size=70), name="x.parquet")
    assert [item.source_id for item in items] == [str(n) for n in range(300)]
    assert [item.place.line for item in items] == list(range(1, 301))


def test_ids_beside_missing_ones_are_still_whole_numbers():
    rows = [{"id": 7.0, "messages": MESSAGES}, {"id": None, "messages": MESSAGES}]
    assert [i.source_id for i in read(written(rows), name="x.parquet")] == ["7", ""]


def test_columns_can_be_mapped():
    from dialogues.intake.records import Wishes

    columns = Wishes(columns={"user": "q", "assistant": "a"})
    (item,) = read(
        written([{"q": CHILD, "a": HELPER}]),
        name="x.parquet",
        format_name="parquet",
        wishes=columns,
    )
    assert said(item) == TWO_TURNS


def test_a_damaged_file_is_told():
    data = written([ROWS["messages"]])
    with pytest.raises(UnreadableFile) as told:
        read(data[: len(data) // 2], name="x.parquet")
    assert told.value.code == "damaged"


def test_a_file_that_unpacks_to_far_more_than_it_is_is_refused():
    rows = [{"text": f"{number:08d}" + "0" * 1_000_000} for number in range(80)]
    data = written(rows, compression="zstd", use_dictionary=False)
    with pytest.raises(UnreadableFile) as told:
        read(data, name="x.parquet")
    assert told.value.code == "zip-bomb"


def test_the_library_is_not_loaded_before_it_is_needed():
    asked = (
        "import sys, dialogues.intake.containers.parquet;"
        "print('pyarrow' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "False"
