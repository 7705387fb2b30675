"""The table of access: every address against every person, written by hand from the rules (O-6, O-8, T-2).

``may`` get in, ``reads`` are those who may read the thing but not do this with it (403); to everybody else it is not
there (404). A stranger is sent to the login, except where the page is public: 200, or 404 for what is not public yet.
"""

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


READING = [
    *(public(name) for name in ("start", "about", "accessibility", "measures", "rounds", "meetings", "bodies")),
    *(public(name, done=302) for name in ("chain_now", "plans_now")),
    *(public(name, "year") for name in ("chain", "plans")),
    closed("my_page"),
    closed("findings_now", done=302),
    closed("findings", "year"),
]

GOALS = [
    public("goal", "adopted goal"),
    public("goal", "directed goal"),
    inside("goal", "draft goal", READ_SCHOOL, 302),
    inside("goal", "board's draft goal", READ_BOARD, 302),
    inside("goal", "handed goal", done=302),
    public("goal_year", "adopted goal in 2026"),
    inside("goal_year", "draft goal in 2027", READ_SCHOOL),
    inside("goal_year", "board's draft goal in 2027", READ_BOARD),
    inside("goal_year", "handed goal in 2027"),
    inside("goal_year", "unapproved goal in 2027"),
    public("goal_year", "proposed goal in 2027"),
    public("goal_version", "adopted version", 302),
    inside("goal_version", "draft version", READ_SCHOOL, 302),
    inside("goal_version", "unapproved version", done=302),
    public("goal_version", "proposed version", 302),
    public("goal_compare", "adopted goal"),
    inside("goal_compare", "draft goal", READ_SCHOOL),
    inside("goal_compare", "handed goal"),
    inside("goal_compare", "unapproved goal"),
    public("goal_compare", "proposed goal"),
    public("body_compare", "body"),
    closed("new_goal", may=DRAFT_SCHOOL | DRAFT_BOARD | {"vera", "olle", "frida"}),
    closed("edit_goal", "draft version", DRAFT_SCHOOL, READ_SCHOOL),
    closed("edit_goal", "board's draft version", DRAFT_BOARD, READ_BOARD),
    closed("edit_goal", "handed version", NOBODY),
    closed("edit_goal", "adopted version", NOBODY),
    closed("goal_measures", "draft version", DRAFT_SCHOOL, READ_SCHOOL),
    closed("goal_measures", "handed version", NOBODY),
    closed("goal_receivers", "board's draft version", DRAFT_BOARD, READ_BOARD),
    closed("goal_receivers", "handed version", NOBODY),
    closed("disclaim_goal", "adopted version", NOBODY),
    act("drop_measure", "draft's measure", DRAFT_SCHOOL, READ_SCHOOL),
    closed("hand_in_goal", "draft version", TOMAS, READ_SCHOOL),
    closed("hand_in_goal", "board's draft version", frozenset({"karin"}), READ_BOARD),
    closed("hand_in_goal", "adopted version", NOBODY),
    closed("take_back_goal", "handed version", TOMAS),
    closed("take_back_goal", "proposed version", NOBODY),
    closed("review_goal", "adopted version", DRAFT_SCHOOL),
    closed("review_goal", "draft version", NOBODY, READ_SCHOOL),
    closed("answer_goal", "share", DRAFT_SCHOOL),
    closed("answer_goal", "draft's share", frozenset({"conny"}), READ_BOARD),
    act("comment", "comment on adopted goal", ALL, text="Bra."),
    act("comment", "comment on draft goal", READ_SCHOOL, READ_SCHOOL, text="Bra."),
    public("measure", "measure"),
    inside("measure", "measure of the draft"),
    closed("report_outcome", "measure", REPORT),
    closed("redefine_measure", "measure", DRAFT_SCHOOL),
    closed("import_outcomes", may=REPORT),
]

