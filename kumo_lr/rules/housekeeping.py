"""KLR9xx: kumo-lr's suppression comments, and its own failures."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.findings import Severity
from kumo_lr.phrases import listed, quote
from kumo_lr.rules.record import GOOD, Message, Objection, Rule, Traits
from kumo_lr.rules.subjects import ContradictedLength
from kumo_lr.rules.suppression_problems import (
    FixedSuppression,
    InlineRange,
    MalformedSuppression,
    MisspeltSuppression,
    NeedlessRange,
    UnknownSuppression,
    UnusedSuppression,
)
from kumo_lr.typed import Never, TypeAlias

_WITH = GOOD.replace("exponential", "exponential # {}")


_OWN = Traits(mutable=False, always_counts=True)
# A selection of other rules may leave these out: a bad comment is not urgent.
_COMMENT = Traits(mutable=False)


@Rule(
    (UnusedSuppression,),
    "KLR901",
    "unused-suppression",
    traits=_COMMENT.replaced(unneeded=True),
    severity=Severity.WARNING,
    summary="a suppression comment that suppresses nothing",
    rationale="The mistake it was written for is gone. If the comment stays, it will hide the next one.",
    bad=_WITH.format("kumo-lr: ignore[KLR203] for the sweep"),
    good=GOOD,
    messages={"unused": Message("nothing to suppress for {token}", "delete it from the comment")},
).register
def unused_suppression(comment: UnusedSuppression) -> Iterator[Objection]:
    yield Objection("unused", comment.span, {"token": quote(comment.token)})


_Invalid: TypeAlias = (
    MalformedSuppression
    | MisspeltSuppression
    | UnknownSuppression
    | FixedSuppression
    | InlineRange
    | NeedlessRange
)
_INVALID: tuple[type[_Invalid], ...] = (
    MalformedSuppression,
    MisspeltSuppression,
    UnknownSuppression,
    FixedSuppression,
    InlineRange,
    NeedlessRange,
)


@Rule(
    _INVALID,
    "KLR902",
    "invalid-suppression",
    traits=_COMMENT,
    severity=Severity.WARNING,
    summary="a suppression comment that names no rule, an unknown rule, or one that can't be muted",
    rationale="Such a comment suppresses nothing. A comment has to name the rules it mutes, by code or slug, "
    "so that it does not hide mistakes made later. Text that cannot be read cannot be muted. A range, from "
    "disable to enable, starts and ends on lines of their own. A comment that only looks like a suppression "
    "is reported in files with other findings.",
    bad=_WITH.format("kumo-lr: ignore[KLR999x]"),
    good=GOOD,
    messages={
        "unknown": Message("no rule {token}", "{help}"),
        "malformed": Message(
            "a suppression that names no rule",
            "write ignore[KLR203], ignore-file[KLR203], or disable[KLR203] and enable[KLR203], "
            "and the reason",
        ),
        "misspelt": Message("a comment with {token} suppresses nothing", "write {meant}"),
        "inline": Message(
            "{word} is not on a line of its own", "move it, or use ignore[KLR203] for what is on this line"
        ),
        "open": Message("{token} is disabled already, since line {line}", "delete it from the comment"),
        "closed": Message("{token} is not disabled here", "delete it from the comment"),
        "fixed": Message("{token} can't be suppressed", "fix what it reports"),
    },
).register
def invalid_suppression(comment: _Invalid) -> Iterator[Objection]:
    if isinstance(comment, MalformedSuppression):
        yield Objection("malformed", comment.span)
    elif isinstance(comment, MisspeltSuppression):
        spelt: dict[str, object] = {"token": quote(comment.token), "meant": quote(comment.meant)}
        yield Objection("misspelt", comment.span, spelt)
    elif isinstance(comment, FixedSuppression):
        yield Objection("fixed", comment.span, {"token": quote(comment.token)})
    elif isinstance(comment, InlineRange):
        yield Objection("inline", comment.span, {"word": comment.word})
    elif isinstance(comment, NeedlessRange):
        words: dict[str, object] = {"token": quote(comment.token), "line": comment.since}
        yield Objection("open" if comment.since else "closed", comment.span, words)
    else:
        help_ = 'list the rules with "kumo-lr rules"'
        if comment.near:
            help_ = f"did you mean {listed(comment.near)}?"
        if comment.is_prefix:
            help_ = f"a comment takes whole codes, no prefixes; {help_}"
        yield Objection("unknown", comment.span, {"token": quote(comment.token), "help": help_})


@Rule(
    (ContradictedLength,),
    "KLR903",
    "contradicted-horizon",
    traits=_OWN.replaced(unanswerable=True),
    summary="a plan that contradicts the requested length of training",
    rationale="The number of epochs or of steps per epoch that you asked about is one that the plan itself "
    "rules out, so there is no answer to give.",
    bad="",
    good=GOOD,
    messages={
        "other": Message(
            "{key} is {number} here, and {word} was said to be {known}",
            "say what the plan says, or change the plan",
        )
    },
).register
def contradicted_horizon(length: ContradictedLength) -> Iterator[Objection]:
    words = {
        "key": length.key,
        "number": f"{length.number:,}",
        "word": length.word,
        "known": f"{length.known:,}",
    }
    yield Objection("other", length.span, words)


@Rule(
    (),
    "KLR999",
    "internal-error",
    traits=_OWN,
    summary="a rule of kumo-lr failed",
    rationale="This is a bug in kumo-lr, not in your file: the rule named in the message raised an "
    "exception. The other rules ran. Please report it with the file.",
    bad="",
    good=GOOD,
    messages={"crash": Message("rule {code} failed: {error}", "report this to kumo-lr, with the file")},
).register
def internal_error(_subject: Never) -> Iterator[Objection]:
    """Yield nothing: the asker reports this when a rule fails."""
    return iter(())
