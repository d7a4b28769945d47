"""A JSON Schema made to accept everything, while editors complete and show the same.

Of a schema without constraints, servers would complete little: they follow types, and write the colon behind
a key that has a type or words. So what an entry must be stays, behind a condition that it is that.
"""

from __future__ import annotations

from typing import Any

from kumo_lr.plan.candidate_schema import Schema

# What values are refused by, beside types and lists of words.
_CONSTRAINTS = frozenset(
    """required additionalProperties minProperties maxProperties minItems minimum maximum exclusiveMinimum
    pattern const not""".split()
)
_WORDS = ("enum", "markdownEnumDescriptions")
_FOLLOWED = ("array", "object")  # the types of what has something within


def accepting(schema: Schema, definitions: str) -> Schema:
    """Return a schema that accepts everything, with the annotations and the structure of another one."""
    inner = {name: _accepting(part) for name, part in schema[definitions].items()}
    head = {name: schema[name] for name in ("$schema", "$id", "title", "description", "markdownDescription")}
    body = schema.get("else", schema)  # the field may be text instead
    kind = _type_of(body)
    followed = {name: part for name, part in body.items() if name not in (*head, definitions)}
    then = {**_accepting(followed), "type": kind}
    return {**head, "if": {"type": kind}, "then": then, definitions: inner}


def _accepting(schema: Any) -> Any:
    """Return a part of a schema without its constraints."""
    if not isinstance(schema, dict):
        return schema
    kept = {name: part for name, part in schema.items() if name not in _CONSTRAINTS}
    if kept.get("type") not in _FOLLOWED:
        kept.pop("type", None)
    for name in ("then", "else", "items"):
        if name in kept and (accepted := _accepting(kept.pop(name))) != {}:
            kept[name] = accepted
    for name in ("allOf", "anyOf"):
        if name in kept:
            kept[name] = list(map(_accepting, kept[name]))
    if not kept.keys() & {"then", "else"}:
        kept.pop("if", None)
    if "enum" in kept:
        return _offering(kept)
    return _conditional(kept) if "properties" in kept else kept


def _offering(schema: Schema) -> Schema:
    """Return a schema that offers words, and accepts others."""
    words = {name: schema.pop(name) for name in _WORDS if name in schema}
    return {**schema, "anyOf": [words, {}]} if len(words) == len(_WORDS) else {}


def _conditional(schema: Schema) -> Schema:
    """Return a schema of a mapping whose entries have their schemas if they fit."""
    free: Schema = {}
    conditions = schema.pop("allOf", [])
    for name, entry in schema["properties"].items():
        kind = _type_of(entry)
        if kind is not None:
            followed = entry if "$ref" in entry else {**_accepting(entry), "type": kind}
            conditions.append(_if_fits(name, {"type": kind}, followed))
        elif isinstance(entry, dict) and entry.keys() & {"enum", "anyOf"}:
            words = {key: part for key, part in entry.items() if key in ("type", "enum", "if", "else")}
            conditions.append({**_if_fits(name, words, entry), "else": _entry(name, _accepting(entry))})
        elif entry is not False:
            free[name] = _accepting(entry)
    return {**schema, "properties": free, **({"allOf": conditions} if conditions else {})}


def _if_fits(name: str, wanted: Schema, schema: Schema) -> Schema:
    return {"if": _entry(name, {**wanted, "doNotSuggest": True}), "then": _entry(name, schema)}


def _entry(name: str, schema: Schema) -> Schema:
    return {"properties": {name: schema}}


def _type_of(schema: Any) -> str | None:
    """Return the type that servers follow to what is within, if it is one."""
    if not isinstance(schema, dict):
        return None
    if "$ref" in schema:
        return "array"  # the field is all that an entry refers to
    kind = schema.get("type")
    first = kind[0] if isinstance(kind, list) else kind
    return first if first in _FOLLOWED else None