PLANS = [
    public("plan", "adopted plan"),
    inside("plan", "draft plan", READ_PLAN),
    inside("plan", "handed plan"),
    inside("plan", "unit's plan"),
    inside("plan", "unit's draft plan", READ_UNIT_PLAN),
    closed("hear_plan", "adopted plan", TOMAS | SARA),
    closed("hear_plan", "draft plan", TOMAS, READ_PLAN),
    closed("hear_plan", "unit's plan", NOBODY),
    closed("new_plan", "unit in 2027", WRITE_UNIT_PLAN),
    closed("edit_plan", "draft plan", frozenset({"tomas", "conny"}), READ_PLAN),
    closed("edit_plan", "unit's draft plan", WRITE_UNIT_PLAN, READ_UNIT_PLAN),
    closed("edit_plan", "adopted plan", NOBODY),
    closed("new_activity", "draft plan", frozenset({"tomas", "conny"}), READ_PLAN),
    closed("new_activity", "handed plan", NOBODY),
    closed("edit_activity", "draft's activity", frozenset({"tomas", "conny"}), READ_PLAN),
    closed("edit_activity", "activity", NOBODY),
    act("drop_activity", "draft's activity", frozenset({"tomas", "conny"}), READ_PLAN),
    act("drop_activity", "activity", NOBODY),
    closed("plan_responsible", "adopted plan", TOMAS),
    closed("plan_responsible", "draft plan", TOMAS, READ_PLAN),
    closed("plan_responsible", "unit's plan", NOBODY),
    act("step_plan", "draft plan, hand in", TOMAS, READ_PLAN),
    act("step_plan", "unit's draft plan, hand in", frozenset({"mikaela"}), READ_UNIT_PLAN),
    act("step_plan", "handed plan, endorse", TOMAS),
    act("step_plan", "handed plan, adopt", NOBODY),
    public("activity", "activity"),
    Row("activity", "activity", TOMAS | {"asa", "emil"}, ALL, 403, 302, True, {"status": "done"}),
    inside("activity", "draft's activity", READ_PLAN),
    public("budget", "public budget"),
    inside("budget", "draft budget", READ_SCHOOL),
    inside("budget", "handed budget"),
    inside("budget", "unapproved budget"),
    act("hand_in_budget", "draft budget", TOMAS, READ_SCHOOL),
    act("hand_in_budget", "public budget", TOMAS),  # who is told on the page that it is handed in already
]

#: Who imports actuals and sets up areas: the controllers (B-2, B-6).
CONTROLLERS = frozenset({"conny"})

MONEY = [
    public("budget_now", done=302),
    *(public(name, "year") for name in ("budget_year", "budget_changes")),
    closed("write_budget_text", "draft budget", DRAFT_SCHOOL, READ_SCHOOL),
    closed("write_budget_text", "public budget", NOBODY),
    closed("budget_amounts", "draft budget", DRAFT_SCHOOL, READ_SCHOOL),
    closed("budget_amounts", "public budget", NOBODY),
    public("budget_sheet", "public budget"),
    inside("budget_sheet", "draft budget", READ_SCHOOL),
    closed("budget_sheet_import", "draft budget", DRAFT_SCHOOL, READ_SCHOOL),
    closed("budget_sheet_import", "public budget", NOBODY),
    *(
        closed(name, "draft budget", DRAFT_SCHOOL, READ_SCHOOL)
        for name in ("budget_bridge", "budget_investments", "new_project")
    ),
    closed("budget_statement", "whole draft budget", DRAFT_BOARD, READ_BOARD),
    closed("budget_statement", "draft budget", NOBODY, READ_SCHOOL),
    *(
        row
        for name in ("budget_companies", "new_company")
        for row in (
            closed(name, "whole draft budget", DRAFT_BOARD, READ_BOARD),
            closed(name, "draft budget", NOBODY, READ_SCHOOL),
        )
    ),
    act("gather_budget", "whole draft budget", DRAFT_BOARD, READ_BOARD),
    act("gather_budget", "draft budget", NOBODY, READ_SCHOOL),
    inside("budget", "whole draft budget", READ_BOARD),
    act("begin_budget", "school in 2029", DRAFT_SCHOOL),
    act("begin_whole_budget", "year of a new budget", DRAFT_BOARD),
    public("planning_conditions", "public conditions"),
    inside("planning_conditions", "draft conditions", READ_BOARD),
    closed("write_conditions", "draft conditions", DRAFT_BOARD, READ_BOARD),
    closed("write_conditions", "public conditions", NOBODY),
    act("hand_in_conditions", "draft conditions", frozenset({"karin"}), READ_BOARD),
    act("new_conditions", "year of a new budget", DRAFT_BOARD),
    closed("new_change", "year", DRAFT_BOARD),
    closed("new_committee_change", "school in 2026", DRAFT_SCHOOL),
    inside("budget_change", "draft change", READ_SCHOOL),
    public("budget_change", "public change"),
    closed("write_change", "draft change", DRAFT_SCHOOL, READ_SCHOOL),
    closed("write_change", "public change", NOBODY),
    act("hand_in_change", "draft change", TOMAS, READ_SCHOOL),
    public("area", "area"),
    public("project", "project"),
    closed("new_area", may=CONTROLLERS),
    *(closed(name, "area", CONTROLLERS) for name in ("new_service_area", "succeed_area")),
    public("economy_now", done=302),
    public("economy", "year"),
    public("economy_body", "school's money"),
    public("economy_area", "area's money"),
    closed("economy_account", "area's money"),
    closed("periodise", "area's money", CONTROLLERS),
    *(closed(name) for name in ("batches", "mapping")),
    *(closed(name, may=CONTROLLERS) for name in ("import_ledger", "new_import_profile")),
    closed("batch", "batch"),
    closed("batch", "staged batch", CONTROLLERS, CONTROLLERS),
    *(closed(name, name.replace("_", " ")) for name in ("account_rule", "place_rule", "import_profile")),
    *(act(name, "batch", CONTROLLERS) for name in ("undo_batch", "restore_batch")),
    *(act(name, "staged batch", CONTROLLERS, CONTROLLERS) for name in ("turn_signs", "drop_batch")),
    *(act(f"unmap_{name}", f"{name} rule", CONTROLLERS) for name in ("account", "place")),
]

