"""The reports for CI servers and review tools, read by parsers that others wrote.

Goldens are in tests/format_goldens; `goldens()` gives what they should hold.
"""

from __future__ import annotations

import json
import ntpath
import posixpath
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import category
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import JUnitXml, TestSuite
from markdown_it import MarkdownIt

from kumo_lr import __version__
from kumo_lr.check.checker import check_data, check_text, check_unreadable
from kumo_lr.check.fixes import apply_edits
from kumo_lr.findings import Checked, Finding, Fix, Severity
from kumo_lr.phrases import printable
from kumo_lr.report import Renderer
from kumo_lr.report.github import render_github, step_summary
from kumo_lr.report.gitlab import render_gitlab
from kumo_lr.report.junit import render_junit
from kumo_lr.report.markdown import render_markdown
from kumo_lr.report.paths import Fingerprints, Paths
from kumo_lr.report.rdjson import render_rdjson
from kumo_lr.report.sarif import render_sarif
from kumo_lr.report.tally import Tally
from kumo_lr.rules import RULES
from kumo_lr.source import Position, Source

ROOT = Path(__file__).parent.parent
GOLDENS = Path(__file__).parent / "format_goldens"
VENDOR = Path(__file__).parent / "vendor"
FOLDER = "/srv/repo"
RENDERERS: dict[str, Renderer] = {
    "github.txt": render_github,
    "gitlab.json": render_gitlab,
    "junit.xml": render_junit,
    "markdown.md": render_markdown,
    "rdjson.json": render_rdjson,
    "sarif.json": render_sarif,
}

_TYPO = b"lr_scheduler:\n- name: exponental\n  interval: epoch\n  kwargs: {gamma: 0.9}\n"
_GOOD = _TYPO.replace(b"exponental", b"exponential")
# Safe and unsafe fixes, columns that bytes count otherwise, lines that end as on Windows.
_MIXED = (
    'lr_scheduler:\n- {"größe 𝄞|`<b>": 1, name: CosineAnnealingLR, interval: steps}\n'
    "- {name: exponential, kwargs: {gamma: 1e-1}}\n"
    "- {name: linear_with_warmup, interval: step, kwargs: {warmup_ratio_or_steps: 010}}\n"
).replace("\n", "\r\n")
_MUTED = (
    "lr_scheduler:\n- name: exponental  # kumo-lr: ignore[KLR201] on purpose\n  interval: epoch\n"
    '  kwargs:\n    gamma: "0.9"  # kumo-lr: ignore[KLR204]\n'
)
_SEVERAL = f"{_TYPO.decode()}---\n{_TYPO.decode()}"
_FILES = {
    "clean.yaml": _GOOD,
    "./configs/with space.yaml": _MIXED.encode(),
    "muted.yaml": _MUTED.encode(),
    "several.yaml": _SEVERAL.encode(),
    "no-field.yaml": b"name: x\n",
    "latin.yaml": _TYPO + b"# caf\xe9\n",
    "bom.yaml": b"\xef\xbb\xbflr_scheduler: [{name: exponental, interval: epoch, kwargs: {gamma: 0.9}}]\n",
    "warnings.yaml": _GOOD.replace(b"epoch", b"step"),
    'it\'s "quoted" 100%.yaml': _TYPO,
    "a:b,c%2C::error.yaml": _TYPO,
    "new\nline\ttab\x01.yaml": _TYPO,
    "größe/計画 🎼.yaml": _TYPO,
    "back\\slash|pipe`tick`<b>&amp;*_[x](y).yaml": _TYPO,
    "/elsewhere/absolute.yaml": _TYPO,
    f"{FOLDER}/below/absolute.yaml": _TYPO,
    "../up.yaml": _TYPO,
    "not-text-\udcff.yaml": _TYPO,
    "<stdin>": _TYPO,
}


@cache
def rich() -> tuple[Checked, ...]:
    """A run with everything in it that reports have ever got wrong."""
    checked = [check_data(data, name) for name, data in _FILES.items()]
    return (*checked, check_unreadable("missing.yaml", "no such file", "check the path"))


def rendered(renderer: Renderer, results: tuple[Checked, ...] | None = None) -> str:
    with patch("kumo_lr.report.paths.os.getcwd", return_value=FOLDER):
        return "".join(renderer(rich() if results is None else results, Tally(), False))


def summarised(results: tuple[Checked, ...]) -> str:
    with patch("kumo_lr.report.paths.os.getcwd", return_value=FOLDER):
        return step_summary(results, Tally())


