"""What is said, in one sentence with the way out, when something cannot start."""


class CannotStart(Exception):  # noqa: N818
    """A sentence for a person: what is in the way, and what to do about it."""
