"""Numbers about training that the command line says and the plan contradicts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import Cli, put
from tests.support.cli_preview import ASKED, CONTRADICTED, OWN
from tests.support.findings import found


@pytest.mark.parametrize("value", ["???", "~"])
def test_a_contradiction_beside_a_field_that_is_not_set(cli: Cli, value: str) -> None:
    put("plan.yaml", f"optimization:\n  max_epochs: 3\n  lr_scheduler: {value}\n")
    for name in ("check", "preview"):
        code, out, err = cli(name, "plan.yaml", "--max-epochs", "4")
        assert code == 2
        assert "plan.yaml:2:15 KLR903" in found(out + err)
    put("plan.yaml", "optimization:\n  max_epochs: 3\n")
    said = "kumo-lr: max_epochs is 3 in plan.yaml, and max_epochs was said to be 4\n"
    assert cli("preview", "plan.yaml", "--max-epochs", "4") == (2, "", said)


def test_contradicted_preview(cli: Cli) -> None:
    put("plan.yaml", OWN)
    put("x.csv", "mine")
    assert cli("preview", "plan.yaml", *ASKED) == (2, "", CONTRADICTED)
    assert cli("preview", "plan.yaml", *ASKED, "--output", "x.csv") == (2, "", CONTRADICTED)
    assert cli("preview", "-", *ASKED, stdin=OWN.encode()) == (
        2,
        "",
        CONTRADICTED.replace("plan.yaml", "<stdin>"),
    )
    assert Path("x.csv").read_text() == "mine"


@pytest.mark.parametrize(
    "options",
    [[], ["--fail-on", "never"], ["--ignore", "KLR903"], ["--select", "KLR302"], ["--jobs", "2"]],
    ids=lambda options: " ".join(options) or "plain",
)
def test_contradicted_check(cli: Cli, options: list[str]) -> None:
    put("plan.yaml", OWN)
    assert cli("check", "plan.yaml", *ASKED, *options) == (2, CONTRADICTED, "")
    said = CONTRADICTED.replace("plan.yaml", "<stdin>")
    assert cli("check", "-", *ASKED, *options, stdin=OWN.encode()) == (2, said, "")


@pytest.mark.parametrize(
    ("options", "places"),
    [
        (["--max-epochs", "4", "--steps-per-epoch", "50"], []),
        (["--max-epochs", "4", "--steps-per-epoch", "10"], []),
        (["--max-epochs", "3"], ["3:15"]),
        (["--steps-per-epoch", "51"], ["5:24"]),
        (["--steps-per-epoch", "9"], ["4:24"]),
        (["--run-mode", "BEST"], []),
    ],
)
def test_contradictions(cli: Cli, options: list[str], places: list[str]) -> None:
    put("plan.yaml", OWN)
    code, out, err = cli("check", "plan.yaml", *options, "--output-format", "concise", "--ignore", "KLR301")
    assert (code, err) == (2 if places else 0, "")
    assert found(out) == [f"plan.yaml:{place} KLR903" for place in places]
    assert cli("preview", "plan.yaml", *options).code == (2 if places else 0)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_contradicted_file_in_a_folder(cli: Cli, jobs: str) -> None:
    for name in ("a", "c"):
        put(f"plans/{name}.yaml", "lr_scheduler: [null]\n")
    put("plans/b.yaml", OWN)
    arguments = ("check", "plans", *ASKED, "--jobs", jobs, "--output-format")
    code, out, err = cli(*arguments, "concise")
    assert (code, err) == (2, "")
    assert found(out) == ["plans/b.yaml:3:15 KLR903", "plans/b.yaml:5:24 KLR903"]
    assert out.endswith("\n3 files checked: 2 errors\n")
    code, out, err = cli(*arguments, "json")
    assert (code, err) == (2, "")
    first, second = json.loads(out)["findings"]
    assert first["path"] == ["optimization", "max_epochs"]
    assert first["location"] == {"start": {"line": 3, "column": 15}, "end": {"line": 3, "column": 16}}
    assert (first["suggestions"], first["fix"]) == ([], None)
    assert second["path"] == ["optimization", "max_steps_per_epoch"]
    assert json.loads(out)["summary"] == {"files": 3, "errors": 2, "warnings": 0, "fixable": 0}


@pytest.mark.parametrize("comment", ["ignore[KLR903]", "ignore[contradicted-horizon]"])
def test_contradiction_cannot_be_suppressed(cli: Cli, comment: str) -> None:
    put("plan.yaml", f"max_epochs: 4  # kumo-lr: {comment} we know\nlr_scheduler: [null]\n")
    code, out, err = cli("check", "plan.yaml", "--max-epochs", "5", "--output-format", "json")
    assert (code, err) == (2, "")
    assert [finding["code"] for finding in json.loads(out)["findings"]] == ["KLR903", "KLR902"]


@pytest.mark.parametrize("options", [["--fix"], ["--fix", "--unsafe-fixes"], ["--diff"]], ids=" ".join)
def test_contradicted_file_is_not_fixed(cli: Cli, options: list[str]) -> None:
    put("plan.yaml", OWN)
    code, out, err = cli("check", "plan.yaml", *ASKED, *options)
    assert (code, (out + err).count("KLR903")) == (2, 2)
    assert Path("plan.yaml").read_text() == OWN
