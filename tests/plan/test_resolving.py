"""What will run: values filled in, each with its origin, in Python and in the text of a plan."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import kumo_lr
from kumo_lr import ConfigError, Origin, RunModeName
from kumo_lr.cli.app import main
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.facts.strategies import WARMUP
from kumo_lr.plan.rewrite import minimised, written_out
from kumo_lr.source import decode
from tests.support.cases import resolve_cases
from tests.support.paths import RESOLVE

CASES = resolve_cases()
ENGINE = Origin("engine", "kumo-engine 1.0.0")
DOCUMENTATION = Origin("documentation", "documentation")
DEFAULT = kumo_lr.resolve(kumo_lr.Config()).candidates


def _golden(case: Path, kind: str) -> bytes:
    return case.with_suffix(f".{kind}{case.suffix}").read_bytes()


def test_there_are_fixtures() -> None:
    assert len(CASES) >= 9


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_command_line_writes_the_goldens(
    case: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(RESOLVE)
    for options, golden in (
        ([], _golden(case, "full")),
        (["--minimal"], _golden(case, "minimal")),
        (["--output-format", "json"], case.with_suffix(".out").read_bytes()),
    ):
        assert main(["resolve", case.name, *options]) == 0
        assert (golden, b"") == capfdbinary.readouterr()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("kind", ["full", "minimal"])
def test_in_place_writes_the_goldens(
    case: Path, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / case.name
    shutil.copyfile(case, copy)

    assert main(["resolve", str(copy), "--in-place", *(["--minimal"] if kind == "minimal" else [])]) == 0

    assert capsys.readouterr() == ("", "")
    assert _golden(case, kind) == copy.read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_ways_lead_to_the_same(case: Path) -> None:
    """What is written out, and what is as short as can be, resolve to what the file resolves to."""
    wanted = [kumo_lr.resolve(config).candidates for config in kumo_lr.load_all(case)]
    for kind in ("full", "minimal"):
        source = decode(_golden(case, kind), case.name)
        fields = [kumo_lr.resolve(config) for config in kumo_lr.loads_all(source.text, case.name)]

        # What equals the default set went as a whole, and the other fields of the file stay.
        assert [resolved.candidates for resolved in fields if resolved.config.is_set] == [
            candidates for candidates in wanted if kind == "full" or candidates != DEFAULT
        ]
        again = (written_out if kind == "full" else minimised)(fields)
        assert source.text == again.text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_users_comments_stay(case: Path) -> None:
    # Ours, at the end of a line, may go; a "#" in quotes is followed by another one, as is no comment here.
    comment = r"#(?! default: )[^#\n\r]*?(?=\s*(?:# default: .*)?$)"
    comments = re.findall(comment, case.read_bytes().decode(), re.MULTILINE)
    for kind in ("full", "minimal"):
        text = _golden(case, kind).decode()

        assert [comment for comment in comments if comment not in text] == []


PLAN = """\
run_mode: fast
optimization:
  lr_scheduler:
  -
  - name: cosine_with_warmup_restarts
    interval: step
    kwargs: {warmup_ratio_or_steps: 7}
