"""What fixes do to any text: they converge, do no harm, and touch nothing else."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given

from kumo_lr.check.checker import check_source
from kumo_lr.check.fixes import Fixed, applicable, apply_edits, fix_source
from kumo_lr.findings import Checked, Finding, Severity
from kumo_lr.rules import RULES
from kumo_lr.source import Source
from tests.support.properties import examples
from tests.support.sound import assert_sound
from tests.support.texts import texts


def fix(checked: Checked, *, unsafe: bool) -> Fixed:
    return fix_source(checked, unsafe=unsafe, recheck=check_source)


def errors(findings: tuple[Finding, ...]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in findings)


def unreadable(findings: tuple[Finding, ...]) -> int:
    return sum(RULES[finding.code].traits.unreadable for finding in findings)


def loads(text: str) -> bool:
    try:
        list(yaml.safe_load_all(text))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return False
    return True


def noted(text: str) -> set[str]:
    """Return the notes of a text that are comments, that is, in no scalar of it."""
    events = yaml.parse(text, yaml.SafeLoader)
    inside = "\n".join(event.value for event in events if isinstance(event, yaml.ScalarEvent))
    return {note for note in (f"note-{n}" for n in range(1, 7)) if note in text and note not in inside}


@pytest.mark.slow
@pytest.mark.parametrize("unsafe", [False, True])
@examples(300)
@given(text=texts(damaged=False))
@example(text="lr_scheduler:\n- {}# note-4\n" + "- {}\n" * 15)
def test_fixing_leaves_no_fix(text: str, unsafe: bool) -> None:
    fixed = fix(check_source(Source(text.removeprefix("\ufeff"), "plan.yaml")), unsafe=unsafe)
    assert applicable(fixed.checked.findings, unsafe=unsafe) == []


@pytest.mark.slow
@pytest.mark.parametrize("unsafe", [False, True])
@examples(200)
@given(text=texts(damaged=False))
def test_fixing_twice_is_fixing_once(text: str, unsafe: bool) -> None:
    fixed = fix(check_source(Source(text.removeprefix("\ufeff"), "plan.yaml")), unsafe=unsafe)
    again = fix(fixed.checked, unsafe=unsafe)
    assert (again.applied, again.checked.source.text) == ((), fixed.checked.source.text)


@pytest.mark.slow
@pytest.mark.parametrize("unsafe", [False, True])
@examples(300)
@given(text=texts(damaged=False))
@example(text='lr_scheduler:\n- name: exponential\n  interval: step\n  kwargs:\n    gamma: "0.9"# note-4\n')
@example(text="lr_scheduler:# note-4\n- {}\n")
def test_fixing_makes_nothing_worse(text: str, unsafe: bool) -> None:
    before = check_source(Source(text.removeprefix("\ufeff"), "plan.yaml"))
    after = fix(before, unsafe=unsafe).checked
    assert_sound(after)
    assert after == check_again(after)
    # Text that becomes readable may show mistakes that nothing could see before.
    if not unreadable(before.findings):
        assert errors(after.findings) <= errors(before.findings)
    assert after.has_field >= before.has_field
    if loads(before.source.text):
        assert loads(after.source.text)
        assert noted(before.source.text) <= noted(after.source.text)


def check_again(checked: Checked) -> Checked:
    fresh = check_source(Source(checked.source.text, checked.source.name, has_bom=checked.source.has_bom))
    return fresh._replace(source=checked.source)


@pytest.mark.slow
@pytest.mark.parametrize("unsafe", [False, True])
@examples(300)
@given(text=texts(damaged=False))
def test_a_pass_changes_nothing_outside_its_edits(text: str, unsafe: bool) -> None:
    source = Source(text.removeprefix("\ufeff"), "plan.yaml", has_bom=text.startswith("\ufeff"))
    fixes = applicable(check_source(source).findings, unsafe=unsafe)
    fixed = apply_edits(source, fixes)
    # From the end, so that the spans before stay where they are.
    expected = source.text
    start = len(expected)
    for edit in sorted((edit for fix in fixes for edit in fix.edits), reverse=True):
        assert edit.span.end <= start, "edits overlap"
        start = edit.span.start
        expected = expected[:start] + edit.text + expected[edit.span.end :]
    assert (fixed.text, fixed.name, fixed.has_bom) == (expected, source.name, source.has_bom)
