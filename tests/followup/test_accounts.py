"""The municipality's financial statements in its own reports, summed by hand, frozen with them (L-4, L-8, B-4)."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.documents.content import Document, Note, Number, Section, Table, from_data
from styrhjul.documents.render import render
from styrhjul.followup import accounts as rules
from styrhjul.followup import actions
from styrhjul.followup.accounts_figures import booked, known_of, suggested
from styrhjul.followup.completeness import missing_in
from styrhjul.followup.documents import build, document_of
from styrhjul.followup.models import Report
from styrhjul.followup.summary import five_years
from styrhjul.followup.terms import AccountsColumn, AccountsLine
from styrhjul.governance.models import FrozenVersion, GovernanceModel
from styrhjul.governance.workflow import Refused
from tests.documents.extract import docx_text, pdf_text, xlsx_rows
from tests.followup import sjostad_money
from tests.followup import sjostad_round as rounds
from tests.followup.sjostad_accounts import write
from tests.web.visible import visible
from tests.world import World

pytestmark = pytest.mark.django_db


def report_of(world: World, kind: str = "annual") -> Report:
    """The municipality's report of 2026, opened."""
    rounds.set_goals(world)
    return Report.objects.get(round=rounds.open_interim(world, kind), body=None)


def section(document: Document, title: str) -> Section:
    """The section with the title, wherever it stands."""
    waiting: list[Any] = list(document.blocks)
    for block in waiting:
        if isinstance(block, Section):
            if block.title == title:
                return block
            waiting.extend(block.blocks)
    raise AssertionError(title)


def rows(document: Document, title: str) -> dict[str, list[Any]]:
    """The rows of the statement's table: name to cells, numbers in tkr."""
    table = next(block for block in section(document, title).blocks if isinstance(block, Table))
    return {
        str(row.cells[0]): [one.value if isinstance(one, Number) else one for one in row.cells[1:]]
        for row in table.rows
    }


def test_l8_the_statements_are_summed_by_hand(world: World) -> None:
    report = report_of(world)
    write(report, world.karin)
    write(report, world.karin, "before", edition=1, revenue=280, land=1_100, cash=160, other_equity=730, invested=160)
    made = build(report)
    result = rows(made, "Resultaträkning")
    assert result["Verksamhetens kostnader"] == [-1_000, -1_000]
    assert result["Verksamhetens nettokostnader"] == [-800, -820]
    assert result["Verksamhetens resultat"] == [110, 90]
    assert result["Årets resultat"] == [120, 100]
    assert "Extraordinära poster" not in result  # what is not typed is left out
    balance = rows(made, "Balansräkning")
    assert balance["Summa anläggningstillgångar"] == [1_300, 1_200]
    assert balance["Summa tillgångar"] == [1_500, 1_480]
    assert balance["Summa eget kapital"] == [900, 880]
    assert balance["Summa eget kapital, avsättningar och skulder"] == [1_500, 1_480]
    assert balance["Pensionsförpliktelser utanför balansräkningen"] == [90, 90]
    cash = rows(made, "Kassaflödesanalys")
    assert cash["Kassaflöde från den löpande verksamheten"] == [210, 190]
    assert cash["Kassaflöde från investeringsverksamheten"] == [-240, -160]
    assert cash["Årets kassaflöde"] == [-20, 40]
    assert cash["Likvida medel vid årets slut"] == [80, 160]


def test_l8_what_does_not_agree_is_told_with_the_difference(world: World) -> None:
    report = report_of(world)
    write(report, world.karin, land=1_203)
    told = [one.what for one in missing_in(report) if one.heading == "Räkenskaper"]
    assert "Balansräkningen går inte ihop, 2026-12-31: tillgångarna är 3 tkr större" in told[-1]
    write(report, world.karin, edition=1, cash=73, land=1_207)
    (*_, told_now) = [one.what for one in missing_in(report) if one.heading == "Räkenskaper"]
    assert "årets kassaflöde är 7 tkr större än förändringen av kassa och bank" in told_now
    notes = [one.text for one in section(build(report), "Räkenskaper").blocks if isinstance(one, Note)]
    assert [told_now + "."] == notes
    assert list(rules.faults_in({"revenue": 5}, "2026")) == []


