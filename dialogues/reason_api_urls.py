"""The REST addresses of the reasons for sending a turn back."""

from django.urls import path

from dialogues.api import reasons

urlpatterns = [
    path("projects/<slug:slug>/reasons/", reasons.Reasons.as_view()),
    path("projects/<slug:slug>/reasons/<slug:name>/end/", reasons.EndReason.as_view()),
]
