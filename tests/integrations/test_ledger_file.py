"""Ledger files as CSV and Excel: what is written comes back to the öre, and what cannot be read is named."""

import datetime
import io
from typing import Any

import pytest
import xlsxwriter

from styrhjul.integrations.ledger import reading
from styrhjul.integrations.ledger.content import CodedAmount, UnreadableFile
from styrhjul.integrations.ledger.profile import Profile
from styrhjul.integrations.ledger.proposing import propose
from styrhjul.integrations.ledger.reading import Ledger

PROFILE = Profile(columns={"responsibility": "Ansvar", "account": "Konto", "period": "Period", "amount": "Belopp"})
HEAD = "Ansvar;Konto;Period;Text;Belopp\n"


def ledger_of(text: str | bytes, profile: Profile = PROFILE) -> tuple[list[CodedAmount], Ledger]:
    """The rows of a file, and what is said of it."""
    ledger = Ledger(io.BytesIO(text.encode() if isinstance(text, str) else text), profile)
    return ledger.rows(), ledger


def workbook(rows: list[list[Any]], *, first: int = 0, indent: int = 0) -> bytes:
    """An Excel file of the rows, after a hidden sheet; dates as dates."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd", "strings_to_numbers": False}) as book:
        book.add_worksheet("Dold").hide()
        sheet = book.add_worksheet("Huvudbok")
        sheet.activate()
        sheet.set_first_sheet()
        for number, row in enumerate(rows, first):
            sheet.write_row(number, indent, row)
    return out.getvalue()


def test_rows_are_summed_by_coding_string_and_month() -> None:
    rows, ledger = ledger_of(
        HEAD + '40100;4010;202503;Papper;100,25\n40100;4010;202503;"Penna; blå\nrad två";-0,25\n'
        ";3010;202503;Avgift;1 000\n40100;4010;2025-13;Bokslut;1.234,5-\n\n"
    )
    blank = {"activity_code": "", "activity": "", "object_code": "", "project_code": "", "counterpart": ""}
    assert [row._asdict() for row in rows] == [
        {"year": 2025, "period": 3, "responsibility": "40100", "account": "4010", "amount": 10000, **blank},
        {"year": 2025, "period": 3, "responsibility": "", "account": "3010", "amount": 100000, **blank},
        {"year": 2025, "period": 13, "responsibility": "40100", "account": "4010", "amount": -123450, **blank},
    ]
    assert (ledger.lines, ledger.total_ore, ledger.error_count) == (4, -13450, 0)
    assert (ledger.encoding, ledger.delimiter, ledger.decimal) == ("utf-8", ";", ",")


def test_errors_name_line_column_and_what_stood_there() -> None:
    rows, ledger = ledger_of(
        HEAD + "1;4010;202503;ok;1,00\n1;;202503;;1,00\n1;4010;202514;;x\n1;4010\n1;4010;202503;två\nrader;5\n"
        "1;4010;202503;;\n1;4010;202503;;1,005\n1;4010;202503;;1 23\n\x07;4010;202503;;1\n"
    )
    assert [(error.line, error.column, error.found) for error in ledger.errors] == [
        (3, "Konto", ""),
        (4, "Period", "202514"),
        (4, "Belopp", "x"),
        (5, "", ""),
        (6, "", ""),
        (7, "", ""),
        (8, "Belopp", ""),
        (9, "Belopp", "1,005"),
        (10, "Belopp", "1 23"),
        (11, "Ansvar", "\x07"),
    ]
    assert str(ledger.errors[0]) == "Rad 3, kolumn Konto: Konto saknas."
    assert str(ledger.errors[7]) == (
        "Rad 9, kolumn Belopp: «1,005» är inget belopp. "
        "Väntade ett belopp med högst två decimaler, till exempel 1 234,50."
    )
    assert str(ledger.errors[3]) == "Rad 5: Raden har 2 kolumner; väntade minst 5."
    assert (ledger.lines, ledger.total_ore, len(rows)) == (1, 100, 1)


def test_very_many_errors_are_counted() -> None:
    _, ledger = ledger_of(HEAD + "1;;202503;;1\n" * (reading.MOST_ERRORS + 50))
    assert (len(ledger.errors), ledger.error_count) == (reading.MOST_ERRORS, reading.MOST_ERRORS + 50)


def test_lines_of_sums_are_noted_and_not_counted() -> None:
    _, ledger = ledger_of(HEAD + "1;4010;202503;;1\nSumma;;;;1\n;Totalt;;;1\n;;202503;Summa;5\n")
    assert ledger.notes == [
        "Rad 3 är en summarad och räknas inte: Summa 1",
        "Rad 4 är en summarad och räknas inte: Totalt 1",
    ]
    assert [error.line for error in ledger.errors] == [5]
    assert ledger.total_ore == 100


def test_a_quotation_mark_that_swallows_lines_is_an_error() -> None:
    lines = "".join(f"1;4010;202503;rad {number};1\n" for number in range(5))
    rows, ledger = ledger_of(HEAD + '1;4010;202503;ok;1\n1;4010;202503;"5 tum;1\n' + lines + '1;4010;202503;"slut";1\n')
    assert [error.line for error in ledger.errors] == [3]
    assert "stängs inte" in ledger.errors[0].message
    assert (ledger.lines, sum(row.amount for row in rows)) == (1, 100)
    endless, ledger = ledger_of(HEAD + '1;4010;202503;"' + "x" * 200_000 + "\n")
    assert endless == []
    assert [error.line for error in ledger.errors] == [2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x01\x02", "varken CSV eller Excel"),
        (b"PK\x03\x04trasig", "inte att läsa som Excel"),
        (b"Konto;Period;Belopp\n", "«Ansvar» .ansvar. saknas"),
        (b"Ansvar;Konto;Konto;Period;Belopp\n", "«Konto» .konto. står flera gånger"),
        (b"", "rubrikerna: inga"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        ledger_of(content)


def test_excel_with_numbers_dates_and_titles_above() -> None:
    content = workbook(
        [
            ["Huvudbok 2025"],
            [],
            ["Konto", "Ansvar", "Datum", "Belopp"],
            [4010, "00401", datetime.date(2025, 3, 31), 1234.56],
            ["4010", 401, "2025-04-01", 0.1 + 0.2],
            [4010.0, "", datetime.date(2025, 4, 1), "1 000,50-"],
            [4010, "", datetime.date(2025, 4, 1), 1.005],
            [4010, "", True, False],
        ],
        first=1,
        indent=2,
    )
    profile = propose(io.BytesIO(content)).profile
    rows, ledger = ledger_of(content, profile)
    assert [(row.responsibility, row.account, row.period, row.amount) for row in rows] == [
        ("00401", "4010", 3, 123456),
        ("401", "4010", 4, 30),
        ("", "4010", 4, -100050),
    ]
    assert [(error.line, error.column) for error in ledger.errors] == [(8, "Belopp"), (9, "Datum"), (9, "Belopp")]
    named = Profile(columns=profile.columns, rows_to_skip=profile.rows_to_skip, sheet="Finns inte")
    with pytest.raises(UnreadableFile, match="inget blad"):
        ledger_of(content, named)


@pytest.mark.parametrize(
    ("columns", "year", "header", "line"),
    [
        ({"account": 1, "date": 2, "amount": 3}, None, "", "4010;2025-03-31;5"),
        ({"account": 1, "date": 2, "amount": 3}, None, "", "4010;20250331;5"),
        (
            {"account": "Konto", "year": "År", "month": "Mån", "amount": "Kr"},
            None,
            "Kr;Mån;År;Konto",
            "5;mars;2025;4010",
        ),
        ({"account": "Konto", "month": "Mån", "amount": "Kr"}, 2025, "Kr;Mån;Konto", "5;3;4010"),
        ({"account": 1, "period": 2, "debit": 3, "credit": 4}, None, "", "4010;2025M03;7;2"),
        ({"account": 1, "period": 2, "debit": 3, "credit": 4}, None, "", "4010;mars 2025;5;"),
        ({"account": 1, "period": 2, "credit": 3}, None, "", "4010;2025-3;-5"),
    ],
)
def test_the_ways_to_the_month_and_the_amount(columns: dict[str, Any], year: int, header: str, line: str) -> None:
    profile = Profile(columns=columns, year=year, has_header=bool(header))
    assert profile.faults() == []
    (row,), ledger = ledger_of(f"{header}\n{line}" if header else line, profile)
    assert (row.year, row.period, row.account, row.amount, ledger.error_count) == (2025, 3, "4010", 500, 0)


def test_neither_debit_nor_credit_is_an_error() -> None:
    profile = Profile(columns={"account": 1, "period": 2, "debit": 3, "credit": 4}, has_header=False)
    _, ledger = ledger_of("4010;202503;;\n", profile)
    assert ledger.errors[0][:3] == (1, "3 (debet) och 4 (kredit)", " ")


def test_a_profile_is_saved_as_json_and_says_its_faults() -> None:
    profile = Profile(columns={"account": "Konto", "amount": 3}, cost_is="minus", dimensions={"1": "responsibility"})
    assert Profile.from_json(profile.to_json()) == profile
    assert profile.faults() == ["Ange en kolumn för period, en för datum, eller kolumner för år och månad."]
    for wrong in ({"x": 1}, {"cost_is": "both"}, {"columns": []}, {"dimensions": {"1": "amount"}}, {"year": "2025"}):
        with pytest.raises(ValueError, match="Profilen"):
            Profile.from_json(wrong)
    both = Profile(columns={"account": 1, "amount": "B", "debit": 0, "period": 1, "kost": 2}, has_header=False)
    assert len(both.faults()) == 4


def test_a_profile_is_proposed_from_swedish_headings() -> None:
    text = (
        "Huvudboksrapport;;;\n2025;;;\n\n"
        "Ansvar;Ansvar (T);Vht;Kontonr;Kontonamn;Aktivitetskod;Obj;Projekt nr;Motp;Bokföringsmånad;Period;Belopp (kr)\n"
        + "401;Fritid;340;4010;Material;1;2;3;4;3;202503;-100,00\n"
        * 3
    )
    proposal = propose(io.BytesIO(text.encode("cp1252")))
    assert proposal.profile.columns == {
        "responsibility": "Ansvar", "activity_code": "Vht", "account": "Kontonr", "activity": "Aktivitetskod",
        "object_code": "Obj", "project_code": "Projekt nr", "counterpart": "Motp", "period": "Period",
        "amount": "Belopp (kr)",
    }  # fmt: skip
    assert (proposal.profile.rows_to_skip, proposal.profile.cost_is, proposal.doubts) == (3, "minus", [])
    rows, ledger = ledger_of(text.encode("cp1252"), proposal.profile)
    assert (ledger.encoding, ledger.total_ore, rows[0].amount) == ("cp1252", 30000, 30000)
    months = propose(io.BytesIO(b"Ledger 2024\nKonto\tM\xe5nad\tDebet\tKredit\n4010 Papper\t3\t5\t\n"))
    assert (months.profile.year, months.profile.codes_with_names, months.profile.faults()) == (2024, True, [])
    (row,), _ = ledger_of(b"Ledger 2024\nKonto\tM\xe5nad\tDebet\tKredit\n4010 Papper\t3\t5\t\n", months.profile)
    assert (row.account, row.year, row.period, row.amount) == ("4010", 2024, 3, 500)
    assert propose(io.BytesIO(b"a;b\n1;2\n")).doubts == ["Ingen rad med rubriker hittades: ange kolumnerna."]
    assert propose(io.BytesIO(b"Konto;Ansvar\n1;2\n")).doubts != []


def test_a_long_file_is_handed_over_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_SUMS", 7)
    text = HEAD + "".join(
        f"{number % 10};{4000 + number % 3};2025{number % 12 + 1:02};;1,01\n" for number in range(500)
    )
    ledger = Ledger(io.BytesIO(text.encode()), PROFILE)
    batches = list(ledger.batches(size=5))
    assert max(map(len, batches)) <= 5
    assert sum(row.amount for batch in batches for row in batch) == ledger.total_ore == 500 * 101
    assert len(Ledger(io.BytesIO(text.encode()), PROFILE).rows()) == 60
