"""The REST addresses of volunteers who read each other's dialogues."""

from django.urls import path

from dialogues.api import peers

urlpatterns = [
    path("projects/<slug:slug>/peer-stage/", peers.PeerStage.as_view()),
    path(
        "projects/<slug:slug>/peer-readings/claim/",
        peers.ClaimPeerReading.as_view(),
    ),
    path("peer-readings/<uuid:pk>/", peers.OnePeerReading.as_view()),
    path("peer-readings/<uuid:pk>/finish/", peers.FinishPeerReading.as_view()),
    path("peer-readings/<uuid:pk>/give-back/", peers.GiveBackPeerReading.as_view()),
    path("peer-readings/<uuid:pk>/skip/", peers.SkipPeerReading.as_view()),
    path("peer-readings/<uuid:pk>/not-today/", peers.PeerNotToday.as_view()),
    path("dialogues/<uuid:pk>/peer-reading/", peers.PeerReadingOf.as_view()),
    path("dialogues/<uuid:pk>/leave-as-it-is/", peers.LeaveAsItIs.as_view()),
]
