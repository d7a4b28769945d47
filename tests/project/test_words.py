"""The words that docstrings, comments and documents avoid."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import DOCS, ROOT

PACKAGE = ROOT / "kumo_lr"
# Archaic words, and words that make persons of code.
AVOIDED = re.compile(
    r"\b(?:mend(?:s|ed|ing)?|surely|calm|gentle|spotless)\b"
    r"|\b(?:whoever|nobody|somebody|anybody|none of its business)\b|` = ",
    re.IGNORECASE,
)
# A docstring commands ("Return ..."); only a property may be described ("Whether ...").
OPENINGS = re.compile(r"(?:Gives?|Says?|Tells?)\b")
FRAGMENTS = re.compile(r"Whether\b")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`(?! = )", re.DOTALL | re.MULTILINE)
DOCUMENTS = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "benchmarks/README.md")]
DOCUMENTS += sorted(DOCS.glob("*.md"))
MODULES = sorted(PACKAGE.rglob("*.py"))


def avoided(text: str) -> list[str]:
    return [found.group() for found in AVOIDED.finditer(text)]


def opening(docstring: str, *, is_property: bool) -> str | None:
    found = OPENINGS.match(docstring) or (None if is_property else FRAGMENTS.match(docstring))
    return found and found.group()


def docstrings(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield the docstrings of a module, each with whether it is that of a property."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            decorators = map(ast.unparse, getattr(node, "decorator_list", ()))
            yield ast.get_docstring(node) or "", any(word.endswith("property") for word in decorators)


def comments(path: Path) -> Iterator[str]:
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.string


def messages(path: Path) -> Iterator[str]:
    """Yield the texts of a module: what it may print, and its docstrings."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_module(path: Path) -> None:
    texts = [*messages(path), *comments(path)]
    openings = [opening(text, is_property=is_property) for text, is_property in docstrings(path)]

    assert [word for text in texts for word in avoided(text)] == []
    assert [word for word in openings if word] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_document(path: Path) -> None:
    assert avoided(CODE.sub("", path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Whoever mends it, surely.", ["Whoever", "mends", "surely"]),
        ("`is_plan` = the caller knows", ["` = "]),
        ("It is none of its business", ["none of its business"]),
        ("amend, recommend and dimension", []),
        ("`a = 1`", []),
    ],
)
def test_avoided(text: str, expected: list[str]) -> None:
    assert avoided(text) == expected


@pytest.mark.parametrize(
    ("docstring", "is_property", "expected"),
    [
        ("Give the name.", False, "Give"),
        ("Say what is wrong.", True, "Say"),
        ("Whether it is empty.", False, "Whether"),
        ("Whether it is empty.", True, None),
        ("Return whether it is empty.", False, None),
        ("Given arguments.", False, None),
    ],
)
def test_opening(docstring: str, is_property: bool, expected: str | None) -> None:
    assert opening(docstring, is_property=is_property) == expected
