"""`fix_text`: a text with its fixes applied, as `kumo-lr check --fix` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import kumo_lr
from kumo_lr import FixedText, Safety, check_text, fix_text
from kumo_lr.cli.app import main
from tests.support.properties import examples
from tests.support.texts import texts

# What type checkers refuse, and programs without one write all the same.
unchecked: Any = kumo_lr
BAD = """\
# mine
lr_scheduler:
- - name: exponental  # typo
    interval: batch
    kwargs: {gamma: "0.9"}
- {}
"""
SAFE = """\
# mine
lr_scheduler:
-   name: exponential  # typo
    interval: batch
    kwargs: {gamma: 0.9}
- null
"""
# Once the interval is a step, the gamma turns out to be one for epochs.
UNSAFE = SAFE.replace("batch", "epoch")


def rules(result: FixedText) -> list[str]:
    return [finding.rule for finding in result.applied]


def test_safe_fixes() -> None:
    result = fix_text(BAD)

    assert result.text == SAFE
    assert rules(result) == [
        "nested-candidate",
        "unknown-strategy",
        "number-as-text",
        "empty-candidate-form",
    ]
    assert {finding.fix.safety for finding in result.applied if finding.fix} == {Safety.SAFE}
    assert result.report == check_text(SAFE)
    assert [finding.rule for finding in result.report.findings] == ["unknown-interval"]


def test_unsafe_fixes() -> None:
    result = fix_text(BAD, unsafe=True)

    assert result.text == UNSAFE
    assert rules(result) == [
        "nested-candidate",
        "unknown-strategy",
        "unknown-interval",
        "number-as-text",
        "empty-candidate-form",
        "vanishing-decay",
    ]
    assert result.report.findings == ()


def test_findings_are_applied_in_passes() -> None:
    text = "lr_scheduler:\n- name: exponential\n  interval: batch\n  kwargs: {gamma: 0.9}\n"

    result = fix_text(text, unsafe=True)

    assert rules(result) == ["unknown-interval", "vanishing-decay"]
    assert [tuple(finding.location.start) for finding in result.applied] == [(3, 13), (4, 19)]
    assert result.text == text.replace("batch", "epoch")


@pytest.mark.parametrize("text", [SAFE.replace("batch", "epoch"), "", "a: 1\n", "lr_scheduler: [\n", "\0"])
def test_nothing_to_fix(text: str) -> None:
    assert fix_text(text, filename="a.yaml") == FixedText(text, (), check_text(text, "a.yaml"))


def test_line_ends_and_a_byte_order_mark_are_kept() -> None:
    result = fix_text("\ufeff" + BAD.replace("\n", "\r\n"))

    assert result.text == "\ufeff" + SAFE.replace("\n", "\r\n")


def test_every_document_is_fixed() -> None:
    result = fix_text(f"{BAD}---\nlr_scheduler: [[]]\n---\na: 1\n")

    assert result.text == f"{SAFE}---\nlr_scheduler: [null]\n---\na: 1\n"
    assert [finding.document for finding in result.applied] == [0, 0, 0, 0, 1]


def test_json() -> None:
    text = '{"lr_scheduler": [[{"name": "exponental", "interval": "epoch", "kwargs": {"gamma": 0.9}}], {}]}'

    result = fix_text(text, filename="plan.json")

    assert result.text == text.replace("[{", "{").replace("}]", "}").replace("nental", "nential").replace(
        ", {}}", ", null]}"
    )
    assert result.report.findings == ()


def test_a_field_elsewhere() -> None:
    text = "a:\n- - name: exponental\n    interval: epoch\n    kwargs: {gamma: 0.9}\n"

    assert fix_text(text).text == text
    assert fix_text(text, at="a").text == text.replace("- - name: exponental", "-   name: exponential")


def test_what_is_known_about_training() -> None:
    text = "lr_scheduler:\n- name: exponential\n  interval: step\n  kwargs: {gamma: 0.9}\n"

    assert fix_text(text, unsafe=True, max_epochs=1, steps_per_epoch=10).text == text
    assert fix_text(text, unsafe=True, run_mode="fast").text == text.replace("step", "epoch")
    with pytest.raises(ValueError, match='no run mode "fats"'):
        unchecked.fix_text(text, run_mode="fats")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (b"lr_scheduler: []\n", "bytes; decode it, or check its file with check_file"),
        (None, "NoneType; check_plan takes a plan object"),
        (Path("plan.yaml"), "PosixPath; check_file takes the path of a file"),
        (["lr_scheduler: []"], "list; check_plan takes a plan object"),
    ],
)
@pytest.mark.parametrize("function", ["check_text", "fix_text"])
def test_what_is_no_text(function: str, text: Any, hint: str) -> None:
    with pytest.raises(TypeError) as caught:
        getattr(kumo_lr, function)(text)

    assert str(caught.value).replace("WindowsPath", "PosixPath") == f"{function} takes text, not {hint}"


def test_a_suppressed_finding_is_not_fixed() -> None:
    text = "lr_scheduler:\n- {}  # kumo-lr: ignore[KLR404] on purpose\n"

    assert fix_text(text) == FixedText(text, (), kumo_lr.Report())


@pytest.mark.slow
@examples(300)
@given(st.one_of(texts(), texts(damaged=False)), st.booleans())
@example(BAD, False)
@example("\ufeff" + BAD.replace("\n", "\r\n"), True)
def test_any_text(text: str, unsafe: bool) -> None:
    result = fix_text(text, filename="plan.yaml", unsafe=unsafe)

    assert result.report.errors <= check_text(text, "plan.yaml").errors
    again = fix_text(result.text, filename="plan.yaml", unsafe=unsafe)
    assert (again.text, again.applied) == (result.text, ())
    assert (result.text != text) == bool(result.applied)


@pytest.mark.slow
@examples(100)
@given(st.one_of(texts(), texts(damaged=False)), st.booleans())
@example(BAD, False)
@example("\ufeff" + BAD.replace("\n", "\r\n"), True)
def test_the_command_writes_the_same(
    tmp_path_factory: pytest.TempPathFactory, text: str, unsafe: bool
) -> None:
    try:
        data = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return
    path = tmp_path_factory.mktemp("fixed") / "plan.yaml"
    path.write_bytes(data)

    main(["check", str(path), "--fix", "--quiet", *(["--unsafe-fixes"] if unsafe else [])])

    assert path.read_bytes() == fix_text(text, filename=str(path), unsafe=unsafe).text.encode()
