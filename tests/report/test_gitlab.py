"""GitLab's code quality: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given

from kumo_lr.report.gitlab import render_gitlab
from tests.support.formats import BASE, NAMES, TEXTS, findings, one, rendered, rich
from tests.support.properties import examples

_GITLAB: dict[tuple[str, ...], type] = {
    ("description",): str,
    ("check_name",): str,
    ("fingerprint",): str,
    ("severity",): str,
    ("location", "path"): str,
    ("location", "lines", "begin"): int,
}
_GITLAB_SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def leaves(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], type]]:
    if not isinstance(data, dict):
        yield path, type(data)
        return
    for key, value in data.items():
        yield from leaves(value, (*path, key))


def test_gitlab_gets_what_it_asks_for() -> None:
    issues = json.loads(rendered(render_gitlab))

    assert [dict(leaves(issue)) for issue in issues] == [_GITLAB] * len(findings(rich()))
    assert {issue["severity"] for issue in issues} == {"major", "minor"} < _GITLAB_SEVERITIES
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert not [issue for issue in issues if issue["location"]["path"].startswith("./")]
    assert json.loads(rendered(render_gitlab, ())) == []


@examples(40)
@given(message=TEXTS, name=NAMES)
def test_gitlab_gives_back_what_it_got(message: str, name: str) -> None:
    (issue,) = json.loads(rendered(render_gitlab, one(BASE, message=message, file=name, help=None)))

    assert issue["location"]["path"] == name
    assert issue["description"] == f"{BASE.code} {BASE.rule}: {message}"
