"""KLR2xx: a word that the field does not take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kumo_lr.document.layout import layout_of
from kumo_lr.document.nodes import Scalar
from kumo_lr.facts.foreign_names import (
    OTHER_INTERVALS,
    OTHER_RUN_MODES,
    OTHER_STRATEGIES,
    OtherName,
    engine_match,
    squash,
)
from kumo_lr.facts.plan_layout import NOT_SET
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.facts.strategies import INTERVAL, NAME, STRATEGIES, Strategy
from kumo_lr.findings import Safety
from kumo_lr.phrases import listed, quote
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Rule
from kumo_lr.rules.remedies import other_words, remedy_of, rename, typo
from kumo_lr.rules.roles import TEXT
from kumo_lr.rules.subjects import NamedNothing, Value
from kumo_lr.suggest import suggest


@lru_cache(maxsize=4096)
def other_strategy(name: str) -> OtherName | None:
    """Return what another library's name, or a near miss of one, means here."""
    tail = name.rpartition(".")[2]
    if tail != name and (match := engine_match(tail)):
        return OtherName("the full name of a class", match)
    squashed = squash(tail)
    found = OTHER_STRATEGIES.get(squashed) or OTHER_STRATEGIES.get(squashed.removesuffix("lr"))
    if found is not None or suggest(name, STRATEGIES).words:
        return found
    guess = suggest(squashed, OTHER_STRATEGIES)
    if not guess.sure or len(squashed) < 6:
        return None
    # The note says what the engine does with the exact name, which is not true of a near miss.
    return OTHER_STRATEGIES[guess.words[0]]._replace(note="", origin="close to another library's name")


@lru_cache(maxsize=4096)
def meant_strategy(name: str) -> Strategy | None:
    """Return the strategy that a name, right or wrong, unambiguously means."""
    match = engine_match(name)
    if match is None:
        other = other_strategy(name)
        guess = suggest(name, STRATEGIES)
        match = other.meant if other else guess.words[0] if len(guess.words) == 1 else None
    return STRATEGIES.get(match) if match else None


_NAMES: tuple[type[Value | NamedNothing], ...] = (Value, NamedNothing)


@Rule(
    _NAMES,
    "KLR201",
    "unknown-strategy",
    on=(frozenset((NAME.name, TEXT)),),
    summary="a name that is not a documented strategy",
    rationale="Kumo's data model takes any text as a name. If the engine cannot resolve it, it "
    "refuses the candidate without saying why. Some names it silently reads as classes of torch: "
    "`linear` runs LinearLR, and `constant` runs ConstantLR.",
    bad=GOOD.replace("exponential", "exponental"),
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo with one near name; unsafe for another library's name, whose arguments "
    "and defaults may differ, and for a word that means no scheduling; none if Kumo has no equivalent.",
    messages={
        "typo": Message("unknown strategy {name}", "did you mean {meant}?"),
        "foreign": Message("unknown strategy {name}", '{origin}; Kumo\'s is "{meant}"{note}'),
        "nearest": Message(
            "unknown strategy {name}",
            '{origin}, without an equivalent in Kumo; the nearest is "{nearest}"{note}',
        ),
        "nothing": Message("unknown strategy {name}", "{origin}, without an equivalent in Kumo{note}"),
        "none": Message(
            "the name is {name}, not a strategy", "for no scheduling write null as the candidate"
        ),
        "empty": Message(
            "the name is {name}, not a strategy",
            "write {allowed}; for no scheduling write null as the candidate",
        ),
        "unknown": Message("unknown strategy {name}", "write {allowed}"),
    },
).register
def unknown_strategy(value: Value | NamedNothing) -> Iterator[Objection]:
    if isinstance(value, NamedNothing):
        yield _no_scheduling(value)
        return
    node = value.node
    if not isinstance(node, Scalar) or node.text in STRATEGIES or engine_match(node.text):
        return  # engine-only-name reports a name that works only in the engine
    words: dict[str, object] = {"name": quote(node.text), "allowed": listed(STRATEGIES)}
    span = node.span
    other, guess = other_strategy(node.text), suggest(node.text, STRATEGIES)
    if other is not None and other.meant:
        remedy = rename(node, other.meant, safe=False)
        yield Objection("foreign", span, words | other_words(other), (other.meant,), remedy)
    elif other is not None:
        yield Objection("nearest" if other.nearest else "nothing", span, words | other_words(other))
    elif guess.words:
        yield typo(node, guess, {**words, "meant": listed(guess.words)})
    else:
        yield Objection("unknown", span, words)


