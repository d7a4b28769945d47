"""A project's settings: which file counts, what it may hold, and the exact place of every mistake."""

from __future__ import annotations

import json
import ntpath
import os
import pickle
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kumo_lr.check.fixes import apply_edits
from kumo_lr.errors import SettingsError
from kumo_lr.files import OWN_FILES
from kumo_lr.findings import Finding, Safety, Severity
from kumo_lr.plan.schema import DRAFTS
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_full
from kumo_lr.rules import RULES, always_counts, codes_of
from kumo_lr.settings.discovery import find_settings
from kumo_lr.settings.load import (
    Settings,
    excluded,
    ignored_in,
    load_settings,
    severities,
)
from kumo_lr.settings.patterns import compiled, matches, relative
from kumo_lr.settings.schema import settings_schema, settings_schema_text
from kumo_lr.settings.show import settings_json, settings_text
from kumo_lr.settings.table import SETTINGS
from kumo_lr.settings.toml_places import find_places
from tests.test_properties import examples

TABLE = "[tool.kumo-lr]\n"
EVERYTHING = "".join(f"{setting.name} = {setting.example}\n" for setting in SETTINGS.values())
VALIDATORS = {"draft-07": jsonschema.Draft7Validator, "2020-12": jsonschema.Draft202012Validator}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _load(text: str | bytes, name: str = "kumo-lr.toml") -> Settings:
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return load_settings(name)


def _error(text: str | bytes, name: str = "kumo-lr.toml") -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        _load(text, name)
    return caught.value


def _finding(text: str | bytes, name: str = "kumo-lr.toml") -> Finding:
    (finding,) = _error(text, name).findings
    return finding


def _marked(finding: Finding, error: SettingsError) -> str:
    return error.source.text[finding.span.start : finding.span.end]


# --- what counts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*OWN_FILES, "pyproject.toml"])
def test_the_nearest_file_counts(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    head = TABLE if name == "pyproject.toml" else ""
    (folder / "kumo-lr.toml").write_text("max-epochs = 1\n")
    (folder / "a" / name).write_text(f"{head}max-epochs = 2\n")
    monkeypatch.chdir(inner)
    found = find_settings(".")

    assert found == f"..{os.sep}{name}"
    assert load_settings(found).max_epochs == 2
    assert find_settings(str(inner)) == str(folder / "a" / name)
    assert find_settings("../..") == f"..{os.sep}..{os.sep}kumo-lr.toml"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[project]\n",
        '[project]\ndependencies = ["kumo-lr"]\n',
        "tool = 3 # kumo-lr\n",
        "not TOML [",
        "\xff",
    ],
)
def test_a_pyproject_without_the_table_is_passed_over(text: str, folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "kumo-lr.toml").touch()
    (folder / "a" / "pyproject.toml").write_bytes(text.encode("latin-1"))

    assert find_settings("a") == "kumo-lr.toml"


def test_nothing_up_to_the_root(tmp_path: Path) -> None:
    if any((above / name).exists() for above in tmp_path.parents for name in OWN_FILES):
        pytest.skip("somebody's settings are above")  # pragma: no cover

    assert find_settings(str(tmp_path)) is None
    assert find_settings(tmp_path.anchor) is None


