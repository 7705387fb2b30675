"""A worked example by hand: the annual report of a real culture and leisure committee, Simrishamn 2025.

Every number here stands in the committee's own published report or in Kolada and was copied by hand. The published
figures are in thousands and rounded one by one; the kronor below are such as give every one of them.
"""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from styrhjul.budget import actions as budget
from styrhjul.budget.actions import Booked
from styrhjul.budget.models import AppropriationArea
from styrhjul.budget.terms import Stage
from styrhjul.documents import render
from styrhjul.documents.content import Document, Number, Section, Table
from styrhjul.documents.numbers import format_number
from styrhjul.followup import actions
from styrhjul.followup.documents import document_of
from styrhjul.followup.models import Part, Report
from styrhjul.followup.terms import Attainment, PartKind
from styrhjul.goals.actions import plans
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.terms import ActivityStatus, Level
from styrhjul.governance.actions import load_as_adopted, load_decision
from styrhjul.organisation.clock import on_day
from tests.documents.extract import docx_text, html_text, pdf_text, words, xlsx_rows
from tests.followup.sjostad_culture import set_up_culture
from tests.followup.sjostad_round import decide_on
from tests.replay import replayed
from tests.world import World

pytestmark = pytest.mark.django_db

#: Activity: net cost in kronor, budget in kronor, and what is printed in thousands: budget, net cost, deviation.
OPERATING = {
    "Nämnd- och styrelseverksamhet": (698_000, 679_000, "679", "698", "−19"),
    "Fysisk och teknisk planering": (602_000, 373_000, "373", "602", "−229"),
    "Turistverksamhet": (-2_802_000, -2_803_000, "−2 803", "−2 802", "−1"),
    "Alkoholtillstånd": (-1_000, 0, "0", "−1", "1"),
    "Allmän fritidsverksamhet": (6_279_000, 6_827_000, "6 827", "6 279", "548"),
    "Stöd till studieorganisationer": (377_000, 400_000, "400", "377", "23"),
    "Allmän kulturverksamhet": (2_563_600, 2_612_400, "2 612", "2 564", "49"),
    "Museum och konsthall": (8_416_600, 8_602_600, "8 603", "8 417", "186"),
    "Bibliotek": (13_123_000, 13_152_000, "13 152", "13 123", "29"),
    "Idrotts- och fritidsanläggning": (24_834_600, 23_884_600, "23 885", "24 835", "−950"),
    "Fritidsgårdsverksamhet": (5_347_000, 5_386_000, "5 386", "5 347", "39"),
    "Gemensam administration": (2_611_600, 4_005_400, "4 005", "2 612", "1 394"),
}
OPERATING_SUM = ("63 119", "62 049", "1 070")

#: Project: total budget, spent since the start, budget 2025 and outcome 2025, in thousands of kronor.
PROJECTS = {
    "Inventarier": (0, 617, 800, 617),
    "Konstinköp": (0, 125, 125, 125),
    "Ny inredning, biblioteket": (4_827, 4_812, 709, 694),
    "Ombyggnad Garvaren": (2_575, 2_340, 388, 153),
    "Ombyggnad Hafreborg": (3_124, 3_059, 539, 474),
    "Teknik och digital utveckling, bibliotek": (850, 942, 412, 504),
    "Korsavadanläggningen": (2_492, 1_586, 1_352, 446),
    "Löparbana Korsavad": (2_400, 10, 2_400, 10),
    "Tillgänglig hjärtstartare": (300, 261, 300, 261),
    "Ny teknik bowlinghall Korsavad": (3_000, 2_117, 3_000, 2_117),
    "Konstnärlig utsmyckning": (500, 0, 500, 0),
}
#: Total budget and budget 2025 as printed; outcome 2025 summed by hand (printed 5 401), and the running ones besides.
PROJECTS_SUM = (20_068, 15_869, 10_525, 5_401)

