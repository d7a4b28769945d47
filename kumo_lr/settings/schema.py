"""The settings as JSON Schema, for TOML editors: of a `kumo-lr.toml`, or of `[tool.kumo-lr]`.

It refuses what kumo-lr refuses, as far as a schema can, and accepts case-insensitive names only in their
usual case, which is the one an editor should offer.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable

from kumo_lr.findings import Severity
from kumo_lr.plan.candidate_schema import Schema
from kumo_lr.plan.schema import DEFINITIONS, DRAFTS, Draft, check_draft, published
from kumo_lr.report.explain import FAMILIES, sentence
from kumo_lr.rules import BY_SLUG, RULES, is_mutable
from kumo_lr.settings.table import (
    SETTINGS,
    TABLE,
    Boolean,
    ListOf,
    Number,
    Setting,
    TableOf,
    Takes,
    Text,
)
from kumo_lr.typed import Any

# What a pattern of ECMA-262 escapes; in its unicode mode, no more may be.
_SYNTAX = re.compile(r"[$()*+.?\[\\\]^{|}/]")


def settings_schema(draft: Draft = "draft-07") -> Schema:
    """Return the JSON Schema of the table of settings, or raise `ValueError` for an unknown draft."""
    check_draft(draft)
    definitions = DEFINITIONS[draft]
    schema = {
        "$schema": DRAFTS[draft],
        "$id": settings_schema_id(draft),
        "title": f"settings of {TABLE}",
        "description": f"The table [tool.{TABLE}] of pyproject.toml, or the whole of {TABLE}.toml.",
        "type": "object",
        "properties": {name: _setting(setting, definitions) for name, setting in SETTINGS.items()},
        "additionalProperties": False,
        definitions: {"rule": _rule()},
    }
    own: Schema = json.loads(json.dumps(schema))  # copied, so that no part is shared
    return own


def settings_schema_id(draft: Draft) -> str:
    """Return the `$id` of the schema, which is independent of where it is stored."""
    return f"urn:kumo-lr:settings:{draft}"


def settings_schema_text(draft: Draft) -> str:
    """Return the schema as its published text."""
    return published(settings_schema(draft))


def _setting(setting: Setting, definitions: str) -> Schema:
    example = tomllib.loads(f"example = {setting.example}")["example"]
    text = f"{sentence(setting.summary)} If not set: {setting.unset}."
    said = {"title": setting.name, "description": text, "markdownDescription": text}
    return {**said, **_taken(setting.takes, definitions), "examples": [example]}


def _taken(takes: Takes, definitions: str) -> Schema:
    return _KINDS[type(takes)](takes, definitions)


def _number(takes: Number, _definitions: str) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": takes.most}


def _boolean(_takes: Boolean, _definitions: str) -> Schema:
    return {"type": "boolean"}


def _text(takes: Text, definitions: str) -> Schema:
    if takes.definition:
        return {"$ref": f"#/{definitions}/{takes.definition}"}
    if not takes.words:
        return {"type": "string", "pattern": takes.pattern}
    choices: Schema = {"enum": list(takes.words)}
    if not takes.to_file:
        return choices
    words = "|".join(_SYNTAX.sub(r"\\\g<0>", word) for word in takes.words)
    to_file = f"^({words}):.*\\S"
    return {"anyOf": [choices, {"type": "string", "pattern": to_file}]}


def _list(takes: ListOf, definitions: str) -> Schema:
    items: Schema = {"type": "array", "items": _taken(takes.item, definitions)}
    items |= {"minItems": takes.fewest} if takes.fewest else {}
    return {"anyOf": [_taken(takes.item, definitions), items]} if takes.alone else items


def _table(takes: TableOf, definitions: str) -> Schema:
    value = _taken(takes.value, definitions)
    schema: Schema = {"type": "object"}
    if not takes.weighs:
        names = {"pattern": takes.key.pattern}
        return {**schema, "propertyNames": names, "additionalProperties": value}
    # Editors offer `properties`, but not what `propertyNames` allows.
    stays = {"enum": [str(Severity.ERROR)]}
    weights = {name: value if _can_be_lowered(name) else stays for name in _names()}
    return {**schema, "properties": weights, "additionalProperties": False}


def _can_be_lowered(name: str) -> bool:
    codes = [code for code in RULES if code.startswith(name)] or [BY_SLUG[name].code]
    return any(is_mutable(code) or RULES[code].severity is Severity.WARNING for code in codes)


def _rule() -> Schema:
    told = [f"{FAMILIES.get(name, 'rules with this prefix')}" for name in _prefixes()]
    told += [rule.summary for rule in (*RULES.values(), *BY_SLUG.values())]
    return {
        "title": "rule",
        "description": "The code, prefix or slug of a rule.",
        "enum": _names(),
        "markdownEnumDescriptions": [sentence(text) for text in told],
    }


def _names() -> list[str]:
    return [*_prefixes(), *RULES, *BY_SLUG]


def _prefixes() -> list[str]:
    """Return the prefixes of codes, from their letters on."""
    return sorted({code[:length] for code in RULES for length in range(3, len(code))})


_KINDS: dict[type[Takes], Callable[[Any, str], Schema]] = {
    Text: _text,
    Number: _number,
    Boolean: _boolean,
    ListOf: _list,
    TableOf: _table,
}
