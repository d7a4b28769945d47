"""The checker agrees with PyYAML and json on what can be read."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kumo_lr.check.checker import check_text
from kumo_lr.findings import Finding
from tests.support.properties import examples
from tests.support.texts import DAMAGE, texts
from tests.support.values import field_values, to_json


class LenientLoader(yaml.SafeLoader):
    """PyYAML's safe loader, but for plain scalars that it takes for a date or number it can't make.

    Those (`2020-99-99`, `=`, `<<` as a value) are the checker's business inside the field only, and
    there they have a finding of their value, not of their text. So they are text here.
    """

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it out
        if kind is yaml.ScalarNode and implicit[0]:
            try:
                self.yaml_constructors[tag](self, yaml.ScalarNode(tag, value))
            except (KeyError, ValueError, yaml.YAMLError):
                return tag if value == "<<" else "tag:yaml.org,2002:str"
        return tag

    def construct_undefined(self, node: Any) -> Any:
        if node.tag == "tag:yaml.org,2002:merge" and node.value == "<<":
            return node.value
        return super().construct_undefined(node)


LenientLoader.yaml_constructors = {
    **yaml.SafeLoader.yaml_constructors,
    None: LenientLoader.construct_undefined,
}


def refusal(text: str, loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> Exception | None:
    """Return what PyYAML raises for a text, all of whose documents are read."""
    try:
        list(yaml.load_all(text, loader))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, AttributeError, IndexError) as error:
        return error
    return None


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
    return {finding.code for finding in findings if finding.code < "KLR200"}


@pytest.mark.slow
@examples(800)
@given(st.one_of(texts(), texts(damaged=False)))
@example("lr_scheduler:\n- name: constant_with_warmup\t# note-3\n  interval: step\n")
@example("map: !!omap [a]\nlr_scheduler: [null]\n")
def test_what_pyyaml_refuses_has_a_finding(text: str) -> None:
    error = refusal(text, LenientLoader)
    if error is not None:
        assert unreadable(check_text(text).findings), error


@examples(800)
@given(st.text(alphabet="ab:-?[]{}&*!|>'\"#%, \n\\<=~0", max_size=16))
def test_what_pyyaml_refuses_among_signs_has_a_finding(text: str) -> None:
    error = refusal(text, LenientLoader)
    if error is not None:
        assert unreadable(check_text(text).findings), error


@pytest.mark.slow
@examples(800)
@given(texts())
def test_a_syntax_error_is_one_to_pyyaml(text: str) -> None:
    assert_refused_too(text)


@examples(800)
@given(st.text(alphabet="ab:-?[]{}&*!|>'\"#%, \n\\<=~0", max_size=16))
def test_a_syntax_error_among_signs_is_one_to_pyyaml(text: str) -> None:
    assert_refused_too(text)


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