GREEN = Attainment.ATTAINED
GOALS = (
    "Förutsättningar för ett varierat och rikt utbud för alla",
    "Kärnverksamhet går före administration och ledning",
    "Kunskap om havsmiljön sprids",
    "Kulturarv, kulturmiljö och kulturliv bevaras och utvecklas",
    "En livskraftig landsbygd",
    "Ofrivillig ensamhet och psykisk ohälsa motverkas",
)

#: What was done for four of the goals, by the goal's number above; the report marks every one of them as done.
ACTIVITIES = {
    2: ("Föreläsningar om havsmiljö", "Föredrag om hotade kulturmiljöer längs kusten"),
    3: ("Lokal litteraturfestival", "Kulturarvet görs tillgängligt genom digitalisering"),
    4: (
        "Aktiviteter för unga med föreningar på landsbygden", "Tillgång till fler fornlämningar",
        "Dialogmöten om översiktsplanen", "Landsbygdsbibblan",
    ),
    5: (
        "Föreningars kunskap och ledare som lyssnar", "Aktiviteter där unga träffas", "Kulturhälsoslingor i byarna",
        "Språksamhet för integration", "Sociala verksamheter når fler via biblioteket",
    ),
}  # fmt: skip

#: Measure: unit, decimals, outcomes by year, target of 2025. Loans from the report, the deviation N00097 from Kolada.
MEASURES = {
    "Bibliotekslån": ("lån", 0, {2023: 97_032, 2024: 95_414, 2025: 93_666}, 90_000),
    "Nettokostnadsavvikelse totalt": ("%", 1, {2023: "-3.4988", 2024: "-3.322", 2025: "-0.3678"}, 0),
}
SPOKEN = "Året gav ett överskott, mest för att tjänster stod tomma."


