from django.db import migrations


class Migration(migrations.Migration):
    """A committee's budget and the municipality's are the same kind of document."""

    dependencies = [("budget", "0001_committee_budgets")]

    operations = [migrations.RenameModel("CommitteeBudget", "Budget")]
