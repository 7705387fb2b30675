"""The frame round every page: layout, navigation, error pages, the environment's rules, the form parts."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults
from jinja2 import UndefinedError
from markupsafe import Markup

from styrhjul.organisation.models import Person
from styrhjul.web import environment, layout, navigation, signin_urls, swedish

WEB = Path(environment.__file__).parent
LONGEST_STYLE_SHEET = 600
NBSP = "\N{NO-BREAK SPACE}"
HELD = '<span class="nowrap">'

#: What stands in our layout and nowhere in allauth's own.
OURS = ('<header class="topbar"', '<main class="page" id="innehall"', 'lang="sv"', "styrhjul.css")


def jinja():
    """Return the environment as Django has set it up."""
    return engines["jinja2"].env


def is_ours(page: str) -> bool:
    """Tell whether the page stands in our layout, and only once."""
    return all(page.count(mark) == 1 for mark in OURS)


@pytest.fixture
def asa(db) -> Person:
    """Somebody who is signed in."""
    return Person.objects.create_user("asa@exempel.se", "Åsa Nordmark", "lugn-sjö-under-bron-7")


SIMPLE = [pattern.name for pattern in signin_urls.urlpatterns if not pattern.pattern.regex.groups]


@pytest.mark.parametrize("name", SIMPLE)
@pytest.mark.parametrize("signed_in", [False, True])
def test_every_page_of_the_account_stands_in_our_layout(name, signed_in, client, asa):
    if signed_in:
        client.force_login(asa)
    answer = client.get(reverse(name), follow=True)
    if name == "demo_door":
        assert answer.status_code == 405
    else:
        assert is_ours(answer.content.decode())


def test_a_used_up_link_for_a_new_password_stands_in_our_layout(client, db):
    page = client.get(reverse("account_reset_password_from_key", args=["1", "x-y"])).content.decode()
    assert is_ours(page)
    assert "Länken gäller inte längre" in page


@pytest.mark.parametrize("name", ["about", "accessibility", "governance", "account_login"])
def test_public_pages_have_no_inline_code_and_a_strict_policy(name, client, db):
    answer = client.get(reverse(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)|javascript:", page)
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]


def test_everything_a_page_points_at_exists(client, db):
    page = client.get(reverse("about")).content.decode()
    files = re.findall(r'"/static/([^"]+)"', page)
    assert len(files) >= 5
    assert [file for file in files if not finders.find(file)] == []


def test_every_symbol_used_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (WEB / "templates/parts/sprite.html").read_text()))
    for template in WEB.glob("templates/**/*.html"):
        text = template.read_text()
        used = {f"i-{name}" for name in re.findall(r'icon\("(\w+)"', text)} | set(
            re.findall(r'href="#([is]-\w+)"', text)
        )
        assert used <= sprite, template


def test_the_style_sheet_is_ours_and_short():
    text = (WEB / "static/styrhjul.css").read_text()
    assert len(text.splitlines()) < LONGEST_STYLE_SHEET
    assert re.findall(r"url\((?![\"']?vendor/)", text) == []
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])", text) == [], "colours come from the theme"


def test_vendored_files_have_their_licence_and_no_source_map():
    for folder in (WEB / "static/vendor").iterdir():
        assert (folder / "LICENSE").is_file()
        assert all("sourceMappingURL" not in file.read_text() for file in folder.glob("*.css"))


def test_a_page_that_is_not_there_says_so_in_our_layout(client, db):
    answer = client.get("/finns-inte/")
    assert answer.status_code == 404
    assert is_ours(answer.content.decode())
    assert "Sidan finns inte" in answer.content.decode()


def test_what_one_may_not_do_and_a_stale_form_are_told_in_our_layout(asa, rf: RequestFactory):
    request = rf.get("/")
    request.user = asa
    forbidden = defaults.permission_denied(request, PermissionDenied())
    assert forbidden.status_code == 403
    assert is_ours(forbidden.content.decode())
    stale = Client(enforce_csrf_checks=True).post(reverse("account_login"), {})
    assert stale.status_code == 403
    assert is_ours(stale.content.decode())
    assert "Sidan hade blivit för gammal" in stale.content.decode()


@pytest.mark.parametrize(("view", "status"), [(defaults.server_error, 500), (defaults.bad_request, 400)])
def test_the_pages_of_last_resort_need_neither_request_nor_database(view, status, rf: RequestFactory):
    answer = view(rf.get("/")) if status == 500 else view(rf.get("/"), Exception())
    assert answer.status_code == status
    assert 'lang="sv"' in answer.content.decode()


def test_an_unknown_variable_is_an_error_and_text_is_escaped():
    with pytest.raises(UndefinedError):
        jinja().from_string("{{ misspelt }}").render()
    assert jinja().from_string("{{ text }}").render(text="<b>") == "&lt;b&gt;"


def test_the_day_of_the_demonstration_is_shown_only_in_a_demonstration(client, db, settings):
    assert "demo-strip" not in client.get(reverse("about")).content.decode()
    settings.DEMO = True
    assert "måndag 14" + NBSP + "september" + NBSP + "2026" in client.get(reverse("about")).content.decode()


@pytest.mark.parametrize(
    ("year", "when"), [(2024, "past"), (2025, "past"), (2026, "now"), (2027, "next"), (2028, "next")]
)
def test_a_year_has_the_colour_of_what_it_is_to_today(year, when):
    assert layout.year_when(year) == when


def test_the_navigation_marks_where_one_is(rf: RequestFactory, monkeypatch):
    monkeypatch.setattr(navigation, "ENTRIES", (("Om", "about"), ("Konto", "account_email")))
    shown = navigation.navigation(rf.get("/konto/losenord/"))
    assert [entry.is_current for entry in shown] == [False, True]
    assert [entry.is_current for entry in navigation.navigation(rf.get("/om/"))] == [True, False]


def test_every_line_of_the_navigation_has_a_page(rf: RequestFactory):
    request = rf.get("/")
    public = [line.label for line in navigation.navigation(request)]
    request.user = Person()
    lines = navigation.navigation(request)
    assert [line.label for line in lines] == [label for label, _ in navigation.ENTRIES]
    assert public == [line.label for line in lines if line.label not in {"Årshjul", "Signaler"}]
    assert navigation.my_page().startswith("/")


def test_what_happened_is_told_once_and_escaped(asa, rf: RequestFactory):
    request = rf.get("/om/")
    request.user = asa
    page = (
        jinja()
        .get_template("about/about.html")
        .render(request=request, csrf_token="t", csrf_input=Markup(""), messages=[Message(25, "Målet <b> är sparat.")])
    )
    assert page.count("Målet &lt;b&gt; är sparat.") == 1
    assert 'data-level="success"' in page


DAY = datetime.date(2026, 6, 4)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (swedish.date(DAY), "4 juni 2026"),
        (swedish.together("2026-06-04 <b> § 84"), f"{HELD}2026-06-04</span> &lt;b&gt; {HELD}§ 84</span>"),
        (swedish.long_date(DAY), "torsdag 4 juni 2026"),
        (swedish.short_date(DAY), "4 juni 2026"),
        (swedish.short_date(datetime.date(2026, 9, 14)), "14 sep 2026"),
        (swedish.iso(DAY), "2026-06-04"),
        (swedish.date(None), "–"),
        (swedish.moment(datetime.datetime(2026, 6, 4, 22, 30, tzinfo=datetime.UTC)), "5 juni 2026 kl. 00.30"),
        (swedish.date(datetime.datetime(2026, 6, 4, 22, 30, tzinfo=datetime.UTC)), "5 juni 2026"),
        (swedish.tkr(186_900_000), "186 900"),
        (swedish.tkr(-1_500), "−2"),
        (swedish.tkr(0), "0"),
        (swedish.tkr(None), "–"),
        (swedish.signed_tkr(2_650_000), "+2 650"),
        (swedish.signed_tkr(-9_400_000), "−9 400"),
        (swedish.signed_tkr(400), "0"),
        (swedish.percent(Decimal("98.44")), "98,4 %"),
        (swedish.percent(None), "–"),
    ],
)
def test_days_and_money_are_written_in_swedish(written, expected):
    assert written.replace(NBSP, " ") == expected


def test_markdown_comes_out_safe_and_below_the_section():
    html = (
        jinja()
        .from_string("{{ text|markdown }}")
        .render(text="# Rubrik\n\n**fet** <script>x</script> [a](javascript:x)")
    )
    assert re.search(r"<h3\b[^>]*>Rubrik</h3>", html)
    assert "<strong>fet</strong>" in html
    assert "<script" not in html
    assert 'href="javascript' not in html


class Probe(forms.Form):
    """A form with every kind of field that the parts know."""

    name = forms.CharField(label="Namn", help_text="En mening.")
    text = forms.CharField(label="Text", widget=forms.Textarea, required=False)
    body = forms.ChoiceField(label="Nämnd", choices=[("1", "Socialnämnden")])
    kind = forms.ChoiceField(label="Bedömning", choices=[("a", "Uppnått")], widget=forms.RadioSelect, help_text="Välj.")
    read = forms.BooleanField(label="Jag har läst", help_text="Behövs.")


def parts(form: forms.Form) -> str:
    """Return the summary and the fields as the parts draw them."""
    source = '{% from "parts/form.html" import fields, summary %}{{ summary(form) }}{{ fields(form) }}'
    return jinja().from_string(source).render(form=form)


def test_every_description_and_every_link_of_a_form_has_its_target():
    html = parts(Probe({"text": "Det jag skrev"}))
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    described = {name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()}
    assert {"id_name_helptext", "id_name_error", "id_kind_helptext", "id_kind_error", "id_read_error"} <= described
    assert described <= ids
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids
    assert set(re.findall(r'for="([^"]+)"', html)) <= ids
    assert "Det jag skrev" in html
    assert html.count("(frivilligt)") == 1


def test_a_form_without_faults_has_no_summary():
    assert "error-summary" not in parts(Probe())
