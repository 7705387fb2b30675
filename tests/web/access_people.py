"""Whom the table of access is about, what they may in short, and how a row of it is written (O-6, O-8, T-2)."""

from collections.abc import Mapping
from typing import NamedTuple

LOGIN = "inloggningen"

#: Everybody that the table is about; the world gives their positions.
PEOPLE = (
    "stranger",
    "emil",  # employee at Strandskolan, responsible for an activity
    "mikaela",  # head of the unit Strandskolan
    "asa",  # head of the department for compulsory school
    "tomas",  # head of the school administration
    "lena",  # headed the school administration until August (O-4)
    "vera",  # head of the care administration
    "sara",  # secretary of the school committee
    "olle",  # secretary of the care committee
    "bo",  # secretary of the board
    "frida",  # secretary of the council
    "per",  # chair of the school committee
    "mia",  # member of the school committee
    "maj",  # member of the care committee
    "conny",  # controller at the school administration
    "karin",  # municipal director
    "rune",  # auditor
    "ada",  # system administrator
)

ALL = frozenset(PEOPLE) - {"stranger"}
NOBODY: frozenset[str] = frozenset()

#: Who drafts for the school committee, and who else reads its drafts (O-6, O-8).
DRAFT_SCHOOL = frozenset({"per", "sara", "tomas", "conny"})
READ_SCHOOL = DRAFT_SCHOOL | {"mia", "karin"}
#: The same of the board: its secretary, and the municipal director who heads the office; controllers read (O-8).
DRAFT_BOARD = frozenset({"bo", "karin"})
READ_BOARD = DRAFT_BOARD | {"conny"}
#: Who reads the drafts of plans: those over the unit or in it, controllers, the municipal director (O-8, P-6).
READ_PLAN = frozenset({"tomas", "conny", "karin"})
READ_UNIT_PLAN = READ_PLAN | {"asa", "mikaela", "emil"}
#: Who writes in the plans of the unit Strandskolan: heads and controllers over it (O-6).
WRITE_UNIT_PLAN = frozenset({"mikaela", "asa", "tomas", "conny"})
#: Who reports the school's measure: heads over its department, controllers (M-3).
REPORT = frozenset({"asa", "tomas", "conny"})
#: Who leads the school's report: head, controller and secretary, never the elected (F-4, O-6).
LEAD_SCHOOL = frozenset({"tomas", "conny", "sara"})
#: Who plans and opens rounds: controllers, the municipal director, the board's secretary (F-4).
PLANNERS = frozenset({"bo", "conny", "karin"})
#: Who looks over the whole municipality: controllers and the municipal director (O-8, M-4).
OVERSEERS = frozenset({"conny", "karin"})
SARA, ADA, TOMAS = frozenset({"sara"}), frozenset({"ada"}), frozenset({"tomas"})


class Row(NamedTuple):
    """An address: its name, what it is asked of, who gets what answer. ``done`` is the answer of those who may."""

    name: str
    of: str = ""
    may: frozenset[str] = ALL
    reads: frozenset[str] = ALL
    stranger: int | str = LOGIN
    done: int = 200
    post: bool = False
    data: Mapping[str, str] = {}

    def answer(self, who: str) -> int | str:
        """The answer that the person is to get: a status, or the word for being sent to the login."""
        if who == "stranger":
            return self.stranger
        if who in self.may:
            return self.done
        return 403 if who in self.reads else 404

    def __str__(self) -> str:
        return f"{'POST' if self.post else 'GET'} {self.name} {self.of}".strip()


def public(name: str, of: str = "", done: int = 200) -> Row:
    """A page that anybody reads (T-2)."""
    return Row(name, of, stranger=done, done=done)


def inside(name: str, of: str = "", readers: frozenset[str] = ALL, done: int = 200) -> Row:
    """A page that the public reads when it is about something decided, but not this, which is not there yet (O-8)."""
    return Row(name, of, readers, readers, 404, done)


def closed(name: str, of: str = "", may: frozenset[str] = ALL, reads: frozenset[str] = ALL, done: int = 200) -> Row:
    """A page for those signed in, of whom some get in."""
    return Row(name, of, may, reads, LOGIN, done)


def act(name: str, of: str, may: frozenset[str], reads: frozenset[str] = ALL, done: int = 302, **data: str) -> Row:
    """A button: posted only."""
    return Row(name, of, may, reads, LOGIN, done, True, data)
