"""rdjson, validated by a schema of its readers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
from hypothesis import given

from kumo_lr.check.checker import check_data
from kumo_lr.check.fixes import apply_edits
from kumo_lr.findings import Checked, Fix, Safety
from kumo_lr.report.rdjson import render_rdjson
from tests.support.formats import BASE, NAMES, TEXTS, one, rendered, rich
from tests.support.paths import VENDOR
from tests.support.properties import examples


def test_rdjson_is_rdjson() -> None:
    schema = json.loads((VENDOR / "rdformat" / "rdformat.json").read_text(encoding="utf-8"))
    for diagnostic in _diagnostics_in(schema):
        # reviewdog's own format has these; its validator was written before them.
        place = {"message": {"type": "string"}, "location": diagnostic["properties"]["location"]}
        related = {"type": "object", "properties": place, "additionalProperties": False}
        diagnostic["properties"]["relatedLocations"] = {
            "type": "array",
            "minItems": 1,
            "items": {**related, "required": list(place)},
        }
    for results in (rich(), ()):
        jsonschema.Draft7Validator(schema).validate(json.loads(rendered(render_rdjson, results)))


def _diagnostics_in(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield each schema of a diagnostic in a schema."""
    if isinstance(schema, dict):
        if schema.get("title") == "Diagnostic":
            yield schema
        for value in schema.values():
            yield from _diagnostics_in(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _diagnostics_in(value)


@examples(40)
@given(message=TEXTS, name=NAMES)
def test_rdjson_gives_back_what_it_got(message: str, name: str) -> None:
    (diagnostic,) = json.loads(rendered(render_rdjson, one(BASE, message=message, file=name, help=None)))[
        "diagnostics"
    ]

    assert diagnostic["message"] == message
    assert diagnostic["location"]["path"] == name


def test_rdjson_counts_bytes_in_long_lines() -> None:
    candidate = '{"name": "größe 𝄞", "interval": "steps", "kwargs": {"x": 1}}'
    text = f'{{"lr_scheduler": [{", ".join([candidate] * 200)}]}}'
    checked = check_data(text.encode(), "long.json")
    report = json.loads(rendered(render_rdjson, (checked,)))
    given = [diagnostic["location"]["range"] for diagnostic in report["diagnostics"]]

    assert len(given) >= 400
    for finding, place in zip(checked.findings, given, strict=True):
        ends = finding.location
        assert [place["start"]["column"], place["end"]["column"]] == [
            len(text[: position.column - 1].encode()) + 1 for position in ends
        ]


def test_rdjson_suggestions_do_what_the_fix_does(mendable: list[tuple[Checked, Fix]]) -> None:
    assert len(mendable) > 100
    for checked, fix in mendable:
        (diagnostic,) = json.loads(rendered(render_rdjson, (checked,)))["diagnostics"][:1]
        assert ("suggestions" in diagnostic) == (fix.safety is Safety.SAFE)
        if fix.safety is Safety.UNSAFE:
            continue
        (suggestion,) = diagnostic["suggestions"]
        data = checked.source.encode()
        starts = [0, *(match.end() for match in re.finditer(rb"\r\n|\n|\r", data))]
        start, end = (
            starts[place["line"] - 1] + place["column"] - 1
            for place in (suggestion["range"]["start"], suggestion["range"]["end"])
        )
        mended = data[:start] + suggestion["text"].encode() + data[end:]

        assert mended == apply_edits(checked.source, [fix]).encode()
