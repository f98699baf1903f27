"""The REST addresses of what experts sign."""

from django.urls import path

from dialogues.api import sign_offs

urlpatterns = [
    path("projects/<slug:slug>/sign-offs/", sign_offs.SignOffs.as_view()),
    path(
        "projects/<slug:slug>/prompts/<slug:name>/<int:version>/sign-off/",
        sign_offs.SignPrompt.as_view(),
    ),
    path(
        "projects/<slug:slug>/course/<slug:name>/<int:version>/sign-off/",
        sign_offs.SignLesson.as_view(),
    ),
    path(
        "projects/<slug:slug>/checklists/<int:version>/sign-off/",
        sign_offs.SignChecklist.as_view(),
    ),
    path(
        "projects/<slug:slug>/guidelines/<int:version>/sign-off/",
        sign_offs.SignGuidelines.as_view(),
    ),
    path(
        "projects/<slug:slug>/instructions/<int:version>/sign-off/",
        sign_offs.SignInstruction.as_view(),
    ),
]
