"""Making the next things of a row while the last of them is being used."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.utils.translation import get_language, override

T = TypeVar("T")


def ahead(made: Iterator[T], *, most: int) -> Generator[T]:
    """The same things, up to ``most`` of them made in advance by a thread.

    The thread works while its caller waits, for the database say, which it must not ask
    itself. It speaks the caller's language. Close what is returned to end it early.
    """
    language = get_language()
    thread = ThreadPoolExecutor(1, thread_name_prefix="ahead")

    coming: deque[Future[T | None]] = deque()

    def next_one() -> T | None:
        with override(language):
            return next(made, None)

    try:
        for _number in range(most):
            coming.append(thread.submit(next_one))
        while (one := coming.popleft().result()) is not None:
            coming.append(thread.submit(next_one))
            yield one
    finally:
        thread.shutdown(cancel_futures=True)
