"""Sound financial management: proposed from the judgements of the financial and the directed goals (F-7). No Django."""

from collections.abc import Sequence
from typing import NamedTuple

from styrhjul.followup.terms import Attainment
from styrhjul.governance.workflow import Refused

#: Judgements that count as attained; what cannot be assessed counts as not (F-7).
REACHED = frozenset({Attainment.ATTAINED, Attainment.MAINLY})


class Group(NamedTuple):
    """One of the two groups of goals: its name, how many are attained or mainly so, how many it holds, and how many of
    them nobody has judged yet.
    """

    name: str
    reached: int
    total: int
    unjudged: int = 0

    def is_mainly_attained(self, share: float) -> bool:
        """Tell whether more than the share of the group's goals are attained or mainly attained."""
        return self.total > 0 and self.reached > share * self.total


def group_of(name: str, values: Sequence[str]) -> Group:
    """Return the group of goals with these judgements; a goal that nobody has judged has an empty one."""
    return Group(name, sum(value in REACHED for value in values), len(values), sum(not value for value in values))


class SoundProposal(NamedTuple):
    """What the judgements speak for, and the arithmetic in words; an empty value when there is no goal at all."""

    value: str
    sentence: str
    lines: tuple[str, ...]


def propose(groups: Sequence[Group], share: float) -> SoundProposal:
    """Return the proposal: achieved when both groups are mainly attained, partly when one is, else not (F-7).

    A group without goals has no say, and nothing is proposed before any goal is judged.
    """
    heard = [group for group in groups if group.total]
    mainly = [group for group in heard if group.is_mainly_attained(share)]
    lines = tuple(
        f"{group.name}: {group.reached} av {group.total} är uppnådda eller i huvudsak uppnådda, "
        f"{'mer' if group.is_mainly_attained(share) else 'inte mer'} än {100 * share:.0f}\N{NO-BREAK SPACE}procent."
        + (f" {group.unjudged} är inte bedömda än och räknas som inte uppnådda." if group.unjudged else "")
        for group in heard
    )
    if all(group.unjudged == group.total for group in heard):
        return SoundProposal("", "Inga finansiella eller riktade mål är bedömda än.", ())
    if len(mainly) == len(heard):
        value = Attainment.ATTAINED
    elif mainly:
        value = Attainment.PARTLY
    else:
        value = Attainment.NOT
    return SoundProposal(value, f"{len(mainly)} av {len(heard)} grupper av mål är i huvudsak uppnådda.", lines)


def check(*, value: str, reason: str, proposed: str, departure: str) -> None:
    """Refuse a judgement without value or reason, or one that departs without saying why (F-7)."""
    errors = {}
    if not value:
        errors["value"] = "Välj i vilken mån god ekonomisk hushållning är uppnådd."
    if not reason.strip():
        errors["reason"] = "Skriv grunden för bedömningen."
    if value and proposed and value != proposed and not departure.strip():
        errors["departure"] = "Skriv varför du bedömer annorlunda än målen talar för."
    if errors:
        raise Refused("Bedömningen behöver kompletteras. " + " ".join(errors.values()), "F-7", errors)
