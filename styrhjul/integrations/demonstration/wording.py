"""Puts figures into plain Swedish sentences, so that every reason and analysis says what the numbers say."""

from styrhjul.documents.numbers import format_number
from styrhjul.followup.weighing import MeasureFacts
from styrhjul.goals.terms import Direction

UNITS = {"%": " procent", "index": ""}


def shown(facts: MeasureFacts, value: float) -> str:
    """Return the value with its unit in words."""
    if not facts.unit:  # only a qualitative measure has no unit: its value is a step
        return f"steg {format_number(value)}"
    return format_number(value, facts.decimals) + UNITS.get(facts.unit, f" {facts.unit}")


def _moved(facts: MeasureFacts, value: float) -> str:
    """Return how the value has moved since the year before, in words."""
    before = facts.year_before
    if before is None:
        return ""
    if format_number(before, facts.decimals) == format_number(value, facts.decimals):
        return ", samma nivå som året före"
    wants_lower = facts.direction == Direction.LOWER
    direction = "bättre" if (value < before) == wants_lower else "sämre"
    return f", {direction} än {shown(facts, before)} året före"


def sentence(facts: MeasureFacts) -> str:
    """Return one sentence on the measure: the outcome or the forecast, how it moved, and the target."""
    value, is_forecast = (facts.value, False) if facts.value is not None else (facts.forecast, True)
    if value is None:
        return f"Måttet «{facts.name}» har inget värde än."
    told = "väntas bli" if is_forecast else "blev"
    aim = "" if facts.target is None else f". Målvärdet är {shown(facts, facts.target)}"
    return f"Måttet «{facts.name}» {told} {shown(facts, value)}{_moved(facts, value)}{aim}."


#: How a judgement is explained after the figures, by its value; several of each, so that neighbours differ.
CLOSING = {
    "attained": (
        "Det som krävs för målet är uppfyllt.",
        "Nivån är nådd, och inget tyder på att den är tillfällig.",
        "Målet är uppnått med viss marginal.",
    ),
    "mainly": (
        "Det viktigaste är på plats, men något återstår.",
        "Resten av vägen är kort och planerad.",
        "Det mesta är gjort, och det som är kvar är känt.",
    ),
    "partly": (
        "En del är på väg, men det mesta återstår.",
        "Riktningen är rätt, men takten räcker inte.",
        "Vi är nära på något mått men inte på alla.",
    ),
    "not": (
        "Vi når inte det som målet kräver, och arbetssättet behöver ändras.",
        "Avståndet till målet har ökat, och orsaken är känd.",
        "Målet är inte uppnått. Nästa års plan behöver ta tag i det.",
    ),
    "none": ("Underlaget räcker inte för en bedömning.",),
}

#: What the analysis says of why, after the figures; chosen by the goal.
CAUSES = (
    "Det arbete som planerades har i stort sett genomförts. Det som dröjt beror främst på vakanser under våren.",
    "Insatserna har gett effekt där de har hunnit verka i mer än ett år. Nya arbetssätt tar längre tid än väntat.",
    "Utvecklingen beror både på vårt eget arbete och på att efterfrågan har förändrats. Vi följer den varje månad.",
    "Enheterna har kommit olika långt. De som började tidigt har bättre resultat, och deras sätt sprids nu.",
    "Samarbetet mellan avdelningarna har blivit tätare. Det som återstår är att få rutinerna att hålla över tid.",
    "Utbildningen av medarbetarna har varit avgörande. Där alla har gått den är skillnaden tydlig.",
    "En del av förändringen beror på hur vi mäter. Räknat på samma sätt som förra året är den något mindre.",
    "Omvärlden har hjälpt till: färre vakanser och lägre priser. Vårt eget bidrag är ungefär hälften.",
    "De som använder tjänsten har varit med och format den. Det har gett färre klagomål och bättre svar i enkäten.",
)


def analysis(facts: list[MeasureFacts], number: int) -> str:
    """Return an analysis in two paragraphs: what the figures show, and why it is so."""
    shown_figures = " ".join(sentence(one) for one in facts)
    return f"{shown_figures}\n\n{CAUSES[number % len(CAUSES)]}".strip()


def reason(facts: list[MeasureFacts], value: str, number: int) -> str:
    """Return the reason for a judgement: the first figure, and what it means for the goal."""
    closings = CLOSING[value]
    return " ".join([*(sentence(one) for one in facts[:1]), closings[number % len(closings)]])
