"""A text is loaded where a check finds no error in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kumo_lr import (
    Config,
    ConfigError,
    check_text,
)
from kumo_lr.check.checker import check_source
from kumo_lr.check.question import Question
from kumo_lr.facts.plan_layout import FIELD_PATHS, PLAN_SECTIONS
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.findings import Path
from kumo_lr.source import from_text
from tests.support.cases import at_of
from tests.support.configs import FIELD, FILES, documents_of, loaded, refusal, sentences
from tests.support.engine import fields_in
from tests.support.properties import examples
from tests.support.texts import texts


def is_in_the_way(document: Any) -> bool:
    """Whether something stands where a plan, or a section of it that holds the field, should."""
    if document in (None, "???"):
        return False
    if not isinstance(document, dict):
        return True
    plan = document.get("model_plan")
    return any(
        section not in (None, "???") and not isinstance(section, dict)
        for section in (
            plan,
            document.get("optimization"),
            plan.get("optimization") if isinstance(plan, dict) else None,
        )
    )


# A text may be unreadable, a section misspelt or no mapping; otherwise the field is where Kumo does not
# read it.
_ASTRAY = ("KLR00", "KLR101", "KLR113", "KLR114", "KLR117")


def misplaced_in(document: Any) -> list[Path]:
    """Return the paths of the field's name as a key where Kumo does not read it."""
    paths = [*places_in(document, ())]
    is_defaults = isinstance(document, dict) and all(str(key).upper() in RUN_MODES for key in document)
    return [] if is_defaults else [path for path in paths if not is_read(path, document)]


def is_read(path: Path, document: Any) -> bool:
    """Whether the field is read at a path: nothing around the field alone may be a plan."""
    around = {"optimization", "model_plan", *PLAN_SECTIONS}
    return path in FIELD_PATHS and (len(path) > 1 or around.isdisjoint(document))


def places_in(value: Any, path: Path) -> Iterator[Path]:
    """Yield the paths of all keys that are the field's name, outside of a value of such a key."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "lr_scheduler":
                yield (*path, key)
            else:
                yield from places_in(inner, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places_in(item, (*path, index))


def assert_loads_without_field(text: str, result: Any, documents: list[Any] | None) -> None:
    if isinstance(result, ConfigError):
        if {finding.code for finding in result.report.findings} == {"KLR117"}:
            assert documents is None or any(map(misplaced_in, documents))
            return
        errors = {code for code, _, _ in sentences(result.report)}
        if errors == {"KLR208"}:
            assert "run_mode" in text
            return
        assert errors - {"KLR208"} == {"KLR113"}
    else:
        assert result == (Config(),)
    if documents is not None and "kumo-lr:" not in text:
        assert isinstance(result, ConfigError) == any(map(is_in_the_way, documents))


def assert_loads_as_checked(text: str, name: str = "<text>") -> None:
    """Hold how loading and checking a text belong together.

    - A text with an error is not loaded, and what is raised holds the same findings.
    - A text with the field and without errors is loaded, every field of it, as the models take it. Only
      where a comment mutes errors it may be refused: where the models refuse it, and the report says why.
    - A field where Kumo does not read it has a finding, and is never loaded.
    - A text without the field gives one config that is not set; or KLR113, where what stands in the
      place of a section of the plan, or of the plan, is neither a mapping nor nothing; or KLR208 for an
      unknown run mode; or KLR117, where
      the field stands elsewhere.
    """
    report, result = check_text(text, name), loaded(text, name)
    text = text.removeprefix("\ufeff")
    documents = documents_of(text, is_json=name.endswith(".json"))
    # An anchored mapping may be there to be merged, and comments can mute the finding.
    if documents is not None and "&" not in text and "kumo-lr:" not in text:
        astray = any(misplaced_in(document) for document in documents)
        assert astray <= any(finding.code.startswith(_ASTRAY) for finding in report.findings), text
    if not report.ok:
        assert isinstance(result, ConfigError)
        assert result.report == report
        return
    if report.without_field:
        assert_loads_without_field(text, result, documents)
        return
    if isinstance(result, ConfigError):
        assert "kumo-lr:" in text, result
        assert not result.report.ok
        unmuted = check_source(from_text(text, name), Question(suppressing=False)).findings
        assert result.report.findings == unmuted
        return
    fields = [field for document in documents or [] for field in fields_in(document)]
    if documents is not None and "kumo-lr:" not in text:
        assert len(result) == len(fields)
        assert [repr(config.candidates) for config in result] == [
            repr(FIELD.validate_python(field)) for field in fields
        ]
    for field in fields if len(fields) == len(result) else ():
        assert refusal(field) is None  # no comment makes a number of a text


@pytest.mark.slow
@examples(1000)
@given(st.one_of(texts(), texts(damaged=False)), st.sampled_from(("x.yaml", "x.yaml", "x.json")))
@example(
    "lr_scheduler:\n- name: exponential\n  interval: step\n  kwargs: {gamma: '1'} # kumo-lr: ignore[KLR204]",
    "x.yaml",
)
@example("lr_scheduler:\n- - [] # kumo-lr: ignore[KLR105]\n", "x.yaml")
@example("optimization: [1]\n", "x.yaml")
@example("- 1\n", "x.yaml")
@example("optimization: '???'\n---\n5\n", "x.yaml")
def test_a_text_is_loaded_where_it_has_no_error(text: str, name: str) -> None:
    assert_loads_as_checked(text, name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_fixture_is_loaded_where_it_has_no_error(path: Any) -> None:
    text = path.read_bytes().decode()
    if at_of(path) is None:
        assert_loads_as_checked(text, path.name)
    else:
        assert isinstance(loaded(text, path.name, "."), ConfigError) != check_text(text, path.name, at=".").ok
