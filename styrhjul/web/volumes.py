"""Volumes, unit costs and results of areas: tied by controllers, budgeted by committees, read beside money (B-6)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from styrhjul.budget import actions, rules
from styrhjul.budget.models import AppropriationArea, AreaMeasure, ServiceArea
from styrhjul.budget.volumes import VolumeRow, volumes_of
from styrhjul.documents.numbers import format_number
from styrhjul.followup.figures import open_to
from styrhjul.goals.models import Measure, Outcome
from styrhjul.goals.terms import MeasureKind, Nature
from styrhjul.governance.models import GovernanceModel
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.budget_grids import draft_of, show_grid
from styrhjul.web.chain_rows import MeasureRow, measure_row
from styrhjul.web.drafting import person_of
from styrhjul.web.ledger import controllers_only

#: How many years back a result's line is drawn.
YEARS_BACK = 8


class ResultRow(NamedTuple):
    """A measure of result or effect: where it belongs, what it measures, and its figures."""

    measure_id: int
    place: str
    kind: str
    is_example: bool
    row: MeasureRow


class Given(NamedTuple):
    """What areas gave for their money in a year: volumes with unit costs, and the measures of result and effect."""

    volumes: list[VolumeRow]
    results: list[ResultRow]


def given_by(user: object, year: int, areas: Iterable[int]) -> Given:
    """Return what the areas gave in the year, as the reader may see it (B-6, M-7, T-2); the same queries for any."""
    wanted = list(areas)
    fewest = GovernanceModel.objects.settings_for(year).fewest_persons
    outcomes = open_to(user, Outcome.objects.all())
    ties = AreaMeasure.objects.filter(area__in=wanted).exclude(measure__kind=MeasureKind.VOLUME)
    listed = list(ties.select_related("area", "service", "measure"))
    known = outcomes.filter(
        measure__in={tie.measure_id for tie in listed}, year__gte=year - YEARS_BACK, year__lte=year
    ).by_year(fewest)
    results = [_result(tie, known.get(tie.measure_id, {}), year) for tie in listed]
    return Given(volumes_of(year, wanted, outcomes, fewest), results)


def _result(tie: AreaMeasure, values: Mapping[int, float], year: int) -> ResultRow:
    one = tie.measure
    row = measure_row(one.name, one.unit_label, one.decimals, one.nature, one.source, None, values, year)
    return ResultRow(one.pk, str(tie.service or tie.area), one.get_kind_display(), one.is_example, row)


class BudgetedVolume(NamedTuple):
    """A volume in a budget: its place and measure, and by year the volume and kronor of net cost for each unit."""

    place: str
    measure_id: int
    measure: str
    decimals: int
    years: list[tuple[Decimal | None, int | None]]


def budgeted(content: Mapping[str, Any], years: Sequence[int]) -> list[BudgetedVolume]:
    """Return the volumes of a budget's content with the unit cost that its net cost gives (B-6, F-5)."""
    net: dict[tuple[int, int | None, int], int] = {}
    for area, _, service, _, year, revenue, cost in content.get("lines", ()):
        for place in {(area, service, year), (area, None, year)}:
            net[place] = net.get(place, 0) + cost - revenue
    of: dict[tuple[Any, ...], dict[int, Decimal]] = {}
    for *what, year, amount in content.get("volumes", ()):
        of.setdefault(tuple(what), {})[year] = Decimal(amount)
    return [
        BudgetedVolume(
            service_name or area_name, pk, name, decimals,
            [(by.get(year), rules.unit_cost(net.get((area, service, year)), by.get(year))) for year in years],
        )
        for (area, service, area_name, service_name, pk, name, decimals), by in of.items()
    ]  # fmt: skip


class VolumeField(forms.DecimalField):
    """A volume: a number of the measure's decimals; empty becomes None."""

    def __init__(self, *, label: str, decimals: int) -> None:
        """Show a short field for numbers, as amounts are shown."""
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 9, "class": "cell"})
        super().__init__(
            label=label, required=False, min_value=0, max_digits=12 + decimals, decimal_places=decimals, localize=True,
            widget=widget,
        )  # fmt: skip

    def prepare_value(self, value: object) -> object:
        """Return a known volume as it is written; what was typed stands."""
        return format_number(value, self.decimal_places or 0) if isinstance(value, Decimal) else value


def volumes(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Write the volumes that a committee's budget counts on, by measure and year (B-6)."""
    found = draft_of(request, budget_id, of_committee=True)
    ties = list(AreaMeasure.objects.volumes_in(found))
    decimals = {str(tie.pk): tie.measure.decimals for tie in ties}
    rows = [(str(tie.pk), f"{tie.service or tie.area}: {tie.measure.name}", None) for tie in ties]
    now = {f"a-{line.about_id}-{line.year}": line.amount for line in found.volumes.all()}
    by = person_of(request)

    def save(amounts: dict[tuple[str, int], Any]) -> Any:
        typed = {(int(key), year): amount for (key, year), amount in amounts.items()}
        return actions.write_volumes(by=by, budget=found, amounts=typed)

    return show_grid(
        request, found, rows, now, save,
        field=lambda key, label: VolumeField(label=label, decimals=decimals[key]),
        title="Volymer", lead="Antal per år. Kostnaden per enhet räknas ut ur nettokostnaden.", kind="volumes",
    )  # fmt: skip


class TieForm(forms.Form):
    """A measure that an area, or a service area of it, is followed with."""

    measure = forms.ModelChoiceField(
        label="Mått",
        queryset=Measure.objects.filter(nature=Nature.QUANTITATIVE),
        empty_label="Välj mått",
        help_text="Ett mått av slaget volym ger styckkostnaden. De andra visas som resultat och effekt.",
    )
    service = forms.ModelChoiceField(
        label="Verksamhetsområde", queryset=ServiceArea.objects.none(), required=False, empty_label="Hela verksamheten"
    )

    def __init__(self, *args: Any, found: AppropriationArea, **kwargs: Any) -> None:
        """Offer the service areas of the area."""
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = found.service_areas.all()


def tie_measure(request: HttpRequest, area_id: int) -> HttpResponse:
    """Tie a measure to an area (B-6)."""
    controllers_only(request)
    found = get_object_or_404(AppropriationArea, pk=area_id)
    form = TieForm(request.POST or None, found=found)
    if form.is_valid():
        by, data = person_of(request), form.cleaned_data
        if attempt(form, lambda: actions.tie_measure(by=by, area=found, **data)) is not None:
            return redirect("area", area_id=found.pk)
    lead = f"Volymer, resultat och effekt visas bredvid pengarna för {found}."
    context = {"title": "Följ med ett mått", "lead": lead, "area": found}
    return show_form(request, "budget/area_form.html", context, form)


@require_POST
def untie_measure(request: HttpRequest, tie_id: int) -> HttpResponse:
    """Take a measure from an area (B-6)."""
    controllers_only(request)
    found = get_object_or_404(AreaMeasure.objects.select_related("area", "service", "measure"), pk=tie_id)
    by, area_id = person_of(request), found.area_id
    tell(request, lambda: actions.untie_measure(by=by, tie=found), "Måttet är borttaget från verksamheten.")
    return redirect("area", area_id=area_id)


urlpatterns = [
    path("budget/dokument/<int:budget_id>/volymer/", volumes, name="budget_volumes"),
    path("kf-verksamhet/<int:area_id>/matt/", tie_measure, name="tie_measure"),
    path("kf-verksamhet/matt/<int:tie_id>/ta-bort/", untie_measure, name="untie_measure"),
]
