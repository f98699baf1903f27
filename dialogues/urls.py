"""The pages of this room."""

from django.urls import path

from dialogues.views import batches, dialogues, members, topics

urlpatterns = [
    path("projects/<slug:slug>/topics/", topics.topics, name="topics"),
    path("projects/<slug:slug>/members/", members.members, name="members"),
    path(
        "projects/<slug:slug>/members/<str:username>/end/",
        members.end_membership,
        name="end_membership",
    ),
    path("projects/<slug:slug>/batches/", batches.batches, name="batches"),
    path("batches/<uuid:pk>/", batches.batch, name="batch"),
    path("batches/<uuid:pk>/panel/", batches.batch_panel, name="batch_panel"),
    path("batches/<uuid:pk>/cancel/", batches.cancel_batch, name="cancel_batch"),
    path("drafts/<uuid:pk>/", batches.draft, name="draft"),
    path("projects/<slug:slug>/dialogues/", dialogues.dialogues, name="dialogues"),
    path("dialogues/<uuid:pk>/", dialogues.dialogue, name="dialogue"),
    path("dialogues/<uuid:pk>/reopen/", dialogues.reopen, name="reopen"),
    path(
        "findings/<uuid:pk>/dismiss/",
        dialogues.dismiss_finding,
        name="dismiss_finding",
    ),
]
