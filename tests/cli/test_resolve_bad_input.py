"""Plans that `kumo-lr resolve` cannot read."""

from __future__ import annotations

import pytest

from tests.support.cli import Cli, listing, not_root, put
from tests.support.cli_resolve import (
    BAD,
    BAD_SAID,
    IS_FOLDER,
    IS_LIST,
    LIST,
    MISSING,
    ONE_ERROR,
    SHORT,
    unreadable,
)
from tests.support.findings import found


def test_errors_are_told_as_check_tells_them(cli: Cli) -> None:
    plan = put("bad.yaml", BAD)
    for options in ([], ["--in-place"], ["--minimal"], ["--output-format", "json"], ["--run-mode", "best"]):
        assert cli("resolve", "bad.yaml", *options) == (1, "", BAD_SAID)
    assert cli("check", "bad.yaml") == (1, BAD_SAID, "")
    assert plan.read_text() == BAD


@pytest.mark.parametrize(
    "text",
    [
        "optimization:\n- lr_scheduler: [null]\n",
        "optimization:\n- max_epochs: 2\n",
        "optimization:\n- lr_scheduler: ???\n- a: 1\n",
    ],
)
@pytest.mark.parametrize("options", [[], ["--in-place"], ["--minimal"], ["--in-place", "--minimal"]])
def test_optimization_that_is_a_list(cli: Cli, text: str, options: list[str]) -> None:
    plan = put("plan.yaml", text)
    assert cli("resolve", "plan.yaml", *options) == (1, "", IS_LIST)
    assert cli("diff", "plan.yaml", "plan.yaml") in [(2, "", IS_LIST), (2, "", IS_LIST * 2)]
    assert plan.read_text() == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"foo\n", "1:1 KLR113"),
        (LIST.encode(), "1:1 KLR113"),
        (b"optimization: 7\n", "1:1 KLR113"),
        (b"lr_scheduler: []\n", "1:15 KLR103"),
        (b"lr_scheduler:\n", "1:1 KLR102"),
        (b"a: [\n", "1:5 KLR001"),
        (b"foo\xff", "1:4 KLR002"),
        (b"a: 1\nb: \x00\n", "2:4 KLR003"),
    ],
)
def test_other_texts(cli: Cli, text: bytes, said: str) -> None:
    plan = put("plan.yaml", text)
    for options in ([], ["--in-place"], ["--in-place", "--minimal"]):
        code, out, err = cli("resolve", "plan.yaml", *options)
        assert (code, out) == (1, "")
        assert found(err) == [f"plan.yaml:{said}"]
        assert err.endswith(f"\n{ONE_ERROR}") or "1 fixable" in err
    assert plan.read_bytes() == text


@pytest.mark.parametrize("options", [[], ["--in-place"], ["--minimal"], ["--output-format", "json"]])
def test_file_that_cannot_be_read(cli: Cli, options: list[str]) -> None:
    assert cli("resolve", "nope.yaml", *options) == (2, "", MISSING)
    assert cli("resolve", ".", *options) == (2, "", IS_FOLDER)
    assert listing() == []


@not_root
def test_file_without_permission(cli: Cli) -> None:
    put("nope.yaml", SHORT).chmod(0)
    said = unreadable("nope.yaml", "permission denied", "check its permissions")
    assert cli("resolve", "nope.yaml") == (2, "", said)
