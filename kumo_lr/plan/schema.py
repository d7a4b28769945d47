"""The field and the plan around it as JSON Schema, in the form that editors support best.

A key that may be `'???'` has its schema in a condition about the mapping around it: language servers write
the colon behind a key only if the key has one type, and Ajv's strict mode wants no more than one.
"""

from __future__ import annotations

import json
from typing import Literal, TypeAlias

from kumo_lr.document.plan_numbers import RUN_MODE_PATHS
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
    PLAN_SUMMARY,
    PLAN_TITLE,
    SECTION_SUMMARIES,
)
from kumo_lr.facts.run_modes import RUN_MODE, RUN_MODES, RunMode
from kumo_lr.facts.slots import Slot
from kumo_lr.plan.candidate_schema import (
    CANDIDATE,
    Schema,
    bounds,
    candidate_schema,
    choices,
    described,
    item_schema,
    required,
)

Draft: TypeAlias = Literal["draft-07", "2020-12"]

DRAFTS: dict[Draft, str] = {
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
DEFINITIONS: dict[Draft, str] = {"draft-07": "definitions", "2020-12": "$defs"}
_PLAN = "plan"
# Text that Kumo reads as a number, or as not set.
COUNT = r"^([0-9][0-9_]*(\.0*)?|\?\?\?)$"


def json_schema(draft: Draft = "draft-07", *, field: bool = False, completion: bool = False) -> Schema:
    """Return the JSON Schema of a file that has the field where it is documented to be.

    A section that should contain the field must be a mapping; all other sections are accepted.

    Args:
        field: Whether to describe the field's value alone, rather than a file.
        draft: `"draft-07"`, which every editor supports, or `"2020-12"`.
        completion: Whether the schema is for completion and hover alone, and accepts everything: for an
            editor that shows the findings of `kumo-lr` as well.

    Raises:
        ValueError: The draft is unknown.
    """
    check_draft(draft)
    definitions = DEFINITIONS[draft]
    head = {"$schema": DRAFTS[draft], "$id": schema_id(draft, field=field, completion=completion)}
    parts = {CANDIDATE: candidate_schema(), "item": item_schema(definitions), FIELD: _field(definitions)}
    if field:
        body = {**_described_field(), **_or_not_set(parts.pop(FIELD))}
    else:
        body = {**described(PLAN_TITLE, PLAN_SUMMARY), **_section(FIELD_PATHS, definitions)}
    schema = {**head, **body, definitions: parts}
    if completion:
        from kumo_lr.plan.completion_schema import accepting  # few ask for it

        schema = accepting(schema, definitions)
    own: Schema = json.loads(json.dumps(schema))  # copied, so that no part is shared
    return own


def check_draft(draft: str) -> None:
    """Raise `ValueError` for an unknown draft."""
    if draft not in tuple(DRAFTS):
        raise ValueError(f'no draft "{draft}"; there are {", ".join(DRAFTS)}')


def schema_id(draft: Draft, *, field: bool, completion: bool = False) -> str:
    """Return the `$id` of a schema, which is independent of where it is stored."""
    return f"urn:kumo-lr:{FIELD if field else _PLAN}:{'completion:' if completion else ''}{draft}"


def schema_text(draft: Draft, *, field: bool, completion: bool = False) -> str:
    """Return a schema as its published text."""
    return published(json_schema(draft, field=field, completion=completion))


def published(schema: Schema) -> str:
    """Return a schema as text."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _section(paths: tuple[tuple[str, ...], ...], definitions: str, way: tuple[str, ...] = ()) -> Schema:
    """Return the schema of a mapping that has paths to the field, and accepts everything else.

    It refuses the field in any other place. `way` is the path to the mapping: in a plan, the other sections
    do not contain the field.
    """
    inner = {
        name: tuple(path[1:] for path in paths if path[0] == name and path[1:])
        for name in dict.fromkeys(path[0] for path in paths)
    }
    entries = {
        name: _section(further, definitions, (*way, name)) for name, further in inner.items() if further
    }
    is_plan = any(place.plan == way for place in PLACES)
    properties = _other_sections(way, set(inner)) if is_plan else {}
    around = [*entries, *properties]
    if way[-1:] == (HOME,):
        properties |= {name: _length(slot) for name, slot in LENGTHS.items()}
    if (*way, RUN_MODE.name) in RUN_MODE_PATHS:
        properties[RUN_MODE.name] = _run_mode()
    conditions = [_unless_not_set(name, schema, SECTION_SUMMARIES[name]) for name, schema in entries.items()]
    if FIELD in inner:
        # Beside the field, servers would offer what must not be there.
        conditions = [{"if": required(FIELD), "else": {"allOf": conditions}}] if conditions else []
        field = _unless_not_set(FIELD, {"$ref": f"#/{definitions}/{FIELD}"}, FIELD_SUMMARY)
        conditions.insert(0, _nowhere_beside(around, field) if around else field)
    else:
        properties[FIELD] = False
    kind = "object" if way[-1:] == (HOME,) else ["object", "null"]
    return {"type": kind, "properties": properties, "allOf": conditions}


def _other_sections(way: tuple[str, ...], inner: set[str]) -> Schema:
    """Return the schemas of the sections of a plan that lead to no field, and must not have one."""
    properties: Schema = {}
    for name in PLAN_SECTIONS:
        if name not in inner:
            without: Schema = {FIELD: False}
            if (*way, name, RUN_MODE.name) in RUN_MODE_PATHS:
                without[RUN_MODE.name] = {**_run_mode(), "doNotSuggest": True}
            section = {"doNotSuggest": True, "if": {"type": "object"}}
            section["then"] = {"type": "object", "properties": without}
            if name in CHECKED_SECTIONS and name != HOME:
                section["not"] = {"type": ["array", "null"]}
            properties[name] = section
    return properties


def _nowhere_beside(names: list[str], field: Schema) -> Schema:
    """Return the schema of a mapping that has either some of these keys, or the field."""
    around = {"anyOf": [required(name) for name in names]}
    return {"if": around, "then": {"properties": {FIELD: False}}, "else": field}


def _unless_not_set(name: str, schema: Schema, summary: str) -> Schema:
    """Return the schema of a mapping in which a key has a value that fits, or `'???'`."""
    text = {"properties": {name: {"type": "string", "doNotSuggest": True}}, "required": [name]}
    said = described(name, summary)
    not_set = {**said, "type": "string", "const": NOT_SET, "doNotSuggest": True}
    fitting = schema if "$ref" in schema else {**said, **schema}
    return {"if": text, "then": {"properties": {name: not_set}}, "else": {"properties": {name: fitting}}}


def _or_not_set(schema: Schema) -> Schema:
    return {"if": {"type": "string"}, "then": {"type": "string", "const": NOT_SET}, "else": schema}


def _described_field() -> Schema:
    said = described(FIELD, FIELD_SUMMARY, NOT_SET_SUMMARY)
    said["markdownDescription"] += f"\n\n[{FIELD}]({DOCUMENTATION})"
    return said


def _field(definitions: str) -> Schema:
    items = {"$ref": f"#/{definitions}/item"}
    return {**_described_field(), "type": "array", "minItems": 1, "items": items}


def _run_mode() -> Schema:
    """Return the schema of a run mode. Editors offer one spelling, while both are Kumo's own."""
    enum = choices(RUN_MODE, [_told(mode) for mode in RUN_MODES.values()])
    also = "|".join([*(mode.lower() for mode in RUN_MODE.choices), r"\?\?\?"])
    return {
        **described(RUN_MODE.name, RUN_MODE.summary),
        "type": "string",
        "anyOf": [enum, {}],
        "if": {"pattern": f"^({also})$"},
        "else": {"enum": list(RUN_MODE.choices)},
    }


def _told(mode: RunMode) -> str:
    steps = f"{mode.min_steps_per_epoch:,} to {mode.max_steps_per_epoch:,} optimisation steps"
    return f"{mode.max_epochs} epochs of {steps} each"


def _length(slot: Slot) -> Schema:
    """Return the schema of a length of training, which Kumo reads from text too."""
    modes = {
        mode.name: getattr(mode, slot.name) for mode in RUN_MODES.values() if mode.documented is not None
    }
    defaults = ", ".join(f"{name} {number:,}" for name, number in modes.items())
    said = described(slot.name, slot.summary, f"takes {slot.wanted}", f"by run mode if left out: {defaults}")
    return {
        **said,
        "examples": list(dict.fromkeys(modes.values())),
        "if": {"type": "string"},
        "then": {"type": "string", "pattern": COUNT},
        "else": {"type": "integer", **bounds(slot.integer)},
    }
