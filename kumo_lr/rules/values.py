"""KLR2xx: a word or a number that the field does not take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite

from kumo_lr.findings import Safety
from kumo_lr.nodes import Meaning, Scalar, Sequence, read_core, read_plain
from kumo_lr.rules.record import (
    Availability,
    Key,
    Message,
    Objection,
    Remedy,
    Replacement,
    Value,
    before_comment,
    listed,
    quote,
    rule,
)
from kumo_lr.rules.shape import article, meant_argument, rename
from kumo_lr.suggest import Guess, suggest
from kumo_lr.vocabulary import (
    CANDIDATE_KEYS,
    ENGINE_ARGUMENTS,
    GAMMA,
    INTERVAL,
    NAME,
    NO_SCHEDULING_WORDS,
    NOT_SET,
    OTHER_ARGUMENTS,
    OTHER_INTERVALS,
    OTHER_RUN_MODES,
    OTHER_STRATEGIES,
    RUN_MODE,
    STRATEGIES,
    WARMUP,
    Number,
    OtherName,
    Slot,
    Strategy,
    engine_match,
    squash,
)

_HEAD = "lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: "
_GOOD = f"{_HEAD}0.9\n"


def other_strategy(name: str) -> OtherName | None:
    """Give what another library's name, or a near miss of one, stands for."""
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
    # What the engine makes of the name itself it does not make of a near miss.
    return OTHER_STRATEGIES[guess.words[0]]._replace(note="", origin="close to another library's name")


def meant_strategy(name: str) -> Strategy | None:
    """Give the strategy that a name, right or wrong, surely stands for."""
    match = engine_match(name)
    if match is None:
        other = other_strategy(name)
        guess = suggest(name, STRATEGIES)
        match = other.meant if other else guess.words[0] if len(guess.words) == 1 else None
    return STRATEGIES.get(match) if match else None


def _other_words(other: OtherName) -> dict[str, object]:
    note = f"; {other.note}" if other.note else ""
    return {"origin": other.origin, "note": note, "meant": other.meant, "nearest": other.nearest}


@rule(
    Value,
    "KLR201",
    "unknown-strategy",
    summary="a name that is none of the five documented strategies",
    rationale="Kumo's data model takes any text as a name. The engine refuses what it cannot resolve, "
    "without saying why, and silently takes some of torch's names for something else: `linear` is "
    "torch's LinearLR there, `constant` its ConstantLR.",
    bad=_GOOD.replace("exponential", "exponental"),
    good=_GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo with one near name; unsafe for another library's name, whose arguments "
    "and defaults may differ; none where Kumo has no equivalent.",
    messages={
        "typo": Message("unknown strategy {name}", "did you mean {meant}?"),
        "foreign": Message("unknown strategy {name}", '{origin}; Kumo\'s is "{meant}"{note}'),
        "nearest": Message(
            "unknown strategy {name}",
            '{origin}, without an equivalent in Kumo; the nearest is "{nearest}"{note}',
        ),
        "nothing": Message("unknown strategy {name}", "{origin}, without an equivalent in Kumo{note}"),
        "none": Message(
            "unknown strategy {name}",
            "for no scheduling leave the candidate empty: a bare - or null",
        ),
        "unknown": Message("unknown strategy {name}", "write {allowed}"),
    },
)
def unknown_strategy(value: Value) -> Iterator[Objection]:
    node = value.node
    if value.slot is not NAME or node.kind != "text" or not isinstance(node, Scalar):
        return
    if node.text in STRATEGIES or engine_match(node.text):
        return  # engine-only-name says that it works, but only there
    words: dict[str, object] = {"name": quote(node.text), "allowed": listed(STRATEGIES)}
    span = node.span
    other, guess = other_strategy(node.text), suggest(node.text, STRATEGIES)
    if other is not None and other.meant:
        remedy = rename(node, other.meant, safe=False)
        yield Objection("foreign", span, words | _other_words(other), (other.meant,), remedy)
    elif other is not None:
        yield Objection("nearest" if other.nearest else "nothing", span, words | _other_words(other))
    elif squash(node.text) in NO_SCHEDULING_WORDS:
        yield Objection("none", span, words)
    elif guess.words:
        yield _typo(node, guess, {**words, "meant": listed(guess.words)})
    else:
        yield Objection("unknown", span, words)


