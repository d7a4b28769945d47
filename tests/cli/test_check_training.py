"""Rules about training: `kumo-lr check` with what the command line says about it."""

from __future__ import annotations

import json

import pytest

from tests.support.cli import Cli, put
from tests.support.cli_preview import COSINE, COSINE_SHOWN, EPOCH_WARMUP, KNOWN
from tests.support.findings import found


def test_check_of_a_known_training(cli: Cli) -> None:
    put("plan.yaml", COSINE)
    assert cli("check", "plan.yaml", *KNOWN) == (0, EPOCH_WARMUP, "")
    assert cli("check", "plan.yaml", *KNOWN, "--select", "KLR302") == (0, EPOCH_WARMUP, "")
    assert cli("check", "plan.yaml", *KNOWN, "--select", "epoch-warmup") == (0, EPOCH_WARMUP, "")
    assert cli("check", "plan.yaml", *KNOWN, "--fail-on", "warning") == (1, EPOCH_WARMUP, "")
    clean = (0, "1 file checked: no findings\n", "")
    assert cli("check", "plan.yaml", *KNOWN, "--ignore", "KLR3", "--fail-on", "warning") == clean
    assert cli("check", "plan.yaml", *KNOWN, "--select", "KLR2") == clean


def test_check_knows_no_more_than_it_is_told(cli: Cli) -> None:
    put("plan.yaml", COSINE)

    def said(*options: str) -> str:
        (finding,) = json.loads(cli("check", "plan.yaml", "--output-format", "json", *options).out)[
            "findings"
        ]
        assert finding["code"] == "KLR302"
        return str(finding["message"])

    assert "24 to 3,200" in said()
    assert "24 to 800" in said("--run-mode", "fast")
    assert "9 to 600" in said("--max-epochs", "3")
    assert "800 to 1,600" in said("--steps-per-epoch", "1000")
    assert "300" in said("--steps-per-epoch", "1000", "--max-epochs", "3")
    put("plan.yaml", "run_mode: best\n" + COSINE)
    assert "48 to 3,200" in said()
    assert "24 to 800" in said("--run-mode", "fast")


def test_warmup_that_a_longer_training_ends(cli: Cli) -> None:
    put("plan.yaml", COSINE.replace("epoch", "step").replace("0.1", "5000"))
    arguments = ("check", "plan.yaml", "--quiet", "--output-format", "concise", "--steps-per-epoch", "1000")
    assert cli(*arguments, "--max-epochs", "8") == (0, "", "")
    code, out, err = cli(*arguments, "--max-epochs", "5")
    assert (code, found(out), err) == (0, ["plan.yaml:4:35 KLR301"], "")


def test_suppressed_rule_about_training(cli: Cli) -> None:
    comment = "  # kumo-lr: ignore[KLR302] on purpose"
    put("plan.yaml", COSINE.replace("interval: epoch", f"interval: epoch{comment}"))
    arguments = ("check", "plan.yaml", *KNOWN, "--fail-on", "warning")
    assert cli(*arguments) == (0, "1 file checked: no findings\n", "")
    assert cli("preview", "plan.yaml", *KNOWN) == (0, COSINE_SHOWN, "")
    put("plan.yaml", COSINE.replace("epoch", f"step{comment}", 1))
    # Whether there is something to mute depends on the training that is asked about.
    assert cli(*arguments) == (0, "1 file checked: no findings\n", "")


@pytest.mark.parametrize("text", [COSINE, COSINE.replace("\n", "\r\n"), "# ü\n" + COSINE])
def test_epoch_warmup_is_fixed_where_asked(cli: Cli, text: str) -> None:
    plan = put("plan.yaml", text)
    assert cli("check", "plan.yaml", *KNOWN, "--fix").code == 0
    assert plan.read_bytes() == text.encode()
    code, out, err = cli("check", "plan.yaml", *KNOWN, "--fix", "--unsafe-fixes")
    assert (code, out, err) == (0, "fixed 1 finding; 1 file checked: no findings\n", "")
    assert plan.read_bytes() == text.replace("interval: epoch", "interval: step").encode()
