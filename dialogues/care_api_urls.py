"""The REST addresses of proposals, of what is wanted, and of what is heavy."""

from django.urls import path

from dialogues.api import care

urlpatterns = [
    path("projects/<slug:slug>/proposals/", care.Proposals.as_view()),
    path("proposals/<uuid:pk>/accept/", care.AcceptProposal.as_view()),
    path("proposals/<uuid:pk>/decline/", care.DeclineProposal.as_view()),
    path("proposals/<uuid:pk>/withdraw/", care.WithdrawProposal.as_view()),
    path("projects/<slug:slug>/care/", care.Care.as_view()),
    path("topics/<uuid:pk>/priority/", care.TopicPriority.as_view()),
    path("assignments/<uuid:pk>/not-today/", care.NotToday.as_view()),
]
