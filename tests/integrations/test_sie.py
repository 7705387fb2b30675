"""SIE files: the real ones against the second opinion beside them, the format's odd corners, and any bytes at all."""

import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from styrhjul.integrations.ledger.content import UnreadableFile
from styrhjul.integrations.sie.content import SieFile
from styrhjul.integrations.sie.inspection import inspect
from styrhjul.integrations.sie.reading import read
from tests import house

SAMPLES = house.ROOT.parent / "shared" / "data" / "sie" / "samples"
REFERENCE = SAMPLES / "reference_counts.json"
needs_samples = pytest.mark.skipif(not REFERENCE.exists(), reason="the real SIE files are not in the repository")
COUNTS = json.loads(REFERENCE.read_text(encoding="utf-8")) if REFERENCE.exists() else {}

HEAD = b"#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#RAR 0 20250101 20251231\n"


def sample(name: str, *, is_summed: bool = False) -> SieFile:
    """A real file, read."""
    with (SAMPLES / name).open("rb") as file:
        return read(file, is_summed=is_summed)


def parsed(content: bytes, *, is_summed: bool = False) -> SieFile:
    """What the bytes hold."""
    return read(io.BytesIO(content), is_summed=is_summed)


def ore(kronor: str) -> int:
    """The reference's kronor in öre."""
    return int(Decimal(kronor) * 100)


def by_class(file: SieFile, record: str, *, with_objects: bool) -> dict[str, int]:
    """The sums of a record by year and account class, as the reference gives them."""
    sums: Counter[str] = Counter()
    for amount in file.amounts(record):
        if bool(amount.objects) is with_objects:
            sums[f"{amount.year}/{amount.account[0]}"] += amount.ore
    return dict(sums)


@needs_samples
@pytest.mark.parametrize("name", sorted(COUNTS))
@pytest.mark.parametrize("is_summed", [False, True])
def test_each_real_file_agrees_with_its_reference(name: str, is_summed: bool) -> None:
    """No file of SIE 4 differs from the reference; those of SIE 5 have none, and a test of their own."""
    file, wanted = sample(name, is_summed=is_summed), COUNTS[name]
    assert {label: number for label, number in file.records.items() if number} == wanted["label_counts"]
    assert file.unknown == {}
    assert (file.head.encoding, file.head.flag) == (wanted["encoding_guess"], wanted["FLAGGA"])
    assert file.head.sie_type == int(wanted["SIETYP"])
    assert (file.company.name, file.company.organisation_number) == (wanted["FNAMN"], wanted.get("ORGNR", ""))
    assert len(file.accounts) == wanted["accounts"]
    assert [["DIM", d.number, d.name] for d in file.dimensions.values()] == wanted["dims"]
    assert Counter(dimension for dimension, _ in file.objects) == wanted["objects_per_dim"]
    assert file.unbalanced_vouchers == wanted["unbalanced_vouchers"]
    balances: Counter[str] = Counter()
    for balance in file.balances:
        if not balance.objects:
            balances[f"{balance.record}/{balance.year}"] += balance.ore
    assert dict(balances) == {key: ore(kronor) for key, kronor in wanted["balance_sums"].items()}
    for record in ("PSALDO", "PBUDGET"):
        for kind, with_objects in (("total", False), ("object", True)):
            sums = wanted[f"{record}_{kind}_rows_by_year_and_account_class"]
            assert by_class(file, record, with_objects=with_objects) == {key: ore(sums[key]) for key in sums}


@needs_samples
@pytest.mark.parametrize("name", sorted(COUNTS))
def test_years_and_problems_of_real_files(name: str) -> None:
    file = sample(name)
    years = [[str(y.number), *(f"{day:%Y%m%d}" for day in (y.first_on, y.last_on) if day)] for y in file.years]
    assert years == COUNTS[name]["rar"]
    # The only departure from the format in them all: a financial year without its days
    wanted = [(7, "#RAR")] if name == "BL0001_typ4I.SI" else []
    assert [(problem.line, problem.record) for problem in file.problems] == wanted


