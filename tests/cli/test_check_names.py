"""File names and terminals that cannot show every character."""

from __future__ import annotations

import json
import os

import pytest

from tests.support.cli import Cli, environment, put, run
from tests.support.cli_check import BAD, BAD_CONCISE, BAD_FULL, BAD_SUMMARY, GOOD


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two words.yaml", "two words.yaml"),
        ("new\nline.yaml", "new\\nline.yaml"),
        ("""quotes"and'others.yaml""", """quotes"and'others.yaml"""),
        ("ünï学🚀.yaml", "ünï学🚀.yaml"),
        ("tab\tred\x1b[31m.yaml", "tab\\tred\\x1b[31m.yaml"),
        ("#%{}$HOME*.yaml", "#%{}$HOME*.yaml"),
        (os.fsdecode(b"bytes\xff\xe9.yaml"), "bytes\\udcff\\udce9.yaml"),
    ],
    ids=ascii,
)
def test_names(cli: Cli, name: str, shown: str) -> None:
    try:
        plan = put(name, BAD)
    except OSError:
        pytest.skip("the file system does not take this name")
    for path in (".", name):
        result = cli("check", path, "--output-format", "concise")
        assert result == (1, BAD_CONCISE.replace("plan.yaml", shown) + BAD_SUMMARY, "")
    full = cli("check", "--quiet")
    assert full == (1, BAD_FULL.replace("plan.yaml", shown), "")
    found = json.loads(cli("check", "--output-format", "json").out)["findings"]
    assert [finding["file"] for finding in found] == [name]
    assert cli("check", "--fix", "--quiet") == (0, "", "")
    assert plan.read_text() == GOOD


@pytest.mark.parametrize(
    "changes",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX", "LANG": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
    ],
    ids=str,
)
@pytest.mark.parametrize("output_format", ["full", "concise", "json"])
def test_poor_terminals(changes: dict[str, str], output_format: str) -> None:
    put("学.yaml", BAD.replace("exponental", "学習率"))
    put("caf\u00e9.yaml", "# é\n" + "- [\n")
    code, out, err = run("check", "--output-format", output_format, env=environment(**changes))
    assert (code, err) == (1, "")
    assert "KLR201" in out
