"""From SIE files to ledger rows: which dimension is what, and sums that stay those of the accounts."""

import io
from collections import Counter

from styrhjul.integrations.ledger.content import CodedAmount, Coding, merged
from styrhjul.integrations.sie.coding import actuals, budget, propose_dimensions
from styrhjul.integrations.sie.content import SieFile
from styrhjul.integrations.sie.reading import read

HEAD = """#FLAGGA 0
#RAR 0 20250101 20251231
#RAR -1 20240101 20241231
#DIM 1 "Ansvar"
#DIM 20 "Verksamhet"
#DIM 22 "Motpart"
#DIM 30 "Bil"
"""


def parsed(text: str, *, is_summed: bool = True) -> SieFile:
    """What the text holds."""
    return read(io.BytesIO((HEAD + text).encode("cp437")), is_summed=is_summed)


def row(period: int, account: str, ore: int, **codes: str) -> CodedAmount:
    """A row of 2025."""
    return CodedAmount(2025, period, *Coding(account=account, **codes), ore)


def test_dimensions_are_known_by_name_and_else_by_number() -> None:
    assert propose_dimensions(parsed("")) == {"1": "responsibility", "20": "activity_code", "22": "counterpart"}
    reserved = read(io.BytesIO(b'#SIETYP 3\n#OBJEKT 1 "40" "x"\n#DIM 6 "Insats"\n'))
    assert propose_dimensions(reserved) == {"1": "responsibility", "6": "project_code"}


def test_type_4_is_summed_by_coding_string_and_month() -> None:
    text = (
        "#SIETYP 4\n#VER A 1 20250131\n{\n"
        '#TRANS 4010 {1 "401" 20 "3400" 30 "7"} 100.25\n#TRANS 4010 {20 3400 1 401} 10\n'
        '#TRANS 5010 {22 "871"} 5 20250201\n#TRANS 1910 {} -115.25\n}\n'
    )
    for is_summed in (True, False):
        file = parsed(text, is_summed=is_summed)
        ledger = actuals(file, propose_dimensions(file))
        assert sorted(ledger.rows) == sorted(
            [
                row(1, "4010", 11025, responsibility="401", activity_code="3400"),
                row(2, "5010", 500, counterpart="871"),
                row(1, "1910", -11525),
            ]
        )
        assert (ledger.basis, ledger.total_ore, ledger.unplaced_ore) == ("TRANS", 0, 0)
        assert ledger.notes == ["Dimension 30 (Bil) är inte med."]


def test_a_transaction_without_a_day_is_told_of() -> None:
    ledger = actuals(parsed("#SIETYP 4\n#VER A 1\n{\n#TRANS 4010 {} 1\n#TRANS 4020 {} -1 20250301\n}\n"), {})
    assert (ledger.rows, ledger.unplaced_ore) == ([row(3, "4020", -100)], 100)
    assert ledger.notes == ["Datum saknas: belopp på konto 4010 är inte med."]


TYPE_3 = (
    '#SIETYP 3\n#PSALDO 0 202501 4010 {} 100\n#PSALDO 0 202501 4010 {1 "401"} 60\n'
    '#PSALDO 0 202501 4010 {20 "3400"} 90\n#PSALDO 0 202501 4010 {1 "402"} 30\n#PSALDO 0 202513 5010 {} 7\n'
    "#PSALDO -1 202412 4010 {} 3\n#PBUDGET 0 202501 4010 {} 80\n#PBUDGET 0 202502 4010 {} 80\n"
)


def test_type_3_divides_each_account_among_its_objects() -> None:
    file = parsed(TYPE_3)
    ledger = actuals(file, {"1": "responsibility", "20": "activity_code"})
    assert sorted(ledger.rows) == sorted(
        [
            row(1, "4010", 6000, responsibility="401"),
            row(1, "4010", 3000, responsibility="402"),
            row(1, "4010", 1000),
            row(13, "5010", 700),
            row(12, "4010", 300)._replace(year=2024),
        ]
    )
    assert ledger.basis == "PSALDO"
    by_activity = actuals(file, {"20": "activity_code"})
    assert row(1, "4010", 9000, activity_code="3400") in by_activity.rows
    assert by_activity.notes == ["Dimension 1 (Ansvar) är inte med."]
    assert ledger.total_ore == by_activity.total_ore == 11000


def test_type_2_disregards_objects_as_the_format_says() -> None:
    ledger = actuals(parsed(TYPE_3.replace("#SIETYP 3", "#SIETYP 2")), {"1": "responsibility"})
    assert Counter(row.responsibility for row in ledger.rows) == {"": 3}
    assert ledger.total_ore == 11000


def test_the_budget_of_the_file() -> None:
    ledger = budget(parsed(TYPE_3), {})
    assert ledger.rows == [row(1, "4010", 8000), row(2, "4010", 8000)]
    assert budget(parsed("#SIETYP 4\n"), {}).rows == []


def test_type_1_says_that_it_has_no_months() -> None:
    ledger = actuals(parsed("#SIETYP 1\n#RES 0 4010 12.50\n#RES -1 4010 2\n#RES -2 4010 1\n#UB 0 1910 5\n"), {})
    assert ledger.rows == [row(0, "4010", 1250), row(0, "4010", 200)._replace(year=2024)]
    assert (ledger.basis, ledger.unplaced_ore) == ("RES", 100)
    assert ledger.notes == [
        "Filen har bara hela årets summa per konto, inga månader.",
        "Datum saknas: belopp på konto 4010 är inte med.",
    ]


def test_a_code_that_no_ledger_has_is_told_of() -> None:
    text = f'#SIETYP 4\n#VER A 1 20250131\n{{\n#TRANS 4010 {{1 "{"9" * 21}"}} 1\n#TRANS 4010 {{}} -1\n}}\n'
    ledger = actuals(parsed(text), {"1": "responsibility"})
    assert (ledger.rows, ledger.unplaced_ore) == ([row(1, "4010", -100)], 100)
    assert ledger.notes == [f"Koden «{'9' * 21}» kan inte läsas in: belopp på konto 4010 är inte med."]


def test_rows_of_one_coding_string_are_merged() -> None:
    rows = [row(1, "4010", 5), row(2, "4010", 7), row(1, "4010", -2)]
    assert list(merged(rows)) == [row(1, "4010", 3), row(2, "4010", 7)]
    assert rows[0].coding.account == "4010"
