"""`kumo-lr check --output-format json` and `json-lines`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kumo_lr.rules import RULES
from tests.support.cli import Cli, put
from tests.support.cli_check import BAD, BAD_HELP, BAD_MESSAGE, TWO

CLEAN_JSON = """\
{
  "version": 1,
  "findings": [],
  "summary": {"files": 1, "errors": 0, "warnings": 0, "fixable": 0}
}
"""


def test_json_without_findings(cli: Cli) -> None:
    put("plan.yaml")
    assert cli("check", "plan.yaml", "--output-format", "json") == (0, CLEAN_JSON, "")
    assert cli("check", "plan.yaml", "--output-format", "json-lines") == (0, "", "")


BAD_JSON = {
    "file": "plan.yaml",
    "code": "KLR201",
    "rule": "unknown-strategy",
    "severity": "error",
    "message": BAD_MESSAGE,
    "help": BAD_HELP,
    "path": ["lr_scheduler", 0, "name"],
    "location": {"start": {"line": 2, "column": 9}, "end": {"line": 2, "column": 19}},
    "suggestions": ["exponential"],
    "related": [],
    "fix": {
        "title": 'replace "exponental" by "exponential"',
        "safety": "safe",
        "edits": [
            {"start": {"line": 2, "column": 9}, "end": {"line": 2, "column": 19}, "text": "exponential"}
        ],
    },
}


def test_json(cli: Cli) -> None:
    put("plan.yaml", BAD)
    code, out, err = cli("check", "plan.yaml", "--output-format", "json")
    assert (code, err) == (1, "")
    assert json.loads(out) == {
        "version": 1,
        "findings": [BAD_JSON],
        "summary": {"files": 1, "errors": 1, "warnings": 0, "fixable": 1},
    }
    # A reader may rely on the order of the keys, and a terminal on ASCII.
    assert list(json.loads(out)["findings"][0]) == list(BAD_JSON)
    lines = cli("check", "plan.yaml", "--output-format", "json-lines")
    assert lines == (1, json.dumps(BAD_JSON) + "\n", "")


def contract(finding: dict[str, Any]) -> None:
    """Hold a finding to the documented contract."""
    assert set(finding) - {"document"} == set(BAD_JSON)
    for key in ("file", "code", "rule", "severity", "message"):
        assert isinstance(finding[key], str)
        assert finding[key]
    assert RULES[finding["code"]].slug == finding["rule"]
    assert finding["severity"] in ("error", "warning")
    assert finding["help"] is None or isinstance(finding["help"], str)
    assert all(type(step) in (str, int) for step in finding["path"])
    assert all(isinstance(word, str) for word in finding["suggestions"])
    assert type(finding.get("document", 0)) is int
    placed(finding["location"], set())
    for related in finding["related"]:
        assert set(related) == {"message", "location"}
        assert related["message"]
        placed(related["location"], set())
    if finding["fix"] is not None:
        assert set(finding["fix"]) == {"title", "safety", "edits"}
        assert isinstance(finding["fix"]["title"], str)
        assert finding["fix"]["safety"] in ("safe", "unsafe")
        assert finding["fix"]["edits"]
        for edit in finding["fix"]["edits"]:
            placed(edit, {"text"})
            assert isinstance(edit["text"], str)


def placed(location: dict[str, Any], more: set[str]) -> None:
    assert set(location) == {"start", "end"} | more
    for position in (location["start"], location["end"]):
        assert set(position) == {"line", "column"}
        assert all(type(number) is int and number >= 1 for number in position.values())
    start, end = (tuple(location[side].values()) for side in ("start", "end"))
    assert start <= end


def test_json_contract_holds_for_every_rule(cli: Cli) -> None:
    for rule in RULES.values():
        if rule.bad:
            data = rule.bad.encode("utf-8", "surrogateescape")
            put(f"{rule.code}/{rule.filename}", data)
    put("twice.yaml", "a: 1\n---\n" + BAD)
    named = ("nope.yaml", "KLR117/plan.yaml", ".")  # KLR117 objects only to files that are named
    _, out, err = cli("check", *named, "--output-format", "json")
    assert err == ""
    document = json.loads(out)
    assert list(document) == ["version", "findings", "summary"]
    findings = document["findings"]
    for finding in findings:
        contract(finding)
    assert {finding["code"] for finding in findings} >= {rule.code for rule in RULES.values() if rule.bad}
    assert {finding["document"] for finding in findings if finding["file"] == "twice.yaml"} == {1}
    summary = document["summary"]
    assert list(summary) == ["files", "errors", "warnings", "fixable"]
    assert summary["errors"] == sum(finding["severity"] == "error" for finding in findings)
    assert summary["warnings"] == len(findings) - summary["errors"]
    fixes = [finding["fix"] for finding in findings if finding["fix"]]
    assert summary["fixable"] == sum(fix["safety"] == "safe" for fix in fixes)
    lines = cli("check", *named, "--output-format", "json-lines")
    assert [json.loads(line) for line in lines.out.splitlines()] == findings


@pytest.mark.parametrize(
    "text",
    [
        BAD,
        "\ufeff" + BAD,
        BAD.replace("\n", "\r\n"),
        BAD.replace("name:", '"name":'),
        "# 🚀\n" + BAD,
        'lr_scheduler:\n- {x: "🚀学e\u0301\t", name: exponental}\n',
    ],
    ids=ascii,
)
def test_json_places_count_code_points_from_1(cli: Cli, text: str) -> None:
    put("plan.yaml", text)
    out = cli("check", "plan.yaml", "--output-format", "json-lines", "--select", "KLR201").out
    location = json.loads(out.splitlines()[0])["location"]
    lines = text.removeprefix("\ufeff").splitlines()
    start, end = location["start"], location["end"]
    assert start["line"] == end["line"]
    assert lines[start["line"] - 1][start["column"] - 1 : end["column"] - 1] == "exponental"


def test_documents_are_numbered_only_where_there_are_several(cli: Cli) -> None:
    put("plan.yaml", BAD + "---\n" + BAD)
    out = cli("check", "plan.yaml", "--output-format", "json-lines").out
    assert [json.loads(line)["document"] for line in out.splitlines()] == [0, 1]


def test_json_after_a_fix(cli: Cli) -> None:
    put("plan.yaml", TWO)
    code, out, _ = cli("check", "plan.yaml", "--fix", "--output-format", "json")
    assert code == 1
    assert [finding["code"] for finding in json.loads(out)["findings"]] == ["KLR202"]
