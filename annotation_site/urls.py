"""Every address of the site."""

from django.contrib.auth import views as auth
from django.urls import include, path

from annotation_site import accounts, health, home, setup

urlpatterns = [
    # First, for programs ask most often and every address before it is tried in vain.
    path("api/v1/", include("annotation_site.api_urls")),
    path("", home.home, name="home"),
    path("health/", health.health, name="health"),
    path("i18n/setlang/", accounts.choose_language, name="set_language"),
    path(
        "account/sign-in/",
        auth.LoginView.as_view(
            authentication_form=accounts.SignInForm,
            redirect_authenticated_user=True,
        ),
        name="login",
    ),
    path("account/sign-in-over/", accounts.sign_in_over, name="sign_in_over"),
    path("account/sign-out/", auth.LogoutView.as_view(), name="logout"),
    path(
        "account/password/",
        auth.PasswordChangeView.as_view(),
        name="password_change",
    ),
    path(
        "account/password/done/",
        auth.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path("account/tokens/", accounts.tokens, name="tokens"),
    path("account/tokens/new/", accounts.new_token, name="new_token"),
    path("projects/<slug:slug>/", home.project_home, name="project"),
    path("projects/<slug:slug>/setup/", setup.setup, name="setup"),
    path("", include("dialogues.urls")),
    path("", include("reviewers.urls")),
    path("", include("exports.urls")),
    path("", include("trainer.urls")),
]

handler500 = "annotation_site.errors.answer_broken"
