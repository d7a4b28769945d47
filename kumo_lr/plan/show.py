"""Render resolved configs and comparisons as text, and as versioned JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kumo_lr.facts.strategies import NAME
from kumo_lr.phrases import printable
from kumo_lr.plan.compare import Compared, Difference, Side, Value
from kumo_lr.plan.defaults import Origin
from kumo_lr.plan.resolve import Resolved
from kumo_lr.report.tally import plural
from kumo_lr.report.text import paint
from kumo_lr.rules.values import spell

VERSION = 1
_RED, _GREEN, _CYAN = "31", "32", "36"


def resolved_json(file: str, fields: Iterable[Resolved]) -> str:
    """Return the fields of a file as one document: what is in the file, and what will run.

    `in_file` is null if the field is not set; `documented` is the documentation's entry for it.
    """
    data = {"version": VERSION, "file": file, "fields": [_field(resolved) for resolved in fields]}
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def _field(resolved: Resolved) -> dict[str, Any]:
    config = resolved.config
    field = config.place.field() if config.place else None
    return {
        "path": list(field.path) if field else [],
        "document": field.document if field else 0,
        "run_mode": resolved.run_mode,
        "documented": resolved.documented,
        "in_file": config.to_kumo() if config.is_set else None,
        "candidates": resolved.to_kumo(),
        "origins": [{name: _origin(origin) for name, origin in row.items()} for row in resolved.origins],
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {"kind": origin.kind, "source": origin.source, "line": origin.line}


def comparison_json(comparison: Compared) -> str:
    """Return a comparison as one document."""
    return json.dumps(comparison_data(comparison), indent=2, ensure_ascii=True) + "\n"


def comparison_data(comparison: Compared) -> dict[str, Any]:
    """Return a comparison as plain data."""
    return {
        "version": VERSION,
        "files": list(comparison.names),
        "run_modes": list(comparison.run_modes),
        "same": [list(pair) for pair in comparison.same],
        "differences": [
            {"left": _side(difference.left), "right": _side(difference.right)}
            for difference in comparison.differences
        ],
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    values = {name: {"value": v.value, "origin": _origin(v.origin)} for name, v in side.values.items()}
    return {"position": side.position, "origin": _origin(side.origin), "values": values}


def comparison_text(comparison: Compared, color: bool) -> Iterator[str]:
    """Yield a comparison for people: a block for each candidate that differs, and a summary."""
    for difference in comparison.differences:
        yield from _difference(difference, color)
    left, right = map(printable, comparison.names)
    yield f"{_summary((left, right), comparison)}\n"


def _difference(difference: Difference, color: bool) -> Iterator[str]:
    left, right = difference
    if left is not None and right is not None:
        yield paint(f"~ {left.values[NAME.name].value}  ({left.origin}, {right.origin})", _CYAN, color) + "\n"
        for name, (before, after) in difference.changes.items():
            yield paint(f"  - {_named(name, before)}", _RED, color) + "\n"
            yield paint(f"  + {_named(name, after)}", _GREEN, color) + "\n"
    elif left is not None:
        yield paint(f"- {_described(left)}", _RED, color) + "\n"
    elif right is not None:
        yield paint(f"+ {_described(right)}", _GREEN, color) + "\n"


def _written(value: Value) -> str:
    return value.value if isinstance(value.value, str) else spell(value.value)


def _named(name: str, value: Value) -> str:
    return f"{name}: {_written(value)}  ({value.origin})"


def _described(side: Side) -> str:
    inner = ", ".join(f"{name}: {_written(v)}" for name, v in side.values.items() if name != NAME.name)
    words = f"{side.values[NAME.name].value}, {inner}" if side.values else "no scheduling"
    return f"{words}  ({side.origin})"


def _summary(files: tuple[str, str], comparison: Compared) -> str:
    """Return the summary of a comparison; `files` are printable names."""
    changed = sum(None not in difference for difference in comparison.differences)
    only = [sum(difference[1 - side] is None for difference in comparison.differences) for side in (0, 1)]
    same = plural(len(comparison.same), "candidate")
    if not comparison.differences:
        parts = [f"no difference: {same}"]
    else:
        parts = [f"{changed:,} changed"] if changed else []
        parts += [f"{count:,} only in {file}" for file, count in zip(files, only, strict=True) if count]
        parts += [f"{same} the same"] if comparison.same else []
    parts += ["in another order"] if comparison.reordered else []
    modes = comparison.run_modes
    ran = [f"{file} as {mode}" for file, mode in zip(files, modes, strict=True)]
    return f"{', '.join(parts)} ({modes[0] if modes[0] == modes[1] else ', '.join(ran)})"
