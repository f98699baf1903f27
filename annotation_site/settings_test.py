"""What tests change: hashing, storage, mail and the pool; nothing else."""

import os
import tempfile
from pathlib import Path

from annotation_site.settings import *  # noqa: F403
from annotation_site.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
VAR_DIR = Path(tempfile.mkdtemp(dir=os.environ.get("QUEQIAO_TEST_FOLDER")))
MEDIA_ROOT = VAR_DIR / "files"
# Whitenoise warns of a folder that is not there; nothing is collected for tests.
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir()
DATABASES["default"]["OPTIONS"].pop("pool", None)
CELERY_BROKER_URL = "memory://"
