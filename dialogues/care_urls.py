"""The pages that keep volunteers well, and those of their own way."""

from django.urls import path

from dialogues.views import care, proposals
from dialogues.views import path as way

urlpatterns = [
    path("assignments/<uuid:pk>/go-on/", care.go_on_heavy, name="go_on_heavy"),
    path("assignments/<uuid:pk>/not-today/", care.not_today, name="not_today"),
    path(
        "projects/<slug:slug>/heavy-themes/",
        care.heavy_categories,
        name="heavy_categories",
    ),
    path("topics/<uuid:pk>/priority/", care.set_topic_priority, name="set_priority"),
    path("projects/<slug:slug>/support/", care.support_page, name="support"),
    path("support/<uuid:pk>/answer/", care.answer_call, name="answer_call"),
    path("support/<uuid:pk>/withdraw/", care.withdraw_call, name="withdraw_call"),
    path("projects/<slug:slug>/proposals/", proposals.proposals, name="proposals"),
    path(
        "proposals/<uuid:pk>/accept/",
        proposals.accept_proposal,
        name="accept_proposal",
    ),
    path(
        "proposals/<uuid:pk>/decline/",
        proposals.decline_proposal,
        name="decline_proposal",
    ),
    path(
        "proposals/<uuid:pk>/withdraw/",
        proposals.withdraw_proposal,
        name="withdraw_proposal",
    ),
    path("projects/<slug:slug>/way/", way.own_way, name="own_way"),
    path(
        "projects/<slug:slug>/certificate/",
        way.issue_certificate,
        name="issue_certificate",
    ),
    path("certificates/<slug:code>/", way.certificate, name="certificate"),
    path(
        "projects/<slug:slug>/certificates/",
        way.certificates_page,
        name="certificates",
    ),
]
