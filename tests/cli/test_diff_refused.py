"""Plans that `kumo-lr diff` cannot compare."""

from __future__ import annotations

import pytest

from tests.support.cli import Cli, put
from tests.support.cli_resolve import BAD, BAD_SAID, IS_FOLDER, LIST, MISSING, SHORT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "optimization:\n  lr_scheduler: [null]\nmodel_plan:\n  optimization: {lr_scheduler: [null]}\n",
            (
                "2 lr_scheduler fields: optimization.lr_scheduler on line 2, "
                "model_plan.optimization.lr_scheduler on line 4"
            ),
        ),
        (
            "lr_scheduler: [null]\n---\na: 1\nlr_scheduler: ???\n---\nlr_scheduler: [null]\n",
            "3 lr_scheduler fields: lr_scheduler on line 1, lr_scheduler on line 4, lr_scheduler on line 6",
        ),
    ],
)
def test_diff_of_several_fields(cli: Cli, text: str, said: str) -> None:
    put("a.yaml", SHORT)
    put("b.yaml", text)
    for files in (("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")):
        for options in ([], ["--output-format", "json"]):
            expected = f"kumo-lr: b.yaml holds {said}; name one by its place (at), or split the file\n"
            assert cli("diff", *files, *options) == (2, "", expected)
    expected = expected.replace("b.yaml", "<stdin>")
    assert cli("diff", "a.yaml", "-", stdin=text.encode()) == (2, "", expected)


@pytest.mark.parametrize("options", [[], ["--output-format", "json"]])
def test_diff_of_what_is_bad(cli: Cli, options: list[str]) -> None:
    put("a.yaml", SHORT)
    put("bad.yaml", BAD)
    assert cli("diff", "a.yaml", "bad.yaml", *options) == (2, "", BAD_SAID)
    assert cli("diff", "bad.yaml", "a.yaml", *options) == (2, "", BAD_SAID)
    assert cli("diff", "a.yaml", "nope.yaml", *options) == (2, "", MISSING)
    assert cli("diff", "nope.yaml", "a.yaml", *options) == (2, "", MISSING)
    assert cli("diff", "a.yaml", ".", *options) == (2, "", IS_FOLDER)


@pytest.mark.parametrize("options", [[], ["--output-format", "json"]])
def test_diff_of_two_that_are_bad(cli: Cli, options: list[str]) -> None:
    put("bad.yaml", BAD)
    put("two.yaml", "lr_scheduler: [null]\n---\nlr_scheduler: [null]\n")
    put("list.yaml", LIST)
    two = (
        "kumo-lr: two.yaml holds 2 lr_scheduler fields: lr_scheduler on line 1, lr_scheduler on line 3; "
        "name one by its place (at), or split the file\n"
    )
    stdin = BAD_SAID.replace("bad.yaml", "<stdin>")
    assert cli("diff", "bad.yaml", "nope.yaml", *options) == (2, "", BAD_SAID + MISSING)
    assert cli("diff", "nope.yaml", "bad.yaml", *options) == (2, "", MISSING + BAD_SAID)
    assert cli("diff", "two.yaml", "bad.yaml", *options) == (2, "", two + BAD_SAID)
    assert cli("diff", "nope.yaml", "-", *options, stdin=BAD.encode()) == (2, "", MISSING + stdin)
    said = [f'kumo-lr: there is nothing at "a.b" in {name}\n' for name in ("two.yaml", "list.yaml")]
    assert cli("diff", "two.yaml", "list.yaml", "--at", "a.b", *options) == (2, "", "".join(said))
