"""What people said to each other, put right and stated beside the plans: comments, corrections, disclaimers (T-3)."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Model

from styrhjul.goals.actions.goals import disclaim
from styrhjul.goals.actions.measures import Reading, report_outcomes
from styrhjul.goals.models import Activity, GoalVersion, Plan
from styrhjul.governance.commenting import comment
from styrhjul.integrations.demonstration.meetings import decide
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day

#: The goal's key, or the words that an activity begins with, and what was said of it: who, when, what.
ON_GOALS: dict[str, Sequence[tuple[str, datetime.date, str]]] = {
    "behorighet": (
        ("per", datetime.date(2026, 9, 8), "Roligt att se att alla skolor är över 95. Vad har Hamnskolan gjort?"),
        ("asa", datetime.date(2026, 9, 9), "De började med stödmöten redan i augusti. Jag berättar mer på nämnden."),
    ),
    "r_boende": (
        ("margareta", datetime.date(2026, 8, 31), "När kan vi se att väntan blir kortare?"),
        ("lena", datetime.date(2026, 9, 2), "Fyra platser är klara, sex till i november. Effekten syns efter nyår."),
        ("nils", datetime.date(2026, 9, 3), "Tack. Ta gärna med det i delårsrapporten."),
    ),
    "sbn_energi": (
        ("johan", datetime.date(2026, 6, 15), "Kan vi få siffror för varje skola?"),
        ("roger", datetime.date(2026, 6, 17), "Ja, till hösten. Mätarna sitter på plats i sju av elva skolor."),
    ),
    "kfn_forening": (
        ("eva", datetime.date(2026, 4, 2), "612 barn på en vecka är strålande. Hur många har fortsatt?"),
        ("fredrik", datetime.date(2026, 4, 9), "Föreningarna räknar i maj. En tredjedel i den förra omgången."),
    ),
}
ON_ACTIVITIES: dict[str, Sequence[tuple[str, datetime.date, str]]] = {
    "Studiestöd efter skoltid": (
        (
            "per",
            datetime.date(2026, 9, 11),
            "Hur många elever kommer, @Åsa Nordmark, och är det rätt elever som kommer?",
        ),
    ),
    "Fast omsorgskontakt": (("maja", datetime.date(2026, 9, 4), "Grupp 12 och 13 startar i oktober."),),
}


#: What the board and the council decided beside goals and reports: who, when, heading, text.
MATTERS = (
    ("KF", datetime.date(2026, 2, 26), "Policy för medborgardialog", "Policyn antas."),
    (
        "KS",
        datetime.date(2026, 6, 10),
        "Platser på särskilt boende 2027–2029",
        "Förvaltningen redovisar en plan i oktober.",
    ),
    ("KS", datetime.date(2026, 9, 2), "Tidplan för budget 2027 i valåret", "Fullmäktige beslutar den 19 november."),
)


def tell(town: Town) -> None:
    """Let everything be said."""
    for body, held_on, heading, text in MATTERS:
        decide(town, body, held_on, heading, [], text=text)
    for key, said in ON_GOALS.items():
        version = town.goals[key].version_in(2026)
        assert version is not None
        _say(town, version, said)
    for words, said in ON_ACTIVITIES.items():
        for activity in Activity.objects.filter(what__startswith=words, plan__year=2026):
            _say(town, activity, said)
    plan = Plan.objects.get(unit=town.units["strandskolan"], year=2027)
    _say(town, plan, (("mikaela", datetime.date(2026, 9, 8), "Jag har tagit med det vi talade om i juni."),))
    _correct(town)
    _disclaim(town)


def _say(town: Town, thing: Model, said: Sequence[tuple[str, datetime.date, str]]) -> None:
    for who, on, text in said:
        with on_day(on):
            comment(by=town.people[who], thing=thing, text=text)


def _correct(town: Town) -> None:
    """Correct two values that were reported wrongly, with the reason (M-6)."""
    with on_day(datetime.date(2026, 2, 18)):
        report_outcomes(
            by=town.people["jonas"],
            measure=town.measures["transportutslapp"],
            readings=[Reading(2024, Decimal(-48))],
            reason="Två bilar med dieseldrift hade räknats som elbilar.",
        )
    with on_day(datetime.date(2026, 3, 5)):
        report_outcomes(
            by=town.people["fredrik"],
            measure=town.measures["forening"],
            readings=[Reading(2025, Decimal(71), is_preliminary=True)],
            reason="Svaren från två skolor saknas än, så värdet är preliminärt.",
        )


def _disclaim(town: Town) -> None:
    """Let the election committee state that the overall goals do not concern it (G-3)."""
    for key in ("kompetens", "val", "klimat"):
        for year in (2025, 2026):
            version = town.goals[key].version_in(year)
            assert isinstance(version, GoalVersion)
            with on_day(datetime.date(2025, 11, 21)):
                disclaim(
                    by=town.secretary_of(town.bodies["VN"]),
                    goal=town.goals[key],
                    body=town.bodies["VN"],
                    year=year,
                    reason="Nämndens enda uppdrag är att genomföra val enligt lag.",
                )