def test_an_empty_table_counts_and_sets_nothing(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(TABLE)

    assert find_settings(".") == "pyproject.toml"
    assert load_settings("pyproject.toml") == Settings() == _load("")


@pytest.mark.parametrize(
    ("one", "other"), [("kumo-lr.toml", "pyproject.toml"), (".kumo-lr.toml", "kumo-lr.toml")]
)
def test_two_files_in_one_folder(one: str, other: str, folder: Path) -> None:
    for name in (one, other):
        (folder / name).write_text(TABLE)
    with pytest.raises(SettingsError) as caught:
        find_settings(".")

    assert caught.value.findings == ()
    assert str(caught.value).startswith("settings stand in ")
    assert str(caught.value).endswith("; keep one of them")
    assert set(re.findall(r"[\w.-]+\.toml", str(caught.value))) == {one, other}


def test_a_linked_folder_and_a_linked_file(folder: Path) -> None:
    (folder / "real" / "inner").mkdir(parents=True)
    (folder / "shared.toml").write_text("max-epochs = 3\n")
    (folder / "real" / "kumo-lr.toml").symlink_to(folder / "shared.toml")
    (folder / "link").symlink_to(folder / "real")
    found = find_settings("link/inner")

    assert found == "link/kumo-lr.toml"
    assert load_settings(found).max_epochs == 3


@pytest.mark.parametrize("target", ["nowhere", "kumo-lr.toml"])
def test_a_link_that_leads_nowhere_is_said(target: str, folder: Path) -> None:
    (folder / "kumo-lr.toml").symlink_to(target)
    found = find_settings(".")
    assert found == "kumo-lr.toml"
    with pytest.raises(SettingsError) as caught:
        load_settings(found)

    (finding,) = caught.value.findings
    assert finding.code == "KLR913"
    assert finding.message.startswith("cannot be read: ")


def test_folders_by_these_names_hold_no_settings(folder: Path) -> None:
    for name in (*OWN_FILES, "pyproject.toml"):
        (folder / "a" / name).mkdir(parents=True)
    (folder / "kumo-lr.toml").touch()

    assert find_settings("a") == "kumo-lr.toml"


def test_a_current_directory_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(os, "getcwd", fail)

    assert find_settings(".") is None


def test_a_pyproject_that_is_named_has_the_table() -> None:
    assert str(_error("[project]\n", "pyproject.toml")) == "pyproject.toml has no table [tool.kumo-lr]"


# --- what may stand there ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["kumo-lr.toml", "pyproject.toml"])
def test_every_setting(name: str) -> None:
    head = TABLE if name == "pyproject.toml" else "\n"

    assert _load(head + EVERYTHING, name) == Settings(
        select=("KLR1", "KLR2", "endless-warmup"),
        ignore=("KLR4", "single-cycle"),
        per_file_ignores={"**/old/*.yaml": ("KLR3",)},
        severity={"KLR3": "error", "engine-only-name": "warning"},
        run_mode="BEST",
        steps_per_epoch=1000,
        max_epochs=20,
        at="experiments.0.lr_scheduler",
        exclude=("generated/", "*.draft.yaml"),
        output_format=("full", "json:findings.json"),
        fail_on="warning",
        baseline="kumo-lr-baseline.json",
        origins={setting: f"{name}:{line}" for line, setting in enumerate(SETTINGS, 2)},
        folder=".",
    )


def test_a_setting_is_a_field() -> None:
    assert [setting.field for setting in SETTINGS.values()] == list(Settings._fields[: len(SETTINGS)])


def test_settings_go_to_other_processes() -> None:
    settings = _load(EVERYTHING)

    assert pickle.loads(pickle.dumps(settings)) == settings


def test_paths_lead_from_where_we_are(folder: Path) -> None:
    (folder / "a").mkdir()
    settings = _load('output-format = "json:out/x.json"\nbaseline = "b.json"\n', "a/kumo-lr.toml")

    assert settings.folder == "a"
    assert settings.output_format == ("json:a/out/x.json",)
    assert settings.baseline == "a/b.json"


def test_a_run_mode_in_any_case() -> None:
    assert _load('run-mode = "fast"\n').run_mode == "FAST"


def test_a_byte_order_mark() -> None:
    assert _load(b"\xef\xbb\xbfmax-epochs = 3\r\n").origins == {"max-epochs": "kumo-lr.toml:1"}


@pytest.mark.parametrize(
    "text",
    [
        "[tool.kumo-lr]\nmax-epochs = 3\n",
        '[tool."kumo-lr"]\nmax-epochs = 3\n',
        "[ tool . 'kumo-lr' ] # here\n\"max-epochs\" = 3\n",
        "[tool]\nkumo-lr = {max-epochs = 3}\n",
        "[tool]\nkumo-lr.max-epochs = 3\n",
        "\ntool.kumo-lr.max-epochs = 3\n",
        "tool = {x = [{}, '}'],\tkumo-lr = { max-epochs = 3 } }\n",
    ],
)
def test_all_ways_to_write_the_table(text: str, folder: Path) -> None:
    (folder / "pyproject.toml").write_text(text)
    settings = load_settings(find_settings(".") or "")
    line = text[: text.index("max-epochs")].count("\n") + 1
    error = _error(text.replace("= 3", "= 0"), "pyproject.toml")
    (finding,) = error.findings

    assert settings.max_epochs == 3
    assert settings.origins == {"max-epochs": f"pyproject.toml:{line}"}
    assert _marked(finding, error) == "0"


# --- mistakes ------------------------------------------------------------------------------------

LIST_OF_SETTINGS = ", ".join(f'"{name}"' for name in sorted(SETTINGS)[:-1]) + ' or "steps-per-epoch"'
# What stands in the file, what is underlined, what is said of it, and what to do.
MISTAKES = [
    ("ingore = []", "ingore", 'no setting "ingore"', 'did you mean "ignore"?'),
    ('"run_mode" = "BEST"', '"run_mode"', 'no setting "run_mode"', 'did you mean "run-mode"?'),
    ("jobs = 3", "jobs", 'no setting "jobs"', f"write {LIST_OF_SETTINGS}"),
    (
        "[tool.kumo-lr]",
        "tool",
        'no setting "tool"',
        'settings stand at the top of this file, without "[tool.kumo-lr]"',
    ),
    (
        'select = "KLR3"',
        '"KLR3"',
        '"select" is text, not a list of rules',
        'write select = ["KLR1", "KLR2", "endless-warmup"]',
    ),
    (
        "select = [\n 'KLR3',\n 3, # three\n]",
        "3",
        'an item of "select" is an integer, not the code, prefix or slug of a rule',
        'write select = ["KLR1", "KLR2", "endless-warmup"]',
    ),
    (
        "select = [ ]",
        "[ ]",
        '"select" is empty',
        'write select = ["KLR1", "KLR2", "endless-warmup"], or delete it',
    ),
    (
        "output-format = []",
        "[]",
        '"output-format" is empty',
        'write output-format = ["full", "json:findings.json"], or delete it',
    ),
    ('ignore = ["KLR30O"]', '"KLR30O"', 'no rule "KLR30O"', 'did you mean "KLR301", "KLR302" or "KLR303"?'),
    ('ignore = ["x"]', '"x"', 'no rule "x"', 'list the rules with "kumo-lr rules"'),
    ('ignore = ["KLR2,KLR3"]', '"KLR2,KLR3"', 'no rule "KLR2,KLR3"', 'list the rules with "kumo-lr rules"'),
    (
        "ignore = ['yaml-syntax']",
        "'yaml-syntax'",
        '"yaml-syntax" can\'t be ignored',
        "mend what it finds; it is never passed over",
    ),
    (
        "[per-file-ignores]\n'a*' = 'KLR3'",
        "'KLR3'",
        '"a*" of "per-file-ignores" is text, not a list of rules',
        'write per-file-ignores = {"**/old/*.yaml" = ["KLR3"]}',
    ),
    (
        "per-file-ignores.'a*' = ['endless_warmup']",
        "'endless_warmup'",
        'no rule "endless_warmup"',
        'did you mean "endless-warmup"?',
    ),
    (
        "[per-file-ignores]\n'gen\\a' = []",
        "'gen\\a'",
        '"gen\\a" is no pattern: it has "\\" in it',
        'write "/" on every platform',
    ),
    (
        'exclude = ["!a"]',
        '"!a"',
        '"!a" is no pattern: it starts with "!"',
        'write one such as "old/*.yaml"',
    ),
    (
        'exclude = ["a", ""]',
        '""',
        'an item of "exclude" is empty',
        'write exclude = ["generated/", "*.draft.yaml"], or delete it',
    ),
    (
        "severity = ['error']",
        "['error']",
        '"severity" is a list, not a table of severities by rule',
        'write severity = {KLR3 = "error", engine-only-name = "warning"}',
    ),
    ("severity.KLR301 = 'eror'", "'eror'", 'no severity "eror"', 'did you mean "error"?'),
    ("[severity]\nKLR3O1 = 'error'", "KLR3O1", 'no rule "KLR3O1"', 'did you mean "KLR301"?'),
    (
        "[severity]\n'KLR0' = 'warning'",
        "'KLR0'",
        '"KLR0" can\'t be lowered to a warning',
        "it is always an error",
    ),
    (
        "[severity]\nKLR301 = 3.5",
        "3.5",
        '"KLR301" of "severity" is a decimal number, not a severity',
        'write severity = {KLR3 = "error", engine-only-name = "warning"}',
    ),
    ('run-mode = "FASTT"', '"FASTT"', 'no run mode "FASTT"', 'did you mean "FAST"?'),
    (
        "run-mode = 1979-05-27 07:32:00 # x",
        "1979-05-27 07:32:00",
        '"run-mode" is a date or time, not a run mode',
        'write run-mode = "BEST"',
    ),
    ('run-mode = "slow"', '"slow"', 'no run mode "slow"', 'write "BEST", "DEBUG", "FAST" or "NORMAL"'),
    ("max-epochs = 0", "0", '"max-epochs" is 0, and cannot be below 1', "write max-epochs = 20"),
    (
        "max-epochs = 1_000_000_000_000_000",
        "1_000_000_000_000_000",
        '"max-epochs" is 1000000000000000, and cannot be above 94906265',
        "write max-epochs = 20",
    ),
    (
        "steps-per-epoch = true",
        "true",
        '"steps-per-epoch" is a boolean, not a whole number',
        "write steps-per-epoch = 1000",
    ),
    (
        "steps-per-epoch = '1000'",
        "'1000'",
        '"steps-per-epoch" is text, not a whole number',
        "write steps-per-epoch = 1000",
    ),
    ("at = 3", "3", '"at" is an integer, not a dotted path', 'write at = "experiments.0.lr_scheduler"'),
    ('output-format = "jsno"', '"jsno"', 'no output format "jsno"', 'did you mean "json"?'),
    ('output-format = ["jsno:x.json"]', "jsno", 'no output format "jsno"', 'did you mean "json"?'),
    ('output-format = "json:"', '"json:"', '"json:" names no file', "write json:PATH"),
    (
        'output-format = ["full", "json"]',
        '"json"',
        'only one format can go to standard output, and "json" is another',
        "give it a file, as in json:PATH",
    ),
    (
        "output-format = {}",
        "{}",
        '"output-format" is a table, not an output format or a list of them',
        'write output-format = ["full", "json:findings.json"]',
    ),
    ('fail-on = "eror"', '"eror"', 'no level "eror"', 'did you mean "error"?'),
    (
        'baseline = """\n"""',
        '"""\n"""',
        '"baseline" is empty',
        'write baseline = "kumo-lr-baseline.json", or delete it',
    ),
    (
        "[[severity]]\nKLR301 = 'error'",
        "severity",
        '"severity" is a list, not a table of severities by rule',
        'write severity = {KLR3 = "error", engine-only-name = "warning"}',
    ),
]


@pytest.mark.parametrize(("text", "marked", "message", "help_"), MISTAKES, ids=lambda text: str(text)[:20])
def test_mistakes(text: str, marked: str, message: str, help_: str) -> None:
    error = _error(f"# first\n{text}\n")
    (finding,) = error.findings
    line, column = finding.location.start

    assert (_marked(finding, error), finding.message, finding.help) == (marked, message, help_)
    assert finding.code == ("KLR911" if message.startswith("no setting") else "KLR912")
    assert finding.severity is Severity.ERROR
    assert finding.document is None
    assert str(error) == f"kumo-lr.toml:{line}:{column}: {message}"
    (windows,) = _error(f"# first\n{text}\n".replace("\n", "\r\n").encode()).findings
    assert (windows.location, windows.message) == (finding.location, message)


def test_all_mistakes_at_once() -> None:
    text = "".join(f"{name} = -1\n" for name in SETTINGS) + 'ingore = 3\nx = 1\n"exclud" = "a"\n'
    findings = _error(TABLE + text, "pyproject.toml").findings

    assert [finding.location.start.line for finding in findings] == [*range(2, 15), 15, 16]
    assert {finding.code for finding in findings} == {"KLR911", "KLR912"}


def test_the_value_of_a_misspelt_setting_is_looked_at() -> None:
    findings = _error('run_mode = "FASTT"\n').findings

    assert [f.message for f in findings] == ['no setting "run_mode"', 'no run mode "FASTT"']


@pytest.mark.parametrize("name", ["kumo_lr", "kumolr", "Kumo-LR", "'kumo.lr'"])
def test_a_misspelt_table(name: str, folder: Path) -> None:
    text = f"[tool.{name}]\nmax-epochs = 0\n"
    (folder / "pyproject.toml").write_text(text)
    assert find_settings(".") == "pyproject.toml"
    error = _error(text, "pyproject.toml")
    bare = name.strip("'")

    assert [f.message for f in error.findings] == [
        f'no table "{bare}" under tool',
        '"max-epochs" is 0, and cannot be below 1',
    ]
    assert error.findings[0].help == 'did you mean "kumo-lr"?'
    fix = error.findings[0].fix
    assert fix is not None
    assert "kumo-lr" in tomllib.loads(apply_edits(error.source, [fix]).text)["tool"]


def test_a_misspelt_table_beside_the_right_one() -> None:
    finding = _finding("[tool.kumo-lr]\n[tool.kumo_lr]\n", "pyproject.toml")

    assert (finding.location.start, finding.fix) == ((2, 7), None)


@pytest.mark.parametrize("value", ["3", "'x'", "[]", "[{max-epochs = 3}]"])
def test_the_table_is_no_table(value: str) -> None:
    error = _error(f"[tool]\nkumo-lr = {value}\n", "pyproject.toml")
    (finding,) = error.findings

    assert _marked(finding, error) == value
    assert finding.message.startswith('"tool.kumo-lr" is ')
    assert finding.message.endswith(", not a table")


def test_safe_fixes_are_told_and_keep_quotes() -> None:
    text = "'ingore' = ['KLR401', 'single_cycle']\nseverity.\"endless_warmup\" = 'eror'\n"
    error = _error(text)
    fixes = [finding.fix for finding in error.findings if finding.fix]

    assert apply_edits(error.source, fixes).text == (
        "'ignore' = ['KLR401', 'single-cycle']\nseverity.\"endless-warmup\" = 'error'\n"
    )
    assert [fix.title for fix in fixes][:2] == [
        'replace "ingore" by "ignore"',
        'replace "single_cycle" by "single-cycle"',
    ]
    assert {fix.safety for fix in fixes} == {Safety.SAFE}
    # `--fix` mends plans, so what is shown does not offer it.
    assert not any(finding.fix for finding in error.checked.findings)


def test_no_fix_where_the_right_name_is_taken() -> None:
    finding = _finding("ignore = []\ningore = []\n")

    assert (finding.fix, finding.suggestions) == (None, ("ignore",))


def test_mistakes_are_shown_as_those_of_plans() -> None:
    error = _error('[tool.kumo-lr]\nselect = ["KLR3"]\nmax-epoch = 3\nfail-on = "eror"\n', "pyproject.toml")

    assert str(error) == "pyproject.toml: 2 mistakes in the settings"
    assert "".join(render_full([error.checked], Tally(), False)) == (
        'pyproject.toml:3:1: error[KLR911] no setting "max-epoch"\n'
        "  |\n"
        "3 | max-epoch = 3\n"
        "  | ^^^^^^^^^\n"
        '  = help: did you mean "max-epochs"?\n'
        "\n"
        'pyproject.toml:4:11: error[KLR912] no level "eror"\n'
        "  |\n"
        '4 | fail-on = "eror"\n'
        "  |           ^^^^^^\n"
        '  = help: did you mean "error"?\n'
        "\n"
    )


# --- files that cannot be read -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("max-epochs = \n", (1, 14), "not TOML: invalid value"),
        ("a = 1\r\nmax-epochs = x\r\n", (2, 14), "not TOML: invalid value"),
        ("max-epochs = 3\nmax-epochs = 3\n", (2, 15), "not TOML: cannot overwrite a value"),
        ("a = '''\n", (2, 1), "not TOML: expected \"'''\" at the end"),
        (f"a = {'[' * 100_000}", (1, 1), "not TOML: it is nested too deep"),
        (f"a = {'9' * 5000}", (1, 1), "not TOML: exceeds the limit"),
        (b"# ok\na = '\xff'\n", (2, 6), "not UTF-8: byte 0xff cannot be decoded"),
    ],
    ids=range(7),
)
@pytest.mark.parametrize("name", ["kumo-lr.toml", "pyproject.toml"])
def test_broken_files(
    text: str | bytes, place: tuple[int, int], message: str, name: str, folder: Path
) -> None:
    data = text.encode() if isinstance(text, str) else text
    finding = _finding(data, name)

    assert finding.code == "KLR913"
    assert finding.location.start == place
    assert re.sub('"\'\'\'"|"""""', "\"'''\"", finding.message).startswith(message)
    (folder / "pyproject.toml").write_bytes(data + b"# kumo-lr")
    (folder / "kumo-lr.toml").unlink(missing_ok=True)
    with pytest.raises(SettingsError):
        find_settings(".")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_no_permission(folder: Path) -> None:  # pragma: no cover
    path = folder / "kumo-lr.toml"
    path.touch(0)
    with pytest.raises(SettingsError) as caught:
        load_settings("kumo-lr.toml")

    assert caught.value.findings[0].help == "check its permissions"


