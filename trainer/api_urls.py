"""The REST addresses of this room."""

from django.urls import path

from trainer import api

urlpatterns = [
    path("projects/<slug:slug>/runs/", api.Runs.as_view()),
    path("runs/<uuid:pk>/", api.OneRun.as_view()),
    path("runs/<uuid:pk>/metrics/", api.RunMetrics.as_view()),
    path("runs/<uuid:pk>/log/", api.RunLog.as_view()),
    path("runs/<uuid:pk>/cancel/", api.CancelRun.as_view()),
    path("runs/<uuid:pk>/resume/", api.ResumeRun.as_view()),
]
