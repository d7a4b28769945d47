"""KLR2xx: a number that the field does not take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite

from kumo_lr.document.nodes import Meaning, Node, Scalar, Sequence, read_core, read_plain
from kumo_lr.document.patch import replace, unwrap
from kumo_lr.facts.slots import Number, Slot
from kumo_lr.facts.strategies import GAMMA, WARMUP
from kumo_lr.findings import Safety
from kumo_lr.phrases import article, listed, quote, shortened
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Remedy, Rule
from kumo_lr.rules.remedies import remedy_of
from kumo_lr.rules.roles import DECIMAL, INTEGER, NUMBER, TEXT
from kumo_lr.rules.subjects import Value
from kumo_lr.source import Replacement, Span

_HEAD = "lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: "


_PERCENT = r"\s*([0-9]+(?:\.[0-9]+)?)\s*%\s*"
# Three digits after a comma may be thousands.
_COMMA = r"\s*([0-9]+),([0-9]{1,2}|[0-9]{4,})\s*"
_GROUPS = r"\s*([1-9][0-9]{0,2}(?:[,' \u00a0\u202f][0-9]{3})+)\s*"
# The rest of a number after a comma that split it, in braces: a key of digits without a value.
_REST = r"(?:,[0-9]+)+(?=\s*[,}])"
_CANONICAL = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"


def _number_in(node: Scalar) -> tuple[str, Number] | None:
    """Return how a text hides a number, and the number; None if there is none in it."""
    text = node.text
    for reading in (read_core(text), read_plain(text) if not node.plain else Meaning("text", text)):
        if reading.kind in ("integer", "float") and isinstance(reading.value, int | float):
            return ("spelling" if node.plain else "quoted"), reading.value
    if match := re.fullmatch(_PERCENT, text):
        return "percent", float(f"{float(match[1]) / 100:.12g}")
    if match := re.fullmatch(_COMMA, text):
        return "comma", float(f"{match[1]}.{match[2]}")
    if match := re.fullmatch(_GROUPS, text):
        return "groups", int(re.sub(r"[^0-9]", "", match[1]))
    return None


def _split_number(value: Value) -> Scalar | None:
    """Return the number whose comma, in braces, made a key of the rest: `{gamma: 0,9}`."""
    node, text = value.node, value.source.text
    if not isinstance(node, Scalar) or not node.plain:
        return None
    rest = re.compile(_REST).match(text, node.span.end) if node.kind == "integer" else None
    if rest is None:
        return None
    return node._replace(text=node.text + rest.group(), span=Span(node.span.start, rest.end()), kind="text")


def spell(number: Number) -> str:
    """Return a finite number in a spelling that every YAML reader reads alike."""
    text = repr(number)
    if "e" not in text:
        return text
    from decimal import Decimal  # rarely needed, and importing it takes longer than most checks

    return f"{Decimal(text):f}"


def _as_taken(slot: Slot, number: Number) -> Number | None:
    """Return the number as a kind that the slot takes; None if it takes neither."""
    if slot.takes(number):
        return number
    whole = isinstance(number, float) and isfinite(number) and number == int(number)
    return int(number) if whole and slot.takes(int(number)) else None


def _replace(value: Value, number: Number, *, safe: bool) -> Remedy | None:
    node = value.node
    if not isinstance(node, Scalar):
        return None
    title = f"replace {quote(value.source.text[node.span.start : node.span.end].strip(node.quote))}"
    edits = replace(value.source, node, spell(number))
    return remedy_of(f"{title} by {shortened(spell(number))}", edits, Safety.SAFE if safe else Safety.UNSAFE)


def is_whole_ratio(slot: Slot, number: object) -> bool:
    """Return whether a number is the ratio 1.0, which JSON cannot tell from one step."""
    return slot is WARMUP and type(number) is float and number == 1.0


@Rule(
    (Value,),
    "KLR204",
    "number-as-text",
    on=(frozenset((NUMBER, TEXT)), frozenset((NUMBER, INTEGER))),
    summary="a number that PyYAML reads as text",
    rationale="Quotes turn a number into text, and so does an exponent without a dot and a sign: PyYAML "
    "reads 9e-1 and 1e3 as text. Kumo's data model lets the text through, and then training crashes.",
    bad=f'{_HEAD}"0.9"\n',
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe if the argument takes numbers of that kind; unsafe where 1e3 means a number of steps, "
    "a comma or a space separates digits, or a quoted 010 means 10; none if the number is out of range.",
    messages={
        "quoted": Message("{token} is text, not a number", "write {number} without quotes"),
        "spelling": Message("{token} is text to PyYAML, not a number", "write {number}"),
        "percent": Message("{token} is text, not a number", "write {number}"),
        "comma": Message("{token} is text, not a number", "write {number}, with a point"),
        "groups": Message("{token} is text, not a number", "write {number}, without a separator"),
        "split": Message("the comma in {token} ends the value", "write {number}"),
        "useless": Message("{token} is text, not a number", "write {wanted}"),
    },
).register
def number_as_text(value: Value) -> Iterator[Objection]:
    split = _split_number(value)
    value = value if split is None else value._replace(node=split)
    slot, node = value.slot, value.node
    if not isinstance(node, Scalar) or node.kind != "text":
        return
    found = _number_in(node)
    words: dict[str, object] = {"token": quote(node.text), "wanted": slot.wanted, "number": slot.wanted}
    if found is None:
        if split is not None:
            yield Objection("split", node.span, words)
        return
    hidden, number = found
    taken = _as_taken(slot, number)
    if taken is None or is_whole_ratio(slot, taken):
        yield Objection("useless" if split is None else "split", node.span, words)
        return
    is_canonical = hidden != "quoted" or re.fullmatch(_CANONICAL, node.text) is not None
    keeps_kind = type(taken) is type(number)
    is_decimal_point = hidden not in ("comma", "groups")
    is_share = hidden != "percent" or slot is WARMUP
    safe = is_canonical and keeps_kind and is_decimal_point and is_share
    remedy = _replace(value, taken, safe=safe)
    message = hidden if split is None else "split"
    yield Objection(message, node.span, {**words, "number": shortened(spell(taken))}, (), remedy)


@Rule(
    (Value,),
    "KLR205",
    "wrong-kind",
    summary="a value of the wrong kind",
    rationale="Python treats a boolean as the number 1 or 0, null and lists crash the engine during "
    "training, and a decimal number of cycles does not end where it should.",
    bad=f"{_HEAD}yes\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe: a whole decimal number becomes the integer, and brackets around a single value go. None "
    "otherwise.",
    messages={
        "empty": Message("{slot} is empty", "write {wanted}{default}"),
        "boolean": Message("{token} is a boolean{reader}, not {what}", "write {wanted}"),
        "whole": Message("{slot} is a decimal number, not an integer", "write {number}"),
        "single": Message("{slot} is a list", "write {token} without brackets"),
        "item": Message("{slot} is a list", 'write {token} without the "- "'),
        "unloadable": Message("{token} cannot be loaded: PyYAML fails on it", "write {wanted}"),
        "other": Message("{slot} is {kind}, not {what}", "write {wanted}"),
    },
).register
def wrong_kind(value: Value) -> Iterator[Objection]:
    slot, node = value.slot, value.node
    number = node.value if isinstance(node, Scalar) and not slot.choices else None
    decimal = number if isinstance(number, float) else None
    if node.kind in _kinds_taken(slot) or (decimal is not None and not isfinite(decimal)):
        return  # not-finite reports a number that is not finite
    whole = None if decimal is None else _as_taken(slot, decimal)
    single = node.items[0].text if isinstance(node, Sequence) and len(node.items) == 1 else ""
    message = "whole" if whole is not None else "single" if single else _SAID_OF.get(node.kind, "other")
    words = _words_of_kind(slot, node) | {"number": whole, "token": single or quote(node.text)}
    span = value.place if node.span.start == node.span.end else node.span
    remedy = None if whole is None else _replace(value, whole, safe=True)
    if message == "single" and isinstance(node, Sequence):
        message, remedy = "single" if node.flow else "item", _single(value, node)
    yield Objection(message, span, words, (), remedy)


def _single(value: Value, node: Sequence) -> Remedy | None:
    """Return the fix that writes the only item of a list in its place."""
    (item,) = node.items
    if not isinstance(item, Scalar) or item.kind not in _kinds_taken(value.slot):
        return None
    if not (value.slot.takes(item.value) or item.text in value.slot.choices):
        return None
    if node.flow:
        return remedy_of("drop the brackets", unwrap(value.source, node))
    between = Span(value.place.end, item.span.start)
    is_bare = re.fullmatch(r":\s*-[ ]+", value.source.text[slice(*between)]) and not node.shared
    return remedy_of('drop the "- "', (Replacement(between, ": "),) if is_bare else None)


# The message for a value of a kind that its slot does not take; "other" for any other kind.
_SAID_OF = {"null": "empty", "boolean": "boolean", "unloadable": "unloadable"}


def _kinds_taken(slot: Slot) -> tuple[str, ...]:
    """Return the kinds of values that a slot takes, in YAML's words."""
    takes = {"text": slot.choices, "integer": slot.integer, "float": slot.float}
    return tuple(kind for kind, what in takes.items() if what)


