"""Where the field can be: each place is one record, and everything that uses places reads it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import kumo_lr
from kumo_lr.facts.plan_layout import FIELD, JOB, PLACES, PLAN_SECTIONS, SECTION_SUMMARIES

PACKAGE = Path(kumo_lr.__file__).parent
SECTIONS = ("experiment", "model_plan", "optimization")
LINE = f'    Place({SECTIONS}, "an experiment with a plan of its own"),'
Run: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]


def nested(*sections: str, **inner: Any) -> dict[str, Any]:
    """Return a document in which sections lead to what is inside."""
    for section in reversed(sections):
        inner = {section: inner}
    return inner


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return what runs the command line of a copy whose field may stand in one place more."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    layout = folder / PACKAGE.name / "facts" / "plan_layout.py"
    lines = layout.read_text(encoding="utf-8").splitlines()
    lines.insert(lines.index(")", lines.index("PLACES = (")), LINE)
    layout.write_text("\n".join(lines), encoding="utf-8")

    def run_copy(*command: str, plan: dict[str, Any] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kumo_lr", *command],
            cwd=folder,
            input=json.dumps(plan or {}),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run_copy


def test_a_new_place_is_checked(run: Run) -> None:
    plan = nested(
        *SECTIONS, lr_scheduler=[{"name": "exponental", "interval": "epoch", "kwargs": {"gamma": 1}}]
    )

    done = run("check", "-", "--output-format", "json", "--stdin-filename", "plan.json", plan=plan)

    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["code"], finding["path"]) == ("KLR201", [*SECTIONS, FIELD, 0, "name"])


def test_a_section_of_a_new_place_is_no_list(run: Run) -> None:
    plan = nested(*SECTIONS[:-1], optimization=[])

    done = run("check", "-", "--output-format", "concise", "--stdin-filename", "plan.json", plan=plan)

    assert "KLR113" in done.stdout


def test_a_new_place_is_in_the_schema(run: Run) -> None:
    schema = json.loads(run("schema").stdout)

    section = schema
    for name in SECTIONS:
        section = entry_of(section, name)
        assert section["title"] == name
        assert section["type"] in ("object", ["object", "null"])
    assert entry_of(schema, SECTIONS[0])["description"] == "An experiment with a plan of its own."
    assert entry_of(section, FIELD) == {"$ref": f"#/definitions/{FIELD}"}


def entry_of(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the schema that a key has in a schema with conditions."""
    found = [
        branch["properties"][name]
        for condition in schema["allOf"]
        for nested in (condition, *condition.get("else", {}).get("allOf", ()))
        if name in (branch := nested.get("else", {})).get("properties", {})
    ]
    (entry,) = found
    return entry  # type: ignore[no-any-return]  # what JSON holds


def test_what_is_resolved_is_written_to_a_new_place(run: Run) -> None:
    plan = nested(*SECTIONS[:-1], training_job={})

    done = run("resolve", "-", "--stdin-filename", "plan.json", plan=plan)

    assert (done.returncode, done.stderr) == (0, "")
    written = json.loads(done.stdout)["experiment"]["model_plan"]
    assert [c["name"] for c in written["optimization"][FIELD]] == [
        candidate.name for candidate in kumo_lr.resolve(kumo_lr.Config()).candidates if candidate is not None
    ]


@pytest.mark.parametrize(
    "sections",
    [(), SECTIONS[:1], SECTIONS[:2], (*SECTIONS[:2], JOB)],
    ids=lambda path: ".".join(path) or "top",
)
def test_the_run_mode_of_a_new_place_is_read(run: Run, sections: tuple[str, ...]) -> None:
    plan = nested(*SECTIONS, lr_scheduler=[None])
    inner = plan
    for section in sections:
        inner = inner.setdefault(section, {})
    inner["run_mode"] = "fast"

    resolved = run("resolve", "-", "--stdin-filename", "plan.json", "--output-format", "json", plan=plan)

    assert json.loads(resolved.stdout)["fields"][0]["run_mode"] == "FAST"


# --- the places that there are -----------------------------------------------------------------------


def test_the_first_place_is_the_field_alone() -> None:
    assert (PLACES[0].path, PLACES[0].plan) == ((FIELD,), None)
    assert all(place.plan is not None for place in PLACES[1:])


def test_every_section_on_the_way_has_a_summary() -> None:
    assert set(SECTION_SUMMARIES) == {name for place in PLACES for name in place.sections}
    for place in PLACES[1:]:
        assert SECTION_SUMMARIES[place.sections[0]] == place.summary


def test_the_section_of_the_training_job_is_a_plans() -> None:
    assert JOB in PLAN_SECTIONS


@pytest.mark.parametrize("place", PLACES[1:], ids=lambda place: ".".join(place.path))
@pytest.mark.parametrize("job", [(), (JOB,)], ids=["beside", "job"])
def test_the_run_mode_of_every_plan_is_read(place: Any, job: tuple[str, ...]) -> None:
    document = nested(*place.plan, *job, run_mode="best")

    config = kumo_lr.loads(json.dumps(document | {"a": 1}), "plan.json")

    assert config.run_mode == "BEST"
