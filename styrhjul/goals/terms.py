"""Words of the goal chain: English values, Swedish labels (domain, sections 3, 4 and 6)."""

from django.db.models import TextChoices


class Level(TextChoices):
    """Målnivå: the levels of the chain from the top (G-1)."""

    VISION = "vision", "Vision"
    OVERALL = "overall", "Övergripande mål"
    FINANCIAL = "financial", "Finansiellt mål"
    DIRECTED = "directed", "Riktat mål"
    COMMITTEE = "committee", "Nämndsmål"
    OPERATIONAL = "operational", "Verksamhetsmål"
    DEPARTMENT = "department", "Avdelningsmål"


class GoalKind(TextChoices):
    """Målets slag: develop, keep, or hold a position among others (G-7)."""

    DEVELOP = "develop", "Utveckla"
    KEEP = "keep", "Bibehålla"
    POSITION = "position", "Hålla en position bland andra"


class Ground(TextChoices):
    """Målets grund: what the goal rests on (G-7)."""

    CHAIN = "chain", "Bidrar till ett mål ovanför"
    REGULATION = "regulation", "Reglemente"
    LAW = "law", "Lag"
    NATIONAL_GOAL = "national_goal", "Nationellt mål"
    POLICY_DOCUMENT = "policy_document", "Styrdokument"
    OTHER = "other", "Annan grund"


class ReviewOutcome(TextChoices):
    """Vad den årliga översynen ledde till (G-2, G-11)."""

    CARRIED_ON = "carried_on", "Gäller vidare"
    REVISED = "revised", "Ändras"
    ENDED = "ended", "Avslutas"


class Nature(TextChoices):
    """Måttets art (M-1)."""

    QUANTITATIVE = "quantitative", "Kvantitativt"
    QUALITATIVE = "qualitative", "Kvalitativt"


class MeasureKind(TextChoices):
    """Vad måttet mäter (M-1)."""

    QUALITY = "quality", "Kvalitet"
    EFFECT = "effect", "Effekt"
    COST = "cost", "Kostnad"
    VOLUME = "volume", "Volym"


class Direction(TextChoices):
    """Vilket håll som är bättre (M-1)."""

    HIGHER = "higher", "Högre är bättre"
    LOWER = "lower", "Lägre är bättre"
    WITHIN = "within", "Inom ett spann"
    AT_LEAST = "at_least", "Behåll minst"


class YearRule(TextChoices):
    """Hur periodernas värden blir årets (M-1)."""

    LAST = "last", "Senaste värdet"
    SUM = "sum", "Summa"
    MEAN = "mean", "Medelvärde"
    NONE = "none", "Kan inte jämföras över perioder"


class Period(TextChoices):
    """Periodslag (M-2); a school year counts as its last year."""

    YEAR = "year", "År"
    FOUR_MONTH = "four_month", "Tertial"
    QUARTER = "quarter", "Kvartal"
    MONTH = "month", "Månad"
    SCHOOL_YEAR = "school_year", "Läsår"


class FollowUp(TextChoices):
    """Årets första uppföljning som hinner använda ett måtts värde (X-5)."""

    INTERIM = "interim", "I tid till delårsrapporten"
    ANNUAL = "annual", "I tid till årsredovisningen, men inte till delårsrapporten"
    NONE = "none", "För sent till årets uppföljningar"
    UNKNOWN = "unknown", "Det är inte angivet när värdet finns"


class Sex(TextChoices):
    """Kön som värdet avser; total when it is not divided (M-2)."""

    TOTAL = "T", "Totalt"
    WOMEN = "K", "Kvinnor"
    MEN = "M", "Män"


class Origin(TextChoices):
    """Varifrån ett värde kommer (M-3)."""

    TYPED = "typed", "Inskrivet"
    FILE = "file", "Fil"
    KOLADA = "kolada", "Kolada"
    LEDGER = "ledger", "Ekonomisystemet"
    BUDGET = "budget", "Beräknat ur budgeten"
    API = "api", "Gränssnitt"


class TargetKind(TextChoices):
    """Målvärdets slag (M-2)."""

    LEVEL = "level", "Nivå"
    CHANGE = "change", "Förändring från basåret, procent"
    BETTER = "better", "Bättre än förra året"
    RANK = "rank", "Plats i en jämförelsegrupp"


class Mandate(TextChoices):
    """Uppdragsgivare: where an activity comes from (P-2)."""

    GOAL = "goal", "Mål"
    COMMISSION = "commission", "Uppdrag"
    LAW = "law", "Lag"
    OWN = "own", "Eget initiativ"


class ConditionKind(TextChoices):
    """Vad utifrån som en plan tar hänsyn till (G-9, P-1)."""

    NATIONAL_GOAL = "national_goal", "Nationellt mål"
    LAW = "law", "Ny eller ändrad lag"
    OTHER = "other", "Annan förutsättning"


class ActivityStatus(TextChoices):
    """Aktivitetens läge (P-4)."""

    TODO = "todo", "Ej påbörjad"
    GOING_ON = "going_on", "Pågår"
    DONE = "done", "Klar"
    PAUSED = "paused", "Pausad"
    CANCELLED = "cancelled", "Avbruten"


class CommissionState(TextChoices):
    """Uppdragets läge (X-11)."""

    OPEN = "open", "Pågår"
    REPORTED = "reported", "Återrapporterat"
    CLOSED = "closed", "Avslutat"


class SuggestionKind(TextChoices):
    """Vad en medarbetare föreslår (P-6)."""

    ACTIVITY = "activity", "En aktivitet"
    IMPROVEMENT = "improvement", "En förbättring"


class SuggestionState(TextChoices):
    """Vad som blev av förslaget (P-6)."""

    OPEN = "open", "Väntar på svar"
    TAKEN_UP = "taken_up", "Tas upp"
    DECLINED = "declined", "Tas inte upp"