def goldens() -> dict[Path, bytes]:
    """Return the goldens with what they should hold."""
    texts = {name: rendered(renderer) for name, renderer in RENDERERS.items()}
    texts["step-summary.md"] = summarised(rich())
    texts["github-few.txt"] = rendered(render_github, rich()[1:3])
    # The rules have pages of their own; one of them shows the form.
    log = texts["sarif.json"].replace(f'"{__version__}"', '"VERSION"')
    texts["sarif.json"] = re.sub(r'        \{"id": "(?!KLR201).*\n', "", log)
    return {GOLDENS / name: text.encode("utf-8", "backslashreplace") for name, text in texts.items()}


@pytest.mark.parametrize(
    "path", [GOLDENS / name for name in (*RENDERERS, "step-summary.md", "github-few.txt")]
)
def test_goldens(path: Path) -> None:
    assert path.read_bytes() == goldens()[path]


def findings(results: tuple[Checked, ...]) -> list[Finding]:
    return [finding for checked in results for finding in checked.findings]


def one(finding: Finding, **changes: Any) -> tuple[Checked, ...]:
    """Return a run with one finding."""
    finding = finding._replace(**changes)
    return (Checked(Source(_TYPO.decode(), finding.file), (finding,), has_field=True),)


(BASE,) = check_data(_TYPO, "a.yaml").findings
TEXTS = st.text(min_size=1, max_size=40)
NAMES = TEXTS.filter(lambda name: not set("/\0") & set(name) and name not in (".", ".."))
SPECIAL = st.text(st.sampled_from("|\\`*_[]<>&~:,%;'\"\r\n\t é𝄞"), min_size=1, max_size=20)


# GitHub: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts says what is escaped.


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands: kind, properties and message."""
    found = []
    for line in text.split("\n")[:-1]:
        match = re.fullmatch(r"::(error|warning) (.*?)::(.*)", line)
        assert match is not None, line
        properties = (pair.partition("=") for pair in match[2].split(","))
        read = {name: unescaped(value, ":,") for name, _, value in properties}
        found.append((match[1], read, unescaped(match[3])))
    return found


def unescaped(text: str, also: str = "") -> str:
    for char in f"\r\n{also}%":  # the percent sign last, as it was the first
        text = text.replace(f"%{ord(char):02X}", char)
    return text


@settings(max_examples=60)
@given(message=st.one_of(TEXTS, SPECIAL), name=st.one_of(NAMES, SPECIAL))
def test_github_gives_back_what_it_got(message: str, name: str) -> None:
    ((kind, properties, read),) = commands(rendered(render_github, one(BASE, message=message, file=name)))

    assert kind == "error"
    assert properties["file"] == without_controls(posixpath.normpath(name))
    assert properties["title"] == f"{BASE.code} {BASE.rule}"
    assert read == without_controls(f"{message}; {BASE.help}")


def without_controls(text: str) -> str:
    """Return a text as a log may show it, which a terminal reads too."""
    return "".join("\ufffd" if category(c) == "Cc" and c not in "\t\r\n" else c for c in text)


def test_github_shows_no_more_than_github_does() -> None:
    results = rich() * 3
    read = commands(rendered(render_github, results))
    kinds = [kind for kind, *_ in read]
    errors = [finding for finding in findings(results) if finding.severity is Severity.ERROR]

    assert kinds == sorted(kinds)
    assert kinds.count("error") == 10
    assert kinds.count("warning") <= 10
    kind, properties, message = read[9]
    assert kind == "error"
    assert properties == {"title": f"kumo-lr: {len(errors) - 9} more errors"}
    assert re.search(r"^\d+ more errors, in .*, .* and \d+ more files$", message, re.DOTALL)


@pytest.mark.parametrize(
    ("count", "last"),
    [(10, ""), (11, "2 more errors, in a.yaml"), (12, "3 more errors, in a.yaml and b.yaml")],
)
def test_github_counts_what_it_does_not_show(count: int, last: str) -> None:
    files = [BASE._replace(file="a.yaml")] * 11 + [BASE._replace(file="b.yaml")]
    results = (Checked(Source(""), tuple(files[:count]), has_field=True),)
    *_, (_, properties, message) = commands(rendered(render_github, results))

    assert message == last or properties["file"] == "a.yaml"


def test_github_gets_columns_of_one_line_only() -> None:
    """GitHub drops annotations with columns on different lines, and with an end before the start."""
    seen = 0
    for path in sorted(ROOT.glob("fixtures/rules/*/*.yaml")):
        checked = check_data(path.read_bytes(), path.name)
        for _, properties, _ in commands(rendered(render_github, (checked,))):
            if "line" in properties:
                same = properties["line"] == properties["endLine"]
                assert same == ("col" in properties) == ("endColumn" in properties)
                assert not same or int(properties["col"]) <= int(properties["endColumn"])
                seen += 1
    assert seen > 100
    location = BASE.location._replace(end=Position(3, 1))
    ((_, properties, _),) = commands(rendered(render_github, one(BASE, location=location)))
    assert {"line", "endLine", "col", "endColumn"} & set(properties) == {"line", "endLine"}


# Markdown, read by markdown-it with the tables that GitHub and GitLab have.


def table(text: str) -> list[list[str]]:
    """Read the cells of the first table, as plain text."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    cells: list[list[str]] = []
    for before, token in pairwise(tokens):
        if before.type == "tr_open":
            cells.append([])
        if before.type in ("td_open", "th_open"):
            kinds = {child.type for child in token.children or ()}
            assert kinds <= {"text", "text_special"}, (kinds, token.content)
            cells[-1].append("".join(child.content for child in token.children or ()))
    return cells


