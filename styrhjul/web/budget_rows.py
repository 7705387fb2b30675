"""Rows of money read in bulk for the budget's pages: a few queries, sums at every level that agree (B-2, B-3)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import F, Sum

from styrhjul.budget import rules
from styrhjul.budget.figures import actual_months, changes_of, current_of, original_of, restated
from styrhjul.budget.models import (
    AppropriationArea,
    Budget,
    BudgetLine,
    ChangeLine,
    Frame,
    PlanningConditions,
    StatementAmount,
    Succession,
)
from styrhjul.budget.terms import AreaKind, Stage

#: An amount of a table in kronor; None where nothing is known.
Amount = int | None


class Row(NamedTuple):
    """A row of a table of money: its kind decides how it looks, its address where it leads."""

    kind: str
    name: str
    address_id: int | None
    amounts: tuple[Amount, ...]


def total(amounts: Iterable[Amount]) -> Amount:
    """Return the sum of what is known, None when nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def column_sums(rows: Sequence[Row], columns: int) -> tuple[Amount, ...]:
    """Return the sum of each column over the rows."""
    return tuple(total(row.amounts[column] for row in rows) for column in range(columns))


def grouped(
    areas: Sequence[AppropriationArea],
    names: Mapping[int, str],
    figures: Mapping[int, tuple[Amount, ...]],
    own: Mapping[int, tuple[Amount, ...]],
    columns: int,
    committees_only: frozenset[int] = frozenset(),
) -> list[Row]:
    """Return the rows of the areas under their committees, with a sum for each, for all committees, and for the whole.

    ``own`` holds amounts that a committee has but no area, such as its frame; they stand in the committee's sum.
    Finance and audit stand after the committees (B-2). A column of ``committees_only`` has no sum for the whole, since
    frames and committee budgets say nothing of taxes.
    """
    rows: list[Row] = []
    sums: list[Row] = []
    for body_id in dict.fromkeys(area.body_id for area in areas if area.kind == AreaKind.COMMITTEE):
        mine = [
            Row("sub", area.name, area.pk, figures.get(area.pk, (None,) * columns))
            for area in areas
            if area.body_id == body_id and area.kind == AreaKind.COMMITTEE
        ]
        summed = column_sums(mine, columns)
        extra = own.get(body_id, (None,) * columns)
        amounts = tuple(one if one is not None else other for one, other in zip(extra, summed, strict=True))
        rows.append(Row("group", names.get(body_id, ""), body_id, ()))
        rows.extend(mine)
        subtotal = Row("subtotal", f"Summa {names.get(body_id, '').lower()}", None, amounts)
        rows.append(subtotal)
        sums.append(subtotal)
    committees = Row("sum", "Nämnderna tillsammans", None, column_sums(sums, columns))
    outside = [
        Row("outside", area.name, area.pk, figures.get(area.pk, (None,) * columns))
        for area in areas
        if area.kind != AreaKind.COMMITTEE
    ]
    sums_of_all = enumerate(column_sums([committees, *outside], columns))
    whole = tuple(None if at in committees_only else amount for at, amount in sums_of_all)
    return [*rows, committees, *outside, Row("sum", "Hela kommunen", None, whole)]


class Column(NamedTuple):
    """A column of the year's table: its heading, and the key that says what it holds."""

    heading: str
    key: str


def columns_of(year: int) -> list[Column]:
    """Return the columns of the table of a budget year (B-1, L-1); what areas' moves have restated says so (B-7).

    The current budget has a column of its own beside the adopted one when the year has decided changes (B-5).
    """
    moved = set(Succession.objects.filter(from_year__in=(year - 1, year)).values_list("from_year", flat=True))
    changed = ChangeLine.objects.filter(change__year=year, change__state="adopted", project=None)
    return [
        Column(f"Utfall {year - 2}{' omräknat' if moved else ''}", "actual"),
        Column(f"Aktuell budget {year - 1}{' omräknad' if year in moved else ''}", "current"),
        Column(f"Ram {year}", "frame"),
        Column(f"Preliminär {year}", "preliminary"),
        Column(f"Kommunens {year}", "whole"),
        *([Column(f"Aktuell {year}", "changed")] if changed.exists() else []),
        Column(f"Definitiv {year}", "definitive"),
        Column(f"Plan {year + 1}", "plan1"),
        Column(f"Plan {year + 2}", "plan2"),
        Column(f"Plan {year + 3}", "plan3"),
    ]


