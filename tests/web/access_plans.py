"""Plans, activities, suggestions and commissions in the table of access (O-6, O-7, O-8, P-6, T-2, X-11)."""

from tests.web.access_people import (
    ALL,
    NOBODY,
    READ_PLAN,
    READ_SCHOOL,
    READ_UNIT_PLAN,
    SARA,
    TOMAS,
    WRITE_UNIT_PLAN,
    Row,
    act,
    closed,
    inside,
    public,
)

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
    *(
        row
        for name in ("plan_document", "plan_compare")
        for row in (
            public(name, "adopted plan"),
            inside(name, "draft plan", READ_PLAN),
            inside(name, "handed plan"),
            inside(name, "unit's draft plan", READ_UNIT_PLAN),
        )
    ),
    public("plan_file", "adopted plan as a file"),
    inside("plan_file", "draft plan as a file", READ_PLAN),
    *(
        row
        for name in ("new_own_goal", "new_condition", "carry_plan")
        for row in (
            closed(name, "draft plan", frozenset({"tomas", "conny"}), READ_PLAN),
            closed(name, "adopted plan", NOBODY),
        )
    ),
    act("drop_condition", "draft's condition", frozenset({"tomas", "conny"}), READ_PLAN),
    act("drop_condition", "condition", NOBODY),
    act("drop_own_goal", "draft's own goal", frozenset({"tomas", "conny"}), READ_PLAN),
    act("drop_own_goal", "own goal", NOBODY),
    closed("judge_own_goal", "own goal in the round", TOMAS | {"karin"}),
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
    closed("activities_now", done=302),
    closed("activities", "year"),
    act("move_activity", "activity", ALL, status="done"),  # who may not is told so on the board
    act("move_activity", "draft's activity", READ_PLAN, NOBODY, status="done"),
    closed("share_activity", "activity", TOMAS),
    closed("contributors", "activity", TOMAS),
    closed("contributors", "draft's activity", frozenset({"tomas", "conny"}), READ_PLAN),
    closed("suggest", "unit", frozenset({"mikaela", "emil"})),
    closed("suggestion", "suggestion", frozenset({"mikaela", "asa", "tomas", "conny", "karin", "emil"}), NOBODY),
    public("budget", "public budget"),
    inside("budget", "draft budget", READ_SCHOOL),
    inside("budget", "handed budget"),
    inside("budget", "unapproved budget"),
    public("budget_file", "public budget as a file"),
    inside("budget_file", "draft budget as a file", READ_SCHOOL),
    inside("budget_file", "handed budget as a file"),
    inside("budget_file", "unapproved budget as a file"),
    act("hand_in_budget", "draft budget", TOMAS, READ_SCHOOL),
    act("hand_in_budget", "public budget", TOMAS),  # who is told on the page that it is handed in already
]

COMMISSIONS = [
    public("commissions"),
    public("commission", "public commission"),
    inside("commission", "commission"),
    closed("new_commission", "council's decision", frozenset({"frida"})),
    closed("new_commission", "unapproved decision", NOBODY),
    closed("new_evaluation", "council's decision", frozenset({"frida"})),
    closed("new_evaluation", "unapproved decision", SARA),
    *(closed(name, "commission", frozenset({"frida"})) for name in ("edit_commission", "close_commission")),
    closed("report_commission", "commission", TOMAS | SARA),
    closed("report_commission", "public commission", frozenset({"mikaela", "asa", "tomas"})),
]
