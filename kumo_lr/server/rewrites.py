"""Rewrite a plan: write out its defaults, take them out, or write braces as blocks."""

from __future__ import annotations

from enum import StrEnum

from kumo_lr.check.checker import check_source
from kumo_lr.check.question import Question
from kumo_lr.facts.horizons import Known
from kumo_lr.findings import Checked, Severity
from kumo_lr.server.partial import read_fields
from kumo_lr.source import Source, Span


class Rewrite(StrEnum):
    """The ways to rewrite a plan; the values identify them in messages."""

    DEFAULTS = "write-defaults"
    MINIMAL = "take-defaults-out"
    BLOCK = "block"


# What editors show.
TITLES = {
    Rewrite.DEFAULTS: "Write out the defaults",
    Rewrite.MINIMAL: "Take out what is default",
    Rewrite.BLOCK: "Write braces and brackets as a block",
}


def may_rewrite(checked: Checked, rewrite: Rewrite, within: Span, at: str | None) -> bool:
    """Return whether a rewriting may change something, without the time that trying it takes."""
    source = checked.source
    if not checked.has_field or any(f.severity is Severity.ERROR for f in checked.findings):
        return False
    if rewrite is Rewrite.BLOCK:
        first, last = (source.position(offset).line for offset in within)
        lines = source.text[source.line_span(first).start : source.line_span(last).end]
        return not source.is_json and ("{" in lines or "[" in lines)
    candidates = [candidate for field in read_fields(source, at) for candidate in field.candidates]
    arguments = [
        (slot, candidate.arguments.get(slot.name))
        for candidate in candidates
        for slot in (candidate.strategy.arguments if candidate.strategy is not None else ())
        if slot.default is not None
    ]
    if rewrite is Rewrite.DEFAULTS:
        return not candidates or any(argument is None for _, argument in arguments)
    return any(argument is not None and argument.value == slot.default for slot, argument in arguments)


def rewritten(source: Source, rewrite: Rewrite, within: Span, at: str | None, known: Known) -> Source | None:
    """Return the rewritten text, or None if nothing would change, or it cannot be rewritten."""
    # The models are only needed here, and take longer to import than a check.
    from kumo_lr.findings import ConfigError
    from kumo_lr.plan.load import configs_of
    from kumo_lr.plan.resolve import resolve
    from kumo_lr.plan.rewrite import minimised, written_out
    from kumo_lr.plan.rewrite.block import as_block

    if rewrite is Rewrite.BLOCK:
        return as_block(source, within, at)
    try:
        configs = configs_of(check_source(source, Question(at=at)), at)
        fields = [resolve(config, run_mode=known.run_mode) for config in configs]
        new = (minimised if rewrite is Rewrite.MINIMAL else written_out)(fields)
    except ConfigError:
        return None
    return new if new.text != source.text else None
