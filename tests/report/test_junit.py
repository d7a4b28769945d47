"""JUnit's XML, read by junitparser."""

from __future__ import annotations

import posixpath
import re

from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml, TestSuite

from kumo_lr.report.junit import render_junit
from tests.support.formats import BASE, NAMES, SPECIAL, TEXTS, one, rendered, rich
from tests.support.properties import examples


def suite(text: str) -> TestSuite:
    (found,) = JUnitXml.fromstring(text.encode())
    assert isinstance(found, TestSuite)
    return found


def test_junit_has_a_case_a_file() -> None:
    read = suite(rendered(render_junit))
    outcomes = {case.name: [type(result).__name__ for result in case.result] for case in read}

    assert len(outcomes) == read.tests == len(rich())
    assert outcomes["clean.yaml"] == outcomes["muted.yaml"] == outcomes["warnings.yaml"] == []
    assert outcomes["several.yaml"] == ["Failure"]
    assert outcomes["missing.yaml"] == ["Error"]
    assert read.failures == sum(results == ["Failure"] for results in outcomes.values())
    assert read.errors == 1
    (warned,) = (case for case in read if case.name == "warnings.yaml")
    assert "warnings.yaml:4:19: warning KLR305" in warned.system_out
    assert suite(rendered(render_junit, ())).tests == 0


@examples(60)
@given(message=st.one_of(TEXTS, SPECIAL), name=st.one_of(NAMES, SPECIAL))
def test_junit_gives_back_what_it_got(message: str, name: str) -> None:
    text = rendered(render_junit, one(BASE, message=message, file=name, help=None))
    (case,) = suite(text)
    (failure,) = case.result

    assert text.isascii()
    assert case.name == allowed(posixpath.normpath(name))
    assert failure.message == allowed(f"{BASE.code} {BASE.rule}: {message}")
    assert failure.text == f"{case.name}:2:9: error {failure.message}\n"


def allowed(text: str) -> str:
    """Spell what XML 1.0 has no characters for: https://www.w3.org/TR/xml/#charsets."""
    forbidden = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    return re.sub(forbidden, lambda match: match[0].encode("unicode_escape").decode(), text)
