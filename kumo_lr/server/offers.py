"""What completion offers at the cursor, in the order of a plan."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.document.compose import RawNode
from kumo_lr.document.locate import is_nothing
from kumo_lr.facts.plan_layout import NOT_SET, NOT_SET_SUMMARY
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import (
    ARGUMENTS,
    CANDIDATE_KEYS,
    INTERVAL,
    INTERVAL_SUMMARIES,
    KWARGS,
    KWARGS_SUMMARY,
    NAME,
    NO_SCHEDULING_SUMMARY,
    STRATEGIES,
    Strategy,
)
from kumo_lr.report.explain import argument_words, sentence, strategy_page
from kumo_lr.rules.values import spell
from kumo_lr.rules.words import meant_strategy
from kumo_lr.server.cursor import Cursor, keys_of, list_before, next_line
from kumo_lr.server.offer import (
    Kind,
    Offer,
    has_value_below,
    inserted,
    is_separated,
    key_offer,
    spelt_word,
    style_at,
)
from kumo_lr.server.sections import section_offers
from kumo_lr.server.spelling import candidate_item, candidate_pairs, number_for, numbers_for

_NULL = "null"


def offers_at(cursor: Cursor) -> Iterator[Offer]:
    """Yield what can be inserted at the cursor, in the order of a plan."""
    if not is_separated(cursor) or _parts_what_is_around(cursor):
        return
    inside = cursor.inside
    if cursor.depth is None:
        above = list_before(cursor)
        if above is not None:
            yield from _items(cursor, above)
        (start, end), below = cursor.word.span, next_line(cursor.source, cursor.word.span.end)
        in_list = below is not None and below.is_dash and below.column == cursor.word.column
        if not in_list or (above is None and end > start):
            yield from section_offers(cursor)  # a new key would part the list
    elif not inside:
        yield from _field(cursor)
    elif len(inside) == 1:
        yield from _items(cursor, inside[0].parent)
    elif len(inside) == 2:
        yield from _in_candidate(cursor, keys_of(inside[0].value))
    elif len(inside) == 3 and inside[1].name == KWARGS:
        yield from _in_kwargs(cursor, keys_of(inside[0].value))


def _parts_what_is_around(cursor: Cursor) -> bool:
    """Return whether what begins on a line of its own would take the lines below from the key above."""
    (start, end), word = cursor.word.span, cursor.word
    below = next_line(cursor.source, end)
    if cursor.in_flow or not word.begins_line or word.has_dash or below is None:
        return False
    if not cursor.steps:
        return start == end
    last = cursor.steps[-1]
    if last.is_key or last.key is None:
        return last.is_key and start == end and below.column > word.column
    is_item = below.is_dash and below.column == word.column
    return has_value_below(cursor, cursor.column_of(last.key)) and not is_item


def _field(cursor: Cursor) -> Iterator[Offer]:
    """Yield values of the field: a list with a candidate, or the placeholder."""
    style, key = style_at(cursor), cursor.steps[-1].key if cursor.steps else None
    if cursor.word.begins_line:
        yield from _items(cursor, None)
        return
    if not style.flow and has_value_below(cursor, -1 if key is None else cursor.column_of(key)):
        return
    for strategy in STRATEGIES.values():
        item = candidate_item(strategy, style)
        text = f"[{item}]" if style.flow else style.line(item)
        yield _candidate(cursor, strategy, text)
    not_set = spelt_word(cursor, NOT_SET) if style.json or cursor.word.quote else f"'{NOT_SET}'"
    yield Offer(NOT_SET, Kind.VALUE, inserted(cursor, not_set), "not set", sentence(NOT_SET_SUMMARY))


def _items(cursor: Cursor, listed: RawNode | None) -> Iterator[Offer]:
    """Yield items of the field: whole candidates and null, with a dash where they need one."""
    style = style_at(cursor)
    if not cursor.word.begins_line:  # behind an anchor, a block would have other columns
        style = style._replace(flow=True)
    is_bare = not style.flow and _has_dash(cursor)
    needs_dash = not style.flow and not is_bare
    below = next_line(cursor.source, cursor.word.span.end)
    if needs_dash and below is not None and below.column > style.column:
        return  # the lines below belong to the item above
    keys = list(_candidate_keys(cursor, {})) if is_bare else []
    yield from keys[:1]
    for strategy in _unused_first(listed):
        text = candidate_pairs(strategy, style) if is_bare else candidate_item(strategy, style)
        yield _candidate(cursor, strategy, text)
    if not any(map(is_nothing, _listed(listed))):
        text = inserted(cursor, f"- {_NULL}" if needs_dash else _NULL)
        yield Offer(_NULL, Kind.CANDIDATE, text, "no scheduling", sentence(NO_SCHEDULING_SUMMARY))
    yield from keys[1:]


def _has_dash(cursor: Cursor) -> bool:
    """Return whether the word is an item with a dash, on its line or alone on a line above."""
    if cursor.word.has_dash or not cursor.steps:
        return cursor.word.has_dash
    step = cursor.steps[-1]
    return step.key is None and cursor.column_of(step.parent) < cursor.word.column


def _listed(listed: RawNode | None) -> list[RawNode]:
    """Return the items of a list."""
    items: list[RawNode] = listed.value if listed is not None and listed.id == "sequence" else []
    return items


def _unused_first(listed: RawNode | None) -> list[Strategy]:
    """Return the strategies, first those that no other candidate has: two of a kind are rare."""
    names = (keys_of(item).get(NAME.name) for item in _listed(listed))
    used = {name.value for name in names if name is not None and name.id == "scalar"}
    return sorted(STRATEGIES.values(), key=lambda strategy: strategy.name in used)


def _candidate(cursor: Cursor, strategy: Strategy, text: str) -> Offer:
    documentation = strategy_page(strategy.name)
    return Offer(strategy.name, Kind.CANDIDATE, inserted(cursor, text), "candidate", documentation)


def _in_candidate(cursor: Cursor, keys: dict[str, RawNode]) -> Iterator[Offer]:
    last = cursor.steps[-1]
    if last.is_key:
        yield from _candidate_keys(cursor, keys)
        if not keys and cursor.in_flow and not cursor.word.has_colon:
            for strategy in STRATEGIES.values():
                yield _candidate(cursor, strategy, candidate_pairs(strategy, style_at(cursor)))
    elif last.name == NAME.name:
        listed = cursor.inside[0].parent
        for strategy in _unused_first(listed):
            text = inserted(cursor, spelt_word(cursor, strategy.name))
            page = strategy_page(strategy.name)
            yield Offer(strategy.name, Kind.NAME, text, strategy.summary, page)
    elif last.name == INTERVAL.name:
        for word in INTERVAL.choices:
            text = inserted(cursor, spelt_word(cursor, word))
            yield Offer(word, Kind.VALUE, text, INTERVAL_SUMMARIES[word])
    elif last.name == KWARGS:
        yield from _kwargs(cursor, keys)


def _candidate_keys(cursor: Cursor, keys: dict[str, RawNode]) -> Iterator[Offer]:
    """Yield the keys that a candidate lacks, each with what is likely its value."""
    style, strategy = style_at(cursor), _strategy(keys)
    values = {NAME.name: "", INTERVAL.name: "", KWARGS: style.nested(_arguments(strategy))}
    if style.json:
        interval = strategy.example_interval if strategy is not None else INTERVAL.choices[0]
        values |= {NAME.name: '""', INTERVAL.name: f'"{interval}"'}
    summaries = {NAME.name: NAME.summary, INTERVAL.name: INTERVAL.summary, KWARGS: KWARGS_SUMMARY}
    for name in CANDIDATE_KEYS:
        if name not in keys:
            summary = summaries[name]
            yield key_offer(cursor, name, values[name], Kind.KEY, summary, sentence(summary))


def _strategy(keys: dict[str, RawNode]) -> Strategy | None:
    """Return the strategy that the name of a candidate means, even if it is misspelt."""
    name = keys.get(NAME.name)
    if name is None or name.id != "scalar":
        return None
    return STRATEGIES.get(name.value) or meant_strategy(name.value)


def _arguments(strategy: Strategy | None) -> dict[str, str]:
    return {} if strategy is None else numbers_for(strategy.arguments)


def _kwargs(cursor: Cursor, keys: dict[str, RawNode]) -> Iterator[Offer]:
    """Yield values of kwargs: all arguments together, or one of several."""
    style, strategy = style_at(cursor), _strategy(keys)
    if cursor.word.begins_line and not style.flow:
        yield from _argument_keys(cursor, strategy, {})
        return
    if not style.flow and has_value_below(cursor, style.column):
        return
    slots = () if strategy is None else strategy.arguments
    choices = [slots] if slots else []
    if strategy is not None and not strategy.required and len(slots) > 1:
        choices += [(slot,) for slot in slots]
    for chosen in choices:
        numbers = numbers_for(chosen)
        label = ", ".join(f"{name}: {number}" for name, number in numbers.items())
        said = "\n".join(f"* {argument_words(slot, strategy, code='`')}" for slot in chosen if strategy)
        yield Offer(label, Kind.ARGUMENT, inserted(cursor, style.nested(numbers)), "", said)
    if strategy is None or not strategy.required:
        yield Offer("{}", Kind.VALUE, inserted(cursor, "{}"), "the defaults")


def _in_kwargs(cursor: Cursor, keys: dict[str, RawNode]) -> Iterator[Offer]:
    last, strategy = cursor.steps[-1], _strategy(keys)
    if last.is_key:
        yield from _argument_keys(cursor, strategy, keys_of(last.parent))
    else:
        yield from _numbers(cursor, _slots(strategy).get(str(last.name)))


def _slots(strategy: Strategy | None) -> dict[str, Slot]:
    """Return the arguments of a strategy; those of all if it is not known."""
    return ARGUMENTS if strategy is None else {slot.name: slot for slot in strategy.arguments}


def _argument_keys(cursor: Cursor, strategy: Strategy | None, given: dict[str, RawNode]) -> Iterator[Offer]:
    for name, slot in _slots(strategy).items():
        if name not in given:
            said = sentence(slot.summary) if strategy is None else argument_words(slot, strategy, code="`")
            yield key_offer(cursor, name, spell(number_for(slot)), Kind.ARGUMENT, slot.summary, said)


def _numbers(cursor: Cursor, slot: Slot | None) -> Iterator[Offer]:
    """Yield the default and the examples of an argument."""
    if slot is None:
        return
    numbers = {spell(slot.default): "the default"} if slot.default is not None else {}
    for example in slot.examples:
        numbers.setdefault(spell(example), "an example")
    for number, detail in numbers.items():
        yield Offer(number, Kind.VALUE, inserted(cursor, number), detail, sentence(slot.summary))
