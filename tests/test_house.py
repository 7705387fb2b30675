"""The house rules of docs/architecture.md, each as a test whose message says where to mend."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import allauth
import django
import pytest
from django.apps import apps

from tests import house

LONGEST_FUNCTION = 40
LONGEST_FILE = 400
LONGEST_TEMPLATE = 150

FORBIDDEN_NAMES = {"admin", "helpers", "managers", "misc", "mixins", "selectors", "services", "signals", "utils"}
WRITING = {"save", "create", "delete", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
DICTIONARIES = {"env.globals", "env.filters"}
"""What may be ``update``d in the web folder, being no table."""

CHECKING = ("assert", "axe", "demand", "expect", "fail", "raises", "warns")
"""Beginnings of what a test may call instead of asserting by itself."""

FOREIGN_ADDRESSES = (
    "pypi" + r"\.org",
    "files" + r"\.pythonhosted",
    "registry" + r"\.npmjs",
    "--index" + "-url ",
    "/wo" + "rk/",
    "/ro" + r"ot/\w",
    "(?<!/var)/tm" + r"p/\w",
)
"""Package registries and folders of one machine: written in halves, so that this file does not break its own rule."""


def test_functions_are_short() -> None:
    long = [
        f"{house.where(path, function.lineno)} {function.name}: {length} lines"
        for path in house.python_files()
        for function in house.functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, f"Functions over {LONGEST_FUNCTION} lines: split them, or write an ADR:\n" + "\n".join(long)


def test_files_are_short() -> None:
    long = [
        f"{house.where(path)}: {length} lines"
        for path in house.python_files()
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    assert not long, f"Files over {LONGEST_FILE} lines: split them by noun:\n" + "\n".join(long)


def test_templates_are_short() -> None:
    long = [
        f"{name}: {length} lines"
        for name in house.templates()
        if (length := len((house.TEMPLATES / name).read_text(encoding="utf-8").splitlines())) > LONGEST_TEMPLATE
    ]
    assert not long, f"Templates over {LONGEST_TEMPLATE} lines: move a part to a file of its own:\n" + "\n".join(long)


def test_functions_are_simple() -> None:
    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "C901", "--output-format", "concise"]
    found = subprocess.run(ruff, cwd=house.ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, "Functions with more than eight ways through them:\n" + found.stdout + found.stderr


def test_files_are_named_after_what_they_hold() -> None:
    vague = [house.where(path) for path in house.python_files("styrhjul") if path.stem in FORBIDDEN_NAMES]
    assert not vague, f"Say what the file holds, or put it where it belongs: {vague}"


def test_pages_do_not_write() -> None:
    writing = [
        f"{house.where(path, line)} {receiver}.{name}()"
        for path in house.python_files("styrhjul/web")
        for line, receiver, name in house.method_calls(path)
        if name in WRITING and receiver not in DICTIONARIES
    ]
    assert not writing, "Pages hand cleaned data to an action, which writes and logs:\n" + "\n".join(writing)


def our_models() -> list[type]:
    """Return every model of ours, those that join two tables by themselves left out."""
    return [model for model in apps.get_models() if model.__module__.startswith("styrhjul.")]


def test_every_model_says_what_it_is() -> None:
    silent = [m.__qualname__ for m in our_models() if not m.__doc__ or m.__doc__.startswith(f"{m.__name__}(")]
    assert not silent, f"Models without a docstring: {silent}"


def test_every_model_is_in_the_glossary() -> None:
    glossary = (house.ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    missing = [m.__name__ for m in our_models() if not re.search(rf"\b{m.__name__}\b", glossary)]
    assert not missing, f"Not in docs/glossary.md: {missing}"


def names_of_others() -> set[str]:
    """Return the template names that allauth and Django ask for by themselves."""
    own = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
    for package in (allauth, django):
        for folder in Path(package.__path__[0]).rglob("templates"):
            own |= {str(path.relative_to(folder)) for path in folder.rglob("*.html")}
    return own


def test_every_template_is_used() -> None:
    sources = [*house.python_files("styrhjul"), *(house.TEMPLATES / name for name in house.templates())]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    others = names_of_others()
    unused = [name for name in house.templates() if name not in others and f'"{name}"' not in text]
    assert not unused, f"Templates that nothing shows: {unused}"


def test_every_test_asserts() -> None:
    silent = [
        f"{house.where(path, function.lineno)} {function.name}"
        for path in house.python_files("tests")
        for function in house.functions(path)
        if function.name.startswith("test_")
        and not any(isinstance(node, ast.Assert) for node in ast.walk(function))
        and not any(name.startswith(CHECKING) for name in house.called_names(function))
    ]
    assert not silent, "Tests that can never fail:\n" + "\n".join(silent)


@pytest.mark.parametrize("address", FOREIGN_ADDRESSES)
def test_no_address_of_another_place_is_committed(address: str) -> None:
    found = []
    for path in house.committed():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        if "vendor" not in path.parts and re.search(address, text):
            found.append(house.where(path))
    assert not found, f"{address!r} stands in: {found}"


def test_no_lock_file_with_addresses_is_committed() -> None:
    kept = {path.name for path in house.committed()}
    assert not kept & {"uv.lock", "pylock.toml", "poetry.lock", "package-lock.json"}
