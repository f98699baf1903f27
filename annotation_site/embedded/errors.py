"""What is said, in one sentence with the way out, when something cannot start."""

import errno


class CannotStart(Exception):  # noqa: N818
    """A sentence for a person: what is in the way, and what to do about it."""


def is_full_disk(error: OSError) -> bool:
    """Whether an error of the system means that there is no space."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}


def full_disk(place: object) -> CannotStart:
    """The sentence for a full disk."""
    return CannotStart(
        f"The disk of {place} is full: free some space, "
        "or set QUEQIAO_VAR to a folder on another disk.",
    )
