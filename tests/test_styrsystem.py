"""docs/styrsystem.md tells the truth: all that it names exists, and every numbered rule has a row."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import house

DOCUMENT = house.ROOT / "docs" / "styrsystem.md"

LAST_RULES = {
    "O": 9, "G": 11, "M": 7, "D": 8, "P": 7, "B": 7, "F": 10, "I": 4, "C": 3, "W": 4, "T": 5, "U": 2, "L": 10, "X": 13,
}  # fmt: skip
"""The number of rules in each chapter of the governance system."""

NAMED = re.compile(r"`([\w./]+\.py)::([\w.]+)`")
NOT_BUILT = "**inte byggd än**"


def rows() -> list[list[str]]:
    """Return the cells of every row that is about a rule."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| [A-Z]-\d", line)]


def path_of(name: str) -> Path:
    """Return the file that the document means: paths without ``tests/`` lie under ``styrhjul/``."""
    return house.ROOT / name if name.startswith("tests/") else house.ROOT / "styrhjul" / name


def names_in(node: ast.AST, before: str = "") -> Iterator[str]:
    """Yield functions, classes and tables of a file, with the class before a dot for what stands in it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield before + child.name
            yield from names_in(child, f"{before}{child.name}.")
        elif isinstance(child, ast.Assign | ast.AnnAssign) and not before:
            targets = child.targets if isinstance(child, ast.Assign) else [child.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def stands_in(path: Path, name: str) -> bool:
    """Tell whether the file defines the name, as code, as a constraint or as a trigger of the database."""
    text = path.read_text(encoding="utf-8")
    as_guard = re.search(rf'name="{re.escape(name)}"|create trigger {re.escape(name)}\b', text)
    return name in set(names_in(house.tree(path))) or as_guard is not None


def test_every_rule_has_one_row_in_order() -> None:
    expected = [f"{chapter}-{number}" for chapter, last in LAST_RULES.items() for number in range(1, last + 1)]
    assert [row[0] for row in rows()] == expected


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_what_a_row_names_exists(row: list[str]) -> None:
    *_, held, proved = row
    missing = [
        f"{file}::{name}"
        for file, name in NAMED.findall(" ".join(row))
        if not path_of(file).is_file() or not stands_in(path_of(file), name)
    ]
    assert not missing, f"{row[0]}: mend the name in docs/styrsystem.md: {missing}"
    if held == NOT_BUILT:
        assert proved == "–"
    else:
        assert NAMED.search(held), f"{row[0]} says neither what holds it nor «inte byggd än»"
        assert "inget eget prov" in proved or "::test_" in proved, f"{row[0]} says nothing of its test"


def test_nothing_is_named_in_another_way() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.count("::") - text.count("`::`") == len(NAMED.findall(text))
