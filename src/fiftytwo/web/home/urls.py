"""Address of the front page."""

from django.urls import path

from fiftytwo.web.home import views

urlpatterns = [path("", views.home, name="home")]
