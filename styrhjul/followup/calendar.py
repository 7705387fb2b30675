"""The days of the rounds as entries of the follow-up wheel (W-1, W-2, L-3)."""

import datetime
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from styrhjul.followup.models import Round
from styrhjul.followup.terms import RoundKind
from styrhjul.governance.registry import Entry
from styrhjul.governance.terms import Performer, Wheel
from styrhjul.governance.wheel import law_of, too_late
from styrhjul.organisation.models import Body

#: What a round's report is called in a sentence, and in the narrow room of the wheel.
NAMES: Mapping[str, str] = {
    RoundKind.QUARTERLY: "kvartalsrapporten",
    RoundKind.INTERIM: "delårsrapporten",
    RoundKind.ANNUAL: "årsredovisningen",
    RoundKind.MONTHLY: "månadsrapporten",
}
SHORT: Mapping[str, str] = {
    RoundKind.QUARTERLY: "Kvartalsrapport",
    RoundKind.INTERIM: "Delårsrapport",
    RoundKind.ANNUAL: "Årsredovisning",
    RoundKind.MONTHLY: "Månadsrapport",
}
DAY = datetime.timedelta(days=1)


class Stretch(NamedTuple):
    """A stretch of a round: its key, what is done, by whom, between which days, and how the wheel draws it."""

    key: str
    what: str
    performer: Performer
    from_on: datetime.date
    due_on: datetime.date
    short: str = ""
    drawn_from: datetime.date | None = None


def stretches(one: Round, who: str = "") -> Iterator[Stretch]:
    """Yield the round's stretches in order: written, treated by committees, board and council (F-4, W-2).

    Two are drawn, up to the committees and after them; of a quarterly report, which ends with the board, one (F-1).
    A committee's own round ends with the committee, and is not drawn; ``who`` is then its name (F-3).
    """
    is_own = one.body_id is not None
    name, short = f"{NAMES[one.kind]} {one.year}", SHORT[one.kind]
    if is_own:
        name, short = one.name[:1].lower() + one.name[1:], ""
    ends_with_board = one.kind == RoundKind.QUARTERLY
    yield Stretch(
        "write", f"Analys och sammanställning till {name}", Performer.ADMINISTRATIONS, one.opens_on, one.parts_due_on
    )
    yield Stretch(
        "committees", f"{who or 'Nämnderna'} behandlar {name}", Performer.COMMITTEES,
        min(one.parts_due_on + DAY, one.committees_by), one.committees_by,
        "" if is_own or ends_with_board else f"{short} i nämnderna", one.opens_on,
    )  # fmt: skip
    if is_own:
        return
    yield Stretch(
        "board", f"Kommunstyrelsen behandlar {name}", Performer.BOARD, min(one.committees_by + DAY, one.board_by),
        one.board_by, short if ends_with_board else "", one.opens_on,
    )  # fmt: skip
    if not ends_with_board:
        yield Stretch(
            "council", f"Fullmäktige behandlar {name}", Performer.COUNCIL, min(one.board_by + DAY, one.council_by),
            one.council_by, f"{short} i KF", min(one.committees_by + DAY, one.council_by),
        )  # fmt: skip


def entries(first: datetime.date, last: datetime.date) -> Iterator[Entry]:
    """Yield the stretches of the rounds that go on between the days (W-2, L-3); two queries.

    What the board hands over is what the law gives a last day for.
    """
    rounds = Round.objects.filter(opens_on__lte=last, council_by__gte=first).order_by("opens_on")
    own = Body.objects.named(last).filter(pk__in=rounds.order_by().values("body"))
    names = {body.pk: body.name_on(last) for body in own}
    for one in rounds:
        who = names.get(one.body_id or 0, "")
        for part in stretches(one, who):
            if part.due_on < first or (part.drawn_from or part.from_on) > last:
                continue
            code = one.kind if part.key == "board" else ""
            yield Entry(
                f"round-{one.pk}-{part.key}", Wheel.FOLLOWUP, one.year, part.what, part.from_on, part.due_on,
                who if who and part.performer == Performer.COMMITTEES else part.performer.label, part.performer, one,
                one.body_id, law_of(code),
                too_late(code, one.year, part.due_on), part.short, part.drawn_from,
            )  # fmt: skip
