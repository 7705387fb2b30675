"""What a SIE file holds, as plain data: what ``manage.py inspect_sie`` prints."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, BinaryIO

from styrhjul.integrations.ledger.content import UnreadableFile
from styrhjul.integrations.sie.content import SieFile
from styrhjul.integrations.sie.reading import read


def inspect_path(path: Path) -> dict[str, Any]:
    """Return what the file of that name holds; with ``error`` (Swedish) and nothing else when it cannot be read."""
    try:
        with path.open("rb") as file:
            return inspect(str(path), file)
    except FileNotFoundError:
        return {"file": str(path), "error": "Filen finns inte."}
    except OSError:
        return {"file": str(path), "error": "Filen går inte att öppna."}


def inspect(name: str, file: BinaryIO) -> dict[str, Any]:
    """Return what an open file holds, amounts in öre; with ``error`` (Swedish) when there is no SIE in it.

    The file is read summed, so that a large one takes little memory: the texts of its transactions are not looked at.
    """
    try:
        return {"file": name, **described(read(file, is_summed=True))}
    except UnreadableFile as error:
        return {"file": name, "error": str(error)}


def described(file: SieFile) -> dict[str, Any]:
    """Return the file as plain data that is valid JSON."""
    head, company = file.head, file.company
    return {
        "format": head.file_format,
        "type": head.sie_type if head.sie_type or head.file_format != "SIE 4" else 1,
        "encoding": head.encoding,
        "declared_format": head.declared_encoding,
        "flag": head.flag,
        "control_sum": head.control_sum,
        "program": " ".join(head.program),
        "generated": " ".join(head.generated),
        "company": {
            "name": company.name,
            "organisation_number": company.organisation_number,
            "number": company.number,
        },
        "currency": head.currency,
        "chart_of_accounts": head.chart_of_accounts,
        "years": [
            {"number": year.number, "first": _iso(year.first_on), "last": _iso(year.last_on)} for year in file.years
        ],
        **_numbers(file),
        "sums_ore": _sums(file),
        "unbalanced_vouchers": file.unbalanced_vouchers,
        "unknown_records": dict(file.unknown.most_common()),
        "problem_count": file.problem_count,
        "problems": [problem._asdict() for problem in file.problems],
    }


def _iso(day: object) -> str | None:
    return str(day) if day else None


def _numbers(file: SieFile) -> dict[str, Any]:
    records = Counter(amount.record for amount in file.period_amounts)
    return {
        "accounts": len(file.accounts),
        "dimensions": len(file.dimensions),
        "objects": len(file.objects),
        "objects_by_dimension": dict(Counter(dimension for dimension, _ in file.objects)),
        "balances": dict(Counter(balance.record for balance in file.balances)),
        "period_balances": records["PSALDO"],
        "budgets": records["PBUDGET"],
        "vouchers": file.records["#VER"],
        "transactions": file.transactions,
        "added_transactions": file.records["#RTRANS"],
        "removed_transactions": file.records["#BTRANS"],
    }


def _sums(file: SieFile) -> dict[str, Any]:
    """Return the sums of each record by year; those by month apart for the accounts as wholes and for their objects."""
    sums: defaultdict[str, Any] = defaultdict(Counter)
    for balance in file.balances:
        sums[balance.record][str(balance.year)] += balance.ore
    for amount in file.period_amounts:
        record = f"{amount.record}_objects" if amount.objects else amount.record
        sums[record][str(amount.year)] += amount.ore
    if file.transactions:
        sums["TRANS"] = {"debit": file.debit_ore, "credit": file.credit_ore}
    return {record: dict(by_year) for record, by_year in sums.items()}