def test_no_file() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings("x.toml")

    (finding,) = caught.value.findings
    assert str(caught.value) == "x.toml:1:1: cannot be read: no such file or directory"
    assert (finding.code, finding.help) == ("KLR913", "check the path")


# --- what they mean for a file -------------------------------------------------------------------

PATTERNS = [
    ("*.json", "a.json a/b.json .json a.json/x.yaml", "a.jsonl json"),
    ("gen/", "gen/ gen/a.yaml a/gen/b/c.yaml", "gen a/gen gen.yaml agen/a.yaml"),
    ("gen", "gen gen/ gen/a.yaml a/gen/b.yaml", "agen gens"),
    ("**/old/*.yaml", "old/a.yaml a/b/old/c.yaml", "old/a/b.yaml old/a.yml a/bold/c.yaml"),
    ("a/*.yaml", "a/b.yaml a/.yaml", "b/a/c.yaml a/b/c.yaml a.yaml"),
    ("/a.yaml", "a.yaml", "b/a.yaml"),
    ("./a.yaml", "a.yaml", "b/a.yaml"),
    ("/gen/", "gen/ gen/a", "a/gen/b"),
    ("a/**", "a/b a/b/c", "a b/a/c"),
    ("a/**/b", "a/b a/c/b a/c/d/b a/b/x", "ab a/cb"),
    ("**", "a a/b", ""),
    ("?.yaml", "a.yaml é.yaml", "ab.yaml .yaml"),
    ("[a-c][!x].yaml", "ay.yaml", "ax.yaml dy.yaml a/.yaml"),
    ("[]].yaml", "].yaml", "a.yaml"),
    ("[a.yaml", "[a.yaml", "a.yaml"),
    ("[^a].yaml", "^.yaml a.yaml", "b.yaml"),
    ("*.{yaml,yml}", "a.yaml b/a.yml", "a.json a.yaml,yml"),
    ("{a", "{a", "a"),
    ("a,b+(c).yaml", "a,b+(c).yaml", "a.yaml"),
    ("../x/*.yaml", "../x/a.yaml", "x/a.yaml"),
    ("a\nb", "a\nb", ""),
]