def test_x4_statements_and_notes_that_are_missing_are_named_before_the_report_is_handed_in(world: World) -> None:
    report = report_of(world)
    lacks = [(one.heading, one.what) for one in missing_in(report)]
    assert ("Räkenskaper", "beloppen är inte ifyllda") in lacks
    write(report, world.karin)
    lacks = [(one.heading, one.what) for one in missing_in(report)]
    assert ("Räkenskaper", "noterna är inte skrivna") in lacks
    assert ("Räkenskaper", "jämförelsen med förra året är inte ifylld") in lacks
    write(report, world.karin, "before", edition=1)
    actions.write_note(by=world.karin, report=report, title="Principer", text="Lagen följs.")
    assert "Räkenskaper" not in {one.heading for one in missing_in(report)}
    school = report.round.reports.get(body=world.school)
    assert "Räkenskaper" not in {one.heading for one in missing_in(school)}


def test_l4_the_balance_requirement_is_reckoned_under_its_heading(world: World) -> None:
    report = report_of(world)
    rounds.write_all(world.karin, report)
    write(report, world.karin, to_reserve=25)
    reckoned = rows(build(report), "Balanskravsresultat")
    assert reckoned["Årets resultat enligt resultaträkningen"] == [120]
    assert reckoned["Orealiserade vinster och förluster i värdepapper"] == [-15]
    assert reckoned["Årets resultat efter balanskravsjusteringar"] == [100]
    assert reckoned["Balanskravsresultat"] == [75]
    write(report, world.karin, edition=1, taxes=560, other_equity=870, to_reserve=None)
    to_regain = [b for b in section(build(report), "Balanskravsresultat").blocks if isinstance(b, Table)][1]
    assert to_regain.rows[0].cells == ("Från 2026", "2029", Number(40.0))


def test_l4_without_that_heading_the_reckoning_stands_last_in_the_management_report(world: World) -> None:
    GovernanceModel.objects.create(from_year=2026, name="Sjöstad", settings={"chapters": {"annual": [["Året", "?"]]}})
    report = report_of(world)
    write(report, world.karin)
    management = section(build(report), "Förvaltningsberättelse")
    assert management.blocks[-1] == section(build(report), "Balanskravsresultat")


def test_l8_notes_are_numbered_and_the_statements_point_to_them(world: World) -> None:
    report = report_of(world)
    write(report, world.karin)
    for line, title in (("land", "Byggnader"), ("", "Principer"), ("taxes", "Skatt"), ("taxes", "Prognos")):
        actions.write_note(by=world.karin, report=report, line=line, title=title, text=f"Om **{title}**.")
    made = build(report)
    titles = [block.title for block in section(made, "Noter").blocks if isinstance(block, Section)]
    assert titles == ["Not 1. Principer", "Not 2. Skatt", "Not 3. Prognos", "Not 4. Byggnader"]
    assert rows(made, "Resultaträkning")["Skatteintäkter"] == ["2, 3", 700]
    assert rows(made, "Balansräkning")["Mark, byggnader och tekniska anläggningar"] == ["4", 1_200]
    with pytest.raises(Refused, match="rubrik och en text"):
        actions.write_note(by=world.karin, report=report, title="Tom", text=" ")


def test_l8_last_years_notes_begin_this_years(world: World) -> None:
    report = report_of(world)
    with pytest.raises(Refused, match="inga noter från förra året"):
        actions.carry_notes(by=world.karin, report=report)
    actions.write_note(by=world.karin, report=report, line="taxes", title="Skatt", text="Slutavräknas.")
    later = actions.plan_round(
        by=world.karin, kind="annual", year=2027, **{k: d.replace(year=2027) for k, d in rounds.DAYS.items()}
    )
    following = Report.objects.create(round=later, body=None)
    assert actions.carry_notes(by=world.karin, report=following) == 1
    assert following.accounts.notes.get().title == "Skatt"
    with pytest.raises(Refused, match="redan noter"):
        actions.carry_notes(by=world.karin, report=following)