def _typo(node: Scalar, guess: Guess, words: dict[str, object]) -> Objection:
    remedy = rename(node, guess.words[0], safe=guess.sure) if len(guess.words) == 1 else None
    return Objection("typo", node.span, words, guess.words, remedy)


def _unknown_word(
    value: Value, choices: tuple[str, ...], others: dict[str, OtherName]
) -> Iterator[Objection]:
    node = value.node
    if not isinstance(node, Scalar) or node.kind != "text" or node.text in choices:
        return
    words: dict[str, object] = {"word": quote(node.text), "allowed": listed(choices)}
    other, guess = others.get(squash(node.text)), suggest(node.text, choices)
    if other is not None and other.meant is not None:
        remedy = rename(node, other.meant, safe=False)
        yield Objection("foreign", node.span, words | {"meant": other.meant}, (other.meant,), remedy)
    elif guess.words:
        yield _typo(node, guess, {**words, "meant": listed(guess.words)})
    else:
        yield Objection("unknown", node.span, words)


@rule(
    Value,
    "KLR202",
    "unknown-interval",
    summary="an interval other than step or epoch",
    rationale="Kumo's data model takes exactly `step` and `epoch`, in lower case.",
    bad=_GOOD.replace("epoch", "epochs"),
    good=_GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo, unsafe for another word for the same.",
    messages={
        "typo": Message("unknown interval {word}", "did you mean {meant}?"),
        "foreign": Message("unknown interval {word}", 'Kumo\'s word is "{meant}"'),
        "unknown": Message("unknown interval {word}", "write {allowed}"),
    },
)
def unknown_interval(value: Value) -> Iterator[Objection]:
    if value.slot is INTERVAL:
        yield from _unknown_word(value, INTERVAL.choices, OTHER_INTERVALS)


@rule(
    Key,
    "KLR203",
    "unknown-argument",
    summary="an argument that the strategy does not take",
    rationale="kwargs become keyword arguments of the strategy's class. One that it does not know makes "
    "the engine refuse the candidate; one that it swallows changes nothing.",
    bad="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gama: 0.9\n",
    good=_GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo, and for another library's name that says steps or ratio where the value "
    "is of that kind; else unsafe or none.",
    messages={
        "typo": Message("unknown argument {key}", "did you mean {meant}?"),
        "stray": Message("unknown argument {key}", "did you mean {meant}? it belongs to {owners}"),
        "foreign": Message("unknown argument {key}", '{origin}; here it is "{meant}"{note}'),
        "nothing": Message("unknown argument {key}", "{origin}, without an equivalent in Kumo{note}"),
        "elsewhere": Message("{key} is no argument of {strategy}", "it belongs to {owners}{engine}"),
        "unknown": Message("unknown argument {key}", "{strategy} takes {takes}"),
        "glued": Message("unknown argument {key}", 'put a space behind the ":"'),
    },
)
def unknown_argument(key: Key) -> Iterator[Objection]:
    node, candidate = key.node, key.candidate
    if key.role != "kwargs" or candidate is None or candidate.strategy is None:
        return
    strategy = candidate.strategy
    if (node.text in strategy.argument_names and node.kind == "text") or node.text in CANDIDATE_KEYS:
        return
    words: dict[str, object] = {
        "key": quote(node.text),
        "strategy": quote(strategy.name),
        "takes": listed(strategy.argument_names),
    }
    meant = meant_argument(node.text, candidate)
    if ":" in node.text and meant is not None:
        yield Objection("glued", node.span, words)
        return
    other = OTHER_ARGUMENTS.get(squash(node.text))
    if meant is not None and meant not in strategy.argument_names:
        owners = listed(s.name for s in STRATEGIES.values() if meant in s.argument_names)
        engine = ENGINE_ARGUMENTS.get((strategy.name, node.text))
        words |= {"owners": owners, "engine": f"; {engine}" if engine else "", "meant": quote(meant)}
        known = node.text == meant
        yield Objection("elsewhere" if known else "stray", node.span, words, () if known else (meant,))
    elif other is not None:
        message = "foreign" if other.meant else "nothing"
        suggestions = (other.meant,) if other.meant else ()
        remedy = _rename_argument(key, other)
        yield Objection(message, node.span, words | _other_words(other), suggestions, remedy)
    elif meant is not None and isinstance(node, Scalar):
        guess = suggest(node.text, strategy.argument_names)
        typo = _typo(node, guess, {**words, "meant": listed(guess.words)})
        yield typo._replace(remedy=None) if meant in key.siblings else typo
    else:
        yield Objection("unknown", node.span, words)


