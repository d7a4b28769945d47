"""`kumo-lr check --statistics` and `--quiet`."""

from __future__ import annotations

import pytest

from kumo_lr.report import FORMATS
from tests.support.cli import Cli, put
from tests.support.cli_check import BAD, BAD_SUMMARY, STUCK, STUCK_CONCISE, TWO
from tests.support.cli_reports import BRIEF, CANDIDATE, CONCISE, REPORTS, formats


def test_statistics(cli: Cli) -> None:
    put("a.yaml", BAD + CANDIDATE * 9)
    put("plan.yaml", STUCK.replace("epoch", "day"))
    counts = "11  KLR201  unknown-strategy\n 1  KLR202  unknown-interval\n"
    code, out, err = cli("check", *CONCISE, "--statistics")
    assert (code, err) == (1, "")
    assert out.endswith(f"{counts}2 files checked: 12 errors (10 fixable with --fix)\n")
    code, out, err = cli("check", *BRIEF, "--statistics")
    assert (code, err) == (1, "")
    assert out.endswith(f"\n{counts}")
    for name in REPORTS:
        plain = cli("check", "--output-format", name)
        assert cli("check", "--output-format", name, "--statistics") == (1, plain.out, counts)
    assert cli("check", *formats("json:a.out"), "--quiet", "--statistics") == (1, counts, "")


def test_statistics_of_what_is_left(cli: Cli) -> None:
    put("plan.yaml", TWO)
    code, out, err = cli("check", "--fix", *BRIEF, "--statistics")
    assert (code, out.splitlines()[1:], err) == (1, ["1  KLR202  unknown-interval"], "")
    assert cli("check", "--fix", "--unsafe-fixes", "--quiet", "--statistics") == (0, "", "")
    put("plan.yaml", STUCK)
    assert cli("check", "--diff", "--quiet", "--statistics") == (
        1,
        "",
        f"{STUCK_CONCISE}1  KLR201  unknown-strategy\n",
    )


def test_statistics_of_standard_input_that_is_fixed(cli: Cli) -> None:
    code, out, err = cli("check", "-", "--fix", "--quiet", *CONCISE, "--statistics", stdin=TWO.encode())
    assert (code, out) == (1, TWO.replace("exponental", "exponential"))
    assert err.splitlines()[1:] == ["1  KLR202  unknown-interval"]


@pytest.mark.parametrize("name", [*FORMATS])
def test_quiet_takes_only_the_summary_line(cli: Cli, name: str) -> None:
    put("plan.yaml", BAD)
    loud, quiet = (cli("check", "--output-format", name, *more) for more in ([], ["--quiet"]))
    ending = BAD_SUMMARY if name in ("full", "concise") else ""
    assert loud == (1, quiet.out + ending, "")
    assert (quiet.code, quiet.err) == (1, "")
