"""Every setting of the site; what differs between machines comes from the environment."""

from decimal import Decimal
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
VAR_DIR = Path(env.str("QUEQIAO_VAR", str(BASE_DIR / "var")))
SECRET_KEY = env.str("SECRET_KEY")
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
BEHIND_HTTPS = env.bool("BEHIND_HTTPS", False)
DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "")
OPENAI_BASE_URL = env.str("OPENAI_BASE_URL", "https://api.openai.com/v1")
OPENAI_API_KEY = env.str("OPENAI_API_KEY", "")
SAMPLE_ENDPOINT = env.bool("SAMPLE_ENDPOINT", False)
DRAFT_MODEL = env.str("DRAFT_MODEL", "gpt-3.5-turbo")
# The most that wordings asked for at the desk may cost a project in a day, in the
# currency of its drafter.
WORDING_BUDGET = env.decimal("WORDING_BUDGET", Decimal(5))
# Where people reach the site, for links in letters: a worker sees no request.
SITE_URL = env.str(
    "SITE_URL",
    f"http://{env.str('HOST', '') or '127.0.0.1'}:{env.str('PORT', '') or '8000'}",
)

EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", EMAIL_PORT == 587)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", EMAIL_PORT == 465)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Queqiao <queqiao@localhost>")
# Without a mail server letters stand in the worker's log.
EMAIL_BACKEND = "django.core.mail.backends.{}.EmailBackend".format(
    "smtp" if EMAIL_HOST else "console",
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "dialogues",
    "reviewers",
    "exports",
    "trainer",
    "annotation_site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pads its answers at random, so that their size tells nothing of a secret in them.
    "annotation_site.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "annotation_site.errors.RefusalMiddleware",
]

ROOT_URLCONF = "annotation_site.urls"
WSGI_APPLICATION = "annotation_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "annotation_site.navigation.site",
            ],
        },
    },
]

DATABASES["default"].update(
    CONN_MAX_AGE=0,
    # A pooled connection may have died with its server: ask before using it.
    CONN_HEALTH_CHECKS=True,
    OPTIONS={
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
    },
)

AUTH_USER_MODEL = "dialogues.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "annotation_site.static_files.NamedByContent",
    },
}
# The name that a page knows a file by is enough; it is half the work at the first start.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# No other site has a use for them; it is a line less with each file.
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A decision on a dialogue of 300 turns sends a wording, a note and answers for each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A file that an admin brings in; other uploads stay far below it.
LARGEST_IMPORT = env.int("LARGEST_IMPORT", 512 * 1024 * 1024)
# What people send is for this site alone.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "annotation_site.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_HTTPS:
    SECURE_HSTS_SECONDS = 30 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "annotation_site.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "annotation_site.errors.answer_api_error",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Queqiao",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["annotation_site.api.only_api_addresses"],
    "POSTPROCESSING_HOOKS": ["dialogues.rest.described.name_shapes"],
}

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"trainer.tasks.*": {"queue": "training"}}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "run" / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "free what is no longer held": {
        "task": "dialogues.tasks.free_expired_leases",
        "schedule": 30,
    },
    "let on what waited long enough for a volunteer": {
        "task": "dialogues.tasks.settle_peer_readings",
        "schedule": 30,
    },
    "weigh what waits for an expert": {
        "task": "reviewers.tasks.weigh_waiting",
        "schedule": 10,
    },
    "take up what was ordered for many": {
        "task": "reviewers.tasks.sweep_bulks",
        "schedule": 10,
    },
    "free reviews no longer held": {
        "task": "reviewers.tasks.free_expired_reviews",
        "schedule": 30,
    },
    "raise levels that were earned": {
        "task": "dialogues.tasks.settle_levels",
        "schedule": 600,
    },
    "say anew which drafts are wanted": {
        "task": "dialogues.tasks.settle_needs",
        "schedule": 120,
    },
    "forget answers that nobody asks for again": {
        "task": "dialogues.tasks.forget_old_answers",
        "schedule": 3600,
    },
    "send letters that did not leave": {
        "task": "dialogues.tasks.mail_missed",
        "schedule": 300,
    },
    "send the letters of the day": {
        "task": "dialogues.tasks.mail_digests",
        "schedule": crontab(hour="18", minute="0"),
    },
    "take up drafting that stopped": {
        "task": "dialogues.tasks.sweep_batches",
        "schedule": 10,
    },
    "take up files that stopped coming in": {
        "task": "dialogues.tasks.sweep_imports",
        "schedule": 10,
    },
    "let what files brought be found": {
        "task": "dialogues.tasks.note_waiting_texts",
        "schedule": 15,
    },
    "compare what was there before anything was compared": {
        "task": "dialogues.tasks.note_missing_fingerprints",
        "schedule": 60,
    },
    "take up releases that stopped": {
        "task": "exports.tasks.sweep_releases",
        "schedule": 15,
    },
    "see to safeguarding cases": {
        "task": "reviewers.tasks.pull_cases",
        "schedule": 30,
    },
    "count how far people agree": {
        "task": "reviewers.tasks.count_every_agreement",
        "schedule": crontab(hour=3, minute=20),
    },
    "seal what was written for good": {
        "task": "exports.tasks.seal_histories",
        "schedule": 600,
    },
    "look after training runs": {
        "task": "trainer.tasks.sweep_runs",
        "schedule": 5,
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"httpx2": {"level": "WARNING"}, "openai": {"level": "WARNING"}},
}
