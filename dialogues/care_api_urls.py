"""The REST addresses of what is wanted, what is heavy, and what helps who volunteers."""

from django.urls import path

from dialogues.api import care, certificates, heavy, support

urlpatterns = [
    path("projects/<slug:slug>/proposals/", care.Proposals.as_view()),
    path("proposals/<uuid:pk>/accept/", care.AcceptProposal.as_view()),
    path("proposals/<uuid:pk>/decline/", care.DeclineProposal.as_view()),
    path("proposals/<uuid:pk>/withdraw/", care.WithdrawProposal.as_view()),
    path("projects/<slug:slug>/care/", care.Care.as_view()),
    path("projects/<slug:slug>/heavy-categories/", heavy.HeavyCategories.as_view()),
    path("projects/<slug:slug>/support/", support.SupportCalls.as_view()),
    path("support/<uuid:pk>/", support.OneCall.as_view()),
    path("support/<uuid:pk>/answer/", support.AnswerCall.as_view()),
    path("support/<uuid:pk>/withdraw/", support.WithdrawCall.as_view()),
    path("projects/<slug:slug>/certificates/", certificates.Certificates.as_view()),
    path("certificates/<slug:code>/", certificates.OneCertificate.as_view()),
    path("topics/<uuid:pk>/priority/", care.TopicPriority.as_view()),
    path("assignments/<uuid:pk>/not-today/", care.NotToday.as_view()),
]
