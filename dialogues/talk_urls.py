"""The pages where people talk: threads, notices, and what changed after review."""

from django.urls import path

from dialogues.views import feedback, notices, talk

urlpatterns = [
    path("dialogues/<uuid:pk>/say/", talk.say, name="say_in_dialogue"),
    path("comments/<uuid:pk>/answer/", talk.answer, name="answer_comment"),
    path("comments/<uuid:pk>/resolve/", talk.resolve, name="resolve_comment"),
    path("comments/<uuid:pk>/reopen/", talk.reopen, name="reopen_comment"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="read_all_notices"),
    path("notices/letters/", notices.choices, name="notice_choices"),
    path("notices/stop/<str:token>/", notices.stop_letters, name="stop_letters"),
    path("notices/<uuid:pk>/", notices.notice, name="notice"),
    path("projects/<slug:slug>/feedback/", feedback.feedback, name="feedback"),
]