def is_of_another_kind(name: str) -> bool:
    """Whether an argument of another library takes a number that may mean something else here."""
    other = OTHER_ARGUMENTS.get(squash(name))
    return other is not None and other.kind is not None


def _rename_argument(key: Key, other: OtherName) -> Remedy | None:
    node, value = key.node, key.value
    if not other.meant or other.meant in key.siblings or not isinstance(node, Scalar):
        return None
    if other.kind is None:
        return rename(node, other.meant, safe=False)
    # `warmup_ratio: 1` is all of training there and one step here: renaming alone would not do.
    same = isinstance(value, Scalar) and value.kind == other.kind and WARMUP.takes(value.value)
    return rename(node, other.meant, safe=True) if same else None


_PERCENT = r"\s*([0-9]+(?:\.[0-9]+)?)\s*%\s*"
# Three digits after a comma may be thousands.
_COMMA = r"\s*([0-9]+),([0-9]{1,2}|[0-9]{4,})\s*"
_CANONICAL = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"


def _number_in(node: Scalar) -> tuple[str, Number] | None:
    """Find the number that a text stands for, and how it is hidden there."""
    text = node.text
    for reading in (read_core(text), read_plain(text) if not node.plain else Meaning("text", text)):
        if reading.kind in ("integer", "float") and isinstance(reading.value, int | float):
            return ("spelling" if node.plain else "quoted"), reading.value
    if match := re.fullmatch(_PERCENT, text):
        return "percent", float(f"{float(match[1]) / 100:.12g}")
    if match := re.fullmatch(_COMMA, text):
        return "comma", float(f"{match[1]}.{match[2]}")
    return None


def spell(number: Number) -> str:
    """Write a number so that every YAML reader takes it for the same number."""
    text = repr(number)
    if "e" not in text and "n" not in text:
        return text
    from decimal import Decimal  # only here, and its import costs more than most checks

    return f"{Decimal(text):f}" if isfinite(number) else f".{text[-3:]}"


def _as_taken(slot: Slot, number: Number) -> Number | None:
    """Give the number in a kind and range that the slot takes, if there is one."""
    if slot.takes(number):
        return number
    whole = isinstance(number, float) and isfinite(number) and number == int(number)
    return int(number) if whole and slot.takes(int(number)) else None


def _replace(value: Value, number: Number, *, safe: bool) -> Remedy | None:
    node = value.node
    # 1.0 is in range, and a finding of its own.
    if not isinstance(node, Scalar) or not node.editable or is_whole_ratio(value.slot, number):
        return None
    edit = Replacement(node.span, before_comment(spell(number), value.source.text, node.span.end))
    title = f"replace {quote(value.source.text[node.span.start : node.span.end].strip(node.quote))}"
    return Remedy(f"{title} by {spell(number)}", (edit,), Safety.SAFE if safe else Safety.UNSAFE)


def is_whole_ratio(slot: Slot, number: object) -> bool:
    """Whether a number is the ratio 1.0, which JSON cannot tell from one step."""
    return slot is WARMUP and type(number) is float and number == 1.0