def test_l8_the_interim_reports_are_simpler_and_held_against_the_turn_of_the_year(world: World) -> None:
    report = report_of(world, "interim")
    write(report, world.karin)
    write(report, world.karin, "before", edition=1, other_equity=850)
    write(report, world.karin, "forecast", edition=2, taxes=710)
    made = build(report)
    assert [b.title for b in section(made, "Räkenskaper").blocks if isinstance(b, Section)] == [
        "Resultaträkning", "Balansräkning",
    ]  # fmt: skip
    assert rows(made, "Resultaträkning")["Årets resultat"] == [120, 120, 130]
    balance = rows(made, "Balansräkning")
    assert "Maskiner och inventarier" not in balance
    assert balance["varav årets resultat"] == [120, None]  # last year's has become equity
    assert balance["Eget kapital"] == [900, 900]
    assert rows(made, "Balanskravsresultat")["Balanskravsresultat"] == [110]
    assert "Räkenskaper" not in {one.heading for one in missing_in(report)}


def test_l8_a_statement_of_which_only_the_result_is_known_has_no_figures_yet(world: World) -> None:
    report = report_of(world)
    actions.write_accounts(by=world.karin, report=report, edition=0, figures={("taxes", "actual"): 700_000})
    held = [b.title for b in section(build(report), "Räkenskaper").blocks if isinstance(b, Section)]
    assert held == ["Resultaträkning"]


def test_l8_the_councils_budget_stands_beside_the_outcome(world: World) -> None:
    year = sjostad_money.begin(world)
    report = year.open("annual").reports.get(body=None)
    budget = year.purse.adopted_whole(2027, school=600_000)  # a later year's is not taken
    assert budget.year == 2027
    for line, amount in (("taxes", 390_000_000), ("depreciation", 4_000_000), ("fixed_assets", 9_000_000)):
        report_budget = year.world.council and type(budget).objects.adopted_for(2026)
        assert report_budget is not None
        report_budget.statement.create(line=line, year=2026, amount=amount)
    write(report, world.karin)
    result = rows(build(report), "Resultaträkning")
    assert result["Verksamhetens kostnader"] == [-1_000, -381_000]  # 120 + 24 + 240 + 1 million less depreciation
    assert result["Årets resultat"] == [120, 5_000]
    assert rows(build(report), "Balansräkning")["Summa anläggningstillgångar"] == [1_300, 9_000]


def test_l8_the_sheet_begins_with_what_is_booked_and_last_years_report(world: World) -> None:
    year = sjostad_money.begin(world)
    report = year.open("annual").reports.get(body=None)
    assert booked(2026, 12) == {"cost": 93_000_000}  # 3 × (11 + 20) million
    assert suggested(report)[AccountsColumn.BEFORE] == {"cost": 360_000_000}
    client = Client()
    client.force_login(world.karin)
    page = client.get(reverse("write_accounts", args=[report.pk])).content.decode()
    assert 'value="93\N{NO-BREAK SPACE}000"' in page
    assert "Inget är sparat än" in page


def test_l8_the_years_results_stand_in_five_years_in_summary(world: World) -> None:
    report = report_of(world)
    write(report, world.karin)
    write(report, world.karin, "before", edition=1, revenue=280)
    (table,) = five_years(report)
    assert isinstance(table, Table)
    shown = {row.cells[0]: [cell.value for cell in row.cells[1:] if isinstance(cell, Number)] for row in table.rows}
    assert shown["Årets resultat"] == [100, 120]


