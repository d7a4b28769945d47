"""Second places of findings, in every format that can show them."""

from __future__ import annotations

import json

from kumo_lr.check.checker import check_data
from kumo_lr.findings import Checked
from kumo_lr.report import FORMATS
from kumo_lr.report.paths import told, told_with_places
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_full
from tests.support.formats import RELATED, rendered

CHECKED = check_data(RELATED.encode(), "related.yaml")


def _json(name: str) -> dict[str, list[dict[str, object]]]:
    loaded: dict[str, list[dict[str, object]]] = json.loads(rendered(FORMATS[name].render, (CHECKED,)))
    return loaded


def test_sarif_links_each_second_place_in_its_message() -> None:
    (run,) = json.loads(rendered(FORMATS["sarif"].render, (CHECKED,)))["runs"]

    assert any(result.get("relatedLocations") for result in run["results"])
    for finding, result in zip(CHECKED.findings, run["results"], strict=True):
        related = result.get("relatedLocations", [])
        assert [place["message"]["text"] for place in related] == [r.message for r in finding.related]
        for place in related:
            assert f"[{place['message']['text']}]({place['id']})" in result["message"]["text"]
            assert place["physicalLocation"]["region"]["startLine"] in {
                r.location.start.line for r in finding.related
            }


def test_rdjson_counts_bytes_in_second_places() -> None:
    for finding, diagnostic in zip(CHECKED.findings, _json("rdjson")["diagnostics"], strict=True):
        places = diagnostic.get("relatedLocations", [])
        assert isinstance(places, list)
        assert len(places) == len(finding.related)
        for related, place in zip(finding.related, places, strict=True):
            line, column = related.location.start
            before = CHECKED.source.line(line)[: column - 1]
            start = {"line": line, "column": len(before.encode()) + 1}
            assert place["location"]["range"]["start"] == start


def test_json_has_them_for_every_finding() -> None:
    shown = [finding["related"] for finding in _json("json")["findings"]]

    assert shown == [
        [
            {
                "message": related.message,
                "location": {
                    "start": related.location.start._asdict(),
                    "end": related.location.end._asdict(),
                },
            }
            for related in finding.related
        ]
        for finding in CHECKED.findings
    ]


def test_one_line_names_a_line_once() -> None:
    told_, repeated = "gamma 2 makes the learning rate grow", 'duplicate key "interval"'
    by_message = {finding.message.partition(",")[0]: finding for finding in CHECKED.findings}

    assert told_with_places(by_message[told_]).endswith("; used here: line 6; also used here: line 7")
    assert told_with_places(by_message[repeated]) == told(by_message[repeated])


def test_a_second_place_is_below_the_first_in_its_own_color() -> None:
    checked = Checked(CHECKED.source, CHECKED.findings[1:2], has_field=True)

    shown = "".join(render_full((checked,), Tally(), True))

    assert shown.index(":5:3:") < shown.index(":4:3")
    assert "\x1b[1;34m  --------\x1b[0m \x1b[1;34mfirst written here\x1b[0m" in shown
