"""Our own comments, which say where a value comes from, in files that another version wrote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kumo_lr
from kumo_lr.facts.plan_layout import AUTHORITIES
from kumo_lr.plan.rewrite import minimised, written_out
from kumo_lr.plan.rewrite.lines import without_own
from kumo_lr.source import decode
from tests.support.cases import resolve_cases
from tests.support.paths import RESOLVE

YAML_CASES = [case for case in resolve_cases() if case.suffix == ".yaml"]
VERSIONS = ("0.9.0", "1.1.0", "2.0.0rc1+cpu")


def written_by(version: str, text: str) -> str:
    """Return a text as another version of the engine's facts would have written it."""
    return text.replace(AUTHORITIES["engine"], f"kumo-engine {version}")


def resolved(text: str, name: str = "plan.yaml") -> list[kumo_lr.Resolved]:
    return [kumo_lr.resolve(config) for config in kumo_lr.loads_all(text, name)]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", YAML_CASES, ids=lambda case: case.stem)
def test_minimal_leaves_nothing_that_another_version_wrote(case: Path, version: str) -> None:
    full = decode(case.with_suffix(".full.yaml").read_bytes(), case.name).text

    now = minimised(resolved(full)).text
    then = minimised(resolved(written_by(version, full))).text

    assert AUTHORITIES["engine"] in full or case.stem == "older-engine"
    assert then == written_by(version, now)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", YAML_CASES, ids=lambda case: case.stem)
def test_what_another_version_wrote_stays_as_long_as_it_holds(case: Path, version: str) -> None:
    full = written_by(version, decode(case.with_suffix(".full.yaml").read_bytes(), case.name).text)

    assert written_out(resolved(full)).text == full


@pytest.mark.parametrize("case", YAML_CASES, ids=lambda case: case.stem)
def test_line_ends_hide_no_comment_of_ours(case: Path) -> None:
    full = decode(case.with_suffix(".full.yaml").read_bytes(), case.name).text.replace("\r\n", "\n")

    now = minimised(resolved(full)).text

    assert minimised(resolved(full.replace("\n", "\r\n"))).text == now.replace("\n", "\r\n")


@pytest.mark.parametrize("version", [*VERSIONS, "1.0.0"])
def test_a_value_that_is_the_default_no_longer_is_not_called_one(version: str) -> None:
    head = "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs:\n"
    line = "    warmup_ratio_or_steps: {}\n"
    comment = f"  # default: kumo-engine {version}"
    text = head + line.format(f"0.3  # mine{comment}")

    assert written_out(resolved(text)).text == head + line.format("0.3  # mine")


@pytest.mark.parametrize(
    "comment",
    [
        "# default: kumo-engine 1.0.0",
        "# default: kumo-engine 0.9",
        "# default: documentation",
        "# default: defaults.yaml:3",
        "# default: warmup_ratio_or_steps (kumo-engine 2.0.0), num_cycles (documentation)",
        '# default: not set, so FAST applies those of kumo-engine 0.9.0 (documentation: "x")',
    ],
)
def test_a_comment_is_ours(comment: str) -> None:
    assert without_own(f"0.1  {comment}") == "0.1"
    assert without_own(f"0.1  # mine  {comment}") == "0.1  # mine"


@pytest.mark.parametrize(
    "comment",
    [
        "# default: kumo-engine",
        "# default: kumo-engine 1.0.0 as of May",
        "# default: documentation 2",
        "# default: of the team",
        "# default kumo-engine 1.0.0",
        "# kumo-engine 1.0.0",
    ],
)
def test_a_comment_is_the_users(comment: str) -> None:
    assert without_own(f"0.1  {comment}") == f"0.1  {comment}"


def test_the_fixture_is_of_another_version() -> None:
    """The fixture loses its point once it is regenerated for the version that the facts name."""
    text = (RESOLVE / "older-engine.yaml").read_text()

    found = set(re.findall(r"kumo-engine ([0-9]\S+?)\)?$", text, re.MULTILINE))

    assert found == {"0.9.0", "0.10.0rc1+cpu"}
    assert AUTHORITIES["engine"] not in text


def test_json_with_a_star_and_an_escaped_pair_is_written_out() -> None:
    """In JSON a "*" is no alias, and libyaml, which knows no surrogate pairs, is not asked for one."""
    text = '{"t": "* \\ud83d\\ude00", "lr_scheduler": [{"name": "linear_with_warmup", "interval": "step"}]}'

    new = written_out(resolved(text, "plan.json")).text

    assert new == text.replace('"step"}', '"step", "kwargs": {"warmup_ratio_or_steps": 0.1}}')