@needs_samples
@pytest.mark.parametrize("name", [name for name in COUNTS if COUNTS[name]["label_counts"].get("#TRANS")])
def test_summed_and_kept_transactions_are_the_same(name: str) -> None:
    kept, summed = sample(name), sample(name, is_summed=True)
    assert summed.vouchers == []
    assert kept.by_month() == summed.by_month()
    assert (kept.debit_ore, kept.credit_ore) == (summed.debit_ore, summed.credit_ore)
    assert kept.debit_ore == -kept.credit_ore > 0


@needs_samples
@pytest.mark.parametrize(
    ("months", "vouchers"),
    [
        ("sie2.se", "sie4.se"),
        ("typ2.se", "typ4.se"),  # here rows have other dates than their vouchers: the row's is the one that counts
        ("BL0001_typ2.SE", "BL0001_typ4.SE"),
        ("MAMUT_SIE3_EXPORT.SE", "MAMUT_SIE4_EXPORT.SE"),
    ],
)
def test_transactions_make_the_months_that_the_same_company_states(months: str, vouchers: str) -> None:
    stated: Counter[tuple[str, int]] = Counter()
    for amount in sample(months).amounts("PSALDO"):
        if amount.year == 0 and not amount.objects:
            stated[amount.account, amount.period] += amount.ore
    summed: Counter[tuple[str, int]] = Counter()
    for (account, _, month), amount_ore in sample(vouchers, is_summed=True).by_month().items():
        summed[account, month] += amount_ore
    assert {key: value for key, value in summed.items() if value} == {key: v for key, v in stated.items() if v}


@needs_samples
@pytest.mark.parametrize("name", ["sie1.se", "sie2.se", "sie3.se", "sie4.se"])
def test_control_sums_are_reckoned(name: str) -> None:
    assert sample(name).head.control_sum == "right"
    changed = (SAMPLES / name).read_bytes().replace(b"Lager", b"Lagar", 1)
    assert parsed(changed).head.control_sum == "wrong"
    cut = changed[: changed.rindex(b"#KSUMMA")]
    assert parsed(cut).head.control_sum == "missing"


@needs_samples
def test_sie_5_is_read_by_its_schema() -> None:
    file = sample("SIE5_Sample.sie")
    assert (file.head.file_format, file.head.sie_type, file.company.name) == ("SIE 5", None, "Övningsbolaget AB")
    assert [(year.number, str(year.first_on), str(year.last_on)) for year in file.years] == [
        (-1, "2013-01-01", "2013-12-31"),
        (0, "2014-01-01", "2014-12-31"),
    ]
    assert (len(file.accounts), len(file.dimensions), len(file.objects)) == (316, 2, 11)
    # 353 rows, of which ten are struck out; opening balances balance, and the result is what closing ones lack
    assert (file.records["#VER"], file.transactions, file.records["#BTRANS"]) == (91, 343, 10)
    sums: Counter[str] = Counter()
    for balance in file.balances:
        sums[balance.record] += balance.ore if balance.year == 0 else 0
    assert sums["IB"] == 0
    assert sums["UB"] + sums["RES"] == 0
    assert file.debit_ore + file.credit_ore == 0
    assert file.unbalanced_vouchers == 0
    assert file.unknown["SupplierInvoice"] == 29
    entry = sample("SIE5_SampleEntry.sie")
    assert (entry.head.file_format, entry.company.name, len(entry.accounts)) == ("SIE 5", "Universal Exports AB", 2)