class Culture:
    """Simrishamn's committee set up in Sjöstad's municipality, with the head and the secretary that it needs."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.body, self.unit, self.head, self.secretary = set_up_culture(world)

    def money(self) -> None:
        """Lay out the areas and the projects, adopt the budget of 2025 and book the year."""
        areas = {
            name: budget.set_up_area(by=None, body=self.body, name=name, first_year=2025, rank=rank)
            for rank, name in enumerate(OPERATING)
        }
        projects = {
            name: budget.write_project(
                by=None, area=areas["Bibliotek"], name=name, code=f"60{number:02}", first_year=2025,
                total_budget=total * 1000, spent_before=0,
            )
            for number, (name, (total, *_)) in enumerate(PROJECTS.items())
        }  # fmt: skip
        draft = budget.draft_budget(by=None, body=None, year=2025, stage=Stage.MUNICIPAL)
        cells = [
            budget.Cell(areas[name].pk, None, 2025, "cost", 0, planned) for name, (_, planned, *_) in OPERATING.items()
        ]
        budget.write_cells(by=None, budget=draft, cells=cells)
        amounts = {(projects[name].pk, 2025): row[2] * 1000 for name, row in PROJECTS.items()}
        budget.write_investments(by=None, budget=draft, amounts=amounts)
        decision = load_decision(
            body=self.world.council, held_on=datetime.date(2024, 11, 25), heading="Budget 2025", paragraph="101"
        )
        load_as_adopted(thing=draft, decision=decision)
        self.book(areas)

    def book(self, areas: dict[str, AppropriationArea]) -> None:
        """Book what was spent before 2025 in its year, and 2025 in a month."""
        budget.map_account(by=None, prefix="5", line="staff")
        budget.map_account(by=None, prefix="1", line="investment")
        for number, area in enumerate(areas.values()):
            budget.map_place(by=None, responsibility="", activity_code=f"3{number:02}", area=area)
        code_of = {name: f"3{number:02}" for number, name in enumerate(OPERATING)}
        running = [
            Booked(12, "5010", "", code_of[name], "", "", "", "", row[0] * 100) for name, row in OPERATING.items()
        ]
        spent = {
            2024: [row[1] - row[3] for row in PROJECTS.values()],
            2025: [row[3] for row in PROJECTS.values()],
        }
        for year, amounts in spent.items():
            rows = [
                Booked(12, "1200", "", code_of["Bibliotek"], "", "", f"60{number:02}", "", amount * 100_000)
                for number, amount in enumerate(amounts)
                if amount
            ]
            rows += running if year == 2025 else []
            budget.import_batch(
                by=None, file_name=f"{year}.csv", checksum=str(year), source="CSV", year=year, first_period=1,
                last_period=12, rows=rows, row_count=len(rows), file_sum=sum(row.amount for row in rows),
            )  # fmt: skip

    def goals(self) -> None:
        """Adopt the committee's goals of 2025; two of them are followed by measures."""
        versions = [
            self.world.adopted(Level.COMMITTEE, heading, 2025, 2025, body=self.body, text=f"{heading}.")
            for heading in GOALS
        ]
        for version, (name, (unit, decimals, outcomes, target)) in zip(versions, MEASURES.items(), strict=False):
            measure = self.world.measure(name, unit_label=unit, decimals=decimals, body=self.body, unit=None)
            self.world.follow(version, measure, y2025=target)
            self.world.outcomes(measure, **{f"y{year}": value for year, value in outcomes.items()})

    def activities(self) -> None:
        """Lay out the administration's plan of 2025 with its activities, and report each of them as done."""
        goals = {version.heading: version.goal for version in GoalVersion.objects.filter(body=self.body)}
        plan = plans.draft_plan(by=None, unit=self.unit, year=2025)
        made = [
            plans.add_activity(by=None, plan=plan, what=what, goal=goals[GOALS[number]], responsible_unit=self.unit)
            for number, done in ACTIVITIES.items()
            for what in done
        ]
        plans.load_plan_as_adopted(plan=plan, adopted_on=datetime.date(2024, 12, 16))
        for one in made:
            plans.report_progress(by=self.head, activity=one, status=ActivityStatus.DONE)

    def report(self) -> Report:
        """The committee's annual report: opened, written by the head, decided by the committee."""
        days = {
            "opens_on": datetime.date(2026, 1, 12),
            "parts_due_on": datetime.date(2026, 1, 30),
            "committees_by": datetime.date(2026, 2, 20),
            "board_by": datetime.date(2026, 3, 18),
            "council_by": datetime.date(2026, 4, 23),
        }
        with on_day(days["opens_on"]):
            round_ = actions.plan_round(by=self.world.karin, kind="annual", year=2025, **days)
            actions.open_round(by=self.world.karin, round_=round_)
        report = Report.objects.get(round=round_, body=self.body)
        with on_day(datetime.date(2026, 2, 10)):
            for part in report.parts.all():
                self.write(part)
            actions.hand_in_report(by=self.head, report=report, held_on=datetime.date(2026, 2, 10))
            decide_on(report, self.secretary, "12")
        report.refresh_from_db()
        return report

    def write(self, part: Part) -> None:
        judgement = None
        if part.version is not None:
            departure = "" if actions.proposal_for(part).value == GREEN else "Verksamheten säger mer än måttet."
            judgement = actions.Judgement(GREEN, "Målet är uppfyllt under året.", departure, "")
        net_cost = OPERATING[part.area.name][0] if part.area else None
        text = SPOKEN if part.kind == PartKind.WHOLE else "Så gick det."
        actions.save_part(
            by=self.head, part=part, edition=part.edition, text=text, judgement=judgement, net_cost=net_cost,
            hand_over=True,
        )  # fmt: skip


@pytest.fixture
@replayed
def report(world: World) -> Report:
    culture = Culture(world)
    with on_day(datetime.date(2026, 1, 5)):  # before anybody writes about it
        culture.goals()
        culture.activities()
        culture.money()
    return culture.report()


def tables(document: Document) -> dict[str, Table]:
    """Return the document's tables by the beginning of their caption, down through the sections."""
    found: dict[str, Table] = {}
    waiting: list[Any] = list(document.blocks)
    while waiting:
        block = waiting.pop(0)
        if isinstance(block, Table):
            found.setdefault(block.caption.split(",")[0], block)
        if isinstance(block, Section):
            waiting += block.blocks
    return found