@pytest.mark.parametrize(("pattern", "yes", "no"), PATTERNS, ids=[pattern for pattern, _, _ in PATTERNS])
def test_patterns(pattern: str, yes: str, no: str) -> None:
    for path in yes.split(" "):
        assert matches(pattern, path), path
    for path in no.split():
        assert not matches(pattern, path), path


@pytest.mark.parametrize("pattern", ["a\\b", "!a", "", "/", "[b-a]"])
def test_no_patterns(pattern: str) -> None:
    with pytest.raises(ValueError):
        compiled(pattern)


def test_paths_of_every_platform(folder: Path) -> None:
    assert relative("gen/a.yaml", ".") == "gen/a.yaml"
    assert relative(str(folder / "gen" / "a.yaml"), ".") == "gen/a.yaml"
    assert relative("a.yaml", "..") == f"{folder.name}/a.yaml"
    assert relative("gen", ".", is_folder=True) == "gen/"
    assert relative(".", ".", is_folder=True) == "."
    assert relative(r"C:\w\gen\a.yaml", r"C:\w", flavour=ntpath) == "gen/a.yaml"
    assert relative(r"C:/w/gen/a.yaml", r"C:\w", flavour=ntpath) == "gen/a.yaml"
    assert relative(r"C:\x\a.yaml", r"C:\w", flavour=ntpath) == "../x/a.yaml"
    assert relative(r"D:\x\a.yaml", r"C:\w", flavour=ntpath) == "D:/x/a.yaml"