def test_sie_5_with_budget_and_objects() -> None:
    text = """<?xml version="1.0" encoding="utf-8"?>
    <Sie xmlns="http://www.sie.se/sie5"><FileInfo><FiscalYears>
      <FiscalYear start="2025-01" end="2025-12" primary="true"/></FiscalYears></FileInfo>
    <Accounts><Account id="4010" name="Material" type="cost">
      <Budget month="2025-03" amount="100.5"><ObjectReference dimId="1" objectId="40"/></Budget>
      <Budget amount="1200"/><ClosingBalance month="2025-12" amount="x"/></Account></Accounts></Sie>"""
    file = parsed(text.encode())
    assert [(row.period, row.objects, row.ore) for row in file.amounts("PBUDGET")] == [
        (202503, (("1", "40"),), 10050),
        (202500, (), 120000),
    ]
    assert [(problem.line, problem.record) for problem in file.problems] == [(6, "ClosingBalance")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<?xml version='1.0'?><!DOCTYPE Sie [<!ENTITY a 'b'>]><Sie xmlns='http://www.sie.se/sie5'/>", "dokumenttyp"),
        ("<?xml version='1.0'?><html/>", "ingen SIE 5-fil"),
        ("<?xml version='1.0'?>\n<Sie xmlns='http://www.sie.se/sie5'><FileInfo></Sie>", "trasig på rad 2"),
        ("", "ingen SIE-fil"),
        ("Konto;Belopp\n4010;100", "ingen SIE-fil"),
    ],
)
def test_what_is_no_sie_is_told(text: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        parsed(text.encode())


def test_quotes_tabs_and_missing_fields() -> None:
    file = parsed(
        HEAD
        + b'#KONTO\t4010\t"Kassa \\"special\\""\n#KONTO 4020\n#OBJEKT 1 "0123" Service\n#OBJEKT\t1 0124\n'
        + b'#DIM 1 "Ansvar"\n#UNDERDIM 21 "Grupp" 1\n#PSALDO 0 202503 4010 1243.5\n'
        + b'#PSALDO 0 202513 4010 {1 "0123"} -3\n'
        + b'#FNR "C:\\data\\"\n\n#HEMLIGT 1 2\n#hemligt 3\n   #RES 0 4010 5.00 7\n'
    )
    assert [(a.number, a.name) for a in file.accounts.values()] == [("4010", 'Kassa "special"'), ("4020", "")]
    assert file.objects == {("1", "0123"): "Service", ("1", "0124"): ""}
    assert [(d.number, d.name, d.above) for d in file.dimensions.values()] == [
        ("1", "Ansvar", ""),
        ("21", "Grupp", "1"),
    ]
    assert [(row.period, row.objects, row.ore) for row in file.period_amounts] == [
        (202503, (), 124350),
        (202513, (("1", "0123"),), -300),
    ]
    assert file.company.number == "C:\\data\\"
    assert file.unknown == {"#HEMLIGT": 2}
    assert [(balance.ore, balance.quantity) for balance in file.balances] == [(500, "7")]
    assert file.problems == []


VOUCHER = (
    b'#VER A 7 20250331 "Kaffe \\"extra\\"" 20250401 AB\n{\n'
    b'   #TRANS 1910 {} -1200.00\n#TRANS "6250" {1 "40" "6" "P 1"} 960 20250402 "Porto" 2.5 "sign"\n'
    b"#BTRANS 6110 {} 800.00\n#RTRANS 2640 {} 240.00\n#TRANS 2640 {} 240.00\n}\n"
)


def test_a_voucher_with_all_its_fields() -> None:
    file = parsed(HEAD + VOUCHER)
    (voucher,) = file.vouchers
    assert (voucher.series, voucher.number, str(voucher.day), voucher.text) == ("A", "7", "2025-03-31", 'Kaffe "extra"')
    assert (str(voucher.registered_on), voucher.sign, voucher.line) == ("2025-04-01", "AB", 5)
    rows = [(row.record, row.account, row.objects, row.ore, row.line) for row in voucher.transactions]
    assert rows == [
        ("TRANS", "1910", (), -120000, 7),
        ("TRANS", "6250", (("1", "40"), ("6", "P 1")), 96000, 8),
        ("BTRANS", "6110", (), 80000, 9),
        ("RTRANS", "2640", (), 24000, 10),
        ("TRANS", "2640", (), 24000, 11),
    ]
    second = voucher.transactions[1]
    assert (str(second.day), second.text, second.quantity, second.sign) == ("2025-04-02", "Porto", "2.5", "sign")
    # Rows taken away or added stand in no sum; a row belongs to its own month, else to its voucher's
    assert file.by_month() == {
        ("1910", (), 202503): -120000,
        ("6250", (("1", "40"), ("6", "P 1")), 202504): 96000,
        ("2640", (), 202503): 24000,
    }
    assert file.problems == []


def test_problems_name_their_lines_and_leave_the_rest() -> None:
    content = (
        HEAD + b"#VER A 1 20250131\n{\n#TRANS 4010 {} 100.005\n#TRANS 4010 {} 10.00 20251301\n#TRANS 4010 {} 10.00\n}\n"
        b"#TRANS 4010 {} 1.00\nskrap\n#IB 0 1910\n#RAR x\n"
        b'#KONTO 4010 "oavslutad\n#TRANS 4010 {1} 5.00\n#VER A 2 20250201\n{\n'
    )
    found = [(problem.line, problem.record) for problem in parsed(content).problems]
    assert found == [
        (7, "#TRANS"), (8, "#TRANS"), (5, "#VER"), (11, "#TRANS"), (11, "#TRANS"), (12, ""), (13, "#IB"), (14, "#RAR"),
        (15, "#KONTO"), (16, "#TRANS"), (18, "#VER"),
    ]  # fmt: skip
    file = parsed(content, is_summed=True)
    assert [(problem.line, problem.record) for problem in file.problems] == found
    assert file.by_month() == {("4010", (), 202501): 1000, ("4010", (), 0): 100}
    assert parsed(content).by_month() == file.by_month()


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("cp437", "cp437"), ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("latin-1", "cp1252"), ("utf-16", "utf-8")],
)
def test_encodings_met_in_the_wild(encoding: str, found: str) -> None:
    text = '#FLAGGA 0\r\n#SIETYP 1\r\n#FNAMN "Åmåls Öringsodling"\r\n#KONTO 3010 "Försäljning"\r\n'
    file = parsed(text.encode(encoding))
    assert (file.company.name, file.head.encoding) == ("Åmåls Öringsodling", found)
    assert file.accounts["3010"].name == "Försäljning"
    assert bool(file.problems) is (found != "cp437")
    assert parsed(text.replace("\r\n", "\r").encode("cp437")).company.name == "Åmåls Öringsodling"


