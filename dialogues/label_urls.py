"""The pages on which admins write label schemes."""

from django.urls import path

from dialogues.views import label_schemes as views

HOME = "projects/<slug:slug>/label-schemes/"

urlpatterns = [
    path(HOME, views.label_schemes, name="label_schemes"),
    path(
        f"{HOME}install/",
        views.install_label_schemes,
        name="install_label_schemes",
    ),
    path(f"{HOME}new/", views.new_label_scheme, name="new_label_scheme"),
    path(f"{HOME}preview/", views.preview_label_scheme, name="preview_label_scheme"),
    path(
        f"{HOME}schemes/<slug:name>/",
        views.edit_label_scheme,
        name="edit_label_scheme",
    ),
    path(
        f"{HOME}schemes/<slug:name>/retire/",
        views.retire_label_scheme,
        name="retire_label_scheme",
    ),
]
