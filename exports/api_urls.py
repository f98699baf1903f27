"""The REST addresses of this room."""

from django.urls import path

from exports import api

urlpatterns = [
    path("projects/<slug:slug>/releases/", api.Releases.as_view()),
    path("releases/<uuid:pk>/", api.OneRelease.as_view()),
    path("releases/<uuid:pk>/files/", api.ReleaseFiles.as_view()),
]
