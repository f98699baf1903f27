"""The pages of this room."""

from django.urls import path

from exports import views

urlpatterns = [
    path("projects/<slug:slug>/releases/", views.releases, name="releases"),
    path("releases/<uuid:pk>/", views.release, name="release"),
    path("releases/<uuid:pk>/panel/", views.release_panel, name="release_panel"),
    path("releases/<uuid:pk>/try-again/", views.try_again, name="try_release_again"),
    path("releases/<uuid:pk>/withdraw/", views.withdraw, name="withdraw_release"),
    path(
        "releases/<uuid:pk>/files/<slug:format_name>/<str:name>",
        views.release_file,
        name="release_file",
    ),
]