@rule(
    Value,
    "KLR204",
    "number-as-text",
    summary="a number written so that PyYAML reads text",
    rationale="Quotes make text of a number, and so does an exponent without a dot and a sign: PyYAML "
    "reads 9e-1 and 1e3 as text. Kumo's data model lets the text through; training crashes on it.",
    bad=f'{_HEAD}"0.9"\n',
    good=_GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe where the number is of a kind that the argument takes; unsafe where 1e3 stands for "
    "a number of steps, or a comma for a point; none where the number is out of range.",
    messages={
        "quoted": Message("{token} is text, not a number", "write {number} without quotes"),
        "spelling": Message("{token} is text to PyYAML, not a number", "write {number}"),
        "percent": Message("{token} is text, not a number", "write {number}"),
        "comma": Message("{token} is text, not a number", "write {number}, with a point"),
        "useless": Message("{token} is text, not a number", "write {wanted}"),
    },
)
def number_as_text(value: Value) -> Iterator[Objection]:
    slot, node = value.slot, value.node
    if slot.choices or not isinstance(node, Scalar) or node.kind != "text":
        return
    found = _number_in(node)
    if found is None:
        return
    hidden, number = found
    words: dict[str, object] = {"token": quote(node.text), "wanted": slot.wanted}
    taken = _as_taken(slot, number)
    if taken is None or is_whole_ratio(slot, taken):
        yield Objection("useless", node.span, words)
        return
    safe = (
        (hidden != "quoted" or re.fullmatch(_CANONICAL, node.text) is not None)
        and type(taken) is type(number)
        and hidden != "comma"
        and not (hidden == "percent" and slot is not WARMUP)
    )
    remedy = _replace(value, taken, safe=safe)
    yield Objection(hidden, node.span, {**words, "number": spell(taken)}, (), remedy)


@rule(
    Value,
    "KLR205",
    "wrong-kind",
    summary="a value of a kind that cannot stand here",
    rationale="A boolean counts as the number 1 or 0 in Python, null and lists crash the engine once "
    "training runs, and a decimal number of restarts does not end where it should.",
    bad=f"{_HEAD}yes\n",
    good=_GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe: a whole decimal number becomes the integer. None otherwise.",
    messages={
        "empty": Message("{slot} is empty", "write {wanted}{default}"),
        "boolean": Message("{token} is a boolean{reader}, not {what}", "write {wanted}"),
        "whole": Message("{slot} is a decimal number, not an integer", "write {number}"),
        "single": Message("{slot} is a list", "write {token} without brackets"),
        "unloadable": Message("{token} cannot be loaded: PyYAML fails on it", "write {wanted}"),
        "other": Message("{slot} is {kind}, not {what}", "write {wanted}"),
    },
)
def wrong_kind(value: Value) -> Iterator[Objection]:
    slot, node = value.slot, value.node
    number = not slot.choices
    if node.kind == "text" and not number:
        return
    if number and ((node.kind == "integer" and slot.integer) or (node.kind == "float" and slot.float)):
        return
    default = f", or delete the key for the default, {slot.default}" if slot.default else ""
    words: dict[str, object] = {
        "slot": slot.name,
        "kind": article(node.kind),
        "token": quote(node.text),
        "what": "a number" if number else "text",
        "wanted": slot.wanted if number else listed(slot.choices),
        "default": default,
        "reader": "" if node.text.lower() in ("true", "false") else " to PyYAML",
    }
    if number and slot.float is None:
        words["what"] = "an integer"
    message = {"null": "empty", "boolean": "boolean", "unloadable": "unloadable"}.get(node.kind, "other")
    remedy = None
    if number and isinstance(node, Scalar) and isinstance(node.value, float):
        taken = _as_taken(slot, node.value)
        if taken is not None:
            message, words["number"] = "whole", taken
            remedy = _replace(value, taken, safe=True)
        elif not isfinite(node.value):
            return  # not-finite says more
    elif isinstance(node, Sequence) and len(node.items) == 1 and node.items[0].text:
        message, words["token"] = "single", node.items[0].text
    span = value.place if node.span.start == node.span.end else node.span
    yield Objection(message, span, words, (), remedy)


