"""Lays in measures, their outcomes as they became known, and other municipalities' values (M-1 to M-7)."""

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from typing import Any, NamedTuple

from styrhjul.goals.actions.measures import Reading, describe_measure, keep_group, load_comparison, report_outcomes
from styrhjul.goals.terms import Direction, MeasureKind, Nature, Origin, Period, Sex, YearRule
from styrhjul.integrations.demonstration.town import BEGUN, Town
from styrhjul.organisation.clock import on_day

OWN_CODE = "1262"

#: The last month of the periods that make a year, by how many they are.
PERIOD_KINDS = {3: Period.FOUR_MONTH, 4: Period.QUARTER}


#: Values said to be out until April are those of the year before.
LAST_MONTH_OF_NEXT_YEAR = 4


class Known(NamedTuple):
    """A value with the day that it became known and the key of its measure."""

    on: datetime.date
    measure: str
    reading: Reading


def kolada() -> dict[str, Any]:
    """Return Kolada's key figures for the municipality and those it is compared with."""
    file = resources.files("styrhjul.integrations.demonstration") / "data" / "kolada.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def group() -> None:
    """Lay in the groups of municipalities that Kolada calls alike (M-4)."""
    for row in kolada()["groups"]:
        keep_group(by=None, name=row["name"], source=row["source"], municipalities=row["members"])


def describe(town: Town, rows: list[dict[str, Any]], body: str) -> list[Known]:
    """Lay in the measures of the body, and return every value that they have with the day it became known."""
    figures = kolada()
    known: list[Known] = []
    for row in rows:
        source = f"Kolada {row['kolada']}" if "kolada" in row else row.get("source", "Egen mätning")
        unit = town.units[row.get("department", town.served[body])]
        town.measures[row["key"]] = describe_measure(
            by=None,
            name=row["name"],
            body=town.bodies[body],
            unit=unit,
            definition=row["definition"],
            from_year=2018 if "kolada" in row else row.get("from", 2021),
            steps=[(label, text) for label, text in row.get("steps", ())],
            nature=Nature.QUALITATIVE if "steps" in row else Nature.QUANTITATIVE,
            kind=MeasureKind(row.get("kind", "quality")),
            unit_label=row.get("unit", ""),
            decimals=row.get("decimals", 0),
            direction=Direction(row.get("direction", "higher")),
            lowest=row.get("lowest"),
            highest=row.get("highest"),
            year_rule=YearRule(row.get("year_rule", "last")),
            frequency=PERIOD_KINDS[row["a_year"]] if "a_year" in row else Period.YEAR,
            published_month=row.get("month", 1),
            published_next_year=row.get("month", 1) <= LAST_MONTH_OF_NEXT_YEAR,
            source=source,
            origin=Origin.KOLADA if "kolada" in row else Origin.TYPED,
            external_id=row.get("kolada", ""),
            is_example="kolada" not in row,
        )
        known.extend(_from_kolada(town, row, figures) if "kolada" in row else _values(row))
    return known


def day_known(year: int, month: int) -> datetime.date:
    """Return the day that a year's value is out: in the same year from May on, else early in the next."""
    return datetime.date(year if month > LAST_MONTH_OF_NEXT_YEAR else year + 1, month, 22)


def _from_kolada(town: Town, row: dict[str, Any], figures: dict[str, Any]) -> Iterator[Known]:
    """Keep the others' values to compare with, and yield our own; a year without a value is left out."""
    figure = figures["kpis"][row["kolada"]]
    for code, values in figure["values"].items():
        present = {int(year): Decimal(str(value)) for year, value in values.items() if value is not None}
        if code == OWN_CODE:
            for year, value in present.items():
                is_preliminary = bool(figure["preliminary_from"]) and year >= figure["preliminary_from"]
                reading = Reading(year, value, is_preliminary=is_preliminary)
                yield Known(day_known(year, row.get("month", 1)), row["key"], reading)
        else:
            measure = town.measures[row["key"]]
            load_comparison(
                by=None, measure=measure, code=code, municipality=figures["municipalities"][code], values=present
            )


def _values(row: dict[str, Any]) -> Iterator[Known]:
    """Yield the values of a composed measure: whole years, by sex, and by period where it is measured more often."""
    series = {Sex.TOTAL: row.get("values", ()), Sex.WOMEN: row.get("women", ()), Sex.MEN: row.get("men", ())}
    for sex, values in series.items():
        for year, value in enumerate(values, start=row.get("from", 2021)):
            number = None if isinstance(value, str) else Decimal(str(value))
            words = value if isinstance(value, str) else ""
            persons = row.get("persons")
            if number is not None or words:
                reading = Reading(year, number, sex=sex, words=words, persons=persons)
                yield Known(day_known(year, row.get("month", 1)), row["key"], reading)
    for year, values in row.get("periods", {}).items():
        yield from _periods(row, int(year), values)


def _periods(row: dict[str, Any], year: int, values: list[float]) -> Iterator[Known]:
    """Yield the values of a year's quarters or four-month periods, each known three weeks after its end."""
    months = 12 // row["a_year"]
    for number, value in enumerate(values, start=1):
        after = datetime.date(year + number * months // 12, number * months % 12 + 1, 22)
        reading = Reading(year, Decimal(str(value)), period=PERIOD_KINDS[row["a_year"]], number=number)
        yield Known(after, row["key"], reading)


class Reporting:
    """Reports the values as they become known, each on its day."""

    def __init__(self, town: Town, known: list[Known]) -> None:
        self._town = town
        self._waiting = sorted(known, key=lambda one: one.on)

    def until(self, day: datetime.date) -> None:
        """Report what has become known up to and with the day (M-3).

        Kolada's values come by themselves; others are typed in by the head of the department that measures.
        """
        grouped: dict[tuple[datetime.date, str], list[Reading]] = {}
        while self._waiting and self._waiting[0].on <= day:
            one = self._waiting.pop(0)
            grouped.setdefault((max(one.on, BEGUN), one.measure), []).append(one.reading)
        for (on, key), readings in grouped.items():
            measure = self._town.measures[key]
            by = None if measure.origin == Origin.KOLADA or on == BEGUN else self._town.heads[measure.unit_id or 0]
            with on_day(on):
                report_outcomes(by=by, measure=measure, readings=readings, origin=measure.origin)
