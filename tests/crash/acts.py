"""What people do when the power goes: each act is one request, and knows all the traces that it leaves.

The traces of a part of an act are all there or none of them is; each tells the number of the act, so that none can be
taken for that of an earlier one.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model, Sum

from styrhjul.budget.models import Actual, Batch
from styrhjul.followup import actions as followup
from styrhjul.followup.models import Assessment, MeasureForecast, Part, PartDraft, Report
from styrhjul.followup.terms import PartState
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.archive import checksum_of
from styrhjul.governance.models import Decision, DecisionLine, FrozenDocument, FrozenVersion, Task
from styrhjul.governance.terms import Outcome, TaskKind
from styrhjul.organisation.models import LogEntry, Person
from styrhjul.web.meeting_forms import texts_of
from tests.crash.town import ROWS, YEARS, Town, ledger

Traces = Mapping[str, bool]


@dataclass(frozen=True)
class Act:
    """One request by a person, and for each thing that it does what tells whether that was done."""

    name: str
    by: Person
    path: str
    parts: list[Callable[[], Traces]]
    data: Mapping[str, Any] | None = field(default=None)


def logged(thing: Model) -> Callable[[int], bool]:
    """Return what tells whether so many lines have been logged about the thing from now on."""
    before = LogEntry.objects.about(thing).count()
    return lambda lines: LogEntry.objects.about(thing).count() == before + lines


def frozen(thing: Model, step: str) -> Callable[[], bool]:
    """Return what tells whether one more version of the thing has been frozen from now on, at that step."""
    before = FrozenVersion.objects.of(thing).count()

    def is_so() -> bool:
        versions = list(FrozenVersion.objects.of(thing))
        return len(versions) == before + 1 and versions[-1].step == step

    return is_so


def open_tasks(kind: TaskKind, thing: Model) -> int:
    """Return how many tasks of the kind wait about the thing."""
    return Task.objects.filter(kind=kind, object_id=thing.pk, done_on=None).count()


def save(town: Town, number: int) -> Act:
    """Save a part about a goal: text, judgement and forecast, all by one button (F-4)."""
    part = Part.objects.get(pk=town.goal_part.pk)
    by, measure = town.world.tomas, part.version.goal_measures.get().measure
    followup.keep_draft(by=by, part=part, edition=part.edition, content={"text": f"Utkast före {number}"})
    lines = logged(part)

    def traces() -> Traces:
        now = Part.objects.get(pk=part.pk)
        judged, forecast = Assessment.objects.of_part(part).first(), MeasureForecast.objects.filter(measure=measure)
        return {
            "the text": now.text == f"Text {number}",
            "the edition": now.edition == part.edition + 1,
            "the judgement": judged is not None and judged.reason == f"Skäl {number}",
            "the forecast": forecast.filter(value=number).exists(),
            "the draft is gone": not PartDraft.objects.filter(part=part, person=by).exists(),
            "the log": lines(3),
        }

    data = {
        "edition": part.edition, "value": "attained", "reason": f"Skäl {number}", "departure": "", "do": "save",
        "forecast": "attained", "text": f"Text {number}", f"forecast_{measure.pk}": str(number),
    }  # fmt: skip
    return Act("save a part", by, f"/rapportdel/{part.pk}/", [traces], data)


def keep_draft(town: Town, number: int) -> Act:
    """Keep what is being typed, as the page does every few seconds (F-4)."""
    part = Part.objects.get(pk=town.goal_part.pk)

    def traces() -> Traces:
        kept = PartDraft.objects.filter(part=part, person=town.world.tomas).first()
        return {"the draft": kept is not None and kept.content.get("text") == f"Utkast {number}"}

    data = {"edition": part.edition, "text": f"Utkast {number}"}
    return Act("keep a draft", town.world.tomas, f"/rapportdel/{part.pk}/utkast/", [traces], data)


def hand_over(town: Town, number: int) -> Act:
    """Save a part and hand it over; its task is done (F-4)."""
    part, by = Part.objects.get(pk=town.whole_part.pk), town.world.tomas
    if part.state == PartState.HANDED:
        part = followup.return_part(by=by, part=part, reason="Skriv mer.")
    assert open_tasks(TaskKind.WRITE_PART, part) == 1
    lines = logged(part)

    def traces() -> Traces:
        now = Part.objects.get(pk=part.pk)
        return {
            "the text": now.text == f"Text {number}",
            "the state": now.state == PartState.HANDED,
            "the task": open_tasks(TaskKind.WRITE_PART, part) == 0,
            "the log": lines(2),
        }

    data = {"edition": part.edition, "text": f"Text {number}", "do": "hand_over"}
    return Act("hand over a part", by, f"/rapportdel/{part.pk}/", [traces], data)


def decide(town: Town, number: int) -> Act:
    """Record two matters of a meeting with two goals each, one of them changed: each matter whole or not (D-4)."""
    parts: list[Callable[[], Traces]] = []
    data: dict[str, Any] = {}
    for place, matter in enumerate(town.matters(number)):
        changed, kept = (line for line in matter.lines.order_by("id"))
        form, paragraph = f"m{matter.pk}", f"{number}{'ab'[place]}"
        texts = {one.name: one.text for one in texts_of(changed.thing)} | {"heading": f"Ändrat {paragraph}"}
        data |= {f"{form}-text_{changed.pk}_{name}": text for name, text in texts.items()}
        data |= {
            f"{form}-paragraph": paragraph, f"{form}-text": "Målen antas.", f"{form}-outcome_{kept.pk}": "adopted",
            f"{form}-outcome_{changed.pk}": Outcome.ADOPTED_WITH_CHANGE,
        }  # fmt: skip
        parts.append(_decided(matter, changed, kept, paragraph))
    return Act("decide", town.world.sara, f"/sammantrade/{town.school_meets.pk}/registrera/", parts, data)


def _decided(matter: Decision, changed: DecisionLine, kept: DecisionLine, paragraph: str) -> Callable[[], Traces]:
    """Return what tells whether the matter was recorded: every line, every goal, every version, and the log."""
    goals = {line: line.thing for line in (changed, kept)}
    versions = {line: frozen(goal, "propose") for line, goal in goals.items()}
    lines, of_goals = logged(matter), [logged(goal) for goal in goals.values()]

    def traces() -> Traces:
        now = Decision.objects.get(pk=matter.pk)
        told = {"the paragraph": now.paragraph == paragraph, "the day": now.recorded_on is not None}
        for line, goal in goals.items():
            after = GoalVersion.objects.get(pk=goal.pk)
            wanted = (Outcome.ADOPTED_WITH_CHANGE, f"Ändrat {paragraph}")
            outcome, heading = wanted if line == changed else (Outcome.ADOPTED, goal.heading)
            told |= {
                f"the outcome of {goal}": DecisionLine.objects.get(pk=line.pk).outcome == outcome,
                f"the state of {goal}": after.state == "proposed",
                f"the version of {goal}": versions[line](),
            }
            told |= {f"the text of {goal}": after.heading == heading} if line == changed else {}
        return told | {"the log": lines(1)} | {f"the log of goal {i}": one(1) for i, one in enumerate(of_goals)}

    return traces


def import_outcomes(town: Town, number: int) -> Act:
    """Import a file with outcomes of three measures, every line or none (M-2, M-3)."""
    lines = {measure: logged(measure) for measure in town.measures}
    rows = "\n".join(f"{one.name};{year};{number},{place}" for place, one in enumerate(lines) for year in YEARS)

    def traces() -> Traces:
        told = {}
        for place, (measure, of_measure) in enumerate(lines.items()):
            known = set(measure.outcomes.current().values_list("value", flat=True))
            told[f"{measure}"] = known == {Decimal(f"{number}.{place}")}
            told[f"the log of {measure}"] = of_measure(1)
        return told

    data = {"rows": f"mått;period;värde\n{rows}\n", "name": "utfall.csv", "confirm": "1", "reason": f"Rättat {number}"}
    return Act("import outcomes", town.world.conny, "/matt/las-in/", [traces], data)


def read_ledger(town: Town, number: int) -> Act:
    """Read a ledger file in as a preview, which takes the place of the last one (B-6)."""
    content, earlier = ledger(number), town.staged(number - 1)

    def traces() -> Traces:
        batch = Batch.objects.filter(checksum=hashlib.sha256(content).hexdigest()).first()
        return {
            "the batch": batch is not None and batch.is_staged,
            "its rows": batch is not None and batch.rows.count() == batch.row_count == ROWS,
            "its sum": batch is not None and batch.rows.aggregate(sum=Sum("amount"))["sum"] == batch.file_sum,
            "the last preview is gone": not Batch.objects.filter(pk=earlier).exists(),
        }

    file = _Upload(content, f"huvudbok-{number}.csv")
    data = {"file": file, "year": 2026, "first_period": 1, "last_period": 3, "sign": ""}
    return Act("read a ledger file", town.world.conny, "/ekonomi/inlasningar/ny/", [traces], data)


class _Upload:
    """A file as a form sends it, each time from its beginning."""

    content_type = "text/csv"

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self.name = content, name

    def read(self) -> bytes:
        """Return all of it."""
        return self.content


def confirm_ledger(town: Town, number: int) -> Act:
    """Confirm a preview: it counts, and the year's actuals are made anew of it (B-6)."""
    batch = Batch.objects.get(pk=town.staged(number))
    lines = logged(batch)

    def traces() -> Traces:
        now = Batch.objects.get(pk=batch.pk)
        actual = Actual.objects.filter(year=2026).aggregate(sum=Sum("amount", default=0))["sum"]
        return {
            "it is confirmed": not now.is_staged,
            "it counts": now.activated_at is not None,
            "the actuals": actual * 100 == batch.file_sum,
            "the log": lines(1),
        }

    return Act("confirm an import", town.world.conny, f"/ekonomi/inlasningar/{batch.pk}/", [traces], {"signs": "on"})


