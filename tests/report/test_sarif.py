"""SARIF, validated by the schema of its makers."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from kumo_lr.check.checker import check_data
from kumo_lr.check.fixes import apply_edits
from kumo_lr.findings import Checked, Fix
from kumo_lr.report.sarif import render_sarif
from kumo_lr.rules import RULES
from tests.support.formats import BASE, NAMES, SEVERAL, TEXTS, findings, one, rendered, rich
from tests.support.paths import VENDOR
from tests.support.properties import examples


@cache
def sarif_schema() -> jsonschema.Draft4Validator:
    schema = json.loads((VENDOR / "sarif" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def run_of(results: tuple[Checked, ...] | None = None) -> dict[str, Any]:
    log = json.loads(rendered(render_sarif, results))
    (run,) = log["runs"]
    return dict(run)


def test_sarif_is_sarif() -> None:
    for results in (rich(), ()):
        sarif_schema().validate(json.loads(rendered(render_sarif, results)))
    with pytest.raises(jsonschema.ValidationError):
        sarif_schema().validate({"version": "2.1.0", "runs": [{}]})


def test_sarif_knows_all_rules() -> None:
    run = run_of()
    rules = run["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == sorted(RULES)
    assert {rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"]} == {True}
    for rule in rules:
        # GitHub cuts these at 1024 characters.
        assert max(len(rule[key]["text"]) for key in ("shortDescription", "fullDescription")) < 1024
        code = [t for t in MarkdownIt("commonmark").parse(rule["help"]["markdown"]) if t.type == "code_block"]
        assert len(code) >= 2 * bool(RULES[rule["id"]].bad)


def test_sarif_says_what_was_muted_and_why() -> None:
    results = run_of()["results"]
    muted = [result["suppressions"] for result in results if "suppressions" in result]

    assert muted == [[{"kind": "inSource", "justification": "on purpose"}], [{"kind": "inSource"}]]
    assert len(results) == len(findings(rich())) + 2
    prints = {result["partialFingerprints"]["kumoLrFinding/v1"] for result in results}
    assert len(prints) == len(results)


def test_sarif_fingerprints_stay_when_a_comment_mutes_one() -> None:
    texts = (SEVERAL, SEVERAL.replace("exponental", "exponental  # kumo-lr: ignore[KLR201]", 1))
    given = [
        [
            result["partialFingerprints"]
            for result in run_of((check_data(text.encode(), "a.yaml"),))["results"]
        ]
        for text in texts
    ]

    assert given[0] == given[1]


def test_sarif_says_whether_everything_was_read() -> None:
    assert run_of()["invocations"] == [{"executionSuccessful": False}]
    assert run_of(rich()[:4])["invocations"] == [{"executionSuccessful": True}]


def test_sarif_has_uris() -> None:
    places = [
        result["locations"][0]["physicalLocation"]["artifactLocation"] for result in run_of()["results"]
    ]
    uris = {place["uri"]: place.get("uriBaseId") for place in places}

    assert uris["configs/with%20space.yaml"] == "%SRCROOT%"
    assert uris["below/absolute.yaml"] == "%SRCROOT%"
    assert uris["a%3Ab%2Cc%252C%3A%3Aerror.yaml"] == "%SRCROOT%"
    assert uris["not-text-%FF.yaml"] == "%SRCROOT%"
    assert uris["file:///elsewhere/absolute.yaml"] is None
    assert uris["file:///srv/up.yaml"] is None
    assert all(uri.isascii() for uri in uris)


@examples(40)
@given(message=TEXTS, name=NAMES)
def test_sarif_gives_back_what_it_got(message: str, name: str) -> None:
    (result,) = run_of(one(BASE, message=message, file=name, help=None))["results"]
    uri = urlsplit(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])

    assert result["message"]["text"] == message
    assert (uri.scheme, uri.netloc, uri.query, uri.fragment) == ("", "", "", "")
    assert unquote(uri.path) == name


def test_sarif_fixes_do_what_the_fix_does(mendable: list[tuple[Checked, Fix]]) -> None:
    with patch("kumo_lr.report.sarif.RULES", {}):  # no rules: only the results are looked at
        for checked, fix in mendable:
            (result,) = run_of((checked,))["results"]
            (sarif_fix,) = result["fixes"]
            (change,) = sarif_fix["artifactChanges"]
            text = checked.source.text
            starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
            for replacement in sorted(change["replacements"], key=_start, reverse=True):
                region = replacement["deletedRegion"]
                first = starts[region["startLine"] - 1] + region["startColumn"] - 1
                last = starts[region["endLine"] - 1] + region["endColumn"] - 1
                text = text[:first] + replacement.get("insertedContent", {"text": ""})["text"] + text[last:]

            assert sarif_fix["description"]["text"] == fix.title
            assert sarif_fix["properties"] == {"safety": fix.safety}
            assert text == apply_edits(checked.source, [fix]).text


def _start(replacement: dict[str, Any]) -> tuple[int, int]:
    region = replacement["deletedRegion"]
    return region["startLine"], region["startColumn"]