MEETINGS = [
    inside("meeting", "meeting"),
    public("meeting", "approved meeting"),
    closed("new_meeting", may=frozenset({"sara", "olle", "bo", "frida"})),
    *(closed(name, "meeting", SARA) for name in ("take_up", "record_meeting", "approve_minutes")),
    closed("agenda_file", "meeting"),
    closed("edit_matter", "matter", SARA),
    closed("edit_matter", "approved decision", NOBODY),
    act("take_off", "matter", SARA),
    public("decision", "approved decision"),
    inside("decision", "unapproved decision"),
    inside("decision", "matter"),
    closed("amend_decision", "unapproved decision", SARA),
    closed("correct_decision", "approved decision", SARA),
    closed("attach", "unapproved decision", SARA),
    closed("answer_by_decision", "answer by decision", SARA),
    closed("answer_by_decision", "answer to a draft", NOBODY, ALL - SARA),
    public("attachment", "public attachment"),
    inside("attachment", "unapproved attachment"),
]

REPORTS = [
    closed("round", "round"),
    closed("new_round", may=PLANNERS),
    closed("edit_round", "unopened round", PLANNERS),
    act("open_round", "unopened round", PLANNERS),
    public("report", "public report"),
    inside("report", "draft report", READ_SCHOOL),
    inside("report", "handed report"),
    inside("report", "unapproved report"),
    inside("report", "whole draft report", READ_BOARD),
    public("report_file", "public report as a file"),
    inside("report_file", "draft report as a file", READ_SCHOOL),
    inside("report_file", "handed report as a file"),
    inside("report_file", "unapproved report as a file"),
    closed("hand_in_report", "draft report", TOMAS, READ_SCHOOL),
    closed("hand_in_report", "whole draft report", frozenset({"karin"}), READ_BOARD),
    closed("hand_in_report", "handed report", NOBODY),
    act("comment_on_committee", "whole draft report", DRAFT_BOARD, READ_BOARD, 422),
    act("comment_on_committee", "draft report", NOBODY, READ_SCHOOL),
    public("forecast_accuracy"),
    closed("report_remedies", "draft report", LEAD_SCHOOL, READ_SCHOOL),
    closed("report_remedies", "handed report", NOBODY),
    inside("remedy_plan", "owed plan", READ_SCHOOL | {"bo"}),
    inside("remedy_plan", "handed remedy plan"),
    closed("write_remedy_plan", "owed plan", LEAD_SCHOOL, READ_SCHOOL | {"bo"}),
    closed("write_remedy_plan", "handed remedy plan", NOBODY),
    closed("hand_in_remedy_plan", "owed plan", TOMAS, READ_SCHOOL | {"bo"}),
    closed("hand_in_remedy_plan", "handed remedy plan", NOBODY),
    closed("part", "draft part", READ_SCHOOL, READ_SCHOOL),
    Row("part", "draft part", LEAD_SCHOOL, READ_SCHOOL, done=422, post=True, data={"text": "Ord."}),
    closed("part", "handed part"),
    Row("part", "handed part", NOBODY, post=True),
    closed("part", "public part"),
    act("preview_part", "draft part", READ_SCHOOL, READ_SCHOOL, 200, text="Ord."),
    act("assign_part", "draft part", LEAD_SCHOOL, READ_SCHOOL, 422),
    act("return_part", "draft part", LEAD_SCHOOL, READ_SCHOOL, 422),
]