def test_a_file_by_another_way(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "link").symlink_to(folder / "real")

    assert relative("link/a.yaml", "real") == "a.yaml"


def test_rules_ignored_in_files(folder: Path) -> None:
    (folder / "a").mkdir()
    rules = "['endless-warmup', 'klr201', 'KLR9']"
    text = f"[per-file-ignores]\n'**/old/*.yaml' = ['KLR3']\n'x.json' = {rules}\n"
    settings = _load(text, "a/kumo-lr.toml")

    assert ignored_in(settings, "a/old/p.yaml") == codes_of("KLR3")
    assert ignored_in(settings, "a/x.json") == {"KLR301", "KLR201", "KLR901", "KLR902"}
    assert ignored_in(settings, "a/p.yaml") == ignored_in(Settings(), "a/old/p.yaml") == frozenset()
    assert ignored_in(settings, str(folder / "a" / "old" / "p.yaml")) == codes_of("KLR3")


def test_rules_that_always_count() -> None:
    settings = Settings(per_file_ignores={"*": ("KLR",)})

    assert {code for code in RULES if always_counts(code)} == RULES.keys() - ignored_in(settings, "a.yaml")
    assert always_counts("KLR001")
    assert always_counts("KLR903")
    assert not always_counts("KLR901")


def test_excluded() -> None:
    settings = _load('exclude = ["gen/", "*.draft.yaml", "/top/x"]\n')

    assert excluded(settings, "gen", True)
    assert not excluded(settings, "gen", False)
    assert excluded(settings, "a/gen/b.yaml", False)
    assert excluded(settings, "./a/b.draft.yaml", False)
    assert excluded(settings, "top/x", True)
    assert not excluded(settings, "a/top/x", True)
    assert not excluded(Settings(), "gen", True)


