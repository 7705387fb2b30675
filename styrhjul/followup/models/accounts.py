"""The municipality's financial statements in its interim and annual reports, with notes (L-8)."""

from django.db import models
from django.db.models import Q

from styrhjul.followup.models.reports import Report
from styrhjul.followup.terms import AccountsColumn, AccountsLine


class Accounts(models.Model):
    """Räkenskaper: the financial statements that the municipality's report holds and is frozen with (L-8).

    ``edition`` counts the savings, so that two people in the same page do not overwrite each other.
    """

    report = models.OneToOneField(Report, models.CASCADE, related_name="accounts")
    edition = models.PositiveIntegerField("sparad gång", default=0)
    is_example = models.BooleanField("exempel", default=False)

    def __str__(self) -> str:
        return f"Räkenskaper, {self.report.round.name}"

    def amounts(self) -> dict[str, dict[str, int]]:
        """Return the typed kronor by column and line; one query."""
        found: dict[str, dict[str, int]] = {column: {} for column in AccountsColumn.values}
        for column, line, amount in self.figures.values_list("column", "line", "amount"):
            found[column][line] = amount
        return found


class AccountsFigure(models.Model):
    """Belopp i räkenskaperna: a typed line of a column, in kronor; what is not typed has no row (L-8)."""

    accounts = models.ForeignKey(Accounts, models.CASCADE, related_name="figures")
    line = models.CharField("rad", max_length=20, choices=AccountsLine.choices)
    column = models.CharField("kolumn", max_length=10, choices=AccountsColumn.choices)
    amount = models.BigIntegerField("belopp")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["accounts", "line", "column"], name="one_figure_a_line")]

    def __str__(self) -> str:
        return f"{self.get_line_display()}: {self.amount}"


class AccountsNote(models.Model):
    """Not: what is told of a line in the financial statements, or of them all where it names none (L-8).

    Its number is its place: those of all first, then in the order of the lines.
    """

    accounts = models.ForeignKey(Accounts, models.CASCADE, related_name="notes")
    line = models.CharField("rad", max_length=20, choices=AccountsLine.choices, blank=True)
    title = models.CharField("rubrik", max_length=120)
    text = models.TextField("text")

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return self.title