def _no_scheduling(nothing: NamedNothing) -> Objection:
    from kumo_lr.document.reshape import replace_whole  # few texts need such a fix

    candidate, name = nothing.candidate, nothing.name
    span = name.key.span if name.value.span.start == name.value.span.end else name.value.span
    edits = replace_whole(layout_of(candidate.source), candidate.node, "null")
    remedy = remedy_of("write null as the candidate", edits, Safety.UNSAFE)
    words = {"name": quote(name.value.text) if name.value.text else "empty", "allowed": listed(STRATEGIES)}
    message = "empty" if name.value.kind == "null" else "none"
    return Objection(message, span, words, (), remedy)


def _unknown_word(
    value: Value, choices: tuple[str, ...], others: dict[str, OtherName]
) -> Iterator[Objection]:
    node = value.node
    if not isinstance(node, Scalar) or node.text in choices:
        return
    words: dict[str, object] = {"word": quote(node.text), "allowed": listed(choices)}
    other, guess = others.get(squash(node.text)), suggest(node.text, choices)
    if other is not None and other.meant is not None:
        remedy = rename(node, other.meant, safe=False)
        yield Objection("foreign", node.span, words | {"meant": other.meant}, (other.meant,), remedy)
    elif guess.words:
        yield typo(node, guess, {**words, "meant": listed(guess.words)})
    else:
        yield Objection("unknown", node.span, words)


@Rule(
    (Value,),
    "KLR202",
    "unknown-interval",
    on=(frozenset((INTERVAL.name, TEXT)),),
    summary="an interval other than step or epoch",
    rationale="Kumo's data model takes exactly `step` and `epoch`, in lower case.",
    bad=GOOD.replace("epoch", "epochs"),
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo, unsafe for a synonym.",
    messages={
        "typo": Message("unknown interval {word}", "did you mean {meant}?"),
        "foreign": Message("unknown interval {word}", 'Kumo\'s word is "{meant}"'),
        "unknown": Message("unknown interval {word}", "write {allowed}"),
    },
).register
def unknown_interval(value: Value) -> Iterator[Objection]:
    yield from _unknown_word(value, INTERVAL.choices, OTHER_INTERVALS)


_LOWER_RUN_MODES = {NOT_SET, *(mode.lower() for mode in RUN_MODE.choices)}


@Rule(
    (Value,),
    "KLR208",
    "unknown-run-mode",
    on=(frozenset((RUN_MODE.name, TEXT)),),
    summary="a run mode that Kumo does not have",
    rationale="The run mode determines how long training lasts, and so what a schedule does. The "
    "documentation has FAST, NORMAL and BEST; the data model has them in lower case, and debug.",
    bad=f"run_mode: FSAT\n{GOOD}",
    good=f"run_mode: FAST\n{GOOD}",
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo in a longer word, otherwise unsafe.",
    messages={
        "typo": Message("unknown run mode {word}", "did you mean {meant}?"),
        "foreign": Message("unknown run mode {word}", 'the nearest is "{meant}"'),
        "unknown": Message("unknown run mode {word}", "write {allowed}"),
    },
    reference="https://docs.kumo.ai/docs/run_mode",
).register
def unknown_run_mode(value: Value) -> Iterator[Objection]:
    # Both spellings are Kumo's own, so neither is reported.
    if value.node.text not in _LOWER_RUN_MODES:
        yield from _unknown_word(value, RUN_MODE.choices, OTHER_RUN_MODES)
