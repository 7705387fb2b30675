"""A long report, the same every time: what the budgets for time and memory are measured on.

All names and numbers are composed («exempel»).
"""

from dataclasses import replace

from styrhjul.documents.chart_words import describe
from styrhjul.documents.content import (
    ASSESSMENTS,
    AssessmentMark,
    Block,
    Chart,
    Column,
    Document,
    Figure,
    Markdown,
    Note,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
)

LABELS = ("Uppnått", "I huvudsak uppnått", "Delvis uppnått", "Ej uppnått", "Kan inte bedömas")
COMMITTEES = (
    "Kommunstyrelsen", "Barn- och utbildningsnämnden", "Socialnämnden", "Kultur- och fritidsnämnden",
    "Tekniska nämnden", "Miljö- och byggnadsnämnden", "Överförmyndarnämnden", "Valnämnden",
    "Revisionen", "Krisledningsnämnden",
)  # fmt: skip
YEARS = tuple(range(2018, 2027))
TEXT = (
    "Nämnden följer utvecklingen genom samtal med enheterna och genom de mått som kommunfullmäktige "
    "har beslutat om. Under perioden har arbetet med trygghet och tillgänglighet gått före annat, och "
    "verksamheterna beskriver att samarbetet över förvaltningsgränserna har blivit bättre. Det som "
    "återstår är framför allt att nå de grupper som sällan hör av sig. "
)


def report(committees: int = 10, goals: int = 20, charts: int = 6, salt: str = "") -> Document:
    """Return a report of some 150 pages: 10 committees, 200 goals, 300 measures, 60 charts.

    `salt` is put in one paragraph in the middle, to see what a small change costs.
    """
    sections = [_committee(number, goals, charts) for number in range(committees)]
    middle = sections[committees // 2]
    changed = replace(middle, blocks=(Paragraph(TEXT + salt), *middle.blocks[1:]))
    sections[committees // 2] = changed
    opening = Section("Sammanfattning", (Markdown(SUMMARY), _overview(committees)), "sammanfattning")
    return Document(
        title="Delårsrapport januari–augusti 2026",
        subtitle="Mål, pengar och resultat (exempel)",
        author="Exempelkommun",
        date="2026-10-22",
        standing="Fastställd KF 2026-10-22 § 70",
        blocks=(opening, *sections),
    )


SUMMARY = f"""{TEXT}

## Det här har hänt

- **Fler elever** når gymnasiet.
- Sjukfrånvaron är *lägre* än i fjol.
    - Störst är minskningen i förskolan.
- Kostnaden för sociala insatser stiger.

## Det här gör vi nu

1. Samlar stödet till unga.
2. Följer upp varje månad.
"""


def _overview(committees: int) -> Table:
    rows = [
        Row((COMMITTEES[n], Number(41250 + 977 * n), Number(40900 + 991 * n), Number(350 - 14 * n), _mark(n)))
        for n in range(committees)
    ]
    total = Row(("Summa nämnderna", Number(456465), Number(453595), Number(2870), ""), "sum")
    columns = (
        Column("Nämnd"), Column("Budget", "number"), Column("Prognos", "number"),
        Column("Avvikelse", "number"), Column("Måluppfyllelse", "assessment"),
    )  # fmt: skip
    return Table("Nämndernas prognos, tkr", columns, (Row(("Nämnder", "", "", "", ""), "group"), *rows, total))


def _committee(number: int, goals: int, charts: int) -> Section:
    blocks = [_goal(number, goal, goal < charts) for goal in range(goals)]
    return Section(COMMITTEES[number % 10], (Paragraph(TEXT), *blocks), f"namnd-{number}")


def _goal(committee: int, number: int, charted: bool) -> Section:
    place = committee * 7 + number
    blocks: list[Block] = [
        _mark(place),
        Paragraph(TEXT),
        Markdown(f"**Analys.** {TEXT}\n\n- {TEXT}\n- Samtal med enheterna varje månad."),
        _measures(place),
        Markdown(f"### Vad som händer nu\n\n{TEXT}"),
        Note("Källa: nämndens egen uppföljning (exempel)."),
    ]
    if charted:
        blocks.insert(3, _figure(place))
    return Section(f"Mål {number + 1}: Alla får stöd i rätt tid", tuple(blocks), f"mal-{committee}-{number}")


def _mark(place: int) -> AssessmentMark:
    return AssessmentMark(ASSESSMENTS[place % 5], LABELS[place % 5])


def _measures(place: int) -> Table:
    rows = tuple(
        Row((f"Andel som är nöjda, mått {n + 1}", *_values(place + n), _mark(place + n))) for n in range(1 + place % 2)
    )
    columns = (
        Column("Mått"), Column("2024", "number"), Column("2025", "number"),
        Column("Mål 2026", "number"), Column("Bedömning", "assessment"),
    )  # fmt: skip
    return Table("Mått och målvärden", columns, rows)


def _values(place: int) -> tuple[Number, ...]:
    return Number(71.5 + place % 9, 1, "%"), Number(73.25 + place % 8, 1, "%"), Number(80, 1, "%")


def _figure(place: int) -> Figure:
    own = (*(70 + (place * 13 + n * 7) % 17 + n / 2 for n in range(8)), None)
    chart = Chart(
        years=YEARS,
        own=own,
        name="Kommunen",
        targets=(None,) * 5 + (80, 80, 80, 82),
        forecast=(None,) * 8 + (81.5,),
        lower=(*(62 + n % 3 for n in range(8)), None),
        median=(*(66 + n % 4 for n in range(8)), None),
        upper=(*(71 + n % 3 for n in range(8)), None),
        others="Liknande kommuner",
        unit="%",
        decimals=1,
    )
    return Figure(chart, "Andel som är nöjda med stödet", describe(chart), "Bandet visar den mittersta hälften.")
