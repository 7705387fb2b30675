"""What the auditors said of the annual report of 2025, and the council's decision on discharge, all examples (F-10)."""

import datetime

from styrhjul.followup import actions
from styrhjul.followup.models import Discharge, Report
from styrhjul.governance.actions import Ruling
from styrhjul.integrations.demonstration.days import Following
from styrhjul.integrations.demonstration.meetings import decide
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day

#: How many days before the council's meeting the auditors give their statement.
DAYS_BEFORE = 8

STATEMENT = (
    "Exempel. Vi bedömer att resultatet i årsredovisningen i huvudsak är förenligt med de mål för god ekonomisk "
    "hushållning som fullmäktige har beslutat.\n\n"
    "- Räkenskaperna är i allt väsentligt rättvisande.\n"
    "- Den interna kontrollen har i huvudsak varit tillräcklig, men socialnämnden följde upp underskottet sent."
)
INTERIM = (
    "Exempel. Vi har översiktligt granskat delårsrapporten. Inget tyder på att resultatet inte är förenligt med målen, "
    "men flera mått saknar utfall vid delåret."
)
REMARK = "Exempel. Nämnden vidtog inte tillräckliga åtgärder mot underskottet under våren."


def state(town: Town, whole: Report, following: Following) -> None:
    """Let the auditor give the statement on the report, and what is recommended for each body of the annual one."""
    auditor = town.people["rune"]
    with on_day(following.council_by - datetime.timedelta(days=DAYS_BEFORE)):
        is_annual = following.kind == "annual"
        actions.state(by=auditor, report=whole, text=STATEMENT if is_annual else INTERIM)
        for discharge in Discharge.objects.filter(report=whole).select_related("body"):
            is_remarked = discharge.body == town.bodies["SN"]
            verdict, ground = ("remarked", REMARK) if is_remarked else ("granted", "")
            actions.recommend(by=auditor, discharge=discharge, verdict=verdict, ground=ground)


def discharge(town: Town, whole: Report, following: Following) -> None:
    """Let the council decide on discharge in a matter of its own, as the auditors recommend (F-10)."""
    waiting = list(Discharge.objects.filter(report=whole).select_related("body", "report__round"))
    if waiting:
        heading = f"Ansvarsfrihet {following.year}"
        text = "Fullmäktige beslutar om ansvarsfrihet för varje organ enligt revisorernas förslag."
        decide(town, "KF", following.council_by, heading, [Ruling(one) for one in waiting], text=text)
