"""KLR91x: kumo-lr's own settings, in `pyproject.toml` or `kumo-lr.toml`."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.phrases import listed, quote
from kumo_lr.rules.record import GOOD, Message, Objection, Remedy, Rule, Traits
from kumo_lr.rules.settings_problems import (
    EmptySetting,
    FixedRule,
    InvalidSetting,
    NoFile,
    NotOpened,
    NotToml,
    OutOfRange,
    SecondFormat,
    Undecoded,
    UnknownSetting,
    UnknownWord,
    UnreadableSettings,
    WrongKind,
    WrongPattern,
)
from kumo_lr.source import Replacement

# No selection hides settings that cannot be used, because nothing is checked with them.
_SETTINGS = Traits(mutable=False, always_counts=True)


@Rule(
    (UnknownSetting,),
    "KLR911",
    "unknown-setting",
    traits=_SETTINGS,
    summary="a setting that kumo-lr does not have",
    rationale="If a misspelt setting were ignored, the check would not be the one you asked for. It is "
    "reported before anything is checked.",
    bad="",
    good=GOOD,
    messages={
        "setting": Message("no setting {token}", "{help}"),
        "table": Message("no table {token} under tool", "{help}"),
    },
).register
def unknown_setting(problem: UnknownSetting) -> Iterator[Objection]:
    yield _unknown("table" if problem.is_table else "setting", problem, {})


def _unknown(message: str, problem: UnknownSetting | UnknownWord, words: dict[str, object]) -> Objection:
    """Return an objection to a word that is not one of the choices."""
    given, meant = quote(problem.given), problem.meant
    help_ = f"did you mean {listed(meant.near)}?" if meant.near else meant.otherwise
    remedy = None
    if meant.spelt:
        edit = Replacement(problem.span, meant.spelt)
        remedy = Remedy(f'replace {given} by "{meant.near[0]}"', (edit,), meant.safety)
    return Objection(message, problem.span, {**words, "token": given, "help": help_}, meant.near, remedy)


_INVALID: tuple[type[InvalidSetting], ...] = (
    WrongKind,
    UnknownWord,
    OutOfRange,
    EmptySetting,
    FixedRule,
    WrongPattern,
    NoFile,
    SecondFormat,
)


@Rule(
    _INVALID,
    "KLR912",
    "invalid-setting",
    traits=_SETTINGS,
    summary="a value that the setting does not take",
    rationale="kumo-lr would have to guess the value or ignore the setting, and either way the check would "
    "not be the one you asked for.",
    bad="",
    good=GOOD,
    messages={
        "kind": Message("{place} is {found}, not {wanted}", "write {example}"),
        "word": Message("no {what} {token}", "{help}"),
        "number": Message("{place} is {number}, and cannot be {limit}", "write {example}"),
        "empty": Message("{place} is empty", "write {example}, or delete it"),
        "always": Message("{token} can't be {done}", "{help}"),
        "pattern": Message("{token} is not a pattern: {reason}", "{help}"),
        "pathless": Message("{token} names no file", "write {what}:PATH"),
        "crowded": Message(
            "only one format can go to standard output, and {token} is another",
            "give it a file, as in {what}:PATH",
        ),
    },
).register
def invalid_setting(problem: InvalidSetting) -> Iterator[Objection]:
    span = problem.span
    match problem:
        case WrongKind(_, place, found, wanted, example):
            words = {"place": place, "found": found, "wanted": wanted, "example": example}
            yield Objection("kind", span, words)
        case UnknownWord():
            yield _unknown("word", problem, {"what": problem.what})
        case OutOfRange(_, place, number, most, example):
            limit = "below 1" if most is None else f"above {most}"
            shown = "longer than that" if number is None else str(number)
            words = {"place": place, "number": shown, "limit": limit, "example": example}
            yield Objection("number", span, words)
        case EmptySetting(_, place, example):
            yield Objection("empty", span, {"place": place, "example": example})
        case _:
            yield _refused_word(problem)


def _refused_word(problem: FixedRule | WrongPattern | NoFile | SecondFormat) -> Objection:
    """Return an objection to a word that does not belong where it is, although no list of choices says so."""
    span = problem.span
    match problem:
        case FixedRule(_, given, lowered):
            done = "lowered to a warning" if lowered else "ignored"
            help_ = "it is always an error" if lowered else "fix what it reports; it is never ignored"
            return Objection("always", span, {"token": quote(given), "done": done, "help": help_})
        case WrongPattern(_, given, reason):
            help_ = 'write "/" on every platform' if "\\" in given else 'write one such as "old/*.yaml"'
            return Objection("pattern", span, {"token": quote(given), "reason": reason, "help": help_})
        case NoFile(_, given, name):
            return Objection("pathless", span, {"token": quote(given), "what": name})
        case SecondFormat(_, name):
            return Objection("crowded", span, {"token": quote(name), "what": name})


_UNREADABLE: tuple[type[UnreadableSettings], ...] = (NotToml, Undecoded, NotOpened)


@Rule(
    _UNREADABLE,
    "KLR913",
    "unreadable-settings",
    traits=_SETTINGS,
    summary="a settings file that cannot be read",
    rationale="Without its settings, the check would not be the one you asked for. The file has to be TOML "
    "in UTF-8.",
    bad="",
    good=GOOD,
    messages={
        "syntax": Message("not TOML: {reason}", "{help}"),
        "encoding": Message("{reason}", "{help}"),
        "file": Message("cannot be read: {reason}", "{help}"),
    },
).register
def unreadable_settings(problem: UnreadableSettings) -> Iterator[Objection]:
    span, reason = problem.span, problem.reason
    match problem:
        case NotToml():
            help_ = "fix the file; see https://toml.io"
            yield Objection("syntax", span, {"reason": reason, "help": help_})
        case Undecoded():
            yield Objection("encoding", span, {"reason": reason, "help": problem.help})
        case NotOpened():
            yield Objection("file", span, {"reason": reason, "help": problem.help})