def _words_of_kind(slot: Slot, node: Node) -> dict[str, object]:
    number = "an integer" if slot.float is None else "a number"
    return {
        "slot": slot.name,
        "kind": article(node.kind),
        "what": "text" if slot.choices else number,
        "wanted": listed(slot.choices) if slot.choices else slot.wanted,
        "default": f", or delete the key for the default, {slot.default}" if slot.default else "",
        "reader": "" if node.text.lower() in ("true", "false") else " to PyYAML",
    }


@Rule(
    (Value,),
    "KLR206",
    "out-of-range",
    on=(frozenset((NUMBER, INTEGER)), frozenset((NUMBER, DECIMAL))),
    summary="a number outside the range of its argument",
    rationale="A float warmup is a ratio from 0 to 1, and an integer one is a number of steps from 0 up. "
    "gamma is above 0 and at most 1, and there is at least one cycle. The engine only checks the ratio; "
    "otherwise it trains with a learning rate that grows, turns negative or is not a number.",
    bad=f"{_HEAD}1.5\n",
    good=GOOD,
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
        "outside": Message("{slot} {token} is out of range", "write {wanted}"),
    },
).register
def out_of_range(value: Value) -> Iterator[Objection]:
    slot, node = value.slot, value.node
    number = node.value if isinstance(node, Scalar) else None
    if not isinstance(number, int | float):
        return
    if slot.takes(number) or (isinstance(number, float) and not isfinite(number)):
        return
    words: dict[str, object] = {"slot": slot.name, "token": shortened(node.text), "wanted": slot.wanted}
    steps = _as_taken(slot, number)
    remedy = None
    if slot is WARMUP and isinstance(number, float) and number > 1:
        message = "ratio" if steps is None else "steps"
        if steps is not None:
            words["number"] = shortened(str(steps))
            remedy = _replace(value, steps, safe=True)
    else:
        message = "growth" if slot is GAMMA and number > 1 else "outside"
    yield Objection(message, node.span, words, (), remedy)


@Rule(
    (Value,),
    "KLR207",
    "not-finite",
    on=(frozenset((NUMBER, DECIMAL)),),
    summary="infinity or not-a-number",
    rationale="The engine accepts .nan and .inf and trains with a learning rate that is not a number.",
    bad=f"{_HEAD}.nan\n",
    good=GOOD,
    messages={"special": Message("{slot} is {token}, not a finite number", "write {wanted}")},
).register
def not_finite(value: Value) -> Iterator[Objection]:
    node = value.node
    if isinstance(node, Scalar) and isinstance(node.value, float) and not isfinite(node.value):
        words: dict[str, object] = {"slot": value.slot.name, "token": shortened(node.text)}
        yield Objection("special", node.span, {**words, "wanted": value.slot.wanted})
