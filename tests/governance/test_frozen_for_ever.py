"""After the decision all that can be changed is changed, and what was frozen is the same to the last byte (F-5, L-10).

Every field of every table is changed, in every row where the database lets it be: names of bodies, units and people,
measures and targets, texts, states, activities, the ledger; besides, the settings of the year, the municipality's name
and the day.
"""

import datetime
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from styrhjul.budget.actions import draft_conditions, write_conditions
from styrhjul.documents.render import Format, render
from styrhjul.followup.actions import hand_in_report
from styrhjul.followup.models import Discharge, Handover, Report
from styrhjul.followup.terms import Verdict
from styrhjul.goals.actions.measures import Reading, report_outcomes
from styrhjul.goals.models import Measure
from styrhjul.governance import registry
from styrhjul.governance.actions import load_as_adopted
from styrhjul.governance.archive import canonical, checksum_of
from styrhjul.governance.archiving import file_of
from styrhjul.governance.documents import document_of_version
from styrhjul.governance.models import FrozenVersion, GovernanceModel, Matter
from tests import world as sjostad
from tests.followup import sjostad_round as rounds
from tests.web.access_world import furnish
from tests.world import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FORMATS: tuple[Format, ...] = ("html", "pdf", "docx", "xlsx")
OURS = ("organisation", "governance", "goals", "budget", "control", "followup", "integrations")
KINDS = sorted(model._meta.model_name or "" for model in registry.registered() if issubclass(model, Matter))

MUST_CHANGE = {
    "bodyname.name", "unitplace.name", "person.name", "position.title", "measure.name", "target.value",
    "goalversion.text", "part.text", "report.state", "decision.text", "activity.what", "plan.focus",
    "ledgerrow.amount", "actual.amount", "budgetline.cost", "appropriationarea.name", "servicearea.name",
    "frame.net_cost", "risk.what", "remedyplan.text", "assessment.reason", "handover.from_year",
    "governancemodel.settings", "outcome.value",
}  # fmt: skip
"""Some of what has to be among the changed, so that nobody proves anything by changing nothing."""

NEVER = {"frozenversion", "frozendocument", "archivepackage", "logentry"}
"""Tables that the database lets nobody change."""

Kept = dict[str, Any]
Lives = tuple[dict[int, Kept], dict[int, Kept], Counter[str]]