"""


def test_every_value_has_its_origin() -> None:
    resolved = kumo_lr.resolve(kumo_lr.loads(PLAN, "plan.yaml"))

    def line(number: int) -> Origin:
        return Origin("file", "plan.yaml", number)

    assert resolved.run_mode == "FAST"
    assert resolved.candidates == (
        None,
        kumo_lr.CosineWithWarmupRestarts(
            interval="step", kwargs={"num_cycles": 3, "warmup_ratio_or_steps": 7}
        ),
    )
    assert resolved.origins == (
        {"candidate": line(4)},
        {
            "candidate": line(5),
            "name": line(5),
            "interval": line(6),
            "num_cycles": DOCUMENTATION,
            "warmup_ratio_or_steps": line(7),
        },
    )
    assert [str(origin) for origin in resolved.origins[1].values()][-2:] == [
        "documentation",
        "plan.yaml:7",
    ]


def test_a_config_made_in_python_says_so() -> None:
    config = kumo_lr.Config((kumo_lr.Exponential(interval="epoch", kwargs={"gamma": 0.9}),))
    program = Origin("program", "the program")

    assert kumo_lr.resolve(config).origins == (
        dict.fromkeys(("candidate", "name", "interval", "gamma"), program),
    )


@pytest.mark.parametrize("text", ["", "lr_scheduler: '???'\n", "optimization: {max_epochs: 8}\n"])
@pytest.mark.parametrize("mode", [*RUN_MODES, *map(str.lower, RUN_MODES)])
def test_what_runs_where_nothing_is_set(text: str, mode: RunModeName) -> None:
    config = kumo_lr.loads(text)
    resolved = kumo_lr.resolve(config, run_mode=mode)

    assert (config.candidates, config.is_set, config.to_kumo()) == ((), False, "???")
    assert resolved.config is config
    assert resolved.run_mode == mode.upper()
    assert resolved.documented == (None if mode.upper() == "DEBUG" else "Not included")
    assert [candidate and candidate.name for candidate in resolved.candidates] == [
        "cosine_with_warmup_restarts",
        "constant_with_warmup",
        "linear_with_warmup",
        "cosine_with_warmup",
    ]
    for candidate, origins in zip(resolved.candidates, resolved.origins, strict=True):
        assert candidate is not None
        assert candidate.interval == "step"
        assert candidate.kwargs.given == {
            **({"num_cycles": 3} if "num_cycles" in origins else {}),
            "warmup_ratio_or_steps": WARMUP.default,
        }
        assert origins == {
            name: DOCUMENTATION if name == "num_cycles" else ENGINE
            for name in ("candidate", "name", "interval", *candidate.kwargs.given)
        }


def test_the_run_mode_is_the_one_asked_for_or_the_plans_or_normal() -> None:
    plan = kumo_lr.loads(PLAN)

    assert kumo_lr.resolve(plan, run_mode="BEST").run_mode == "BEST"
    assert kumo_lr.resolve(plan).run_mode == "FAST"
    assert kumo_lr.resolve(kumo_lr.Config()).run_mode == "NORMAL"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("FSAT", 'unknown run mode "FSAT"; did you mean "FAST"?'),
        ("turbo", 'unknown run mode "turbo"; write "BEST", "DEBUG", "FAST" or "NORMAL"'),
        ("quick", 'unknown run mode "quick"; the nearest is "FAST"'),
        ("", 'unknown run mode ""; write "BEST", "DEBUG", "FAST" or "NORMAL"'),
    ],
)
def test_an_unknown_run_mode(word: Any, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        kumo_lr.resolve(kumo_lr.Config(), run_mode=word)

    assert message == str(caught.value)


def test_resolving_again_changes_nothing(tmp_path: Path) -> None:
    defaults = tmp_path / "defaults.yaml"
    defaults.write_text("FAST: {kwargs: {num_cycles: 5}}\n")
    resolved = kumo_lr.resolve(kumo_lr.loads(PLAN), defaults=defaults)

    assert kumo_lr.resolve(resolved) == resolved
    assert kumo_lr.resolve(kumo_lr.loads(PLAN)) != resolved
    assert kumo_lr.resolve(resolved, run_mode="BEST") == kumo_lr.resolve(
        kumo_lr.loads(PLAN), run_mode="BEST", defaults=defaults
    )


DEFAULTS = """\
# ours
FAST: &fast
  lr_scheduler:
  - name: cosine_with_warmup_restarts
    interval: epoch
  - null
  kwargs:
    num_cycles: 5
best:
  <<: *fast
  lr_scheduler: '???'
NORMAL:
  kwargs: {warmup_ratio_or_steps: 0}
