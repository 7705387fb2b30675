"""Signals of the budget: what departs from B-1, B-3, D-2, L-2 and L-4, with the difference in kronor (X-1)."""

import datetime
from collections.abc import Iterator, Mapping

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Sum

from styrhjul.budget import rules
from styrhjul.budget.models import Budget, BudgetLine, Frame
from styrhjul.budget.terms import Stage, StatementLine
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.terms import Level
from styrhjul.governance import wheel
from styrhjul.governance.models import DecisionLine
from styrhjul.governance.registry import Finding
from styrhjul.governance.terms import Outcome
from styrhjul.organisation.terms import BodyKind


def find(year: int, on: datetime.date) -> Iterator[Finding]:
    """Yield the findings of the year's budgets, as seen on the day."""
    budgets = list(Budget.objects.filter(year=year).select_related("body").prefetch_related("statement"))
    net = net_by_year(year)
    yield from above_frame(year, budgets, net)
    for budget in budgets:
        if budget.body_id is None:
            yield from late(budget, on)
            yield from unbalanced(budget, net)
    yield from unlike_council(budgets)


def of_goals(year: int, _on: datetime.date) -> Iterator[Finding]:
    """Yield the findings about goals that the budget's decision gives (D-2)."""
    yield from beside_budget(year)


def net_by_year(year: int) -> dict[tuple[int, int], int]:
    """Return the net cost in kronor of each of the year's budgets, by the budget's id and the year of its plan."""
    lines = BudgetLine.objects.filter(budget__year=year).order_by().values("budget", "year")
    summed = lines.annotate(net=Sum(F("cost") - F("revenue")))
    return {(row["budget"], row["year"]): row["net"] for row in summed}


def above_frame(year: int, budgets: list[Budget], net: Mapping[tuple[int, int], int]) -> Iterator[Finding]:
    """Yield the preliminary budgets that go above their frame, with the difference and whether they say why (B-3)."""
    frames = dict(
        Frame.objects.filter(conditions__year=year, year=year, conditions__state="adopted").values_list(
            "body", "net_cost"
        )
    )
    for budget in budgets:
        if budget.stage != Stage.PRELIMINARY or budget.body_id is None:
            continue
        above = rules.above_frame(net.get((budget.pk, year), 0), frames.get(budget.body_id))
        if above:
            says_why = bool(budget.frame_reason.strip())
            why, mend = ("", "Läs varför") if says_why else (" Budgeten säger inte varför.", "Sänk eller motivera")
            yield Finding("B-3", budget, f"Budgeten går {rules.kronor(above)} över ramen.{why}", mend, "ram")


def late(budget: Budget, on: datetime.date) -> Iterator[Finding]:
    """Yield the municipality's budget when the law's days have passed without board or council (L-2, KL 11:8–10)."""
    proposed, decided = (wheel.last_day(code, budget.year) for code in ("board_budget", "council_budget"))
    if budget.state in {"draft", "handed", "returned"} and on > proposed:
        yield Finding(
            "L-2",
            budget,
            f"Kommunstyrelsens förslag skulle ha varit klart {proposed} (KL 11 kap. 8 §).",
            "Bered budgeten",
        )
    if budget.state != "adopted" and on > decided:
        yield Finding(
            "L-2", budget, f"Fullmäktige skulle ha beslutat senast {decided} (KL 11 kap. 10 §).", "Besluta budgeten"
        )


def unbalanced(budget: Budget, net: Mapping[tuple[int, int], int]) -> Iterator[Finding]:
    """Yield what the municipality's statement departs from: the reserve's cap, balance and requirement (L-4, B-4)."""
    stated = budget.statement.all()
    if not stated:
        return
    results, earned = budget.balance_before(), {}
    for year in budget.years:
        amounts = {row.line: row.amount for row in stated if row.year == year}
        result = rules.result_of(net.get((budget.pk, year), 0), amounts)
        earned[year] = result.result
        cap = rules.reserve_cap(result.taxes, result.general_grants)
        over = amounts.get(StatementLine.RESERVE, 0) - cap
        if over > 0 and cap:
            yield Finding(
                "L-4",
                budget,
                f"Resultatreserven {year} är {rules.kronor(over)} över taket på 5 procent (KL 11 kap. 14 §).",
                _mend(budget, "Ändra reserven", "Se reserven"),
                "balanskrav",
            )
        if result.taxes:
            results[year] = result.balance_result
        if result.taxes and result.balance_result < 0:
            yield Finding(
                "L-4",
                budget,
                f"Resultatet {year} enligt balanskravet är {rules.kronor(result.balance_result)} (KL 11 kap. 5 §).",
                "Ändra budgeten eller ange hur underskottet återställs",
                "balanskrav",
            )
        rest = rules.balance_of(amounts).difference
        if rest:
            told = f"Balansbudgeten {year} går inte ihop; skillnaden är {rules.kronor(rest)}."
            yield Finding("B-4", budget, told, _mend(budget, "Ändra balansbudgeten", "Se balansbudgeten"), "balans")
    yield from unlike_results(budget, earned)
    yield from left_to_regain(budget, results)


