"""The pages of this room."""

from django.urls import include, path

from reviewers.views import (
    agreement,
    boards,
    cases,
    norming,
    pause,
    queue,
    reviews,
    timeline,
)

urlpatterns = [
    path("", include("reviewers.bulk_urls")),
    path("projects/<slug:slug>/reviews/", queue.reviews, name="reviews"),
    path(
        "projects/<slug:slug>/reviews/claim/",
        queue.claim_review,
        name="claim_review",
    ),
    path(
        "projects/<slug:slug>/sitting/",
        queue.begin_sitting,
        name="begin_sitting",
    ),
    path(
        "projects/<slug:slug>/sitting/end/",
        queue.end_sitting,
        name="end_sitting",
    ),
    path("reviews/<uuid:pk>/", reviews.review, name="review"),
    path("reviews/<uuid:pk>/decide/", reviews.decide_review, name="decide_review"),
    path(
        "reviews/<uuid:pk>/give-back/",
        queue.give_back_review,
        name="give_back_review",
    ),
    path("reviews/<uuid:pk>/skip/", queue.skip_review, name="skip_review"),
    path(
        "reviews/<uuid:pk>/hand-over/",
        queue.hand_over_review,
        name="hand_over_review",
    ),
    path("projects/<slug:slug>/pause/", pause.pause, name="pause"),
    path(
        "projects/<slug:slug>/stop-for-today/",
        pause.stop_for_today,
        name="stop_for_today",
    ),
    path("projects/<slug:slug>/cases/", cases.cases, name="cases"),
    path(
        "projects/<slug:slug>/cases/help-lines/",
        cases.case_help_lines,
        name="case_help_lines",
    ),
    path("cases/<uuid:pk>/", cases.case, name="case"),
    path("cases/<uuid:pk>/sign/", cases.sign_case, name="sign_case"),
    path("cases/<uuid:pk>/sort/", cases.sort_case, name="sort_case"),
    path("cases/<uuid:pk>/assign/", cases.assign_case, name="assign_case"),
    path("cases/<uuid:pk>/end/", cases.end_case, name="end_case"),
    path("dialogues/<uuid:pk>/report/", cases.report_dialogue, name="report_dialogue"),
    path(
        "dialogues/<uuid:pk>/timeline/",
        timeline.dialogue_timeline,
        name="dialogue_timeline",
    ),
    path(
        "dialogues/<uuid:pk>/restore/",
        timeline.restore_revision,
        name="restore_revision",
    ),
    path("projects/<slug:slug>/boards/", boards.boards_page, name="boards"),
    path("projects/<slug:slug>/boards.csv", boards.boards_csv, name="boards_csv"),
    path("projects/<slug:slug>/norming/", norming.normings, name="normings"),
    path("projects/<slug:slug>/norming/new/", norming.new_norming, name="new_norming"),
    path(
        "projects/<slug:slug>/norming/open/",
        norming.open_norming,
        name="open_norming",
    ),
    path("norming/<uuid:pk>/", norming.norming, name="norming"),
    path("norming/<uuid:pk>/reveal/", norming.reveal_norming, name="reveal_norming"),
    path(
        "norming/<uuid:pk>/again/",
        norming.ask_norming_again,
        name="ask_norming_again",
    ),
    path("norming/<uuid:pk>/close/", norming.close_norming, name="close_norming"),
    path("norming/<uuid:pk>/cancel/", norming.cancel_norming, name="cancel_norming"),
    path(
        "norming/<uuid:pk>/<int:number>/",
        norming.norming_place,
        name="norming_place",
    ),
    path(
        "norming/<uuid:pk>/<int:number>/vote/",
        norming.vote_in_norming,
        name="vote_in_norming",
    ),
    path(
        "norming/<uuid:pk>/<int:number>/say/",
        norming.say_in_norming,
        name="say_in_norming",
    ),
    path("projects/<slug:slug>/agreement/", agreement.agreement, name="agreement"),
    path(
        "projects/<slug:slug>/agreement/dialogues/",
        agreement.agreement_dialogues,
        name="agreement_dialogues",
    ),
    path(
        "projects/<slug:slug>/agreement.csv",
        agreement.agreement_csv,
        name="agreement_csv",
    ),
    path(
        "projects/<slug:slug>/agreement/count/",
        agreement.count_agreement_now,
        name="count_agreement",
    ),
    path(
        "projects/<slug:slug>/second-opinions/",
        agreement.set_second_opinions,
        name="set_second_opinions",
    ),
    path(
        "projects/<slug:slug>/second-edits/",
        agreement.ask_second_edits,
        name="ask_second_edits",
    ),
    path(
        "dialogues/<uuid:pk>/release-opinion/",
        agreement.release_dialogue,
        name="release_dialogue",
    ),
]
