"""The addresses of the pages: Swedish paths, English names."""

from django.urls import path

from styrhjul.web import about

urlpatterns = [
    path("om/", about.about, name="about"),
    path("tillganglighet/", about.accessibility, name="accessibility"),
]
