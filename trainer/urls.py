"""The pages of this room."""

from django.urls import path

from trainer import views

urlpatterns = [
    path("projects/<slug:slug>/runs/", views.runs, name="runs"),
    path("runs/<uuid:pk>/", views.run, name="run"),
    path("runs/<uuid:pk>/panel/", views.run_panel, name="run_panel"),
    path("runs/<uuid:pk>/curve/", views.run_curve, name="run_curve"),
    path("runs/<uuid:pk>/cancel/", views.cancel_run, name="cancel_run"),
    path("runs/<uuid:pk>/resume/", views.resume_run, name="resume_run"),
    path("runs/<uuid:pk>/playground/", views.playground, name="playground"),
    path("runs/<uuid:pk>/playground/say/", views.say, name="say"),
]
