"""The pages where versions of texts are read and signed."""

from django.urls import path

from dialogues.views import sign_offs

urlpatterns = [
    path("projects/<slug:slug>/sign-offs/", sign_offs.sign_offs, name="sign_offs"),
    path(
        "projects/<slug:slug>/sign-offs/ask/",
        sign_offs.ask_sign_offs,
        name="ask_sign_offs",
    ),
    path(
        "projects/<slug:slug>/sign-offs/<slug:kind>/<int:version>/",
        sign_offs.sign_off,
        name="sign_off",
    ),
    path(
        "projects/<slug:slug>/sign-offs/<slug:kind>/<slug:name>/<int:version>/",
        sign_offs.sign_off,
        name="sign_off_named",
    ),
]
