"""The municipality's financial statements in its interim and annual reports, with notes (L-8)."""

import django.db.models.deletion
from django.db import migrations, models


LINES = [
    ("revenue", "Verksamhetens intäkter"),
    ("cost", "Verksamhetens kostnader"),
    ("depreciation", "Avskrivningar"),
    ("taxes", "Skatteintäkter"),
    ("general_grants", "Generella statsbidrag och utjämning"),
    ("financial_revenue", "Finansiella intäkter"),
    ("financial_cost", "Finansiella kostnader"),
    ("extraordinary", "Extraordinära poster"),
    ("capital_gains", "Samtliga realisationsvinster"),
    ("gains_exempt", "Realisationsvinster enligt undantagsmöjlighet"),
    ("losses_exempt", "Realisationsförluster enligt undantagsmöjlighet"),
    ("unrealised", "Orealiserade vinster och förluster i värdepapper"),
    ("unrealised_back", "Återföring av orealiserade vinster och förluster i värdepapper"),
    ("to_reserve", "Reservering till resultatreserven"),
    ("from_reserve", "Användning av resultatreserven"),
    ("intangible", "Immateriella anläggningstillgångar"),
    ("land", "Mark, byggnader och tekniska anläggningar"),
    ("equipment", "Maskiner och inventarier"),
    ("financial_assets", "Finansiella anläggningstillgångar"),
    ("infrastructure", "Bidrag till infrastruktur"),
    ("stock", "Förråd och exploateringsfastigheter"),
    ("receivables", "Fordringar"),
    ("placements", "Kortfristiga placeringar"),
    ("cash", "Kassa och bank"),
    ("reserve", "Resultatreserv"),
    ("other_equity", "Övrigt eget kapital"),
    ("pensions", "Avsättningar för pensioner"),
    ("other_provisions", "Andra avsättningar"),
    ("long_debt", "Långfristiga skulder"),
    ("short_debt", "Kortfristiga skulder"),
    ("pledges", "Panter och därmed jämförliga säkerheter"),
    ("pensions_outside", "Pensionsförpliktelser utanför balansräkningen"),
    ("other_contingent", "Övriga ansvarsförbindelser"),
    ("not_cash", "Justering för poster som inte påverkar likviditeten"),
    ("stock_change", "Förändring av förråd"),
    ("receivables_change", "Förändring av fordringar"),
    ("short_debt_change", "Förändring av kortfristiga skulder"),
    ("invested", "Investering i materiella anläggningstillgångar"),
    ("invested_other", "Investering i andra anläggningstillgångar"),
    ("investment_grants", "Investeringsbidrag"),
    ("sold", "Försäljning av anläggningstillgångar"),
    ("new_loans", "Nyupptagna lån"),
    ("repaid_loans", "Amortering"),
    ("other_financing", "Övrig finansiering"),
    ("infrastructure_paid", "Utbetalning av bidrag till infrastruktur"),
    ("opening_cash", "Likvida medel vid årets början"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0015_improvements_of_evaluations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Accounts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField(default=0, verbose_name="sparad gång")),
                ("is_example", models.BooleanField(default=False, verbose_name="exempel")),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="accounts", to="followup.report"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AccountsFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.CharField(choices=LINES, max_length=20, verbose_name="rad")),
                (
                    "column",
                    models.CharField(
                        choices=[("actual", "Utfall"), ("before", "Jämförelse"), ("forecast", "Helårsprognos")],
                        max_length=10,
                        verbose_name="kolumn",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="belopp")),
                (
                    "accounts",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="followup.accounts"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("accounts", "line", "column"), name="one_figure_a_line")
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountsNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.CharField(blank=True, choices=LINES, max_length=20, verbose_name="rad")),
                ("title", models.CharField(max_length=120, verbose_name="rubrik")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "accounts",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="followup.accounts"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="note_says_something",
                    )
                ],
            },
        ),
    ]
