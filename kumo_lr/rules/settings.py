"""KLR91x: kumo-lr's own settings, in `pyproject.toml` or a file of their own."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.findings import Safety
from kumo_lr.phrases import quote
from kumo_lr.rules.record import GOOD, Check, Message, Objection, Remedy, Replacement, rule
from kumo_lr.rules.subjects import Reading


def _of_kind(kind: str) -> Check:
    """Make the check of a rule; a problem's words say which message, and what was surely meant.

    `given` is the user's token, `near` are the nearest words, and `spelt` is what to write instead,
    with its quotes, where that is clear enough for a fix.
    """

    def check(reading: Reading) -> Iterator[Objection]:
        if reading.problem.kind != kind:
            return
        words = dict(reading.problem.words)
        message, given = words.pop("message"), words.pop("given", "")
        near = tuple(words.pop("near", "").split())
        remedy = None
        if spelt := words.pop("spelt", ""):
            safety = Safety(words.pop("safety"))
            edit = Replacement(reading.problem.span, spelt)
            remedy = Remedy(f'replace {quote(given)} by "{near[0]}"', (edit,), safety)
        token = {"token": quote(given)}
        yield Objection(message, reading.problem.span, {**words, **token}, near, remedy)

    return check


rule(
    Reading,
    "KLR911",
    "unknown-setting",
    summary="a setting that kumo-lr does not have",
    rationale="A misspelt setting would be passed over, and the check would not be the one that was asked "
    "for. It is reported before anything is checked.",
    bad="",
    good=GOOD,
    messages={
        "setting": Message("no setting {token}", "{help}"),
        "table": Message("no table {token} under tool", "{help}"),
    },
)(_of_kind("unknown-setting"))

rule(
    Reading,
    "KLR912",
    "invalid-setting",
    summary="a setting with a value that it does not take",
    rationale="What kumo-lr cannot make sense of, it would have to guess or to leave out, and either way "
    "check something else than was asked for.",
    bad="",
    good=GOOD,
    messages={
        "kind": Message("{place} is {found}, not {wanted}", "write {example}"),
        "word": Message("no {what} {token}", "{help}"),
        "number": Message("{place} is {number}, and cannot be {limit}", "write {example}"),
        "empty": Message("{place} is empty", "write {example}, or delete it"),
        "always": Message("{token} can't be {done}", "{help}"),
        "pattern": Message("{token} is no pattern: {reason}", "{help}"),
        "pathless": Message("{token} names no file", "write {what}:PATH"),
        "crowded": Message(
            "only one format can go to standard output, and {token} is another",
            "give it a file, as in {what}:PATH",
        ),
    },
)(_of_kind("invalid-setting"))

rule(
    Reading,
    "KLR913",
    "unreadable-settings",
    summary="a file of settings that cannot be read",
    rationale="Without its settings, kumo-lr would check something else than was asked for. The file has to "
    "be TOML, in UTF-8.",
    bad="",
    good=GOOD,
    messages={
        "syntax": Message("not TOML: {reason}", "{help}"),
        "encoding": Message("{reason}", "{help}"),
        "file": Message("cannot be read: {reason}", "{help}"),
    },
)(_of_kind("unreadable-settings"))
