"""Words of the budget: English values, Swedish labels (domain, section 7)."""

from django.db.models import TextChoices


class Stage(TextChoices):
    """Budgetens skede: a committee's two, and the municipality's own (B-1)."""

    PRELIMINARY = "preliminary", "Preliminär"
    DEFINITIVE = "definitive", "Definitiv"
    MUNICIPAL = "municipal", "Kommunens"


class AreaKind(TextChoices):
    """Slag av KF-verksamhet: a committee's, or one of the two outside the committees (B-2)."""

    COMMITTEE = "committee", "Nämndens verksamhet"
    FINANCE = "finance", "Finansförvaltningen"
    AUDIT = "audit", "Revisionen"


class BridgeKind(TextChoices):
    """Slag av förändring från förra årets budget (B-1)."""

    INDEX = "index", "Index: löner och priser"
    VOLUME = "volume", "Volym"
    TEMPORARY = "temporary", "Tillfällig"
    PERMANENT = "permanent", "Varaktig"
    TECHNICAL = "technical", "Teknisk: flyttat mellan verksamheter"


class ChangeKind(TextChoices):
    """Slag av budgetändring under året (B-5)."""

    ADDITION = "addition", "Tilläggsanslag"
    TRANSFER = "transfer", "Omfördelning"
    CARRY_OVER = "carry_over", "Överföring från förra året"


class ReportLine(TextChoices):
    """Rapportrad: what kind of revenue or cost an account is; which accounts go where is data (report structures)."""

    SALES = "sales", "Försäljning, taxor och avgifter"
    RENTS = "rents", "Hyror och arrenden"
    GRANTS = "grants", "Bidrag"
    OTHER_REVENUE = "other_revenue", "Övriga intäkter"
    STAFF = "staff", "Personal"
    PREMISES = "premises", "Lokaler och fastigheter"
    PURCHASES = "purchases", "Köp av verksamhet"
    TRANSFERS = "transfers", "Lämnade bidrag"
    OTHER_COST = "other_cost", "Övriga kostnader"
    DEPRECIATION = "depreciation", "Avskrivningar"
    TAXES = "taxes", "Skatteintäkter"
    GENERAL_GRANTS = "general_grants", "Generella statsbidrag och utjämning"
    FINANCIAL_REVENUE = "financial_revenue", "Finansiella intäkter"
    FINANCIAL_COST = "financial_cost", "Finansiella kostnader"
    INVESTMENT = "investment", "Investering"
    BALANCE = "balance", "Balansräkningen"


class StatementLine(TextChoices):
    """Rad i kommunens resultat-, kassaflödes- och balansbudget som skrivs in; sums are computed (B-4, L-4)."""

    DEPRECIATION = "depreciation", "Avskrivningar, inom verksamhetens nettokostnad"
    TAXES = "taxes", "Skatteintäkter"
    GENERAL_GRANTS = "general_grants", "Generella statsbidrag och utjämning"
    FINANCIAL_REVENUE = "financial_revenue", "Finansiella intäkter"
    FINANCIAL_COST = "financial_cost", "Finansiella kostnader"
    CAPITAL_GAINS = "capital_gains", "Realisationsvinster som räknas bort i balanskravet"
    TO_RESERVE = "to_reserve", "Reservering till resultatreserven"
    FROM_RESERVE = "from_reserve", "Användning av resultatreserven"
    RESERVE = "reserve", "Resultatreserven vid årets slut"
    DEFICIT_TO_REGAIN = "deficit_to_regain", "Underskott från tidigare år att återställa"
    PROVISIONS_CHANGE = "provisions_change", "Förändring av avsättningar"
    WORKING_CAPITAL = "working_capital", "Förändring av rörelsekapital"
    INVESTMENT_GRANTS = "investment_grants", "Investeringsbidrag och försäljning av tillgångar"
    NEW_LOANS = "new_loans", "Nya lån"
    REPAID_LOANS = "repaid_loans", "Amortering"
    FIXED_ASSETS = "fixed_assets", "Anläggningstillgångar"
    CURRENT_ASSETS = "current_assets", "Omsättningstillgångar"
    EQUITY = "equity", "Eget kapital"
    PROVISIONS = "provisions", "Avsättningar"
    LONG_DEBT = "long_debt", "Långfristiga skulder"
    SHORT_DEBT = "short_debt", "Kortfristiga skulder"
    PENSIONS_OUTSIDE = "pensions_outside", "Pensionsförpliktelser utanför balansräkningen"


class KeyFigure(TextChoices):
    """Nyckeltal som budgeten ger, i procent: what financial goals are computed from (B-4, G-5)."""

    RESULT_SHARE = (
        "result_share",
        "Årets resultat som andel av skatteintäkter, generella statsbidrag och utjämning, procent",
    )
    EQUITY_RATIO = "equity_ratio", "Soliditet med alla pensionsförpliktelser, procent"
    SELF_FINANCING = "self_financing", "Självfinansieringsgrad av investeringar, procent"


class Spread(TextChoices):
    """Periodisering: how a year's budget is laid out over its months."""

    FLAT = "flat", "Jämnt över året"
    PATTERN = "pattern", "Som förra årets utfall"
    TYPED = "typed", "Inskriven per månad"