@rule(
    Value,
    "KLR206",
    "out-of-range",
    summary="a number outside the range that the argument has",
    rationale="A float warmup is a ratio from 0 to 1, an integer one a number of steps from 0 up; gamma "
    "decays, so it lies above 0 and not above 1; there is at least one cycle. The engine checks none "
    "but the ratio, and trains with a learning rate that grows, turns negative or is not a number.",
    bad=f"{_HEAD}1.5\n",
    good=_GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe: a whole ratio above 1, as in 100.0, becomes the number of steps. None otherwise.",
    messages={
        "steps": Message(
            "{slot} {token} is a float, so a ratio, above 1", "for {number} steps write {number}"
        ),
        "ratio": Message(
            "{slot} {token} is a float, so a ratio, above 1",
            "write a ratio up to 1, or an integer number of steps",
        ),
        "growth": Message("{slot} {token} makes the learning rate grow", "write {wanted}"),
        "below": Message("{slot} {token} is out of range", "write {wanted}"),
    },
)
def out_of_range(value: Value) -> Iterator[Objection]:
    slot, node = value.slot, value.node
    number = node.value if isinstance(node, Scalar) and not slot.choices else None
    if not isinstance(number, int | float) or isinstance(number, bool):
        return
    if slot.takes(number) or (isinstance(number, float) and not isfinite(number)):
        return
    words: dict[str, object] = {"slot": slot.name, "token": node.text, "wanted": slot.wanted}
    steps = _as_taken(slot, number)
    remedy = None
    if slot is WARMUP and isinstance(number, float) and number > 1:
        message = "ratio" if steps is None else "steps"
        if steps is not None:
            words["number"] = steps
            remedy = _replace(value, steps, safe=True)
    else:
        message = "growth" if slot is GAMMA and number > 1 else "below"
    yield Objection(message, node.span, words, (), remedy)


@rule(
    Value,
    "KLR207",
    "not-finite",
    summary="infinity or not-a-number",
    rationale="The engine takes .nan and .inf and trains with a learning rate that is not a number.",
    bad=f"{_HEAD}.nan\n",
    good=_GOOD,
    messages={"special": Message("{slot} is {token}, not a finite number", "write {wanted}")},
)
def not_finite(value: Value) -> Iterator[Objection]:
    node = value.node
    if value.slot.choices or not isinstance(node, Scalar) or not isinstance(node.value, float):
        return
    if not isfinite(node.value):
        words: dict[str, object] = {"slot": value.slot.name, "token": node.text}
        yield Objection("special", node.span, {**words, "wanted": value.slot.wanted})


@rule(
    Value,
    "KLR208",
    "unknown-run-mode",
    summary="a run mode that Kumo does not have",
    rationale="The run mode settles how long training lasts, and so what a schedule does. It is FAST, "
    "NORMAL or BEST in the documentation, the same words in lower case and debug in the data model.",
    bad=f"run_mode: FSAT\n{_GOOD}",
    good=f"run_mode: FAST\n{_GOOD}",
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo of a longer word, else unsafe.",
    messages={
        "typo": Message("unknown run mode {word}", "did you mean {meant}?"),
        "foreign": Message("unknown run mode {word}", 'the nearest is "{meant}"'),
        "unknown": Message("unknown run mode {word}", "write {allowed}"),
    },
    reference="https://docs.kumo.ai/docs/run_mode",
)
def unknown_run_mode(value: Value) -> Iterator[Objection]:
    # Both spellings are Kumo's own, so neither is worth a word.
    known = {NOT_SET, *(mode.lower() for mode in RUN_MODE.choices)}
    if value.slot is RUN_MODE and value.node.text not in known:
        yield from _unknown_word(value, RUN_MODE.choices, OTHER_RUN_MODES)
