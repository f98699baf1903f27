"""The REST addresses of this room."""

from django.urls import include, path

from reviewers.api import (
    agreement,
    boards,
    cases,
    norming,
    queue,
    reviews,
    timeline,
)

urlpatterns = [
    path("", include("reviewers.bulk_api_urls")),
    path("projects/<slug:slug>/reviews/claim/", queue.ClaimReview.as_view()),
    path("projects/<slug:slug>/review-queue/", queue.Queue.as_view()),
    path("projects/<slug:slug>/sitting/", queue.Sitting.as_view()),
    path("projects/<slug:slug>/sitting/end/", queue.EndSitting.as_view()),
    path("reviews/<uuid:pk>/skip/", queue.SkipReview.as_view()),
    path("reviews/<uuid:pk>/hand-over/", queue.HandOverReview.as_view()),
    path("reviews/", reviews.Reviews.as_view()),
    path("reviews/<uuid:pk>/", reviews.OneReview.as_view()),
    path("reviews/<uuid:pk>/give-back/", reviews.GiveBackReview.as_view()),
    path("reviews/<uuid:pk>/decide/", reviews.Decide.as_view()),
    path("cases/", cases.Cases.as_view()),
    path("cases/<uuid:pk>/", cases.OneCase.as_view()),
    path("cases/<uuid:pk>/sign/", cases.SignCase.as_view()),
    path("cases/<uuid:pk>/sort/", cases.SortCase.as_view()),
    path("cases/<uuid:pk>/assign/", cases.AssignCase.as_view()),
    path("cases/<uuid:pk>/close/", cases.CloseCase.as_view()),
    path("cases/<uuid:pk>/reopen/", cases.ReopenCase.as_view()),
    path("dialogues/<uuid:pk>/report/", cases.ReportDialogue.as_view()),
    path("dialogues/<uuid:pk>/timeline/", timeline.Timeline.as_view()),
    path("dialogues/<uuid:pk>/restore/", timeline.Restore.as_view()),
    path("projects/<slug:slug>/boards/", boards.Boards.as_view()),
    path("projects/<slug:slug>/normings/", norming.Normings.as_view()),
    path("normings/<uuid:pk>/", norming.OneNorming.as_view()),
    path("normings/<uuid:pk>/vote/", norming.VoteInNorming.as_view()),
    path("normings/<uuid:pk>/say/", norming.SayInNorming.as_view()),
    path("normings/<uuid:pk>/reveal/", norming.RevealNorming.as_view()),
    path("normings/<uuid:pk>/ask-again/", norming.AskNormingAgain.as_view()),
    path("normings/<uuid:pk>/close/", norming.CloseNorming.as_view()),
    path("normings/<uuid:pk>/cancel/", norming.CancelNorming.as_view()),
    path("projects/<slug:slug>/agreement/", agreement.Agreement.as_view()),
    path("projects/<slug:slug>/second-opinions/", agreement.SecondOpinions.as_view()),
    path("dialogues/<uuid:pk>/release-opinion/", agreement.ReleaseDialogue.as_view()),
]
