"""The REST addresses of verbs for many dialogues."""

from django.urls import path

from reviewers.api import bulk

urlpatterns = [
    path("projects/<slug:slug>/bulk/", bulk.Bulks.as_view()),
    path("bulk/<uuid:pk>/", bulk.OneBulk.as_view()),
    path("bulk/<uuid:pk>/order/", bulk.OrderBulk.as_view()),
    path("bulk/<uuid:pk>/cancel/", bulk.CancelBulk.as_view()),
    path("bulk/<uuid:pk>/undo/", bulk.UndoBulk.as_view()),
    path("bulk/<uuid:pk>/rows/", bulk.BulkRows.as_view()),
]