def hand_in_or_send_back(town: Town, number: int) -> Act:
    """Hand a report in to its committee, frozen as a version; or decide to send it back, in turns (F-4, F-5)."""
    report = Report.objects.get(pk=town.report.pk)
    return _hand_in(town, report, number) if report.state in {"draft", "returned"} else _send_back(town, report, number)


def _hand_in(town: Town, report: Report, number: int) -> Act:
    version, lines = frozen(report, "hand_in"), logged(report)

    def traces() -> Traces:
        now = Report.objects.get(pk=report.pk)
        waiting = DecisionLine.objects.filter(decision__meeting=town.care_meets, decision__recorded_on=None)
        return {
            "the state": now.state == "handed",
            "the reason": now.incomplete_reason == f"Bråttom {number}.",
            "the version": version(),
            "the agenda": waiting.filter(version=FrozenVersion.objects.of(report).last()).count() == 1,
            "the task": open_tasks(TaskKind.RECORD_DECISION, report) == 1,
            "the log": lines(1),
        }

    data = {"meeting": town.care_meets.pk, "held_on": "", "reason": f"Bråttom {number}."}
    return Act("hand in a report", town.world.vera, f"/rapport/{report.pk}/lamna/", [traces], data)


def _send_back(town: Town, report: Report, number: int) -> Act:
    line = town.waiting_line()
    version, lines, of_decision = frozen(report, "send_back"), logged(report), logged(line.decision)

    def traces() -> Traces:
        now = DecisionLine.objects.select_related("decision").get(pk=line.pk)
        return {
            "the paragraph": now.decision.paragraph == str(number),
            "the outcome": (now.outcome, now.reason) == (Outcome.SENT_BACK, f"Gör om {number}."),
            "the state": Report.objects.get(pk=report.pk).state == "returned",
            "the version": version(),
            "the task": open_tasks(TaskKind.RECORD_DECISION, report) == 0,
            "the log": lines(1) and of_decision(1),
        }

    form = f"m{line.decision_id}"
    data = {
        f"{form}-paragraph": number, f"{form}-text": "", f"{form}-outcome_{line.pk}": "sent_back",
        f"{form}-reason_{line.pk}": f"Gör om {number}.",
    }  # fmt: skip
    return Act("send a report back", town.world.olle, f"/sammantrade/{town.care_meets.pk}/registrera/", [traces], data)


def fetch_file(town: Town, number: int) -> Act:
    """Fetch a frozen version as a Word file, made the first time it is asked for (F-5, F-9)."""
    version = FrozenVersion.objects.of(town.report).exclude(documents__format="docx").last()
    if version is None:
        return hand_in_or_send_back(town, number)

    def traces() -> Traces:
        kept = FrozenDocument.objects.filter(version=version).first()
        return {
            "the file": kept is not None,
            "its checksum": kept is not None and checksum_of(bytes(kept.content)) == kept.checksum,
        }

    path = f"/rapport/{town.report.pk}/docx/?version={version.number}"
    return Act("fetch a file", town.world.olle, path, [traces])


ACTS = (
    save, keep_draft, hand_over, decide, import_outcomes, read_ledger, confirm_ledger, hand_in_or_send_back, fetch_file,
)  # fmt: skip
