"""The checker agrees with PyYAML and json on what can be read."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kumo_lr.check.public import check_text
from kumo_lr.findings import Finding
from tests.support.properties import examples
from tests.support.pyyaml import refusal
from tests.support.texts import DAMAGE, texts
from tests.support.values import field_values, to_json

# What libyaml refuses, and with it yaml.CSafeLoader, but not PyYAML's reader in Python.
LIBYAML_ONLY = (
    "unexpected ':'",  # {a:[b]}, {a:{b: c}}: a colon that nothing but a bracket follows
    "a %YAML line with a version",  # %YAML 1.3: PyYAML takes any 1.x
    "unknown directive name",  # %Y 1.1: PyYAML passes it over
)


def assert_refused_too(text: str) -> None:
    """Hold that a syntax error is one to libyaml or PyYAML, and to PyYAML unless libyaml alone objects."""
    said = [finding.message for finding in check_text(text).findings if finding.code == "KLR001"]
    by_pyyaml = refusal(text, yaml.SafeLoader)
    if said:
        assert by_pyyaml or refusal(text, yaml.CSafeLoader), said
    if any(not message.startswith(LIBYAML_ONLY) for message in said):
        assert by_pyyaml, said


def unreadable(findings: tuple[Finding, ...]) -> set[str]:
    """Return the codes of the findings that say why a text cannot be read, by every reader or by one."""
    return {found.code for found in findings if found.code < "KLR200" or found.code == "KLR406"}


@pytest.mark.slow
@examples(800)
@given(st.one_of(texts(), texts(damaged=False)))
@example("lr_scheduler:\n- name: constant_with_warmup\t# note-3\n  interval: step\n")
@example("map: !!omap [a]\nlr_scheduler: [null]\n")
def test_what_pyyaml_refuses_has_a_finding(text: str) -> None:
    error = refusal(text, yaml.SafeLoader)
    if error is not None:
        assert unreadable(check_text(text).findings), error


@examples(800)
@given(st.text(alphabet="ab:-?[]{}&*!|>'\"#%, \n\\<=~0\t\ufeff", max_size=16))
def test_what_pyyaml_refuses_among_signs_has_a_finding(text: str) -> None:
    error = refusal(text, yaml.SafeLoader)
    if error is not None:
        assert unreadable(check_text(text).findings), error


@pytest.mark.slow
@examples(800)
@given(texts())
def test_a_syntax_error_is_one_to_pyyaml(text: str) -> None:
    assert_refused_too(text)


@examples(800)
@given(st.text(alphabet="ab:-?[]{}&*!|>'\"#%, \n\\<=~0\t\ufeff", max_size=16))
def test_a_syntax_error_among_signs_is_one_to_pyyaml(text: str) -> None:
    assert_refused_too(text)


PLAIN = st.one_of(
    st.from_regex(r"[-+]?(?:0[xbo])?[0-9a-f_.:]{0,8}(?:e[-+]?[0-9]{1,3})?", fullmatch=True),
    st.from_regex(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9]{1,2}:[0-9]{2}:[0-9]{2})?", fullmatch=True),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[-+][0-9]{2}", fullmatch=True),
    st.sampled_from(("=", "<<", "0x_", "-0b_", "0_", "___", "._", "-._", "9" * 5000, "-" + "1_" * 4400)),
)
PLACES = (
    "lr_scheduler: [null]\na: {}\n",
    "lr_scheduler: [null]\n? {}\n: a\n",
    "lr_scheduler: [null]\na: [1, {}, 2]\n",
    "lr_scheduler: [null]\na: {{b: {}}}\n",
    "lr_scheduler: [null]\na: &a\n  b: {}\nc:\n  <<: *a\n",
    "lr_scheduler: [null]\n--- {}\n",
    "lr_scheduler:\n- name: {}\n  interval: epoch\n  kwargs: {{gamma: 0.9}}\n",
    "lr_scheduler:\n- name: exponential\n  interval: {}\n  kwargs: {{gamma: 0.9}}\n",
    "lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: {}\n",
    "lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs: {{gamma: 0.9, {}: 1}}\n",
    "lr_scheduler: {}\n",
    "lr_scheduler: [{}]\n",
    "run_mode: {}\nlr_scheduler: [null]\n",
    "optimization:\n  max_epochs: {}\n  lr_scheduler: [null]\n",
)


@examples(800)
@given(PLAIN, st.sampled_from(PLACES))
@example("2020-99-99", PLACES[1])
@example("=", PLACES[4])
@example("<<", PLACES[2])
@example("9" * 5000, PLACES[8])
def test_a_scalar_that_pyyaml_refuses_has_a_finding_wherever_it_is(scalar: str, place: str) -> None:
    text = place.format(scalar)
    error = refusal(text, yaml.SafeLoader) or refusal(text, yaml.CSafeLoader)
    if error is not None:
        assert check_text(text).findings, error


@pytest.mark.slow
@examples(500)
@given(
    field_values(),
    st.integers(0, 300),
    st.sampled_from((*DAMAGE, "", '"a": 1,', "\\u0041", "\\ud83d", "//x\n")),
)
def test_json_is_refused_where_json_refuses_it(value: Any, at: int, piece: str) -> None:
    text = to_json(value)
    at = min(at, len(text))
    text = text[:at] + piece + text[at + (not piece) :]
    assume("\ud800" not in text)
    try:
        json.loads(text)
    except ValueError:
        assert unreadable(check_text(text, "plan.json").findings)
    else:
        codes = {finding.code for finding in check_text(text, "plan.json").findings}
        assert not codes & {"KLR001", "KLR003"}
