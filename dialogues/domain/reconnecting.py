"""Doing a step again after the database was away for a moment."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

FIRST_WAIT_SECONDS = 0.5
TRIES = 6

P = ParamSpec("P")
T = TypeVar("T")


def surely(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do a step that may be done twice; connect again while the database comes back."""
    for tried in range(1, TRIES):
        try:
            return step(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block:
                raise
            logger.warning("The database is away, once more: %s", error)
            connection.close()
            time.sleep(FIRST_WAIT_SECONDS * 2 ** (tried - 1))
    return step(*args, **kwargs)