"""


def test_a_file_of_defaults_overrides(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(DEFAULTS)
    defaults = kumo_lr.load_defaults(path)
    name = str(path)
    fast, best, normal, debug = (
        kumo_lr.resolve(kumo_lr.Config(), run_mode=mode, defaults=defaults)
        for mode in ("FAST", "BEST", "NORMAL", "DEBUG")
    )

    assert fast.to_kumo() == [
        {
            "name": "cosine_with_warmup_restarts",
            "interval": "epoch",
            "kwargs": {"num_cycles": 5, "warmup_ratio_or_steps": WARMUP.default},
        },
        None,
    ]
    assert fast.origins == (
        {
            "candidate": Origin("defaults", name, 4),
            "name": Origin("defaults", name, 4),
            "interval": Origin("defaults", name, 5),
            "num_cycles": Origin("defaults", name, 8),
            "warmup_ratio_or_steps": ENGINE,
        },
        {"candidate": Origin("defaults", name, 6)},
    )
    first = best.candidates[0]
    assert first is not None
    assert (first.name, first.interval) == ("cosine_with_warmup_restarts", "step")
    assert first.kwargs.given == {"num_cycles": 5, "warmup_ratio_or_steps": WARMUP.default}
    assert best.origins[0]["num_cycles"] == Origin("defaults", name, 8)
    # What the engine's own set gives stays: the file says what is left out.
    assert normal.candidates == debug.candidates
    plan = kumo_lr.loads("lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n")
    (candidate,) = kumo_lr.resolve(plan, defaults=path).candidates
    assert candidate is not None
    assert candidate.kwargs.given == {"warmup_ratio_or_steps": 0}


BROKEN = """\
FSAT:
  lr_scheduler:
  - name: cosine_with_warmup_restart
    interval: step
NORMAL:
  kwargs:
    num_cycles: 5.5
    gamma: 0.9
  lr_schedulr: []
best: [1]
DEBUG:
  kwargs: null
"""


def test_a_broken_file_of_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ours.yaml").write_text(BROKEN)
    with pytest.raises(ConfigError) as caught:
        kumo_lr.resolve(kumo_lr.Config(), defaults="ours.yaml")

    assert [(tuple(f.location.start), f.code) for f in caught.value.report.findings] == [
        ((1, 1), "KLR208"),
        ((3, 11), "KLR201"),
        ((7, 17), "KLR205"),
        ((8, 5), "KLR109"),
        ((9, 3), "KLR109"),
        ((10, 1), "KLR113"),
    ]
    assert str(caught.value).startswith("ours.yaml:1:1: error[KLR208] ")
    assert "--fix" not in str(caught.value)


@pytest.mark.parametrize("path", ["nothing.yaml", "."])
def test_a_file_of_defaults_that_cannot_be_read(path: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        kumo_lr.resolve(kumo_lr.Config(), defaults=tmp_path / path)

    assert [finding.code for finding in caught.value.report.findings] == ["KLR010"]


def test_a_comment_that_is_no_longer_true_goes() -> None:
    text = (
        "lr_scheduler:\n- name: cosine_with_warmup_restarts\n  interval: step\n  kwargs:\n"
        "    num_cycles: 7  # default: documentation\n"
        f"    warmup_ratio_or_steps: {WARMUP.default}  # default: kumo-engine 1.0.0\n"
    )
    source = written_out([kumo_lr.resolve(kumo_lr.loads(text))])

    assert text.replace("7  # default: documentation", "7") == source.text


SHARED = """\
lr_scheduler:
- name: cosine_with_warmup_restarts
  interval: step
  kwargs: &both {warmup_ratio_or_steps: 5}
- name: constant_with_warmup
  interval: step
  kwargs: *both
"""


def test_what_an_alias_keeps_from_being_written() -> None:
    resolved = kumo_lr.resolve(kumo_lr.loads(SHARED, "plan.yaml"))

    with pytest.raises(ConfigError, match=r"^plan\.yaml: cannot write this: an alias shares values"):
        written_out([resolved])
    assert minimised([resolved]).text == SHARED


def test_a_config_without_a_text_cannot_be_written() -> None:
    with pytest.raises(ConfigError, match=r"^the config was not loaded from a text$"):
        written_out([kumo_lr.resolve(kumo_lr.Config())])
