"""No file of settings makes them crash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kumo_lr.errors import SettingsError
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_full
from kumo_lr.settings.discovery import find_settings
from kumo_lr.settings.load import (
    ignored_in,
    load_settings,
    severities,
)
from kumo_lr.settings.patterns import any_matches
from kumo_lr.settings.schema import settings_schema
from kumo_lr.settings.show import settings_text
from kumo_lr.settings.table import SETTINGS
from tests.support.properties import examples
from tests.support.settings import VALIDATORS
from tests.support.toml import KEYS, TEXTS, statements


@pytest.mark.slow
@examples(150)
@given(data=st.data())
def test_no_settings_crash(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    names = st.sampled_from([*SETTINGS, *(name[1:] for name in SETTINGS), "x"])
    words = st.sampled_from(["KLR3", "KLR001", "json", "json:x", ":", "error", "BEST", "", "[", "*", "\\"])
    values = st.recursive(
        words | TEXTS | st.integers() | st.booleans() | st.floats(allow_nan=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | KEYS, inner, max_size=3),
        max_leaves=6,
    )
    tree = data.draw(st.dictionaries(names, values, max_size=4))
    path = tmp_path_factory.mktemp("any") / "kumo-lr.toml"
    text = "\n".join(statements(tree, [], data.draw)) + "\n"
    path.write_bytes(text.encode())
    schema = VALIDATORS["draft-07"](settings_schema("draft-07"))
    try:
        settings = load_settings(str(path))
    except SettingsError as error:
        assert error.findings
        for finding in error.findings:
            assert finding.rule in ("unknown-setting", "invalid-setting")
            assert error.source.location(finding.span) == finding.location
        assert "".join(render_full([error.checked], Tally(), False))
    else:
        assert schema.is_valid(tree) or "klr" in text
        settings_text(settings, None, {})
        any_matches(settings.exclude + settings.include, settings.folder, "a/b.yaml", False)
        ignored_in(settings, "a/b.yaml")
        severities(settings)


@examples(150)
@given(data=st.binary(max_size=30) | st.text(max_size=30).map(str.encode))
def test_no_bytes_crash(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any") / "pyproject.toml"
    path.write_bytes(data + b"\n# kumo-lr")
    for run in (find_settings, load_settings):
        try:
            run(str(path if run is load_settings else path.parent))
        except SettingsError as error:
            assert str(error)
