"""A fix changes nothing beyond the field, whatever anchors, aliases and merge keys share."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given

from kumo_lr import check_text
from kumo_lr.check.checker import check_source
from kumo_lr.check.fixes import applicable, apply_edits, fix_source
from kumo_lr.findings import Finding
from kumo_lr.source import Source
from tests.support.properties import examples
from tests.support.shared_plans import rest_of, shared_plans
from tests.support.sound import assert_sound

CANDIDATE = "- name: csoine_with_warmup\n  interval: step\n"
INSIDE = "  " + CANDIDATE.replace("\n", "\n  ").rstrip(" ")


@pytest.mark.parametrize(
    "text",
    [
        f"lr_scheduler: &s\n{CANDIDATE}other: *s\n",
        f"other: &s\n{CANDIDATE}lr_scheduler: *s\n",
        f"optimization: &o\n  lr_scheduler:\n{INSIDE}other: *o\n",
        "model_plan: &p\n  optimization:\n    lr_scheduler: [{name: exponental, interval: step}]\nx: *p\n",
        f"base: &b\n  lr_scheduler:\n{INSIDE}optimization:\n  <<: *b\n",
        "lr_scheduler:\n- &c\n  name: csoine_with_warmup\n  interval: step\nother: [1, *c]\n",
        "lr_scheduler:\n- name: &n csoine_with_warmup\n  interval: step\nother: {name: *n}\n",
        "lr_scheduler:\n- name: exponential\n  interval: step\n  kwargs: &k {gama: 0.9}\nother: {<<: *k}\n",
        "lr_scheduler:\n- name: exponential\n  kwargs: &k {gamma: '0.9'}\n  interval: step\nother: *k\n",
        "lr_scheduler:\n- &c\n  name: exponential\n  kwargs: {gamma: 0.9}\nother:\n  <<: *c\n",
        "optimization: &o\n  max_epochs: 8\nother: *o\nlr_scheduler:\n- null\n",
        "optimization: &o\n  max_epoch: 8\n  lr_scheduler: [null]\nother: *o\n",
        "optimization: &o\n  max_epochs: 8\nlr_scheduler: [null]\nother: *o\n",
        "optimization:\n  lr_scheduler:\n  - &n\n  name: linear_with_warmup\n  interval: step\nother: *n\n",
        "optimization:\n  lr_scheduler: &n\n  name: linear_with_warmup\n  interval: step\nother: *n\n",
    ],
)
def test_what_is_shared_is_reported_and_not_changed(text: str) -> None:
    checked = check_source(Source(text, "plan.yaml"))

    assert checked.findings
    assert [finding.fix for finding in checked.findings] == [None] * len(checked.findings)


def _of_the_text(findings: tuple[Finding, ...]) -> list[Finding]:
    """Return the findings that no other one hides, as mistakes hide those about training."""
    return [finding for finding in findings if not finding.code.startswith("KLR3")]


@pytest.mark.slow
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@examples(2000)
@given(text=shared_plans())
@example(text="lr_scheduler: &s [{name: csoine_with_warmup, interval: step}]\nother: *s\n")
@example(
    text="optimization:\n  other: &a\n  - name: exponential\n  max_epochs: 8\n"
    "training_job:\n  lr_scheduler: *a\n  num_experiments: 4\n"
)
def test_a_fix_changes_nothing_beyond_the_field(text: str, unsafe: bool) -> None:
    before = check_source(Source(text, "plan.yaml"))

    after = fix_source(before, check_source, unsafe=unsafe).checked

    assert_sound(after)
    assert rest_of(after.source.text) == rest_of(text)
    assert applicable(after.findings, unsafe=unsafe) == []
    assert len(_of_the_text(after.findings)) <= len(_of_the_text(before.findings))
    again = check_text(after.source.text, "plan.yaml").findings
    assert [f._replace(fix=None) for f in again] == [f._replace(fix=None) for f in after.findings]


@pytest.mark.slow
@examples(1000)
@given(text=shared_plans())
def test_each_fix_alone_keeps_the_text_readable(text: str) -> None:
    source = Source(text, "plan.yaml")
    for finding in check_source(source).findings:
        if finding.fix is not None:
            fixed = apply_edits(source, [finding.fix]).text
            assert rest_of(fixed) == rest_of(text)
            assert yaml.safe_load(fixed) != yaml.safe_load(text)