ORGANISATION = [
    public("body", "body"),
    public("unit", "unit"),
    public("person", "elected"),
    public("person", "head"),
    *(inside("person", who) for who in ("employee", "secretary", "former head")),
    *(closed(name, may=ADA) for name in ("new_body", "new_unit", "new_person")),
    *(closed(name, "body", ADA) for name in ("rename_body", "end_body", "give_regulation", "tie")),
    closed("end_tie", "tie", ADA),
    closed("place_unit", "unit", ADA),
    *(closed(name, "employee", ADA) for name in ("change_person", "appoint")),
    closed("leave", "position of Tomas", ADA),
    closed("name_deputy", "position of Tomas", ADA | TOMAS),
]

ACCOUNT = [
    Row("account_login", done=302, stranger=200),
    Row("mfa_authenticate", done=302),
    Row("demo_door", may=NOBODY, reads=NOBODY, stranger=404, post=True),
    *(public(name) for name in ("account_signup", "account_inactive", "account_reset_password")),
    *(public(name) for name in ("account_reset_password_done", "account_reset_password_from_key_done")),
    public("account_reset_password_from_key", "spent key"),
    Row("account_logout", stranger=302),
    *(closed(name) for name in ("account_email", "account_reauthenticate", "account_change_password", "mfa_index")),
    # To those who have a password already, or must confirm it first
    *(closed(name, done=302) for name in ("account_set_password", "mfa_reauthenticate")),
    *(closed(name, done=302) for name in ("mfa_activate_totp", "mfa_generate_recovery_codes")),
    # Nobody here has a second step
    *(closed(name, may=NOBODY, reads=NOBODY) for name in ("mfa_deactivate_totp", "mfa_download_recovery_codes")),
    Row("mfa_view_recovery_codes", may=ALL, done=404),
]

TABLE = [*READING, *GOALS, *PLANS, *MONEY, *MEETINGS, *REPORTS, *ORGANISATION, *ACCOUNT]

#: A word that stands in what not everybody reads, and who may find it anywhere at all.
WORDS: Mapping[str, frozenset[str]] = {
    "Zebramålet": READ_SCHOOL,
    "Noshörningsmålet": READ_BOARD,
    "Giraffmålet": ALL,
    "Antilopmålet": ALL,
    "Zebramåttet": ALL,
    "Tapirsvaret": READ_SCHOOL,
    "Zebraplanen": READ_PLAN,
    "Zebraaktiviteten": READ_PLAN,
    "Okapiplanen": READ_UNIT_PLAN,
    "Giraffplanen": ALL,
    "Antilopplanen": ALL,
    "Zebrabudgeten": READ_SCHOOL,
    "Giraffbudgeten": ALL,
    "Antilopbudgeten": ALL,
    "Zebraändringen": READ_SCHOOL,
    "Noshörningsramen": READ_BOARD,
    "Noshörningsbudgeten": READ_BOARD,
    "Zebradelen": READ_SCHOOL,
    "Giraffrapporten": ALL,
    "Zebraåtgärden": READ_SCHOOL | {"bo"},
    "Flodhästordet": ALL,
    # Names of employees who are not heads (T-2)
    "Emil Ros": ALL,
    "Conny Dahl": ALL,
    "Sara Sten": ALL,
    "Bo Berg": ALL,
    "Ada Sys": ALL,
}
