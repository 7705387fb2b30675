"""Pages of internal control: the matrix to read and move in, nothing typed is lost, results and follow-ups (C, L-5)."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from styrhjul.control import actions
from styrhjul.control.models import Control, ControlFollowup, ControlPlan, ControlRemedy, ControlResult, Risk
from styrhjul.governance.models import Decision
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person
from tests.control.sjostad_control import adopted, decide, draft
from tests.documents.extract import docx_text
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


def page(client: Client, who: Person | None, name: str, *args: Any) -> str:
    """What the page says to the person, with plain spaces and without what keeps dates on one line."""
    if who is not None:
        client.force_login(who)
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    text = response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
    return re.sub(r'<span class="nowrap">(.*?)</span>', r"\1", text)


def cells(text: str) -> dict[tuple[str, str], str]:
    """Return what stands in each cell of the matrix, by likelihood and consequence, without its marks."""
    found = re.findall(r'data-likelihood="(\d)" data-consequence="(\d)">(.*?)</td>', text, re.S)
    plain = {(one, other): re.sub(r"<[^>]+>", " ", inner) for one, other, inner in found}
    return {place: " ".join(inner.split()) for place, inner in plain.items()}


def test_c3_the_matrix_names_each_cell_in_words_and_holds_what_the_list_holds(client: Client, world: World) -> None:
    plan = adopted(world)
    text = page(client, world.emil, "control_plan", plan.pk)
    found = cells(text)
    assert len(found) == 16
    assert found["3", "4"] == "Sannolikhet 3, konsekvens 4: 12 Hög 1 : Frånvaro upptäcks för sent"
    assert found["1", "1"] == "Sannolikhet 1, konsekvens 1: 1 Låg"
    assert "3 × 4 = 12" in text
    assert 'data-risk="' not in text, "what is adopted is not moved"


def test_c3_a_risk_is_moved_by_its_small_form_with_and_without_scripts(client: Client, world: World) -> None:
    plan = draft(world, 2027)
    one = plan.risks.all()[0]
    text = page(client, world.sara, "control_plan", plan.pk)
    assert f'data-risk="{one.pk}"' in text
    assert f'id="flytta-{one.pk}"' in text
    address, place = reverse("move_risk", args=[one.pk]), {"likelihood": "1", "consequence": "2"}
    answer = client.post(address, place)
    assert answer["Location"] == f"{reverse('control_plan', args=[plan.pk])}#risk-{one.pk}"
    one.refresh_from_db()
    assert (one.likelihood, one.consequence) == (1, 2)
    answer = client.post(address, {"likelihood": "4", "consequence": "4"}, headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert "<html" not in part
    assert "Frånvaro" in cells(part)["4", "4"]
    client.post(address, {"likelihood": "5", "consequence": "4"})
    one.refresh_from_db()
    assert one.likelihood == 4, "outside the matrix"


def test_c1_a_plan_begins_with_the_risks_chosen_of_last_years(client: Client, world: World) -> None:
    old = adopted(world)
    text = page(client, world.tomas, "new_control_plan", 2027, world.school.pk)
    assert text.count("checked") == 2, "all are chosen from the beginning"
    chosen = old.risks.all()[0]
    answer = client.post(reverse("new_control_plan", args=[2027, world.school.pk]), {"copied": [chosen.pk]})
    plan = ControlPlan.objects.get(year=2027)
    assert answer["Location"] == reverse("control_plan", args=[plan.pk])
    assert plan.risks.get().what == chosen.what
    assert reverse("bring_risks", args=[plan.pk]) in page(client, None, "control_plan", plan.pk)
    client.post(reverse("bring_risks", args=[plan.pk]), {"copied": [one.pk for one in plan.left_behind()]})
    assert plan.risks.count() == 2
    again = client.get(reverse("new_control_plan", args=[2027, world.school.pk]))
    assert again.status_code == 302, "the year has its plan"


def typed(**changes: str) -> dict[str, str]:
    """A risk as it is typed."""
    return {
        "what": "Jäv <b>",
        "kind": "errors",
        "likelihood": "2",
        "consequence": "3",
        "process": "",
        "goal": "",
    } | changes


def test_c1_a_risk_and_its_control_are_written_and_nothing_typed_is_lost(client: Client, world: World) -> None:
    plan = draft(world, 2027)
    client.force_login(world.tomas)
    address = reverse("new_risk", args=[plan.pk])
    answer = client.post(address, typed(likelihood="9"))
    assert answer.status_code == 422
    assert "Jäv &lt;b&gt;" in answer.content.decode()
    client.post(address, typed())
    made = Risk.objects.get(what="Jäv <b>")
    body = {"what": "Intyg", "frequency": "monthly", "unit": "", "position": "", "how": "", "reported_to": ""}
    answer = client.post(reverse("new_control", args=[made.pk]), body | {"frequency": "aldrig"})
    assert answer.status_code == 422
    assert 'value="Intyg"' in answer.content.decode()
    client.post(reverse("new_control", args=[made.pk]), body | {"unit": str(world.compulsory.pk)})
    assert made.controls.get().unit == world.compulsory
    text = page(client, None, "hand_in_control_plan", plan.pk)
    assert "Kontrollen «Intyg» har ingen ansvarig enhet eller befattning." in text


def test_c1_a_plan_is_handed_to_a_meeting_and_adopted_on_its_page(client: Client, world: World) -> None:
    plan = draft(world, 2027)
    client.force_login(world.tomas)
    address = reverse("hand_in_control_plan", args=[plan.pk])
    answer = client.post(address, {"meeting": "", "held_on": ""})
    assert answer.status_code == 422
    assert "Välj ett sammanträde" in answer.content.decode()
    client.post(address, {"meeting": "", "held_on": TODAY.isoformat()})
    matter = Decision.objects.get()
    assert matter.proposed_wording == "Planen för intern kontroll antas."
    assert "Plan för intern kontroll 2027" in page(client, world.sara, "record_meeting", matter.meeting_id)
    line = matter.lines.get()
    sent = {f"m{matter.pk}-paragraph": "70", f"m{matter.pk}-outcome_{line.pk}": "adopted"}
    client.post(reverse("record_meeting", args=[matter.meeting_id]), sent)
    assert ControlPlan.objects.get(pk=plan.pk).state == "adopted"
    assert "Antagen: Skolnämnden 2026-09-14 § 70" in page(client, None, "control_plan", plan.pk)


def test_c2_results_deviations_and_remedies_are_reported(client: Client, world: World) -> None:
    adopted(world)
    one = Control.objects.get(what="Utredning av frånvaro")
    assert "Rapportera" in page(client, world.emil, "control", one.pk)
    address = reverse("report_control", args=[one.pk, 2])
    answer = client.post(address, {"result": "Åtta av tio.", "has_deviation": "on", "deviation": ""})
    assert answer.status_code == 422
    assert "Åtta av tio." in answer.content.decode()
    client.post(address, {"result": "Åtta av tio.", "has_deviation": "on", "deviation": "Två för sena."})
    made = ControlResult.objects.get()
    text = page(client, None, "control", one.pk)
    assert "Ingen åtgärd är beslutad." in text
    assert "Avvikelsen kvartal 2 har ingen åtgärd." in text
    body = {"what": "Ny rutin", "responsible": "Rektor", "due_on": "2026-10-01"}
    client.post(reverse("new_control_remedy", args=[made.pk]), body)
    remedy = ControlRemedy.objects.get()
    client.post(reverse("finish_control_remedy", args=[remedy.pk]), {"done_on": "2026-09-14", "outcome": "Infört."})
    text = page(client, None, "control", one.pk)
    assert "Infört." in text
    assert "Ingen åtgärd är beslutad." not in text
    assert "Kvartal 2: avvikelse" in page(client, None, "control_plan", one.risk.plan_id)
    assert client.get(reverse("report_control", args=[one.pk, 5])).status_code == 404


def test_c1_controls_show_in_the_units_plan_on_its_page_and_on_my_page(client: Client, world: World) -> None:
    adopted(world)
    assert "Utredning av frånvaro" in page(client, world.mikaela, "unit", world.beach_school.pk)
    assert "Attest av fakturor" not in page(client, world.mikaela, "unit", world.beach_school.pk)
    text = page(client, world.emil, "my_page")
    assert "Utredning av frånvaro, kvartal 1 2026" in text
    assert reverse("control", args=[Control.objects.get(what="Utredning av frånvaro").pk]) in text
    assert "Utredning av frånvaro" not in page(client, world.conny, "my_page")


def test_t2_strangers_read_the_adopted_plan_but_no_results(client: Client, world: World) -> None:
    plan = adopted(world)
    assert client.get(reverse("control_plan", args=[plan.pk])).status_code == 404, "minutes are not approved"
    world.approve(Decision.objects.get(), world.sara)
    one = Control.objects.get(what="Utredning av frånvaro")
    actions.report_result(by=world.emil, control=one, period=1, result="Lamaresultatet.")
    text = page(client, None, "control_plan", plan.pk)
    assert "Frånvaro upptäcks för sent" in text
    assert "Kvartal 1" not in text
    assert "Utredning av frånvaro" in page(client, None, "unit", world.beach_school.pk)
    assert "Skolnämnden" in page(client, None, "control_year", 2026)


def test_f9_the_document_and_the_file_say_the_same(client: Client, world: World) -> None:
    plan = adopted(world)
    read = page(client, world.emil, "control_document", plan.pk)
    answer = client.get(reverse("control_file", args=[plan.pk, "docx"]))
    assert answer["Content-Disposition"].endswith('version-2.docx"')
    written = docx_text(answer.content)
    for words in ("12 hög: risk 1", "Utredning av frånvaro", "Fel och oegentligheter"):
        assert words in read
        assert words in written
    assert client.get(reverse("control_file", args=[plan.pk, "exe"])).status_code == 404
    assert client.get(reverse("control_file", args=[plan.pk, "docx"]) + "?version=9").status_code == 404


def test_l5_followups_go_to_their_body_and_into_the_boards_compilation(client: Client, world: World) -> None:
    plan = adopted(world)
    client.force_login(world.tomas)
    client.post(reverse("begin_control_followup", args=[plan.pk]))
    followup = ControlFollowup.objects.get()
    address = reverse("hand_in_control_followup", args=[followup.pk])
    answer = client.post(address, {"meeting": "", "held_on": TODAY.isoformat()})
    assert answer.status_code == 422
    assert "Skriv en sammanfattning och en bedömning innan du lämnar." in answer.content.decode()
    body = {"summary": "Allt gjordes.", "assessment": "sufficient"}
    client.post(reverse("write_control_followup", args=[followup.pk]), body)
    client.post(address, {"meeting": "", "held_on": TODAY.isoformat()})
    decide(world, ControlFollowup.objects.get(), TODAY)
    client.force_login(world.karin)
    client.post(reverse("begin_control_compilation", args=[2026]))
    whole = ControlFollowup.objects.get(body=None)
    text = page(client, None, "control_followup", whole.pk)
    assert "Allt gjordes." in text
    assert "Nämnden har inte beslutat någon uppföljning." in text
    assert "Skriv sammanställningen" in text
    assert reverse("control_followup", args=[whole.pk]) in page(client, world.bo, "control_year", 2026)
    assert reverse("control_followup", args=[whole.pk]) not in page(client, world.emil, "control_year", 2026)
    assert reverse("begin_control_compilation", args=[2026]) not in page(client, world.karin, "control_year", 2026)


def test_c1_the_years_page_leads_to_the_plans_and_the_documents_beneath(client: Client, world: World) -> None:
    plan = adopted(world)
    fields = {"kind": "regulation", "name": "Reglemente för intern kontroll", "first_year": 2023, "text": "Kort."}
    policy = actions.write_policy(by=world.karin, **fields)
    text = page(client, world.vera, "control_year", 2026)
    assert f'href="{reverse("control_plan", args=[plan.pk])}"' in text.replace("/>", ">")
    assert reverse("control_policy", args=[policy.pk]) in text
    assert reverse("new_control_plan", args=[2026, world.care.pk]) in text
    assert reverse("new_control_plan", args=[2026, world.care.pk]) in page(client, None, "body", world.care.pk)
    sent = {"kind": "regulation", "name": "Reglemente", "first_year": "2023", "last_year": "2020"}
    client.force_login(world.karin)
    assert client.post(reverse("write_control_policy", args=[policy.pk]), sent).status_code == 422
    client.post(reverse("write_control_policy", args=[policy.pk]), sent | {"last_year": "2025"})
    assert reverse("control_policy", args=[policy.pk]) not in page(client, None, "control_year", 2026)


@pytest.mark.parametrize("name", ["control_plan", "control_year", "control_document", "unit", "my_page"])
def test_the_pages_ask_the_same_number_of_queries_for_10_and_1000_rows(client: Client, world: World, name: str) -> None:
    with on_day(datetime.date(2025, 11, 20)):
        plan = draft(world)
    args = {"control_year": (2026,), "unit": (world.beach_school.pk,), "my_page": ()}.get(name, (plan.pk,))

    def asked() -> int:
        page(client, world.emil, name, *args)
        with CaptureQueriesContext(connection) as queries:
            page(client, world.emil, name, *args)
        return len(queries)

    counts = []
    for number in (10, 990):
        fill(plan, number, world)
        ControlPlan.objects.update(state="adopted")
        counts.append(asked())
    assert counts[0] == counts[1]


def fill(plan: ControlPlan, number: int, world: World) -> None:
    """Add as many risks, each with a control that Emil is asked about."""
    made = Risk.objects.bulk_create(
        Risk(plan=plan, what=f"Risk {one}", kind="law", likelihood=one % 4 + 1, consequence=2) for one in range(number)
    )
    Control.objects.bulk_create(
        Control(
            risk=one, what=f"Kontroll av {one}", frequency="monthly", unit=world.beach_school, position="Medarbetare"
        )
        for one in made
    )
