"""Plans that `kumo-lr preview` cannot draw."""

from __future__ import annotations

import pytest

from tests.support.cli import Cli, listing, not_root, put, run
from tests.support.cli_preview import COSINE, COSINE_SHOWN, KNOWN
from tests.support.cli_resolve import BAD, BAD_SAID, IS_FOLDER, MISSING, NO_STDIN, ONE_ERROR
from tests.support.findings import found


def test_closed_stdin() -> None:
    assert run("preview", "-", shell="<&-") == (2, "", NO_STDIN)
    said = NO_STDIN.replace("<stdin>", "x.yaml")
    assert run("preview", "-", "--stdin-filename", "x.yaml", shell="<&-") == (2, "", said)


def test_several_fields(cli: Cli) -> None:
    put("plan.yaml", "lr_scheduler: [null]\n---\na: 1\n---\nlr_scheduler: ???\n")
    said = (
        "kumo-lr: plan.yaml holds 2 lr_scheduler fields: lr_scheduler on line 1, lr_scheduler on line 5; "
        "name one by its place (at), or split the file\n"
    )
    for options in ([], ["--output", "x.csv"]):
        assert cli("preview", "plan.yaml", *options) == (2, "", said)
    assert listing() == ["plan.yaml"]
    put("plan.yaml", f"{COSINE}model_plan:\n  optimization:\n    lr_scheduler: [null]\n")
    assert cli("preview", "plan.yaml", "--at", "lr_scheduler", *KNOWN) == (0, COSINE_SHOWN, "")


@pytest.mark.parametrize("options", [[], ["--output", "x.csv"], ["--output", "x.json", "--color", "always"]])
def test_what_cannot_be_drawn_is_told_as_resolve_tells_it(cli: Cli, options: list[str]) -> None:
    put("bad.yaml", BAD)
    assert cli("preview", "bad.yaml", *options) == (1, "", BAD_SAID)
    assert cli("resolve", "bad.yaml") == (1, "", BAD_SAID)
    assert cli("preview", "nope.yaml", *options) == (2, "", MISSING)
    assert cli("preview", ".", *options) == (2, "", IS_FOLDER)
    put("bad.yaml", "lr_scheduler: [\n")
    assert cli("preview", "bad.yaml", *options) == cli("resolve", "bad.yaml")
    put("bad.yaml", b"\xff\xfe\x00")
    code, out, err = cli("preview", "bad.yaml", *options)
    assert (code, out) == (1, "")
    assert err.endswith(ONE_ERROR)
    assert listing() == ["bad.yaml"]


@not_root
def test_file_without_permission(cli: Cli) -> None:
    put("plan.yaml", COSINE).chmod(0)
    code, out, err = cli("preview", "plan.yaml")
    assert (code, out) == (2, "")
    assert found(err) == ["plan.yaml:1:1 KLR010"]
    assert ": permission denied\n" in err
