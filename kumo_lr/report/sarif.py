"""Render `sarif`: SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from kumo_lr import __version__
from kumo_lr.facts.plan_layout import DOCUMENTATION
from kumo_lr.findings import Checked, Finding, Fix
from kumo_lr.report.explain import FAMILIES, explain_rule, sentence
from kumo_lr.report.paths import Fingerprints, Paths, told
from kumo_lr.report.tally import Tally
from kumo_lr.rules import RULES
from kumo_lr.source import Location
from kumo_lr.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kumo_lr.rules import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "kumoLrFinding/v1"
_INDEX = {code: index for index, code in enumerate(RULES)}


def render_sarif(results: Iterable[Checked], tally: Tally, _color: bool) -> Iterator[str]:
    """Yield a log of one run, piece by piece: all rules, and a result for each finding.

    Suppressed findings are included, and marked as such.
    """
    yield f'{{\n  "$schema": "{_SCHEMA}",\n  "version": "2.1.0",\n  "runs": [\n    {{\n'
    yield f'      "tool": {{"driver": {json.dumps(_driver())[:-1]}, "rules": [\n'
    yield ",\n".join(f"        {json.dumps(_descriptor(rule))}" for rule in RULES.values())
    root = {_ROOT: {"description": {"text": "The folder that kumo-lr was started in."}}}
    yield f'\n      ]}}}},\n      "originalUriBaseIds": {json.dumps(root)},\n'
    yield '      "columnKind": "unicodeCodePoints",\n      "results": ['
    separator = "\n"
    for result in _results(tally.count(results)):
        yield f"{separator}        {json.dumps(result)}"
        separator = ",\n"
    yield "]" if separator == "\n" else "\n      ]"
    invocation = {"executionSuccessful": not tally.unanswerable}
    yield f',\n      "invocations": [{json.dumps(invocation)}]\n    }}\n  ]\n}}\n'


def _driver() -> dict[str, Any]:
    return {
        "name": "kumo-lr",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": DOCUMENTATION,
    }


def _descriptor(rule: Rule) -> dict[str, Any]:
    # The examples are indented, which is also code in Markdown.
    help_ = explain_rule(rule)
    return {
        "id": rule.code,
        "name": rule.slug,
        "shortDescription": {"text": sentence(rule.summary)},
        "fullDescription": {"text": rule.rationale},
        "help": {"text": help_, "markdown": help_},
        "helpUri": rule.reference,
        "defaultConfiguration": {"level": str(rule.severity)},
        # GitHub reads the severity of results that are not about security from here.
        "properties": {"tags": [FAMILIES[rule.code[:4]]], "problem.severity": str(rule.severity)},
    }


def _results(results: Iterable[Checked]) -> Iterator[dict[str, Any]]:
    paths, fingerprints = Paths(), Fingerprints()
    for checked in results:
        reasons = {muted.finding: muted.reason for muted in checked.muted}
        # In reading order, so that equal findings keep their numbers when one of them is suppressed.
        for finding in sorted((*checked.findings, *reasons), key=lambda finding: finding.sort_key):
            fingerprint = fingerprints.of(finding, checked.source, paths.relative(finding.file))
            result = _result(finding, paths, fingerprint)
            if finding in reasons:
                suppression = {"kind": "inSource"}
                if reasons[finding]:
                    suppression["justification"] = reasons[finding]
                result["suppressions"] = [suppression]
            yield result


def _result(finding: Finding, paths: Paths, fingerprint: str) -> dict[str, Any]:
    artifact = _artifact(finding.file, paths)
    place = {"artifactLocation": artifact, "region": _region(finding.location)}
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": str(finding.severity),
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": place}],
        # GitHub computes primaryLocationLineHash itself, from the text of the line.
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": {"artifactLocation": artifact, "region": _region(related.location)},
                "message": {"text": related.message},
            }
            for number, related in enumerate(finding.related, start=1)
        ]
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.fix, artifact)]
    return result


def _message(finding: Finding) -> str:
    """Return the message, with a link to each related location: GitHub shows only those."""
    links = (f"[{related.message}]({number})" for number, related in enumerate(finding.related, start=1))
    return "; ".join([told(finding), *links])


def _artifact(file: str, paths: Paths) -> dict[str, str]:
    uri, is_relative = paths.uri(file)
    return {"uri": uri, "uriBaseId": _ROOT} if is_relative else {"uri": uri}


def _fix(fix: Fix, artifact: dict[str, str]) -> dict[str, Any]:
    replacements: list[dict[str, Any]] = []
    for edit in fix.edits:
        replacement: dict[str, Any] = {"deletedRegion": _region(edit.location)}
        if edit.text:
            replacement["insertedContent"] = {"text": edit.text}
        replacements.append(replacement)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
        "properties": {"safety": str(fix.safety)},
    }


def _region(location: Location) -> dict[str, int]:
    """Return a location as a region; both count code points from 1, with an exclusive end."""
    start, end = location
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }
