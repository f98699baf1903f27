"""Every address of the API."""

from django.urls import include, path, re_path

from annotation_site import api
from dialogues.rest import NotThere

urlpatterns = [
    path("schema/", api.Schema.as_view(), name="api_schema"),
    path("jobs/<uuid:pk>/", api.Job.as_view(), name="api_job"),
    path("", include("dialogues.api_urls")),
    path("", include("reviewers.api_urls")),
    path("", include("exports.api_urls")),
    path("", include("trainer.api_urls")),
    re_path(r"", NotThere.as_view()),
]
