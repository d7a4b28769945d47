"""What the goldens of the fixtures should hold."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kumo_lr.check.checker import check_data, check_source
from kumo_lr.check.fixes import fix_source
from kumo_lr.check.question import Question
from kumo_lr.findings import Checked
from kumo_lr.plan.load import configs_of
from kumo_lr.plan.resolve import resolve
from kumo_lr.plan.rewrite import minimised, written_out
from kumo_lr.plan.show import resolved_json
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_full
from kumo_lr.source import decode
from tests.support.cases import at_of


def report(checked: Checked) -> str:
    """Return what the command line prints for one checked text."""
    tally = Tally()
    text = "".join(render_full([checked], tally, False))
    return f"{text}{tally.summary}\n"


def goldens(case: Path) -> dict[Path, bytes]:
    """Return the goldens of a fixture: what is printed, and the text after safe and unsafe fixes."""
    recheck = partial(check_source, question=Question(at=at_of(case)))
    checked = check_data(case.read_bytes(), case.name, Question(at=at_of(case)))
    files = {case.with_suffix(".out"): report(checked).encode()}
    safe = fix_source(checked, recheck).checked.source
    unsafe = fix_source(checked, recheck, unsafe=True).checked.source
    if safe.text != checked.source.text:
        files[case.with_suffix(f".fixed{case.suffix}")] = safe.encode()
    if unsafe.text != safe.text:
        files[case.with_suffix(f".unsafe{case.suffix}")] = unsafe.encode()
    return files


def resolved_goldens(case: Path) -> dict[Path, bytes]:
    """Return the goldens of what is resolved: all written out, as little as will do, and as JSON."""
    source = decode(case.read_bytes(), case.name)
    fields = [resolve(config) for config in configs_of(check_source(source), None)]
    return {
        case.with_suffix(f".full{case.suffix}"): written_out(fields).encode(),
        case.with_suffix(f".minimal{case.suffix}"): minimised(fields).encode(),
        case.with_suffix(".out"): resolved_json(case.name, fields).encode(),
    }
