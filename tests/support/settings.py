"""Files of settings, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from kumo_lr.errors import SettingsError
from kumo_lr.findings import Finding
from kumo_lr.settings.load import (
    Settings,
    load_settings,
)
from kumo_lr.settings.table import SETTINGS

TABLE = "[tool.kumo-lr]\n"
EVERYTHING = "".join(f"{setting.name} = {setting.example}\n" for setting in SETTINGS.values())
VALIDATORS = {"draft-07": jsonschema.Draft7Validator, "2020-12": jsonschema.Draft202012Validator}


def load_text(text: str | bytes, name: str = "kumo-lr.toml") -> Settings:
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return load_settings(name)


def error_of(text: str | bytes, name: str = "kumo-lr.toml") -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load_text(text, name)
    return caught.value


def finding_of(text: str | bytes, name: str = "kumo-lr.toml") -> Finding:
    (finding,) = error_of(text, name).findings
    return finding


def underlined(finding: Finding, error: SettingsError) -> str:
    return error.source.text[finding.span.start : finding.span.end]


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
        'settings belong at the top of this file, without "[tool.kumo-lr]"',
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
        "fix what it reports; it is never ignored",
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
        '"gen\\a" is not a pattern: it has "\\" in it',
        'write "/" on every platform',
    ),
    (
        'exclude = ["!a"]',
        '"!a"',
        '"!a" is not a pattern: it starts with "!"',
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
        "[severity]\n'KLR001' = 'warning'",
        "'KLR001'",
        '"KLR001" can\'t be lowered to a warning',
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
    (
        'fail-on-empty = "yes"',
        '"yes"',
        '"fail-on-empty" is text, not true or false',
        "write fail-on-empty = true",
    ),
    (
        "fail-on-empty = 1",
        "1",
        '"fail-on-empty" is an integer, not true or false',
        "write fail-on-empty = true",
    ),
    (
        'include = ["a\\\\b"]',
        '"a\\\\b"',
        '"a\\b" is not a pattern: it has "\\" in it',
        'write "/" on every platform',
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
