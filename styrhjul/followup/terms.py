"""Words of the follow-up: English values, Swedish labels (domain, section 8)."""

from django.db.models import TextChoices


class RoundKind(TextChoices):
    """Uppföljningstillfälle (F-1)."""

    QUARTERLY = "quarterly", "Kvartalsrapport"
    INTERIM = "interim", "Delårsrapport"
    ANNUAL = "annual", "Årsredovisning"
    MONTHLY = "monthly", "Månadsrapport"


class Verdict(TextChoices):
    """Ansvarsfrihet: what the auditors recommend and what the council decides for a body (F-10)."""

    GRANTED = "granted", "Ansvarsfrihet"
    REMARKED = "remarked", "Ansvarsfrihet med anmärkning"
    REFUSED = "refused", "Ingen ansvarsfrihet"


class PartKind(TextChoices):
    """Rapportens delar (F-4)."""

    WHOLE = "whole", "Samlad text"
    GOAL = "goal", "Mål"
    OVERALL = "overall", "Samlad bedömning av de övergripande målen"
    MONEY = "money", "Ekonomi"
    SOUND = "sound", "God ekonomisk hushållning"
    CHAPTER = "chapter", "Rubrik"
    MEASURES = "measures", "Mått"
    ACTIVITIES = "activities", "Aktiviteter"
    STAFF = "staff", "Personal"
    COMMITTEE = "committee", "Kommunstyrelsens kommentar till nämnden"


class PartState(TextChoices):
    """Delens läge: who has it (F-4)."""

    OPEN = "open", "Skrivs"
    HANDED = "handed", "Lämnad"
    RETURNED = "returned", "Tillbaka"


class Attainment(TextChoices):
    """Måluppfyllelse: values of the scale; their labels are a setting by year (F-6)."""

    ATTAINED = "attained", "Uppnått"
    MAINLY = "mainly", "I huvudsak uppnått"
    PARTLY = "partly", "Delvis uppnått"
    NOT = "not", "Ej uppnått"
    NONE = "none", "Kan inte bedömas"


class ImprovementState(TextChoices):
    """Vad som blir av en förbättring (I-2)."""

    LISTED = "listed", "Väntar på beslut"
    TAKEN_UP = "taken_up", "Tas upp i planeringen"
    DROPPED = "dropped", "Tas inte upp"


class AccountsLine(TextChoices):
    """Rad i räkenskaperna som skrivs in; sums are computed. Those of the budget have the same names (L-8, LKBR 5–8)."""

    REVENUE = "revenue", "Verksamhetens intäkter"
    COST = "cost", "Verksamhetens kostnader"
    DEPRECIATION = "depreciation", "Avskrivningar"
    TAXES = "taxes", "Skatteintäkter"
    GENERAL_GRANTS = "general_grants", "Generella statsbidrag och utjämning"
    FINANCIAL_REVENUE = "financial_revenue", "Finansiella intäkter"
    FINANCIAL_COST = "financial_cost", "Finansiella kostnader"
    EXTRAORDINARY = "extraordinary", "Extraordinära poster"
    CAPITAL_GAINS = "capital_gains", "Samtliga realisationsvinster"
    GAINS_EXEMPT = "gains_exempt", "Realisationsvinster enligt undantagsmöjlighet"
    LOSSES_EXEMPT = "losses_exempt", "Realisationsförluster enligt undantagsmöjlighet"
    UNREALISED = "unrealised", "Orealiserade vinster och förluster i värdepapper"
    UNREALISED_BACK = "unrealised_back", "Återföring av orealiserade vinster och förluster i värdepapper"
    TO_RESERVE = "to_reserve", "Reservering till resultatreserven"
    FROM_RESERVE = "from_reserve", "Användning av resultatreserven"
    INTANGIBLE = "intangible", "Immateriella anläggningstillgångar"
    LAND = "land", "Mark, byggnader och tekniska anläggningar"
    EQUIPMENT = "equipment", "Maskiner och inventarier"
    FINANCIAL_ASSETS = "financial_assets", "Finansiella anläggningstillgångar"
    INFRASTRUCTURE = "infrastructure", "Bidrag till infrastruktur"
    STOCK = "stock", "Förråd och exploateringsfastigheter"
    RECEIVABLES = "receivables", "Fordringar"
    PLACEMENTS = "placements", "Kortfristiga placeringar"
    CASH = "cash", "Kassa och bank"
    RESERVE = "reserve", "Resultatreserv"
    OTHER_EQUITY = "other_equity", "Övrigt eget kapital"
    PENSIONS = "pensions", "Avsättningar för pensioner"
    OTHER_PROVISIONS = "other_provisions", "Andra avsättningar"
    LONG_DEBT = "long_debt", "Långfristiga skulder"
    SHORT_DEBT = "short_debt", "Kortfristiga skulder"
    PLEDGES = "pledges", "Panter och därmed jämförliga säkerheter"
    PENSIONS_OUTSIDE = "pensions_outside", "Pensionsförpliktelser utanför balansräkningen"
    OTHER_CONTINGENT = "other_contingent", "Övriga ansvarsförbindelser"
    NOT_CASH = "not_cash", "Justering för poster som inte påverkar likviditeten"
    STOCK_CHANGE = "stock_change", "Förändring av förråd"
    RECEIVABLES_CHANGE = "receivables_change", "Förändring av fordringar"
    SHORT_DEBT_CHANGE = "short_debt_change", "Förändring av kortfristiga skulder"
    INVESTED = "invested", "Investering i materiella anläggningstillgångar"
    INVESTED_OTHER = "invested_other", "Investering i andra anläggningstillgångar"
    INVESTMENT_GRANTS = "investment_grants", "Investeringsbidrag"
    SOLD = "sold", "Försäljning av anläggningstillgångar"
    NEW_LOANS = "new_loans", "Nyupptagna lån"
    REPAID_LOANS = "repaid_loans", "Amortering"
    OTHER_FINANCING = "other_financing", "Övrig finansiering"
    INFRASTRUCTURE_PAID = "infrastructure_paid", "Utbetalning av bidrag till infrastruktur"
    OPENING_CASH = "opening_cash", "Likvida medel vid årets början"


class AccountsColumn(TextChoices):
    """Kolumn i räkenskaperna som skrivs in: the period, what it is compared with, the full year's forecast (L-8)."""

    ACTUAL = "actual", "Utfall"
    BEFORE = "before", "Jämförelse"
    FORECAST = "forecast", "Helårsprognos"
