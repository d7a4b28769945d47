"""What the documentation shows is what happens, its links lead somewhere, and the site can be built."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

import kumo_lr
from kumo_lr import adapters, check_text
from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.rules import RULES
from tests.support.paths import DOCS, ROOT
from tests.support.site import (
    CONFIG,
    PICTURE,
    RULE_PAGES,
    WHOLE,
    anchors,
    blocks,
    links,
    pages,
    played,
    regenerated_docs,
    stale_rule_pages,
)

READERS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "toml": tomllib.loads,
    "yaml": yaml.safe_load,
}
LANGUAGES = {*READERS, "console", "elisp", "lua", "py", "python", "sh", "text"}
# Where pages may send a reader: the field's documentation, and specifications and libraries.
HOSTS = {"docs.kumo.ai", "docs.pydantic.dev", "yaml.org"}
# What a page may load: nothing that is not in the site.
_LOADED = re.compile(r"<(?:script|img|iframe|source)\b[^>]*\bsrc=\"?((?:https?:)?//[^\"\s>]+)")
_LINKED = re.compile(r"<link\b(?![^>]*rel=\"?canonical)[^>]*\bhref=\"?((?:https?:)?//[^\"\s>]+)")
MISSING = (
    "mkdocs is not installed: pip install -e '.[docs]'"
    if any(find_spec(name) is None for name in ("mkdocs", "material", "mkdocstrings"))
    else ""
)
each_page = pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
# Their examples are tested as the rules' own.
written = pytest.mark.parametrize(
    "page", [page for page in pages() if page not in WHOLE], ids=lambda page: page.stem
)


@pytest.mark.slow
def test_generated_files_are_up_to_date() -> None:
    stale = [path for path, data in regenerated_docs().items() if path.read_bytes() != data]

    assert stale + stale_rule_pages() == [], "run python -m tests.regenerate"


@pytest.mark.parametrize(
    "page", [page for page in pages() if "```python" in page.read_text("utf-8")], ids=lambda page: page.stem
)
def test_python_examples_run(page: Path) -> None:
    text = page.read_text("utf-8")

    assert played(text, python=True, name=page.name) == text


@each_page
def test_every_block_is_of_a_kind_that_is_tested(page: Path) -> None:
    text = page.read_text("utf-8")
    found = [block.language for block in blocks(text)]

    assert set(found) <= LANGUAGES
    assert len(found) * 2 == len(re.findall(r"^ *```", text, re.MULTILINE))


@written
def test_data_can_be_read_and_plans_are_clean(page: Path) -> None:
    for block in blocks(page.read_text("utf-8")):
        read = READERS.get(block.language)
        if block.options is not None:
            options = dict(zip(block.options[::2], block.options[1::2], strict=True))
            known: dict[str, Any] = {"at": options.get("--at"), "run_mode": options.get("--run-mode")}
            assert check_text(block.text, f"block.{block.language}", **known).findings, block.text
        elif read is not None:
            assert read(block.text) is not None
            assert FIELD not in block.text or not check_text(block.text).findings, block.text


@pytest.mark.parametrize("page", [*pages(), ROOT / "README.md"], ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page.read_text("utf-8")):
        if link.startswith("http"):
            assert link.split("/")[2] in HOSTS, link
            continue
        target, _, anchor = link.partition("#")
        file = (page.parent / target).resolve() if target else page
        assert file.is_file(), link
        assert page.parent == ROOT or file.is_relative_to(DOCS.resolve()), link
        assert not anchor or anchor in anchors(file.read_text("utf-8")), link


def test_every_page_is_in_the_navigation() -> None:
    _, _, navigation = CONFIG.read_text("utf-8").partition("\nnav:\n")
    listed = re.findall(r"(\S+\.md)$", navigation, re.MULTILINE)

    assert sorted(listed) == sorted(page.relative_to(DOCS).as_posix() for page in pages())


def test_the_reference_has_every_public_name() -> None:
    modules = re.findall(
        r"^::: (kumo_lr\S*)\.(\w+)$", (DOCS / "reference.md").read_text("utf-8"), re.MULTILINE
    )
    names = [name for module, name in modules if not module.startswith(adapters.__name__)]

    assert sorted(names) == sorted(set(kumo_lr.__all__) - {"__version__"})


def test_every_picture_is_shown() -> None:
    shown = {
        (page.parent / link).resolve()
        for page in pages()
        for link in links(page.read_text("utf-8"))
        if link.endswith(".svg")
    }

    assert set(PICTURE.parent.resolve().iterdir()) == shown


def test_rule_pages_are_there() -> None:
    assert {page.name for page in RULE_PAGES.iterdir()} == {f"{code}.md" for code in RULES}


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING) and "CI" not in os.environ, reason=MISSING)
def test_the_site_is_built_without_warnings_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    # Material announces its successor at every build.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=CONFIG.parent, env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    built = [page.relative_to(DOCS).with_suffix(".html") for page in pages()]
    assert [page for page in built if not (tmp_path / page).is_file()] == []
    assert not (tmp_path / "schemastore").exists()
    for page in tmp_path.rglob("*.html"):
        html = page.read_text("utf-8")
        assert _LOADED.findall(html) + _LINKED.findall(html) == [], page