def test_severities() -> None:
    text = "[severity]\nKLR301 = 'warning'\nKLR = 'warning'\nklr3 = 'error'\nunseen-decay = 'warning'\n"
    changed = severities(_load(text))

    assert "KLR301" not in changed
    assert "KLR303" not in changed
    assert changed["KLR302"] is Severity.ERROR
    assert changed["KLR201"] is Severity.WARNING
    assert "KLR001" not in changed
    assert "KLR999" not in changed
    assert severities(Settings()) == {}


# --- what is shown -------------------------------------------------------------------------------


def test_settings_in_force() -> None:
    settings = _load(
        "ignore = ['KLR4']\nmax-epochs = 3\nexclude = []\n[severity]\nKLR3 = 'error'\nKLR401 = 'error'\n"
        "[per-file-ignores]\n'a/*' = ['KLR3']\n"
    )

    assert settings_text(
        settings, "kumo-lr.toml", {"max-epochs": 5, "select": ["KLR2,KLR3"], "at": None}
    ) == (
        "settings of kumo-lr.toml\n"
        "\n"
        'select            command line    ["KLR2,KLR3"]\n'
        'ignore            kumo-lr.toml:1  ["KLR4"]\n'
        'per-file-ignores  kumo-lr.toml:7  "a/*" = ["KLR3"]\n'
        'severity          kumo-lr.toml:4  KLR3 = "error"\n'
        '                                  KLR401 = "error"\n'
        "run-mode          default         (the plan's own, or any)\n"
        "steps-per-epoch   default         (by the run mode)\n"
        "max-epochs        command line    5\n"
        "at                default         (where it is documented to stand)\n"
        "exclude           kumo-lr.toml:3  []\n"
        "output-format     default         (full)\n"
        "fail-on           default         (error)\n"
        "baseline          default         (none)\n"
    )
    assert settings_text(Settings(), None, {}).startswith(
        "no file of settings\n\nselect            default  ("
    )


