"""An item of the field as JSON Schema: a candidate, whose arguments depend on its name, or null.

Language servers are the reason for its oddities:

* one flat candidate with an enumeration of names, and kwargs by if/then: with a union of five branches,
  servers list only four of the five names, and report `null`;
* a pattern that is anchored at both ends in the `if`: while a name is typed, servers compare
  constants by prefix, and `cosine_with_warmup` is a prefix of `cosine_with_warmup_restarts`;
* an item by if/then/else, so that validators show the mistake in a candidate, and not that it is not null;
* whole candidates as snippets of what is not a mapping: within `{}`, servers would write them as a block;
* an `allOf` around the type of an item: servers offer the snippets of a scalar twice, and a type that an
  item has by itself below the first key of a candidate, too.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from kumo_lr.facts.slots import Range, Slot
from kumo_lr.facts.strategies import (
    CANDIDATE_SUMMARY,
    INTERVAL,
    INTERVAL_SUMMARIES,
    KWARGS,
    KWARGS_SUMMARY,
    NAME,
    NO_SCHEDULING_SUMMARY,
    STRATEGIES,
    Strategy,
)
from kumo_lr.plan.models import MODELS
from kumo_lr.report.explain import sentence

Schema: TypeAlias = dict[str, Any]

CANDIDATE = "candidate"


def item_schema(definitions: str) -> Schema:
    """Return the schema of an item, which refers to that of a candidate among the definitions."""
    nothing = {"if": {"type": "null"}, "then": {**described("null", NO_SCHEDULING_SUMMARY), "type": "null"}}
    snippet = {"label": "null", "description": sentence(NO_SCHEDULING_SUMMARY), "body": None}
    return {
        "if": {"type": "object"},
        "then": {"$ref": f"#/{definitions}/{CANDIDATE}"},
        "else": {
            "allOf": [{"type": ["object", "null"], **nothing}],
            "defaultSnippets": [snippet, *map(_snippet, STRATEGIES.values())],
        },
    }


def _snippet(strategy: Strategy) -> Schema:
    """Return a whole candidate for editors to insert, with places to fill in."""
    kwargs = {
        slot.name: f"${{{stop}:{slot.default if slot.default is not None else slot.examples[0]}}}"
        for stop, slot in enumerate(strategy.arguments, 2)
    }
    # An editor inserts the first choice.
    intervals = sorted(INTERVAL.choices, key=lambda interval: interval != strategy.example_interval)
    body = {NAME.name: strategy.name, INTERVAL.name: f"${{1|{','.join(intervals)}|}}", KWARGS: kwargs}
    return {"label": strategy.name, "description": sentence(strategy.summary), "body": body}


def candidate_schema() -> Schema:
    """Return the schema of a candidate that is not null."""
    names = [strategy.summary for strategy in STRATEGIES.values()]
    any_kwargs = {**described(KWARGS, KWARGS_SUMMARY), "type": "object"}
    return {
        **described(CANDIDATE, CANDIDATE_SUMMARY),
        "type": "object",
        "properties": {
            NAME.name: _word(NAME, names),
            INTERVAL.name: _word(INTERVAL, list(INTERVAL_SUMMARIES.values())),
            KWARGS: True,
        },
        "additionalProperties": False,
        # Servers show the first description: that of a known strategy.
        "allOf": [
            *map(_kwargs_of, MODELS),
            {"properties": {KWARGS: any_kwargs}},
            required(NAME.name, INTERVAL.name),
        ],
    }


def _word(slot: Slot, summaries: list[str]) -> Schema:
    return {**described(slot.name, slot.summary), **choices(slot, summaries)}


def choices(slot: Slot, summaries: list[str]) -> Schema:
    """Return the schema of the words that a slot takes, each with its summary."""
    return {"enum": list(slot.choices), "markdownEnumDescriptions": [sentence(text) for text in summaries]}


def _kwargs_of(model: Any) -> Schema:
    """Return the schema of kwargs for the name of a model."""
    name = model.model_fields[NAME.name].default
    arguments = model.model_fields[KWARGS].annotation.model_fields
    strategy = STRATEGIES[name]
    needed = [argument for argument, field in arguments.items() if field.is_required()]
    kwargs: Schema = {
        **described(KWARGS, KWARGS_SUMMARY, *_defaults(strategy)),
        "type": "object",
        "properties": {
            slot.name: number_schema(slot) for slot in strategy.arguments if slot.name in arguments
        },
        "additionalProperties": False,
        "doNotSuggest": True,  # the candidate already offers the key
    }
    then: Schema = {"properties": {KWARGS: kwargs}}
    if needed:
        kwargs["allOf"] = [required(*needed)]
        then["allOf"] = [required(KWARGS)]
    named = {"properties": {NAME.name: {"type": "string", "pattern": f"^{name}$"}}, "required": [NAME.name]}
    return {"if": {"type": "object", **named}, "then": {"type": "object", **then}}


def _defaults(strategy: Strategy) -> list[str]:
    """Return the defaults of a strategy's arguments, and which ones are required, each as a summary."""
    defaults = [f"{slot.name} {slot.default}" for slot in strategy.arguments if slot.default is not None]
    told = {"required": strategy.required, "by default": defaults}
    return [f"{fate}: {', '.join(slots)}" for fate, slots in told.items() if slots]


def _if_left_out(slot: Slot) -> str:
    return "required" if slot.default is None else f"{slot.default} by default"


def number_schema(slot: Slot) -> Schema:
    """Return the schema of an argument."""
    said = described(slot.name, slot.summary, f"takes {slot.wanted}", _if_left_out(slot))
    schema: Schema = {**said, **_kind(slot), "examples": list(slot.examples)}
    return schema if slot.default is None else {**schema, "default": slot.default}


def _kind(slot: Slot) -> Schema:
    """Return the schema of a number. To JSON Schema `1.0` is an integer, so a float has a fraction."""
    if slot.float is None or slot.integer is None:
        return {"type": "integer", **bounds(slot.integer or slot.float)}
    if bounds(slot.integer) == bounds(slot.float):
        return {"type": "number", **bounds(slot.float)}
    if slot.integer.low > slot.float.low:
        kinds = {
            "then": {"type": "integer", **bounds(slot.integer)},
            "else": {"type": "number", **bounds(slot.float)},
        }
        return {"type": "number", "if": {"type": "integer"}, **kinds}
    # What bounds the integers bounds all.
    decimal = {"if": {"not": {"type": "integer"}}, "then": {"type": "number", **bounds(slot.float)}}
    return {"type": "number", **bounds(slot.integer), **decimal}


def bounds(limits: Range | None) -> Schema:
    """Return the schema of numbers in a range."""
    if limits is None:
        return {}
    low = "exclusiveMinimum" if limits.low_open else "minimum"
    limited: Schema = {low: limits.low}
    return limited if limits.high is None else {**limited, "maximum": limits.high}


def required(*names: str) -> Schema:
    """Return a schema that requires keys, and defines them, as Ajv's strict mode demands."""
    return {"properties": dict.fromkeys(names, True), "required": list(names)}


def described(title: str, *summaries: str) -> Schema:
    """Return what editors show of a schema: its title, and its summaries as sentences."""
    text = " ".join(map(sentence, summaries))
    return {"title": title, "description": text, "markdownDescription": text}
