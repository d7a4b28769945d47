"""The field as JSON Schema, in the form that editors support best.

The schema is tested with the language servers of editors, which explains its oddities:

* one flat candidate with an enumeration of names, and kwargs by if/then: with a union of five branches,
  servers list only four of the five names, and report `null`;
* a pattern that is anchored at both ends in the `if`: while a name is typed, servers compare
  constants by prefix, and `cosine_with_warmup` is a prefix of `cosine_with_warmup_restarts`;
* `required` inside an `allOf`, and an empty mapping as the branch with the snippets, so that each word is
  offered once, and whole candidates only where nothing is written yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

from kumo_lr.facts.horizons import LENGTHS
from kumo_lr.facts.plan_layout import (
    CHECKED_SECTIONS,
    DOCUMENTATION,
    FIELD,
    FIELD_PATHS,
    FIELD_SUMMARY,
    HOME,
    NOT_SET,
    NOT_SET_SUMMARY,
    PLACES,
    PLAN_SECTIONS,
    PLAN_TITLE,
    SECTION_SUMMARIES,
)
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
)
from kumo_lr.phrases import printable
from kumo_lr.plan.models import MODELS
from kumo_lr.report.explain import sentence

Draft: TypeAlias = Literal["draft-07", "2020-12"]
Schema: TypeAlias = dict[str, Any]

DRAFTS: dict[Draft, str] = {
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
_DEFINITIONS = {"draft-07": "definitions", "2020-12": "$defs"}
_PLAN = "plan"
_CANDIDATE = "candidate"
# Text that Kumo reads as a number, or as not set.
_COUNT = r"^([0-9][0-9_]*(\.0*)?|\?\?\?)$"


def json_schema(draft: Draft = "draft-07", *, field: bool = False) -> Schema:
    """Return the JSON Schema of a file that has the field where it is documented to be.

    A section that should contain the field must be a mapping; all other sections are accepted.

    Args:
        field: Whether to describe the field's value alone, rather than a file.
        draft: `"draft-07"`, which every editor supports, or `"2020-12"`.

    Raises:
        ValueError: The draft is unknown.
    """
    if draft not in tuple(DRAFTS):
        raise ValueError(f'no draft "{draft}"; there are {", ".join(DRAFTS)}')
    definitions = _DEFINITIONS[draft]
    head = {"$schema": DRAFTS[draft], "$id": schema_id(draft, field=field)}
    parts = {_CANDIDATE: _candidate(), "item": _item(definitions), FIELD: _field(definitions)}
    if field:
        schema = {**head, **parts.pop(FIELD), definitions: parts}
    else:
        reference: Schema = {"$ref": f"#/{definitions}/{FIELD}"}
        schema = {**head, "title": PLAN_TITLE, **_section(FIELD_PATHS, reference), definitions: parts}
    own: Schema = json.loads(json.dumps(schema))  # copied, so that no part is shared
    return own


def schema_id(draft: Draft, *, field: bool) -> str:
    """Return the `$id` of a schema, which is independent of where it is stored."""
    return f"urn:kumo-lr:{FIELD if field else _PLAN}:{draft}"


def schema_text(draft: Draft, *, field: bool) -> str:
    """Return a schema as its published text."""
    return json.dumps(json_schema(draft, field=field), indent=2, ensure_ascii=False) + "\n"


def differences(text: str, *, draft: Draft | None = None, field: bool | None = None) -> list[str]:
    """Return the differences between a stored schema and the current one.

    Its `$id` decides which schema to compare with, unless that is given.

    Raises:
        ValueError: The text is not JSON, or not one of our schemas.
    """
    try:
        stored = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: line {error.lineno}: {error.msg.lower()}") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    known = {schema_id(d, field=f): (d, f) for d in DRAFTS for f in (False, True)}
    found = known.get(str(stored.get("$id"))) if isinstance(stored, dict) else None
    if found is None:
        raise ValueError("it is not a schema of kumo_lr: its $id is none of " + ", ".join(known))
    wanted = json_schema(draft or found[0], field=found[1] if field is None else field)
    return [printable(difference) for difference in _differences(stored, wanted, "")]


def _differences(stored: Any, wanted: Any, pointer: str) -> Iterator[str]:
    """Yield the differences between two schemas; places are JSON pointers."""
    if isinstance(stored, dict) and isinstance(wanted, dict):
        for key in [*wanted, *(key for key in stored if key not in wanted)]:
            place = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            if key not in stored:
                yield f"{place} is missing"
            elif key not in wanted:
                yield f"{place} should not be there"
            else:
                yield from _differences(stored[key], wanted[key], place)
    elif isinstance(stored, list) and isinstance(wanted, list) and len(stored) == len(wanted):
        for index, (one, other) in enumerate(zip(stored, wanted, strict=True)):
            yield from _differences(one, other, f"{pointer}/{index}")
    elif json.dumps(stored) != json.dumps(wanted):
        yield f"{pointer or '/'} is {json.dumps(stored)}, and should be {json.dumps(wanted)}"


def _length(slot: Slot) -> Schema:
    """Return the schema of a length of training, which Kumo reads from text too."""
    limits = {"minimum": slot.integer.low, "maximum": slot.integer.high} if slot.integer is not None else {}
    numbers = {name: limit for name, limit in limits.items() if limit is not None}
    kinds = [{"type": "integer", **numbers}, {"type": "boolean"}, {"type": "string", "pattern": _COUNT}]
    return {"doNotSuggest": True, "anyOf": kinds}


def _section(paths: tuple[tuple[str, ...], ...], reference: Schema, way: tuple[str, ...] = ()) -> Schema:
    """Return the schema of a mapping that has paths to the field, and accepts everything else.

    It refuses the field in any other place. `way` is the path to the mapping: in a plan, the other sections
    do not contain the field.
    """
    properties: Schema = {}
    for name in dict.fromkeys(path[0] for path in paths):
        inner = tuple(path[1:] for path in paths if path[0] == name)
        if inner == ((),):
            properties[name] = reference
        else:
            said = _described(name, SECTION_SUMMARIES[name])
            properties[name] = {**said, **_or_not_set(_section(inner, reference, (*way, name)))}
    if any(place.plan == way for place in PLACES):
        without = {"type": "object", "properties": {FIELD: False}}
        elsewhere = {"doNotSuggest": True, "if": {"type": "object"}, "then": without}
        properties |= {name: elsewhere for name in PLAN_SECTIONS if name not in properties}
        refused = {"not": {"type": ["array", "null"]}}
        properties |= {name: elsewhere | refused for name in CHECKED_SECTIONS if name != HOME}
    is_home = way[-1:] == (HOME,)
    schema: Schema = {"type": "object" if is_home else ["object", "null"], "properties": properties}
    if FIELD not in properties:
        properties[FIELD] = False
    elif len(properties) > 1:  # the field alone, or a plan that has it further in
        around = [_required(name) for name in properties if name != FIELD]
        schema["allOf"] = [{"if": {"anyOf": around}, "then": {"properties": {FIELD: False}}}]
    if is_home:
        properties |= {name: _length(slot) for name, slot in LENGTHS.items()}
    return schema


def _or_not_set(schema: Schema) -> Schema:
    return {"if": {"type": "string"}, "then": {"type": "string", "const": NOT_SET}, "else": schema}


def _described(title: str, *summaries: str) -> Schema:
    text = " ".join(map(sentence, summaries))
    return {"title": title, "description": text, "markdownDescription": text}


def _field(definitions: str) -> Schema:
    items = {"$ref": f"#/{definitions}/item"}
    said = _described(FIELD, FIELD_SUMMARY, NOT_SET_SUMMARY)
    said["markdownDescription"] += f"\n\n[{FIELD}]({DOCUMENTATION})"
    return {**said, **_or_not_set({"type": "array", "minItems": 1, "items": items})}


def _item(definitions: str) -> Schema:
    """Return the schema of an item: a candidate or null."""
    candidate = {"$ref": f"#/{definitions}/{_CANDIDATE}"}
    nothing = {**_described("null", NO_SCHEDULING_SUMMARY), "type": "null"}
    snippet = {"label": "null", "description": sentence(NO_SCHEDULING_SUMMARY), "body": None}
    # Editors offer snippets where their schema fits: this one on an empty item, but not below a first key.
    begun = {"title": _CANDIDATE, "type": "object", "maxProperties": 0, "defaultSnippets": _snippets()}
    return {
        "anyOf": [candidate, {**nothing, "defaultSnippets": [snippet]}, begun],
        "if": {"type": "object", "maxProperties": 0},
        "then": {"type": "object", **_required(NAME.name, INTERVAL.name)},
    }


def _snippets() -> list[Schema]:
    snippets = []
    for strategy in STRATEGIES.values():
        kwargs = {
            slot.name: f"${{{stop}:{slot.default if slot.default is not None else slot.examples[0]}}}"
            for stop, slot in enumerate(strategy.arguments, 2)
        }
        # An editor inserts the first choice.
        intervals = sorted(INTERVAL.choices, key=lambda interval: interval != strategy.example_interval)
        body = {
            NAME.name: strategy.name,
            INTERVAL.name: f"${{1|{','.join(intervals)}|}}",
            KWARGS: kwargs,
        }
        snippets.append({"label": strategy.name, "description": sentence(strategy.summary), "body": body})
    return snippets


def _candidate() -> Schema:
    required: Schema = {
        "if": {"type": "object", "minProperties": 1},
        "then": {"allOf": [_required(NAME.name, INTERVAL.name)]},
    }
    names = [strategy.summary for strategy in STRATEGIES.values()]
    return {
        **_described(_CANDIDATE, CANDIDATE_SUMMARY),
        "type": "object",
        "properties": {
            NAME.name: _word(NAME, names),
            INTERVAL.name: _word(INTERVAL, list(INTERVAL_SUMMARIES.values())),
            KWARGS: {**_described(KWARGS, KWARGS_SUMMARY), "type": "object"},
        },
        "additionalProperties": False,
        "allOf": [*map(_kwargs_of, MODELS), required],
    }


def _word(slot: Slot, summaries: list[str]) -> Schema:
    return {
        **_described(slot.name, slot.summary),
        "enum": list(slot.choices),
        "markdownEnumDescriptions": [sentence(summary) for summary in summaries],
    }


def _kwargs_of(model: Any) -> Schema:
    """Return the schema of kwargs for the name of a model."""
    name = model.model_fields[NAME.name].default
    arguments = model.model_fields[KWARGS].annotation.model_fields
    strategy = STRATEGIES[name]
    required = [argument for argument, field in arguments.items() if field.is_required()]
    kwargs: Schema = {
        **_described(KWARGS, KWARGS_SUMMARY),
        "type": "object",
        "properties": {slot.name: _number(slot) for slot in strategy.arguments if slot.name in arguments},
        "additionalProperties": False,
        "doNotSuggest": True,  # the candidate already offers the key
    }
    then: Schema = {"properties": {KWARGS: kwargs}}
    if required:
        kwargs["allOf"] = [_required(*required)]
        then["allOf"] = [_required(KWARGS)]
    named = {"properties": {NAME.name: {"type": "string", "pattern": f"^{name}$"}}, "required": [NAME.name]}
    return {"if": {"type": "object", **named}, "then": {"type": "object", **then}}


def _required(*names: str) -> Schema:
    """Return a schema that requires keys, and defines them, as ajv's strict mode demands."""
    return {"properties": dict.fromkeys(names, True), "required": list(names)}