@pytest.fixture(scope="module")
def lives(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Lives:
    """What each frozen version was before and after, by kind, and how many rows were changed of each field."""
    with django_db_blocker.unblock(), transaction.atomic():
        decide_one_of_each_kind()
        before = {version.pk: made_of(version) for version in FrozenVersion.objects.all()}
        changed = change_everything()
        with override_settings(MUNICIPALITY_NAME="Storstad", DEMO_TODAY=datetime.date(2031, 3, 1)):
            after = {version.pk: made_of(version) for version in FrozenVersion.objects.all()}
            for version in FrozenVersion.objects.all():
                after[version.pk]["first asked for now"] = {one: file_of(version, one) for one in FORMATS}
        transaction.set_rollback(True)
    return before, after, changed


def decide_one_of_each_kind() -> None:
    """Furnish Sjöstad, and decide what nobody has there: a report with goals, frames, a handover, a discharge."""
    world = sjostad.build()
    furnish(world)
    report = Report.objects.get(round__kind="interim", body=world.care)
    rounds.write_all(world.vera, report)
    hand_in_report(by=world.vera, report=report, held_on=TODAY)
    rounds.decide_on(report, world.olle, "99")
    conditions = draft_conditions(by=None, year=2030)
    texts = {"external_analysis": "Färre barn.", "instructions": "", "frames": {(world.school.pk, 2030): (1000, 100)}}
    write_conditions(by=None, conditions=conditions, **texts)
    Discharge.objects.update(verdict=Verdict.GRANTED)
    for thing in (conditions, Handover.objects.get(), Discharge.objects.get()):
        load_as_adopted(thing=thing, decision=world.old_decision())


def made_of(version: FrozenVersion) -> Kept:
    """Return all that a frozen version is: its content, checksum, and each of its documents made anew."""
    document = document_of_version(version)
    files = {one: render(document, one) for one in FORMATS}
    kind = version.content_type.model
    return {"kind": kind, "content": canonical(version.content), "checksum": version.checksum, "files": files}


def change_everything() -> Counter[str]:
    """Change all that can be changed, and return how many rows were, by table and field."""
    changed: Counter[str] = Counter()
    for measure in Measure.objects.exclude(outcomes=None):  # which are only added to
        years = set(measure.outcomes.values_list("year", flat=True))
        readings = [Reading(year, Decimal(year % 7)) for year in years]
        changed["outcome.value"] += len(report_outcomes(by=None, measure=measure, readings=readings, reason="Rättat."))
    scale = [[value, f"Nytt ord {value}", ""] for value in ("attained", "mainly", "partly", "not", "none")]
    told = {"attainment_scale": scale, "sound_scale": scale[:2], "plan_years": 1, "near_target_share": 0.5}
    GovernanceModel.objects.update_or_create(from_year=2000, defaults={"name": "Ny", "settings": told})
    changed["governancemodel.settings"] += 1
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                to = another(field)
                if to is not None:
                    changed[f"{model._meta.model_name}.{field.name}"] += rows_changed(model, {field.name: to})
    return +changed


def another(field: models.Field) -> object | None:
    """Return another value for the field of each row; nothing for links, files and what identifies the row."""
    if field.primary_key or field.is_relation or field.generated:
        return None
    if field.choices:
        values = [value for value, _ in field.flatchoices]
        turned = zip(values, [*values[1:], values[0]], strict=True)
        return Case(*(When(**{field.name: old}, then=Value(new)) for old, new in turned), default=F(field.name))
    if isinstance(field, models.BooleanField):
        return Case(When(**{field.name: True}, then=False), default=True)
    if isinstance(field, models.DateField):
        return F(field.name) + datetime.timedelta(days=1)
    if isinstance(field, models.IntegerField | models.DecimalField):
        return F(field.name) + 1
    if isinstance(field, models.CharField | models.TextField):
        return Concat(F(field.name), Value("!"), output_field=models.TextField())
    return None


def rows_changed(model: type[models.Model], change: dict[str, object]) -> int:
    """Change the rows, all at once or each for itself, and return how many the database let be changed."""
    rows = model._base_manager.all()
    try:
        with transaction.atomic():
            return rows.update(**change)
    except DatabaseError:
        return sum(row_changed(rows.filter(pk=pk), change) for pk in list(rows.values_list("pk", flat=True)))


def row_changed(row: models.QuerySet, change: dict[str, object]) -> int:
    try:
        with transaction.atomic():
            return row.update(**change)
    except DatabaseError:
        return 0


def test_f5_all_that_can_be_changed_has_been(lives: Lives) -> None:
    _, _, changed = lives
    assert MUST_CHANGE - set(changed) == set()
    assert not [name for name in changed if name.split(".")[0] in NEVER]


@pytest.mark.parametrize("kind", KINDS)
def test_f5_what_is_frozen_is_the_same_to_the_last_byte(kind: str, lives: Lives) -> None:
    before, after, _ = lives
    versions = [pk for pk, one in before.items() if one["kind"] == kind]
    assert versions, f"no {kind} is frozen in Sjöstad"
    for pk in versions:
        first_asked_for = after[pk].pop("first asked for now")
        assert differing(before[pk], after[pk]) == []
        assert first_asked_for == before[pk]["files"]
        assert checksum_of(before[pk]["content"]) == before[pk]["checksum"]


def differing(one: Kept, other: Kept) -> list[str]:
    """Return what is not the same, by name: the bytes themselves would say little."""
    flat = [{**each, **each["files"]} for each in (one, other)]
    return [name for name in flat[0] if flat[0][name] != flat[1][name]]
