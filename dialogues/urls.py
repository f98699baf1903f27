"""The pages of this room."""

from django.urls import path

from dialogues.views import batches, desk, dialogues, members, topics, writing

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
    path("dialogues/<uuid:pk>/claim/", desk.claim, name="claim_dialogue"),
    path("dialogues/<uuid:pk>/withdraw/", desk.withdraw, name="withdraw"),
    path("projects/<slug:slug>/desk/", desk.desk, name="desk"),
    path("projects/<slug:slug>/desk/next/", desk.take_next, name="take_next"),
    path("topics/<uuid:pk>/write/", desk.write_from_topic, name="write_from_topic"),
    path("assignments/<uuid:pk>/", writing.assignment, name="assignment"),
    path("assignments/<uuid:pk>/submit/", writing.submit, name="submit"),
    path("assignments/<uuid:pk>/give-back/", writing.give_back, name="give_back"),
    path("assignments/<uuid:pk>/skip/", writing.skip, name="skip"),
    path("assignments/<uuid:pk>/renew/", writing.renew, name="renew"),
]
