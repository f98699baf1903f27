"""The pages of this room."""

from django.urls import path

from reviewers import views

urlpatterns = [
    path("projects/<slug:slug>/reviews/", views.reviews, name="reviews"),
    path(
        "projects/<slug:slug>/reviews/claim/",
        views.claim_review,
        name="claim_review",
    ),
    path("reviews/<uuid:pk>/", views.review, name="review"),
    path("reviews/<uuid:pk>/decide/", views.decide_review, name="decide_review"),
    path(
        "reviews/<uuid:pk>/give-back/",
        views.give_back_review,
        name="give_back_review",
    ),
]