def year_table(
    year: int, budgets: Sequence[Budget], names: Mapping[int, str], columns: Sequence[Column] | None = None
) -> list[Row]:
    """Return the rows of the budget year, of the budgets that the reader may see, in kronor of net cost (B-1).

    ``names`` are those that the bodies have in the year. Earlier years are restated to the areas of the year, so that
    the municipality's sums stay what they were (B-7).
    """
    columns = columns or columns_of(year)
    lines = BudgetLine.objects.filter(budget__in=[one.pk for one in budgets]).order_by()
    by_stage: dict[tuple[str, int], dict[int, int]] = {}
    for row in lines.values("budget__stage", "year", "area").annotate(net=Sum(F("cost") - F("revenue"))):
        by_stage.setdefault((row["budget__stage"], row["year"]), {})[row["area"]] = row["net"]
    actual = {area: sum(months) for area, months in actual_months([year - 2])[year - 2].items()}
    whole = [by_stage.get((Stage.MUNICIPAL, year + ahead), {}) for ahead in range(4)]
    held = {
        "actual": restated(actual, year - 2, year),
        "current": restated(current_of(original_of(year - 1), changes_of(year - 1)), year - 1, year),
        "preliminary": by_stage.get((Stage.PRELIMINARY, year), {}),
        "whole": whole[0],
        "definitive": by_stage.get((Stage.DEFINITIVE, year), {}),
        **{f"plan{ahead}": whole[ahead] for ahead in (1, 2, 3)},
    }
    if any(column.key == "changed" for column in columns):
        held["changed"] = current_of(original_of(year), changes_of(year))
    areas = _areas_of(year, {area for one in (held["actual"], held["current"]) for area, net in one.items() if net})
    _lay_in_income(year, [one.pk for one in budgets if one.body_id is None], areas, whole)
    figures = {area.pk: tuple(held.get(column.key, {}).get(area.pk) for column in columns) for area in areas}
    committees = {"frame", "preliminary", "definitive"}
    of_committees = frozenset(at for at, column in enumerate(columns) if column.key in committees)
    return grouped(areas, names, figures, frames_of(year, columns), len(columns), of_committees)


def _areas_of(year: int, with_money: set[int]) -> list[AppropriationArea]:
    """Return the areas of the year, and those that have ended but have money in the years compared with (B-7)."""
    areas = list(AppropriationArea.objects.in_year(year))
    ended = with_money - {area.pk for area in areas}
    if not ended:
        return areas
    return list(AppropriationArea.objects.filter(pk__in=ended | {area.pk for area in areas}).order_by(
        "body__rank", "rank", "name"
    ))  # fmt: skip


def _lay_in_income(
    year: int, budget_ids: Sequence[int], areas: Sequence[AppropriationArea], whole: Sequence[dict[int, int]]
) -> None:
    """Lay taxes, grants and financial items of the municipality's budget into finance, year by year (B-2)."""
    finance = next((area.pk for area in areas if area.kind == AreaKind.FINANCE), None)
    typed: dict[int, dict[str, int]] = {}
    for line, of_year, amount in StatementAmount.objects.filter(budget__in=budget_ids).values_list(
        "line", "year", "amount"
    ):
        typed.setdefault(of_year, {})[line] = amount
    for ahead, held in enumerate(whole):
        if finance is not None and year + ahead in typed:
            held[finance] = held.get(finance, 0) - rules.income_of(typed[year + ahead])


def frames_of(year: int, columns: Sequence[Column]) -> dict[int, tuple[Amount, ...]]:
    """Return each committee's decided frame for the year, in its column (B-1)."""
    decided = PlanningConditions.objects.filter(year=year, state="adopted")
    return {
        body: tuple(net if column.key == "frame" else None for column in columns)
        for body, net in Frame.objects.filter(conditions__in=decided, year=year).values_list("body", "net_cost")
    }