FIELDS = st.sampled_from(
    [b"", b"20250131", b'"20250131"', b'""', b'"a b"', b"abc", b'"a \\"x\\" b"', b'"\x86\x84"', b"1820\\A012", b"0.00",
     b'"x', b"20250230", b"{}", b'"}"', b"_1.00"]
)  # fmt: skip
AMOUNTS = st.one_of(
    st.integers(-(10**12), 10**12).map(lambda n: f"{'-' * (n < 0)}{abs(n) // 100}.{abs(n) % 100:02}".encode()),
    st.sampled_from(
        [b"5", b"-0.5", b"1.005", b"1.500", b"1,50", b"+7.00", b'"8.00"', b"1_0.00", b"1.2.34", b"", b".50"]
    ),
)
LISTS = st.sampled_from(
    [b"{}", b"{ }", b'{1 "40"}', b"{1 40}", b'{"1"\t"40" 6 P}', b"{1}", b'{1 "a}b"}', b'{1 "x}', b"", b'{1 "a\\"b"}']
)
ROWS = st.tuples(
    st.sampled_from([b"#TRANS", b"   #TRANS", b"\t#TRANS", b"#BTRANS", b"#RTRANS"]),
    st.sampled_from([b"4010", b'"4010"', b"4020", b"401A", b""]), LISTS, AMOUNTS, FIELDS, FIELDS, FIELDS, FIELDS,
).map(b" ".join)  # fmt: skip
LINES = st.one_of(
    ROWS, ROWS, ROWS,
    st.tuples(st.just(b"#VER"), st.sampled_from([b"A", b'""', b'"B"']), FIELDS, FIELDS, FIELDS, FIELDS).map(b" ".join),
    st.sampled_from([b"{", b"}", b" {", b"} ", b"", b"#VER A 1 20250131", b"#NYTT 1", b"text"]),
)  # fmt: skip


