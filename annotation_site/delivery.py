"""How a task meets a message that was delivered more than once."""

import logging

from celery import Task

from dialogues.history import Refused

logger = logging.getLogger(__name__)


class AtLeastOnce(Task):
    """A second delivery meets a row that has moved on; that is no error."""

    abstract = True

    def __call__(self, *args: object, **kwargs: object) -> object:
        try:
            return super().__call__(*args, **kwargs)
        except Refused as refusal:
            logger.info("%s%s was refused: %s", self.name, args, refusal)
            return None