def shown(table: Table) -> dict[str, list[str]]:
    """Return the table's numbers as a reader sees them, by the first cell of the row."""
    return {
        str(row.cells[0]): [
            format_number(cell.value, cell.decimals).replace("\u00a0", " ") if isinstance(cell, Number) else str(cell)
            for cell in row.cells[1:]
        ]
        for row in table.rows
    }


def test_b6_the_operating_account_is_the_published_one(report: Report) -> None:
    rows = shown(tables(document_of(report))["Driftbudget"])
    for name, (_, _, planned, spent, deviation) in OPERATING.items():
        assert rows[name] == [planned, planned, spent, deviation], name
    assert rows["Summa"] == [OPERATING_SUM[0], *OPERATING_SUM]


def test_b2_the_investments_are_the_published_ones(report: Report) -> None:
    rows = shown(tables(document_of(report))["Investeringar per projekt"])
    for name, (total, ever, planned, spent) in PROJECTS.items():
        told = [f"{amount:,}".replace(",", " ") for amount in (total, planned, spent, ever)]
        assert rows[name] == told, name
    assert rows["Summa"] == ["20 068", "10 525", "5 401", "15 869"]
    assert tuple(sum(column) for column in zip(*PROJECTS.values(), strict=True)) == PROJECTS_SUM


def test_f8_the_goals_and_their_measures_are_the_published_ones(report: Report) -> None:
    found = tables(document_of(report))
    judged = {str(row.cells[0]): row.cells[2] for row in found["Målen och bedömningarna"].rows}
    assert list(judged) == list(GOALS)
    assert {mark.value for mark in judged.values()} == {GREEN}
    every = _measures(document_of(report).blocks)
    told = {name: row for table in every for name, row in shown(table).items()}
    assert told["Bibliotekslån"] == ["95 414", "93 666", "90 000"]
    assert told["Nettokostnadsavvikelse totalt"] == ["−3,3", "−0,4", "0,0"]


def _measures(blocks: Any) -> list[Table]:
    found = []
    for block in blocks:
        if isinstance(block, Section):
            found += _measures(block.blocks)
        elif isinstance(block, Table) and block.caption.startswith("Mått"):
            found.append(block)
    return found


def test_p4_the_activities_are_the_published_ones(report: Report) -> None:
    document = document_of(report)
    rows = {str(row.cells[0]): row for row in tables(document)["Årets aktiviteter"].rows}
    assert set(rows) == {what for done in ACTIVITIES.values() for what in done}
    assert all("Klar" in [str(cell) for cell in row.cells] for row in rows.values())
    (about,) = [block for block in document.blocks if isinstance(block, Section) and block.title == "Aktiviteter"]
    assert "13 av 13 aktiviteter är klara." in [getattr(block, "text", "") for block in about.blocks]


def test_f9_all_four_formats_say_the_published_numbers(report: Report, tmp_path: Path) -> None:
    document = document_of(report)
    said = [
        " ".join(words(text)).replace("\u00a0", " ").replace("\u202f", " ")
        for text in (
            html_text(render.render(document, "html")),
            pdf_text(render.render(document, "pdf"), tmp_path),
            docx_text(render.render(document, "docx")),
        )
    ]
    for text in said:
        for name, (_, _, planned, spent, deviation) in OPERATING.items():
            signed = deviation if deviation[0] in "0−" else f"+{deviation}"  # published without its plus
            assert f"{planned} {planned} {spent} {signed}" in text, name
        assert "63 119 63 119 62 049 +1 070" in text
        assert "Bibliotekslån" in text
        assert SPOKEN in text
    cells = {
        (sheet, row[0]): row[1:]
        for sheet, rows in xlsx_rows(render.render(document, "xlsx")).items()
        for row in rows
        if row
    }
    money = {name: row for (_, name), row in cells.items() if name in OPERATING}
    for name, (spent, planned, *_) in OPERATING.items():
        assert [Decimal(str(value)).quantize(Decimal("0.1")) for value in money[name][:4]] == [
            Decimal(planned) / 1000, Decimal(planned) / 1000, Decimal(spent) / 1000, Decimal(planned - spent) / 1000
        ], name  # fmt: skip
