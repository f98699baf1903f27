"""What gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotation_site.settings")

application = get_wsgi_application()
# Every view is loaded now, not by who asks first; and what is loaded stays, so that
# nobody waits while the collector looks at all of it.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