def test_f5_the_statements_are_frozen_with_the_report_and_closed_when_it_is_handed_in(world: World) -> None:
    report = report_of(world)
    write(report, world.karin)
    meeting = rounds.meet(world.bo, world.board)
    report = actions.hand_in_report(by=world.karin, report=report, meeting=meeting, reason="Delarna kommer.")
    with pytest.raises(Refused, match="lämnad eller hör till någon annan"):
        write(report, world.karin, edition=1, taxes=1)
    frozen = from_data(FrozenVersion.objects.of(report).last().content)
    report.accounts.figures.update(amount=1)
    assert rows(frozen, "Resultaträkning")["Årets resultat"] == [120]
    assert rows(document_of(report), "Resultaträkning")["Årets resultat"] == [120]


def test_f9_the_statements_stand_alike_in_every_format(world: World, tmp_path: Path) -> None:
    report = report_of(world)
    write(report, world.karin)
    actions.write_note(by=world.karin, report=report, line="taxes", title="Skatt", text="Slutavräknas i maj.")
    made = build(report)
    cells = [cell for sheet in xlsx_rows(render(made, "xlsx")).values() for row in sheet for cell in row]
    texts = [pdf_text(render(made, "pdf"), tmp_path), docx_text(render(made, "docx")), " ".join(map(str, cells))]
    for text in texts:
        for words in ("Räkenskaper", "Balansräkning", "Summa tillgångar", "Not 1. Skatt", "Slutavräknas i maj."):
            assert words in text


def test_l8_only_who_compiles_the_municipalitys_report_writes_and_a_line_that_is_none_is_refused(world: World) -> None:
    report = report_of(world)
    for person in (world.tomas, world.per, world.frida):
        with pytest.raises(Refused, match="hör till någon annan"):
            write(report, person)
    with pytest.raises(Refused, match="hör inte till räkenskaperna"):
        actions.write_accounts(by=world.karin, report=report, edition=0, figures={("påhittad", "actual"): 1})
    school = report.round.reports.get(body=world.school)
    with pytest.raises(Refused, match="hör till någon annan"):
        write(school, world.tomas)
    assert known_of(report) is None


def test_l8_the_page_keeps_all_that_was_typed_when_it_refuses(world: World) -> None:
    report = report_of(world)
    client = Client()
    client.force_login(world.karin)
    address = reverse("write_accounts", args=[report.pk])
    wrong = client.post(address, {"edition": "0", "taxes-actual": "tolv", "cost-actual": "1\N{NO-BREAK SPACE}000,5"})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert 'value="tolv"' in page
    assert "Skriv tusental kronor" in page
    write(report, world.karin)
    late = client.post(address, {"edition": "0", "taxes-actual": "77"})
    page = late.content.decode()
    assert late.status_code == 422
    assert "Någon annan sparade räkenskaperna" in visible(page)
    assert 'value="77"' in page
    saved = client.post(address, {"edition": "1", "taxes-actual": "77", "land-actual": "80"}, follow=True)
    told = visible(saved.content.decode())
    assert "tillgångarna är 3 tkr större" in told
    assert report.accounts.amounts()["actual"] == {"taxes": 77_000, "land": 80_000}


def test_l8_notes_are_written_changed_and_taken_away_on_pages(world: World) -> None:
    report = report_of(world)
    client = Client()
    client.force_login(world.karin)
    typed = {"line": "taxes", "title": "Skatt", "text": ""}
    wrong = client.post(reverse("new_accounts_note", args=[report.pk]), typed)
    assert wrong.status_code == 422
    assert 'value="Skatt"' in wrong.content.decode()
    client.post(reverse("new_accounts_note", args=[report.pk]), typed | {"text": "Slutavräknas."})
    note = report.accounts.notes.get()
    client.post(reverse("accounts_note", args=[report.pk, note.pk]), typed | {"text": "Slutavräknas i maj."})
    note.refresh_from_db()
    assert (note.line, note.text) == (AccountsLine.TAXES, "Slutavräknas i maj.")
    assert "Not 1. Skatt" in client.get(reverse("write_accounts", args=[report.pk])).content.decode()
    client.post(reverse("drop_accounts_note", args=[report.pk, note.pk]))
    assert not report.accounts.notes.exists()
