"""Address of the style page."""

from django.urls import path

from fiftytwo.web.style import views

urlpatterns = [path("", views.style, name="style")]