@settings(max_examples=60)
@given(message=st.one_of(TEXTS, SPECIAL), name=st.one_of(NAMES, SPECIAL))
def test_markdown_shows_what_it_got(message: str, name: str) -> None:
    message = f"[{message}]"
    _, row = table(rendered(render_markdown, one(BASE, message=message, file=name, help=None)))

    assert row[0] == "error"
    assert row[1] == printable(posixpath.normpath(name)).strip(" ")
    assert row[2:] == ["2:9", f"{BASE.code} {BASE.rule}", printable(message)]


@pytest.mark.parametrize("render", [lambda results: rendered(render_markdown, results), summarised])
def test_markdown_has_a_row_a_finding(render: Callable[[tuple[Checked, ...]], str]) -> None:
    text = render(rich())
    tally = Tally()
    list(tally.count(rich()))

    assert len(table(text)) == 1 + len(findings(rich()))
    assert tally.summary.replace("_", "\\_") in text
    assert "leaves out" not in text
    assert table(render(())) == []


def test_a_summary_stays_below_what_github_takes() -> None:
    many = 20_000
    finding = BASE._replace(file="計" * 60 + ".yaml")
    text = summarised((Checked(Source(""), (finding,) * many, has_field=True),))
    rows = text.count("| error |")
    left_out = re.search(r"leaves out ([\d,]+) more findings", text)

    assert 800_000 < len(text.encode()) < 1_000_000
    assert left_out is not None
    assert int(left_out[1].replace(",", "")) == many - rows


# GitLab: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format

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


@settings(max_examples=40)
@given(message=TEXTS, name=NAMES)
def test_gitlab_gives_back_what_it_got(message: str, name: str) -> None:
    (issue,) = json.loads(rendered(render_gitlab, one(BASE, message=message, file=name, help=None)))

    assert issue["location"]["path"] == name
    assert issue["description"] == f"{BASE.code} {BASE.rule}: {message}"


_DOUBLE = "- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n" * 2


@settings(max_examples=30)
@given(st.integers(1, 30), st.sampled_from(("\n", "# x\n")), st.booleans())
def test_fingerprints_stay_when_lines_are_inserted(count: int, line: str, between: bool) -> None:
    text = f"{_SEVERAL}---\nlr_scheduler:\n{_DOUBLE}"
    moved = text.replace("- name", line * count + "- name", 2) if between else line * count + text
    before, after = (check_text(each, "a.yaml").findings for each in (text, moved))
    prints = [[Fingerprints().of(f, f.file) for f in found] for found in (before, after)]

    assert any("line" in finding.message for finding in before)
    assert [f.location for f in before] != [f.location for f in after]
    assert prints[0] == prints[1]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(("x", "line 3", "line 4"))), max_size=20))
def test_fingerprints_are_unique(found: list[tuple[str, str]]) -> None:
    fingerprints = Fingerprints()
    given = [fingerprints.of(BASE._replace(message=message), file) for file, message in found]

    assert len(set(given)) == len(found)


# JUnit, read by junitparser.


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


@settings(max_examples=60)
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


# SARIF, validated by the schema of its makers.


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
    prints = {result["partialFingerprints"]["primaryLocationLineHash"] for result in results}
    assert len(prints) == len(results)


def test_sarif_fingerprints_stay_when_a_comment_mutes_one() -> None:
    texts = (_SEVERAL, _SEVERAL.replace("exponental", "exponental  # kumo-lr: ignore[KLR201]", 1))
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


@settings(max_examples=40)
@given(message=TEXTS, name=NAMES)
def test_sarif_gives_back_what_it_got(message: str, name: str) -> None:
    (result,) = run_of(one(BASE, message=message, file=name, help=None))["results"]
    uri = urlsplit(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])

    assert result["message"]["text"] == message
    assert (uri.scheme, uri.netloc, uri.query, uri.fragment) == ("", "", "", "")
    assert unquote(uri.path) == name


# rdjson, validated by a schema of its readers.