def _mend(budget: Budget, write: str, read: str) -> str:
    """Return the words to the place where it is mended: one that is handed in or decided is only read (F-5)."""
    return write if budget.state in rules.UNFINISHED else read


def unlike_results(budget: Budget, results: Mapping[int, int]) -> Iterator[Finding]:
    """Yield the plan years whose equity in the balance budget changes by another amount than the result (B-4)."""
    equity = {row.year: row.amount for row in budget.statement.all() if row.line == StatementLine.EQUITY}
    for year, gap in rules.equity_gaps(results, equity).items():
        told = (
            f"Eget kapital ändras {year} med {rules.kronor(results[year] + gap)} i balansbudgeten, men årets resultat "
            f"är {rules.kronor(results[year])}."
        )
        yield Finding("B-4", budget, told, _mend(budget, "Ändra balansbudgeten", "Se balansbudgeten"), "balans")


def left_to_regain(budget: Budget, results: Mapping[int, int]) -> Iterator[Finding]:
    """Yield the deficits that the plan does not regain within three years (L-4, KL 11:12)."""
    last = budget.years[-1]
    for one in rules.not_regained(rules.deficits_in(results), budget.year, last):
        left = rules.kronor(one.left_after(min(one.last_year, last)))
        yield Finding(
            "L-4",
            budget,
            f"Underskottet {one.year} ska vara återställt {one.last_year}. Planen lämnar {left} (KL 11 kap. 12 §).",
            "Ändra planen, eller låt fullmäktige besluta om synnerliga skäl",
            "balanskrav",
        )


def unlike_council(budgets: list[Budget]) -> Iterator[Finding]:
    """Yield definitive drafts whose net cost is not what the council set, with the difference (B-3)."""
    whole = next((one for one in budgets if one.body_id is None and one.state == "adopted"), None)
    if whole is None:
        return
    council = whole.net_costs()
    for budget in budgets:
        if budget.stage != Stage.DEFINITIVE or budget.state == "adopted":
            continue
        own = budget.lines.filter(year=budget.year).aggregate(cost=Sum("cost"), revenue=Sum("revenue"))
        net = (own["cost"] or 0) - (own["revenue"] or 0)
        theirs = sum(council.get(area.pk, 0) for area in budget.areas())
        if net != theirs:
            told = rules.difference(net, theirs)
            yield Finding("B-3", budget, f"Nettokostnaden skiljer sig från fullmäktiges: {told}.", "Ändra beloppen")


def beside_budget(year: int) -> Iterator[Finding]:
    """Yield the year's new committee goals that the council adopted at another meeting than the budget's (D-2).

    Nothing is said where the council has decided no budget, or of what was decided before Styrhjul (D-7).
    """
    whole = list(Budget.objects.filter(year=year, body=None, state="adopted").order_by().values_list("pk", flat=True))
    if not whole:  # the year is not decided, and the others are not asked
        return
    by_council = DecisionLine.objects.filter(
        decision__meeting__body__kind=BodyKind.COUNCIL,
        decision__recorded_on__isnull=False,
        outcome__in=[Outcome.ADOPTED, Outcome.ADOPTED_WITH_CHANGE],
        version__isnull=False,  # a goal that passes to a successor is not handed in anew (O-5)
    ).select_related("decision__meeting")
    budgeted = by_council.filter(content_type=ContentType.objects.get_for_model(Budget), object_id__in=whole).first()
    if budgeted is None:
        return
    new = GoalVersion.objects.decided().filter(goal__level=Level.COMMITTEE, first_year=year).exclude(state="ended")
    about_new = by_council.filter(content_type=ContentType.objects.get_for_model(GoalVersion), object_id__in=new)
    first = {line.object_id: line.decision for line in about_new.order_by("-id")}  # a later one may end the goal
    meeting = budgeted.decision.meeting
    for version in new:
        decision = first.get(version.pk)
        if decision and not decision.before_styrhjul and decision.meeting_id != meeting.pk:
            message = (
                f"Fullmäktige fastställde målet {decision.decided_on}, på ett annat sammanträde än budgeten för "
                f"{year} ({meeting.held_on})."
            )
            yield Finding("D-2", version, message, "Ta upp målet med nästa budget", "gor")
