"""What settings mean for a file."""

from __future__ import annotations

from pathlib import Path

from kumo_lr.findings import Severity
from kumo_lr.rules import RULES, always_counts, codes_of
from kumo_lr.settings.load import (
    Settings,
    ignored_in,
    severities,
)
from kumo_lr.settings.patterns import any_matches
from tests.support.settings import load_text


def test_rules_ignored_in_files(folder: Path) -> None:
    (folder / "a").mkdir()
    rules = "['endless-warmup', 'klr201', 'KLR9']"
    text = f"[per-file-ignores]\n'**/old/*.yaml' = ['KLR3']\n'x.json' = {rules}\n"
    settings = load_text(text, "a/kumo-lr.toml")

    assert ignored_in(settings, "a/old/p.yaml") == codes_of("KLR3")
    assert ignored_in(settings, "a/x.json") == {"KLR301", "KLR201", "KLR901", "KLR902"}
    assert ignored_in(settings, "a/p.yaml") == ignored_in(Settings(), "a/old/p.yaml") == frozenset()
    assert ignored_in(settings, str(folder / "a" / "old" / "p.yaml")) == codes_of("KLR3")


def test_rules_that_always_count() -> None:
    settings = Settings(per_file_ignores={"*": ("KLR",)})

    assert {code for code in RULES if always_counts(code)} == RULES.keys() - ignored_in(settings, "a.yaml")
    assert always_counts("KLR001")
    assert always_counts("KLR903")
    assert not always_counts("KLR901")


def test_excluded() -> None:
    patterns = load_text('exclude = ["gen/", "*.draft.yaml", "/top/x"]\n').exclude

    assert any_matches(patterns, ".", "gen", True)
    assert not any_matches(patterns, ".", "gen", False)
    assert any_matches(patterns, ".", "a/gen/b.yaml", False)
    assert any_matches(patterns, ".", "./a/b.draft.yaml", False)
    assert any_matches(patterns, ".", "top/x", True)
    assert not any_matches(patterns, ".", "a/top/x", True)
    assert any_matches(patterns, "a", "a/top/x", True)
    assert not any_matches((), ".", "gen", True)


def test_severities() -> None:
    text = "[severity]\nKLR301 = 'warning'\nKLR = 'warning'\nklr3 = 'error'\nunseen-decay = 'warning'\n"
    changed = severities(load_text(text))

    assert "KLR301" not in changed
    assert "KLR303" not in changed
    assert changed["KLR302"] is Severity.ERROR
    assert changed["KLR201"] is Severity.WARNING
    assert "KLR001" not in changed
    assert "KLR999" not in changed
    assert severities(Settings()) == {}
