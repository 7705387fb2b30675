"""Every address of Styrhjul: the pages. Each folder of pages keeps its own list in ``web/urls.py``."""

from django.urls import include, path

urlpatterns = [
    path("", include("styrhjul.web.signin_urls")),
    path("", include("styrhjul.web.urls")),
]
