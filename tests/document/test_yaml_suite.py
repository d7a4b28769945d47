"""Every input of the public YAML test suite: both of PyYAML's readers load what has no finding."""

from __future__ import annotations

import json

import pytest
import yaml

from kumo_lr import check_text
from kumo_lr.check.checker import check_source
from kumo_lr.check.fixes import fix_source
from kumo_lr.findings import Severity
from kumo_lr.source import Source
from tests.support.paths import VENDOR
from tests.support.pyyaml import refusal

CASES: dict[str, str] = json.loads((VENDOR / "yaml-test-suite" / "cases.json").read_text(encoding="utf-8"))


def test_the_suite_is_whole() -> None:
    assert len(CASES) == 402


@pytest.mark.parametrize("name", CASES)
def test_what_has_no_finding_is_loaded(name: str) -> None:
    text = CASES[name]
    findings = check_text(text).findings

    if not findings:
        assert refusal(text, yaml.CSafeLoader) is None
        assert refusal(text, yaml.SafeLoader) is None
    if refusal(text, yaml.CSafeLoader):
        assert any(finding.severity is Severity.ERROR for finding in findings)


@pytest.mark.parametrize("name", CASES)
def test_findings_are_inside_the_text(name: str) -> None:
    text = CASES[name]
    lines = text.removeprefix("\ufeff").splitlines(keepends=True) or [""]
    for finding in check_text(text).findings:
        start, end = finding.location
        assert (1, 1) <= start <= end
        assert finding.span.end <= len(text)
        assert end.line <= len(lines) + 1


@pytest.mark.parametrize("name", ["JR7V", "MUS6/00", "WZ62", "X4QW"])
def test_what_only_libyaml_takes_is_mended_by_a_safe_fix(name: str) -> None:
    text = CASES[name]
    assert refusal(text, yaml.CSafeLoader) is None
    assert refusal(text, yaml.SafeLoader)
    assert {finding.code for finding in check_text(text).findings} == {"KLR406"}

    fixed = fix_source(check_source(Source(text)), check_source).checked.source.text

    assert check_text(fixed).findings == ()
    assert list(yaml.load_all(fixed, yaml.SafeLoader)) == list(yaml.load_all(text, yaml.CSafeLoader))
