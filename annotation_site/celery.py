"""The Celery application; tasks are found in each app's ``tasks`` module."""

import logging
import os

from celery import Celery, Task

from dialogues.history import Refused

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotation_site.settings")

logger = logging.getLogger(__name__)


class DeliveredTwice(Task):
    """A second delivery meets a row that has moved on; that is no error."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        try:
            return super().__call__(*args, **kwargs)
        except Refused as refusal:
            logger.info("%s%s was refused: %s", self.name, args, refusal)
            return None


app = Celery("queqiao", task_cls=DeliveredTwice)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
