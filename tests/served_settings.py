"""The site's own settings, pool included, for a real web server on the tests' database."""

from annotation_site.settings import *  # noqa: F403
from annotation_site.settings import STORAGES

# Fifty people sign in within a second.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing was collected: files are served from where they are written.
STORAGES = {
    **STORAGES,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = True
CELERY_BROKER_URL = "memory://"
