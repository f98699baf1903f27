"""The REST addresses of this room."""

from django.urls import path

from reviewers import api

urlpatterns = [
    path("projects/<slug:slug>/reviews/claim/", api.ClaimReview.as_view()),
    path("reviews/", api.Reviews.as_view()),
    path("reviews/<uuid:pk>/", api.OneReview.as_view()),
    path("reviews/<uuid:pk>/give-back/", api.GiveBackReview.as_view()),
    path("reviews/<uuid:pk>/decide/", api.Decide.as_view()),
]
