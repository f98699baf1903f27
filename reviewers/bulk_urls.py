"""The pages of verbs for many dialogues."""

from django.urls import path

from reviewers.views import bulk

urlpatterns = [
    path("projects/<slug:slug>/bulk/", bulk.bulks, name="bulks"),
    path("projects/<slug:slug>/bulk/new/", bulk.new_bulk, name="new_bulk"),
    path("bulk/<uuid:pk>/", bulk.bulk, name="bulk"),
    path("bulk/<uuid:pk>/panel/", bulk.bulk_panel, name="bulk_panel"),
    path("bulk/<uuid:pk>/order/", bulk.order_bulk, name="order_bulk"),
    path("bulk/<uuid:pk>/cancel/", bulk.cancel_bulk, name="cancel_bulk"),
    path("bulk/<uuid:pk>/undo/", bulk.undo_bulk, name="undo_bulk"),
    path("bulk/<uuid:pk>/report.csv", bulk.bulk_report, name="bulk_report"),
]
