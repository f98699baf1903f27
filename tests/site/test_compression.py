"""Answers go out compressed, in the best way that the browser reads."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from annotation_site.compression import CompressionMiddleware

TEXT = "你愿意把它讲出来，很勇敢。" * 40


def answer(accepted, response=None):
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepted})
    made = response or HttpResponse(TEXT, headers={"ETag": '"1"'})
    return CompressionMiddleware(lambda _request: made)(request)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5", "br"),
        ("gzip, br;q=0", "gzip"),
        ("br;q=0.0, gzip", "gzip"),
        ("gzip", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_the_best_way_that_the_browser_reads(accepted, chosen):
    response = answer(accepted)
    read = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[chosen]

    assert response.get("Content-Encoding") == chosen
    assert read(response.content).decode() == TEXT
    assert response["Vary"] == "Accept-Encoding"
    assert response["ETag"] == ('W/"1"' if chosen else '"1"')
    if chosen:
        assert len(response.content) < len(TEXT.encode()) / 2
        assert int(response["Content-Length"]) == len(response.content)


def test_the_size_of_an_answer_differs_from_time_to_time():
    sizes = {
        len(one.content) + len(one["X-Padding"])
        for one in (answer("br") for _time in range(40))
    }

    assert len(sizes) > 5


def test_what_is_short_compressed_or_flows_is_left_as_it_is():
    short = answer("br", HttpResponse("好"))
    packed = answer(
        "br", HttpResponse(b"x" * 300, headers={"Content-Encoding": "zstd"})
    )
    flowing = answer("br", StreamingHttpResponse(iter([TEXT.encode()])))

    assert "Content-Encoding" not in short
    assert packed.content == b"x" * 300
    assert "Content-Encoding" not in flowing
    assert b"".join(flowing).decode() == TEXT