def test_settings_in_force_as_json() -> None:
    settings = _load("severity = {KLR3 = 'error'}\nignore = ['KLR4']\n")
    data = json.loads(settings_json(settings, "kumo-lr.toml", {"fail-on": "never"}))
    default = {"kind": "default", "file": None, "line": None}

    assert (data["version"], data["file"], list(data["settings"])) == (1, "kumo-lr.toml", list(SETTINGS))
    assert data["settings"]["severity"] == {
        "value": {"KLR3": "error"},
        "origin": {"kind": "file", "file": "kumo-lr.toml", "line": 1},
    }
    assert data["settings"]["ignore"]["value"] == ["KLR4"]
    assert data["settings"]["fail-on"] == {"value": "never", "origin": {**default, "kind": "command line"}}
    assert data["settings"]["select"] == {"value": None, "origin": default}


# --- the schema ----------------------------------------------------------------------------------


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_schema_takes_what_we_take(draft: Any) -> None:
    schema = settings_schema(draft)
    VALIDATORS[draft].check_schema(schema)
    validator = VALIDATORS[draft](schema)

    assert json.loads(settings_schema_text(draft)) == schema
    assert list(schema["properties"]) == list(SETTINGS)
    for said in schema["properties"].values():
        assert said["title"]
        assert said["description"].endswith(".")
        assert said["examples"]
    validator.validate(tomllib.loads(EVERYTHING))
    validator.validate({})


def test_no_such_draft() -> None:
    with pytest.raises(ValueError, match="no draft"):
        settings_schema("draft-04")  # type: ignore[arg-type]  # that it is wrong is what is tested


# What a schema cannot see, or what it has no words for.
_BLIND = ("can't be ignored", "only one format", "starts with")


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_schema_refuses_what_we_refuse(draft: Any) -> None:
    validator = VALIDATORS[draft](settings_schema(draft))
    passed = [
        text
        for text, _, message, _ in MISTAKES
        if validator.is_valid(_plain(tomllib.loads(text))) and not any(word in message for word in _BLIND)
    ]

    assert passed == []


def _plain(data: Any) -> Any:
    """Return data as JSON has it: a date is something else than text."""
    return json.loads(json.dumps(data, default=lambda _: {"date": True}))


# --- places --------------------------------------------------------------------------------------

KEYS = st.sampled_from(
    ["a", "b-c", "3", "kumo-lr", "tool", "severity", "x.y", "é", "", "'", '"', " ", "#", "a\nb"]
)
TEXTS = st.text(st.sampled_from("ab\"'\\ \n#[]{}=,.é\t"), max_size=8)
SCALARS = TEXTS | st.integers(-9, 99) | st.booleans() | st.sampled_from([1.5, float("inf")])
INLINE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
TREES = st.dictionaries(
    KEYS,
    INLINE | st.dictionaries(KEYS, INLINE | st.dictionaries(KEYS, INLINE, max_size=3), max_size=3),
    max_size=4,
)


def _basic(text: str, draw: Any) -> str:
    """Write a text in one of the four kinds of quotes that can hold it."""
    ways = [json.dumps(text, ensure_ascii=draw(st.booleans()))]
    if "'" not in text and "\n" not in text:
        ways.append(f"'{text}'")
    if "'''" not in text and not text.startswith("\n"):
        ways.append(f"'''{text}'''" if not text.endswith("'''") else ways[0])
    body = json.dumps(text)[1:-1].replace("\\n", "\n").replace('\\"\\"', '\\""')
    if not body.startswith("\n"):
        ways.append(f'"""{body}"""')
    ways.append(f'"""\\\n  {body}"""' if body[:1] not in (" ", "\n", "") else ways[0])
    return str(draw(st.sampled_from(ways)))


