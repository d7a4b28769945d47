"""Every public name has a docstring and an example, and the examples run."""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Iterator

import pytest

import kumo_lr
from tests.support.paths import ROOT
from tests.support.site import blocks, pages

NAMES = sorted(set(kumo_lr.__all__) - {"__version__"})


def _examples(name: str) -> Iterator[doctest.DocTest]:
    """Yield the examples of a name and of its methods."""
    public = getattr(kumo_lr, name)
    if not (inspect.isclass(public) or inspect.isfunction(public)):
        return
    scope = {each: getattr(kumo_lr, each) for each in NAMES}
    for test in doctest.DocTestFinder(recurse=True).find(public, name, globs=scope):
        if test.examples:
            yield test


def _shown() -> str:
    """Return the code of all examples on the pages, which other tests run."""
    found = (block for page in (*pages(), ROOT / "README.md") for block in blocks(page.read_text("utf-8")))
    return "\n".join(block.text for block in found if block.language == "python")


@pytest.mark.parametrize("name", NAMES)
def test_examples_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for test in _examples(name):
        out: list[str] = []
        doctest.DocTestRunner(verbose=False).run(test, out=out.append)

        assert out == []


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_described_and_shown(name: str) -> None:
    public = getattr(kumo_lr, name)
    used = "\n".join(example.source for test in _examples(name) for example in test.examples)

    assert re.search(rf"\b{name}\b", used + _shown()), name
    if inspect.isclass(public) or inspect.isfunction(public):
        assert inspect.getdoc(public)
