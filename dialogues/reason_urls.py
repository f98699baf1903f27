"""The pages where admins write the reasons for sending a turn back."""

from django.urls import path

from dialogues.views import reasons

urlpatterns = [
    path("projects/<slug:slug>/reasons/", reasons.reasons, name="reasons"),
    path("projects/<slug:slug>/reasons/new/", reasons.new_reason, name="new_reason"),
    path(
        "projects/<slug:slug>/reasons/of/<slug:name>/",
        reasons.edit_reason,
        name="edit_reason",
    ),
    path(
        "projects/<slug:slug>/reasons/of/<slug:name>/end/",
        reasons.end_reason,
        name="end_reason",
    ),
]