def _key(key: str, draw: Any) -> str:
    bare = [key] if re.fullmatch("[A-Za-z0-9_-]+", key) else []
    literal = [f"'{key}'"] if "'" not in key and "\n" not in key else []
    return str(draw(st.sampled_from([*bare, *literal, json.dumps(key)])))


def _inline(value: Any, draw: Any) -> str:
    if isinstance(value, str):
        return _basic(value, draw)
    if isinstance(value, list):
        blank = draw(st.sampled_from(["", " ", "\n", " # ]\n", "\r\n"]))
        items = [f"{blank}{_inline(item, draw)}{blank}" for item in value]
        return f"[{','.join(items)}{',' if items and draw(st.booleans()) else ''}{blank}]"
    if isinstance(value, dict):
        items = [f"{_key(key, draw)} = {_inline(inner, draw)}" for key, inner in value.items()]
        return "{ " + ", ".join(items) + " }"
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _statements(tree: Mapping[str, Any], path: list[str], draw: Any) -> list[str]:
    """Write a table below its header: values first, then tables with headers of their own."""
    lines, tables = [], []
    comment = draw(st.sampled_from(["", " # [x]", "\r", "\n# '''"]))
    for key, value in tree.items():
        name = _key(key, draw)
        way = draw(st.sampled_from(["inline", "dotted", "header", "array"]))
        is_table = isinstance(value, dict) and bool(value)
        if is_table and way == "dotted":
            lines += [f"{name} . {_key(k, draw)}={_inline(v, draw)}{comment}" for k, v in value.items()]
        elif isinstance(value, dict) and way == "header":
            head = ".".join([*path, name])
            tables += [f"[ {head} ]{comment}", *_statements(value, [*path, name], draw)]
        elif way == "array" and value and isinstance(value, list) and all(isinstance(v, dict) for v in value):
            head = ".".join([*path, name])
            for item in value:
                tables += [f"[[{head}]]", *_statements(item, [*path, name], draw)]
        else:
            lines.append(f"{name} = {_inline(value, draw)}{comment}")
    return [*lines, *tables]


def _paths(data: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], Any]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    found = {path: data}
    for key, value in inner:
        found |= _paths(value, (*path, key))
    return found


@examples(400)
@given(st.data(), TREES)
def test_places_are_those_of_what_tomllib_reads(data: st.DataObject, tree: dict[str, Any]) -> None:
    text = "\n".join(_statements(tree, [], data.draw)) + "\n"
    read = tomllib.loads(text)
    assert read == tree
    places = find_places(text, ())

    paths = _paths(read)
    del paths[()]
    assert places.keys() - {()} == paths.keys()
    for path, value in paths.items():
        key, written = places[path]
        if isinstance(path[-1], str):
            (name,) = tomllib.loads(f"{text[key.start : key.end]} = 0")
            assert name == path[-1]
        if written != key or not isinstance(path[-1], str):
            shown = text[written.start : written.end]
            if not isinstance(value, dict) or shown.startswith("{"):
                assert tomllib.loads(f"v = {shown}")["v"] == value
    for name, value in read.items():
        below = find_places(text, (name,))
        assert {path: place for path, place in below.items() if path} == {
            path[1:]: place for path, place in places.items() if path[:1] == (name,) and len(path) > 1
        }
        assert below[()] == places[(name,)]
        assert value == tree[name]


@examples(300)
@example("a = [")
@example("[a\n")
@example('a = """')
@example("a = {b")
@given(st.text(st.sampled_from("ab=[]{}.,\"'#\n\r\t 0-é\\"), max_size=40))
def test_places_of_anything(text: str) -> None:
    find_places(text, ("a",))


def test_places_of_what_is_nested_deep() -> None:
    find_places("a = " + "[" * 100_000, ())


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
    text = "\n".join(_statements(tree, [], data.draw)) + "\n"
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
        excluded(settings, "a/b.yaml", False)
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


@examples(300)
@given(
    st.text(st.sampled_from("ab*?[]!-^{},/.\\é&~|()"), max_size=12),
    st.text(st.sampled_from("ab/.é"), max_size=8),
)
def test_no_pattern_crashes(pattern: str, path: str) -> None:
    try:
        found = matches(pattern, path)
    except ValueError:
        return
    if re.fullmatch(r"[ab.é]+", pattern) and path and pattern.strip("."):
        assert found == (pattern in path.split("/"))


def test_settings_cost_nothing_where_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    code = (
        "import sys; from kumo_lr.settings.discovery import find_settings; "
        "find_settings('.'); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    heavy = {"tomllib", "json", "pathlib", "kumo_lr.settings.toml_places", "kumo_lr.settings.read"}
    assert heavy & set(done.stdout.split()) == set()
