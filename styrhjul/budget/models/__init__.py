"""Tables of the budget (B-1 to B-7), one file a noun."""

from styrhjul.budget.models.areas import AppropriationArea, ServiceArea, Succession
from styrhjul.budget.models.budgets import BRIDGE, BridgeRow, Budget, BudgetLine
from styrhjul.budget.models.changes import BudgetChange, ChangeLine
from styrhjul.budget.models.computed import ComputedMeasure
from styrhjul.budget.models.conditions import Frame, PlanningConditions
from styrhjul.budget.models.ledger import (
    CLOSING,
    AccountRule,
    Actual,
    Batch,
    ImportProfile,
    LedgerRow,
    Periodisation,
    PeriodShare,
    PlaceRule,
)
from styrhjul.budget.models.statement import CompanyBudget, InvestmentLine, Project, StatementAmount
from styrhjul.budget.models.volumes import AreaMeasure, VolumeLine

__all__ = [
    "BRIDGE",
    "CLOSING",
    "AccountRule",
    "Actual",
    "AppropriationArea",
    "AreaMeasure",
    "Batch",
    "BridgeRow",
    "Budget",
    "BudgetChange",
    "BudgetLine",
    "ChangeLine",
    "CompanyBudget",
    "ComputedMeasure",
    "Frame",
    "ImportProfile",
    "InvestmentLine",
    "LedgerRow",
    "PeriodShare",
    "Periodisation",
    "PlaceRule",
    "PlanningConditions",
    "Project",
    "ServiceArea",
    "StatementAmount",
    "Succession",
    "VolumeLine",
]
