"""The REST addresses of this room."""

from django.urls import path

from dialogues.api import assignments, batches, dialogues, people, texts, topics

urlpatterns = [
    path("me/", people.Me.as_view()),
    path("projects/", people.Projects.as_view()),
    path("projects/<slug:slug>/", people.Project.as_view()),
    path("projects/<slug:slug>/members/", people.Members.as_view()),
    path("projects/<slug:slug>/topics/", topics.Topics.as_view()),
    path("projects/<slug:slug>/dialogues/", dialogues.Dialogues.as_view()),
    path("projects/<slug:slug>/claim/", assignments.Claim.as_view()),
    path("projects/<slug:slug>/prompts/", texts.Prompts.as_view()),
    path("projects/<slug:slug>/checklists/", texts.Checklists.as_view()),
    path("projects/<slug:slug>/drafters/", texts.Drafters.as_view()),
    path("projects/<slug:slug>/draft-batches/", batches.Batches.as_view()),
    path("draft-batches/<uuid:pk>/", batches.OneBatch.as_view()),
    path("draft-batches/<uuid:pk>/cancel/", batches.CancelBatch.as_view()),
    path("dialogues/<uuid:pk>/", dialogues.OneDialogue.as_view()),
    path("dialogues/<uuid:pk>/revisions/", dialogues.Revisions.as_view()),
    path("dialogues/<uuid:pk>/events/", dialogues.Events.as_view()),
    path("dialogues/<uuid:pk>/comments/", dialogues.Comments.as_view()),
    path("dialogues/<uuid:pk>/findings/", dialogues.Findings.as_view()),
    path("dialogues/<uuid:pk>/withdraw/", dialogues.Withdraw.as_view()),
    path("findings/<uuid:pk>/dismiss/", dialogues.DismissFinding.as_view()),
    path("assignments/", assignments.Assignments.as_view()),
    path("assignments/<uuid:pk>/", assignments.OneAssignment.as_view()),
    path("assignments/<uuid:pk>/work/", assignments.Work.as_view(), name="api_work"),
    path("assignments/<uuid:pk>/submit/", assignments.Submit.as_view()),
    path("assignments/<uuid:pk>/give-back/", assignments.GiveBack.as_view()),
    path("assignments/<uuid:pk>/skip/", assignments.Skip.as_view()),
    path("assignments/<uuid:pk>/renew/", assignments.Renew.as_view()),
]
