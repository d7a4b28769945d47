"""KLR9xx: kumo-lr's own comments, and its own failures."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.findings import Severity
from kumo_lr.phrases import quote
from kumo_lr.rules.record import GOOD, Check, Message, Objection, rule
from kumo_lr.rules.subjects import Reading

_WITH = GOOD.replace("exponential", "exponential # {}")


def _of_kind(kind: str) -> Check:
    def check(reading: Reading) -> Iterator[Objection]:
        if reading.problem.kind == kind:
            words = dict(reading.problem.words)
            yield Objection(
                words.pop("message", "other"),
                reading.problem.span,
                {**words, "token": quote(words.get("code", ""))},
            )

    return check


rule(
    Reading,
    "KLR901",
    "unused-suppression",
    severity=Severity.WARNING,
    summary="a suppression comment that suppresses nothing",
    rationale="The mistake it was written for is gone; left in place, the comment would hide the next one.",
    bad=_WITH.format("kumo-lr: ignore[KLR203] for the sweep"),
    good=GOOD,
    messages={"unused": Message("nothing to suppress for {token}", "delete it from the comment")},
)(_of_kind("unused-suppression"))

rule(
    Reading,
    "KLR902",
    "invalid-suppression",
    severity=Severity.WARNING,
    summary="a suppression comment that names no rule, an unknown rule, or one that can't be muted",
    rationale="Such a comment suppresses nothing. A comment names the rules it mutes, by code or slug, so "
    "that it cannot hide what nobody has seen; what cannot be read cannot be muted.",
    bad=_WITH.format("kumo-lr: ignore[KLR999x]"),
    good=GOOD,
    messages={
        "unknown": Message("no rule {token}", "{help}"),
        "malformed": Message(
            "a suppression that names no rule",
            "write ignore[KLR203] or ignore-file[KLR203], and the reason",
        ),
        "fixed": Message("{token} can't be suppressed", "mend what it is about"),
    },
)(_of_kind("invalid-suppression"))

rule(
    Reading,
    "KLR903",
    "contradicted-horizon",
    summary="a plan that sets another length of training than was asked for",
    rationale="Whoever asks for a number of epochs, or of steps per epoch, asks what the file would do in a "
    "training that the file itself rules out.",
    bad="",
    good=GOOD,
    messages={
        "other": Message(
            "{key} is {number} here, and {word} was said to be {known}",
            "say what the plan says, or change the plan",
        )
    },
)(_of_kind("contradiction"))

rule(
    None,
    "KLR999",
    "internal-error",
    summary="a rule of kumo-lr failed",
    rationale="A defect of kumo-lr, not of the file: the rule named in the message raised an exception. "
    "The other rules ran. Please report it with the file.",
    bad="",
    good=GOOD,
    messages={"crash": Message("rule {code} failed: {error}", "report this to kumo-lr, with the file")},
)(lambda _subject: iter(()))