def _number(slot: Slot) -> Schema:
    said = _described(slot.name, slot.summary, f"takes {slot.wanted}")
    schema: Schema = {**said, **_kind(slot), "examples": list(slot.examples)}
    return schema if slot.default is None else {**schema, "default": slot.default}


def _kind(slot: Slot) -> Schema:
    """Return the schema of a number. To JSON Schema `1.0` is an integer, so a float has a fraction."""
    if slot.float is None or slot.integer is None:
        return {"type": "integer", **_bounds(slot.integer or slot.float)}
    if _bounds(slot.integer) == _bounds(slot.float):
        return {"type": "number", **_bounds(slot.float)}
    if slot.integer.low > slot.float.low:
        kinds = {
            "then": {"type": "integer", **_bounds(slot.integer)},
            "else": {"type": "number", **_bounds(slot.float)},
        }
        return {"type": "number", "if": {"type": "integer"}, **kinds}
    # What bounds the integers bounds all.
    decimal = {"if": {"not": {"type": "integer"}}, "then": {"type": "number", **_bounds(slot.float)}}
    return {"type": "number", **_bounds(slot.integer), **decimal}


def _bounds(limits: Range | None) -> Schema:
    if limits is None:
        return {}
    low = "exclusiveMinimum" if limits.low_open else "minimum"
    bounds: Schema = {low: limits.low}
    return bounds if limits.high is None else {**bounds, "maximum": limits.high}