@given(st.lists(LINES, max_size=12), st.sampled_from([b"\n", b"\r\n"]))
def test_the_fast_way_reads_as_the_careful_one(lines: list[bytes], end: bytes) -> None:
    """A label in small letters is not regular, and so is read the careful way."""
    fast = HEAD + end.join([b"#VER A 1 20250131", b"{", *lines, b""])
    careful = fast.replace(b"#TRANS", b"#trans").replace(b"#VER", b"#ver")
    kept, wanted = parsed(fast), parsed(careful)
    assert kept.vouchers == wanted.vouchers
    assert kept.problems == wanted.problems
    for file in (kept, wanted, parsed(fast, is_summed=True), parsed(careful, is_summed=True)):
        assert file.by_month() == wanted.by_month()
        assert (file.debit_ore, file.records, file.unknown) == (wanted.debit_ore, wanted.records, wanted.unknown)
        assert file.unbalanced_vouchers == wanted.unbalanced_vouchers


@given(st.integers(-(10**14), 10**14), st.integers(0, 2), st.sampled_from([b"", b"0", b"000"]))
def test_amounts_come_back_exact(amount: int, decimals: int, more: bytes) -> None:
    amount -= amount % 10 ** (2 - decimals)
    sign, digits = b"-" * (amount < 0), b"%d" % (abs(amount) // 100)
    tail = b".%02d" % (abs(amount) % 100) if decimals else b""
    text = sign + digits + (tail[: decimals + 1] + more if decimals else b"")
    for is_summed in (False, True):
        file = parsed(HEAD + b"#VER A 1 20250131\n{\n#TRANS 4010 {} " + text + b"\n}\n", is_summed=is_summed)
        assert file.by_month() == ({("4010", (), 202501): amount} if amount else {})


@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=100).map(lambda b: HEAD + b),
        st.binary(max_size=100).map(lambda b: b"#VER A 1 20250131\n{\n#TRANS " + b),
        st.binary(max_size=100).map(lambda b: b'<?xml version="1.0"?><Sie xmlns="http://www.sie.se/sie5">' + b),
        st.lists(LINES, max_size=6).map(b"\n".join),
    )
)
def test_no_bytes_make_the_inspection_raise(content: bytes) -> None:
    found = inspect("fil", io.BytesIO(content))
    assert json.loads(json.dumps(found))["file"] == "fil"
    assert ("error" in found) != ("format" in found)


def test_the_command_prints_every_file_and_tells_of_those_it_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right, wrong = tmp_path / "r.se", tmp_path / "w.se"
    right.write_bytes(HEAD + VOUCHER + b"#OKAND 1\n#KONTO x\n")
    wrong.write_bytes(b"inget")
    call_command("inspect_sie", str(right))
    with pytest.raises(CommandError, match=r"w\.se"):
        call_command("inspect_sie", str(wrong), str(tmp_path / "borta.se"), str(right))
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("error", "") for line in printed] == [
        "",
        "Filen är ingen SIE-fil: ingen av dess rader börjar med en post som #SIETYP eller #KONTO.",
        "Filen finns inte.",
        "",
    ]
    found = printed[0]
    assert (found["type"], found["format"], found["vouchers"], found["transactions"]) == (4, "SIE 4", 1, 3)
    assert found["sums_ore"]["TRANS"] == {"debit": 120000, "credit": -120000}
    assert (found["added_transactions"], found["removed_transactions"]) == (1, 1)
    assert found["unknown_records"] == {"#OKAND": 1}
    assert found["problems"] == [{"line": 14, "record": "#KONTO", "message": "kontot «x» är inte bara siffror"}]