def test_rdjson_is_rdjson() -> None:
    schema = json.loads((VENDOR / "rdformat" / "rdformat.json").read_text(encoding="utf-8"))
    for results in (rich(), ()):
        jsonschema.Draft7Validator(schema).validate(json.loads(rendered(render_rdjson, results)))


@settings(max_examples=40)
@given(message=TEXTS, name=NAMES)
def test_rdjson_gives_back_what_it_got(message: str, name: str) -> None:
    (diagnostic,) = json.loads(rendered(render_rdjson, one(BASE, message=message, file=name, help=None)))[
        "diagnostics"
    ]

    assert diagnostic["message"] == message
    assert diagnostic["location"]["path"] == name


def test_rdjson_counts_bytes_in_long_lines() -> None:
    candidate = '{"name": "größe 𝄞", "interval": "steps", "kwargs": {"x": 1}}'
    text = f'{{"lr_scheduler": [{", ".join([candidate] * 200)}]}}'
    checked = check_data(text.encode(), "long.json")
    report = json.loads(rendered(render_rdjson, (checked,)))
    given = [diagnostic["location"]["range"] for diagnostic in report["diagnostics"]]

    assert len(given) >= 400
    for finding, place in zip(checked.findings, given, strict=True):
        ends = finding.location
        assert [place["start"]["column"], place["end"]["column"]] == [
            len(text[: position.column - 1].encode()) + 1 for position in ends
        ]


@pytest.fixture(scope="module")
def mendable() -> list[tuple[Checked, Fix]]:
    """Every fix of the fixtures, one at a time."""
    paths = sorted(path for path in ROOT.glob("fixtures/**/*.*") if path.suffix in (".yaml", ".json"))
    checks = [check_data(path.read_bytes(), path.name) for path in paths]
    checks += rich()
    return [
        (checked._replace(findings=(finding,), muted=()), finding.fix)
        for checked in checks
        for finding in checked.findings
        if finding.fix is not None
    ]


def test_rdjson_suggestions_do_what_the_fix_does(mendable: list[tuple[Checked, Fix]]) -> None:
    assert len(mendable) > 100
    for checked, fix in mendable:
        report = json.loads(rendered(render_rdjson, (checked,)))
        (suggestion,) = report["diagnostics"][0]["suggestions"]
        data = checked.source.encode()
        starts = [0, *(match.end() for match in re.finditer(rb"\r\n|\n|\r", data))]
        start, end = (
            starts[place["line"] - 1] + place["column"] - 1
            for place in (suggestion["range"]["start"], suggestion["range"]["end"])
        )
        mended = data[:start] + suggestion["text"].encode() + data[end:]

        assert mended == apply_edits(checked.source, [fix]).encode()


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


# Paths.


@pytest.mark.parametrize(
    ("name", "relative", "uri"),
    [
        ("a.yaml", "a.yaml", "a.yaml"),
        (".\\sub\\a.yaml", "sub/a.yaml", "sub/a.yaml"),
        ("sub/a.yaml", "sub/a.yaml", "sub/a.yaml"),
        ("c:\\REPO\\sub\\a.yaml", "sub/a.yaml", "sub/a.yaml"),
        ("C:\\repository\\a.yaml", "C:/repository/a.yaml", "file:///C:/repository/a.yaml"),
        ("..\\a b.yaml", "../a b.yaml", "file:///C:/a%20b.yaml"),
        ("D:\\a.yaml", "D:/a.yaml", "file:///D:/a.yaml"),
    ],
)
def test_paths_of_windows(name: str, relative: str, uri: str) -> None:
    paths = Paths("C:\\Repo", ntpath)

    assert paths.relative(name) == relative
    assert paths.uri(name) == (uri, not uri.startswith("file:"))


@pytest.mark.parametrize(
    ("folder", "name", "relative"),
    [
        ("/r", "./a.yaml", "a.yaml"),
        ("/r", ".//x/../a.yaml", "a.yaml"),
        ("/r", "../r/a.yaml", "a.yaml"),
        ("/r", "../ra.yaml", "../ra.yaml"),
        ("/r", "/rather/a.yaml", "/rather/a.yaml"),
        ("/r", "back\\slash", "back\\slash"),
        ("/r", "<stdin>", "<stdin>"),
        ("/r", ".", "."),
        ("/", "/a.yaml", "a.yaml"),
    ],
)
def test_paths_elsewhere(folder: str, name: str, relative: str) -> None:
    assert Paths(folder, posixpath).relative(name) == relative


@pytest.mark.parametrize("renderer", RENDERERS.values(), ids=RENDERERS)
def test_reports_count_what_passes_by(renderer: Renderer) -> None:
    tally, expected = Tally(), Tally()
    list(renderer(rich(), tally, False))
    list(expected.count(rich()))

    assert vars(tally) == vars(expected)
