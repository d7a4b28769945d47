"""`plot` and `compare` show what `kumo-lr preview` and `kumo-lr diff` do."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import kumo_lr
from kumo_lr import Comparison, Config, ConfigError, Exponential, LinearWithWarmup, compare, plot
from kumo_lr.facts.run_mode_names import RunModeName
from kumo_lr.facts.run_modes import RUN_MODES
from tests.support.cli import Cli, put

LEFT = (
    "run_mode: FAST\noptimization:\n  max_epochs: 3\n  lr_scheduler:\n  - null\n"
    "  - name: linear_with_warmup\n    interval: step\n"
)
RIGHT = LEFT.replace("linear", "cosine").replace("FAST", "BEST")
SLOW = Exponential(interval="epoch", kwargs={"gamma": 0.5})


@pytest.fixture(autouse=True)
def _plans(folder: Path) -> None:  # noqa: ARG001 - where they are put
    put("left.yaml", LEFT)
    put("right.yaml", RIGHT)


@pytest.mark.parametrize("suffix", [".json", ".html", ".csv", ".svg"])
def test_a_plot_is_what_the_command_line_draws(suffix: str, cli: Cli) -> None:
    assert cli("preview", "left.yaml", "--steps-per-epoch", "10", "--output", f"cli{suffix}").code == 0
    curves = plot(kumo_lr.load("left.yaml"), steps_per_epoch=10)
    curves.save(f"ours{suffix}")
    expected = Path(f"cli{suffix}").read_text("utf-8")

    assert Path(f"ours{suffix}").read_text("utf-8") == expected
    if suffix == ".json":
        assert curves.data() == json.loads(expected)
    if suffix == ".html":
        assert curves.html() == expected
    if suffix == ".svg":
        assert curves.svg() == expected
        assert curves.svg("dark") != expected


def test_a_plot_is_printed(cli: Cli) -> None:
    curves = plot(kumo_lr.load("left.yaml"), steps_per_epoch=10)
    printed = cli("preview", "left.yaml", "--steps-per-epoch", "10").out

    assert str(curves).splitlines()[0] == printed.splitlines()[0] == "left.yaml, run mode FAST"
    assert "⠉" in str(curves)
    assert repr(curves) == (
        "Plot(FAST, 3 epochs x 10 steps, ['no scheduling', 'linear_with_warmup, interval: step'])"
    )


def test_a_notebook_gets_the_page_in_a_frame() -> None:
    curves = plot(SLOW, max_epochs=2, steps_per_epoch=5)
    shown = curves._repr_html_()
    before, _, rest = shown.partition('srcdoc="')
    inner, _, after = rest.partition('"')

    assert before == "<iframe "
    assert unescape(inner) == curves.html()
    assert 'sandbox="allow-scripts"' in after
    assert "<script" not in before + after


def test_what_can_be_plotted() -> None:
    config = Config([SLOW])
    known: Any = {"max_epochs": 2, "steps_per_epoch": 5}
    plan = {"optimization": {"max_epochs": 2, "max_steps_per_epoch": 5, "lr_scheduler": config.to_kumo()}}
    expected = plot(config, **known).data()["candidates"]

    assert expected[0]["factors"] == [1.0] * 5 + [0.5] * 5
    for given in (SLOW, kumo_lr.resolve(config), config.to_kumo()):
        assert plot(given, **known).data()["candidates"] == expected
    assert plot(plan, steps_per_epoch=5).data()["candidates"] == expected
    assert plot(SLOW, **known, base_lr=0.1).data()["base_lr"] == 0.1
    assert plot(Config(), run_mode="FAST").data()["default"] is True


def test_what_cannot_be_plotted() -> None:
    with pytest.raises(ConfigError, match=r"^None is no plan: pass a ModelPlan, "):
        plot(None)
    with pytest.raises(ConfigError, match=r"unknown strategy \"cosine\""):
        plot([{"name": "cosine", "interval": "step"}])
    with pytest.raises(ValueError, match=r"^max_epochs is 3 in left\.yaml, and max_epochs was said to be 4$"):
        plot(kumo_lr.load("left.yaml"), max_epochs=4)
    with pytest.raises(TypeError, match="max_epochs is an integer"):
        plot(SLOW, max_epochs=2.0)  # type: ignore[arg-type]  # on purpose
    with pytest.raises(ValueError, match=r'^"curves\.gif" has to end in \.svg, '):
        plot(SLOW, max_epochs=2).save("curves.gif")


def test_a_comparison_is_what_the_command_line_prints(cli: Cli) -> None:
    left, right = kumo_lr.load("left.yaml"), kumo_lr.load("right.yaml")
    comparison = compare(left, right)

    assert f"{comparison}\n" == cli("diff", "left.yaml", "right.yaml").out
    assert comparison.to_dict() == json.loads(
        cli("diff", "left.yaml", "right.yaml", "--output-format", "json").out
    )
    assert comparison.names == ("left.yaml", "right.yaml")
    assert comparison.run_modes == ("FAST", "BEST")
    assert compare(left, right, run_mode="fast").run_modes == ("FAST", "FAST")
    assert compare(left, kumo_lr.resolve(left)).differences == ()


def test_objects_are_compared() -> None:
    plan = {"optimization": {"lr_scheduler": [SLOW.to_kumo()]}}
    comparison = compare(plan, Config([LinearWithWarmup(interval="step")]))

    assert type(comparison) is Comparison
    assert str(comparison).splitlines()[-1] == "1 only in left, 1 only in right (NORMAL)"
    assert compare(plan, Config([SLOW])).differences == ()
    with pytest.raises(TypeError, match=r"neither true nor false: ask for len\(comparison\.differences\)"):
        bool(comparison)
    with pytest.raises(ConfigError, match=r"^this object is no plan: "):
        compare(plan, object())


def test_run_modes_are_named_in_a_type() -> None:
    words = RunModeName.__args__  # type: ignore[attr-defined]  # a Literal has it

    assert {*words} == {*RUN_MODES, *map(str.lower, RUN_MODES)}
