"""What a chart shows, said in words: the description for those who cannot see it (L-9)."""

from styrhjul.documents.content import Chart, Series
from styrhjul.documents.numbers import format_number, with_unit

#: What the line of the others shows, by ``Chart.line``: a word beside the chart, and a row of its table.
LINE_WORD = {"median": "Median", "best": "Bäst", "one": ""}
LINE_ROW = {"median": "Median för ", "best": "Bäst bland ", "one": ""}


def opening(text: str) -> str:
    """Return the text with a capital first letter, the rest as it stands."""
    return text[:1].upper() + text[1:]


def describe(chart: Chart) -> str:
    """Return the finding in Swedish: from what to what, against the target, the others and the forecast.

    It says what the numbers say and leaves the judgement (better or worse) to the reader.
    """
    known = _known(chart.own)
    if not known:
        return "Det finns inga utfall ännu." + _aim(chart, after=-1) + _ahead(chart)
    return _change(chart, known) + _against(chart, known[-1]) + _others(chart) + _ahead(chart)


def _known(series: Series) -> list[tuple[int, float]]:
    return [(index, value) for index, value in enumerate(series) if value is not None]


def _amount(chart: Chart, value: float) -> str:
    unit = "procent" if chart.unit == "%" else chart.unit
    return with_unit(format_number(value, chart.decimals), unit)


def _change(chart: Chart, known: list[tuple[int, float]]) -> str:
    (first, start), (last, end) = known[0], known[-1]
    now = f"{_amount(chart, end)} ({chart.years[last]})"
    if first == last:
        return f"{chart.name} har ett utfall: {now}."
    start_text, end_text = (format_number(value, chart.decimals) for value in (start, end))
    if start_text == end_text:
        return f"{chart.name}: {_amount(chart, start)} både {chart.years[first]} och {chart.years[last]}."
    verb = "ökat" if end > start else "minskat"
    return f"{chart.name} har {verb} från {start_text} ({chart.years[first]}) till {now}."


def _against(chart: Chart, latest: tuple[int, float]) -> str:
    index, value = latest
    target = chart.targets[index]
    text = ""
    if target is not None:
        side = "lika med" if value == target else "över" if value > target else "under"
        year = chart.years[index]
        text = f" Utfallet {year} är {side} målet, {_amount(chart, target)}."
    return text + _aim(chart, after=index)


def _aim(chart: Chart, after: int) -> str:
    """Return the last target of the years after that index."""
    aims = [aim for aim in _known(chart.targets) if aim[0] > after]
    return f" Målet för {chart.years[aims[-1][0]]} är {_amount(chart, aims[-1][1])}." if aims else ""


def _others(chart: Chart) -> str:
    medians = _known(chart.median)
    if not medians:
        return ""
    index, value = medians[-1]
    told = {
        "median": f"var medianen för {chart.others}",
        "best": f"var det bästa värdet bland {chart.others}",
        "one": f"hade {chart.others}",
    }
    return f" År {chart.years[index]} {told[chart.line]} {_amount(chart, value)}."


def _ahead(chart: Chart) -> str:
    forecasts = _known(chart.forecast)
    if not forecasts:
        return ""
    index, value = forecasts[-1]
    return f" Prognosen för {chart.years[index]} är {_amount(chart, value)}."
