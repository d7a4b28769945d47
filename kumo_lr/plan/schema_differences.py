"""Compare a stored JSON Schema with the current one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kumo_lr.phrases import printable
from kumo_lr.plan.candidate_schema import Schema


def differences(text: str, wanted: Mapping[str, Callable[[], Schema]]) -> list[str]:
    """Return the differences between a stored schema and the wanted one, which its `$id` decides.

    Raises:
        ValueError: The text is not JSON, or its `$id` is unknown.
    """
    try:
        stored = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: line {error.lineno}: {error.msg.lower()}") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    current = wanted.get(str(stored.get("$id"))) if isinstance(stored, dict) else None
    if current is None:
        raise ValueError("it is not a schema of kumo_lr: its $id is none of " + ", ".join(wanted))
    return [printable(difference) for difference in _differences(stored, current(), "")]


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
