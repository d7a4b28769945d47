"""`kumo-lr resolve --output-format json`."""

from __future__ import annotations

import json

from tests.support.cli import Cli, put
from tests.support.cli_resolve import BY_DOCUMENTATION, BY_ENGINE, DATA, DEFAULTS, RESTARTS, SHORT, origin


def test_json_of_a_field(cli: Cli) -> None:
    put("plan.yaml", RESTARTS + "- null\n")
    code, out, err = cli("resolve", "plan.yaml", "--output-format", "json")
    assert (code, err) == (0, "")
    assert out == json.dumps(json.loads(out), indent=2) + "\n"
    assert json.loads(out) == {
        "version": 1,
        "file": "plan.yaml",
        "fields": [
            {
                "path": ["lr_scheduler"],
                "document": 0,
                "run_mode": "BEST",
                "documented": "Not included",
                "in_file": [
                    {"name": "cosine_with_warmup_restarts", "interval": "step", "kwargs": {}},
                    None,
                ],
                "candidates": [DATA[0], None],
                "origins": [
                    {
                        "candidate": origin("file", "plan.yaml", 3),
                        "name": origin("file", "plan.yaml", 3),
                        "interval": origin("file", "plan.yaml", 4),
                        "num_cycles": BY_DOCUMENTATION,
                        "warmup_ratio_or_steps": BY_ENGINE,
                    },
                    {"candidate": origin("file", "plan.yaml", 5)},
                ],
            }
        ],
    }


def test_json_of_what_is_not_set(cli: Cli) -> None:
    put("plan.yaml", f"a: 1\n---\nlr_scheduler: ???\n---\n{SHORT}")
    code, out, err = cli("resolve", "plan.yaml", "--output-format", "json", "--run-mode", "fast")
    assert (code, err) == (0, "")
    *_, empty, short = json.loads(out)["fields"]
    place = ("path", "document", "run_mode", "documented")
    assert [empty[key] for key in place] == [["lr_scheduler"], 1, "FAST", "Not included"]
    assert [short[key] for key in place] == [["lr_scheduler"], 2, "FAST", "Not included"]
    assert (empty["in_file"], empty["candidates"]) == (None, DATA)
    assert empty["origins"][0] == {
        "candidate": BY_ENGINE,
        "name": BY_ENGINE,
        "interval": BY_ENGINE,
        "num_cycles": BY_DOCUMENTATION,
        "warmup_ratio_or_steps": BY_ENGINE,
    }
    assert short["in_file"] == [{"name": "linear_with_warmup", "interval": "step", "kwargs": {}}]
    assert short["origins"][0]["interval"] == origin("file", "plan.yaml", 7)


def test_json_where_the_documentation_says_nothing(cli: Cli) -> None:
    data = json.loads(cli("resolve", "-", "--output-format", "json", "--run-mode", "debug").out)
    (field,) = data["fields"]
    assert (data["file"], field["run_mode"], field["documented"]) == ("<stdin>", "DEBUG", None)
    assert field["in_file"] is None


def test_json_with_other_defaults(cli: Cli) -> None:
    put("ours.yaml", DEFAULTS)
    arguments = ("resolve", "-", "--output-format", "json", "--run-mode", "best", "--defaults", "ours.yaml")
    (field,) = json.loads(cli(*arguments).out)["fields"]
    lines = [{name: o["line"] for name, o in row.items()} for row in field["origins"]]
    assert lines == [
        {"candidate": 6, "name": 6, "interval": 7, "gamma": 8},
        {"candidate": 9, "name": 9, "interval": 10, "num_cycles": None, "warmup_ratio_or_steps": 12},
    ]
    assert field["origins"][1]["warmup_ratio_or_steps"] == origin("defaults", "ours.yaml", 12)
    assert field["origins"][1]["num_cycles"] == BY_DOCUMENTATION
