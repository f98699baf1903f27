"""The pages on which volunteers read each other's dialogues."""

from django.urls import path

from dialogues.views import peers

urlpatterns = [
    path(
        "projects/<slug:slug>/peer-readings/next/",
        peers.take_peer_reading,
        name="take_peer_reading",
    ),
    path("projects/<slug:slug>/peer-stage/", peers.peer_stage_page, name="peer_stage"),
    path("peer-readings/<uuid:pk>/", peers.read_for_another, name="peer_reading"),
    path(
        "peer-readings/<uuid:pk>/finish/",
        peers.finish_peer_reading,
        name="finish_peer_reading",
    ),
    path(
        "peer-readings/<uuid:pk>/give-back/",
        peers.give_back_peer_reading,
        name="give_back_peer_reading",
    ),
    path(
        "peer-readings/<uuid:pk>/skip/",
        peers.skip_peer_reading,
        name="skip_peer_reading",
    ),
    path(
        "peer-readings/<uuid:pk>/not-today/",
        peers.not_today_peer_reading,
        name="not_today_peer_reading",
    ),
    path(
        "peer-readings/<uuid:pk>/go-on/",
        peers.go_on_peer_reading,
        name="go_on_peer_reading",
    ),
    path(
        "dialogues/<uuid:pk>/leave-as-it-is/",
        peers.leave_as_it_is,
        name="leave_as_it_is",
    ),
]
