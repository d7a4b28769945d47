"""The corpora of the benchmarks are what their results say they are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from yaml import safe_load

import kumo_lr
from tests.support.paths import ROOT

BENCHMARKS = ROOT / "benchmarks"
FAULTY = ("--careless", "--mistakes", "0.1")


def generate(kind: str, target: Path, *arguments: str) -> list[Path]:
    """Return the files that the generator writes, in their order."""
    command = [sys.executable, str(BENCHMARKS / "corpus.py"), kind, str(target), *arguments]
    subprocess.run(command, check=True)
    return sorted(target.rglob("*.yaml")) if target.is_dir() else [target]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return generate("plans", tmp_path_factory.mktemp("faulty"), "60", *FAULTY)


def test_a_seed_decides_every_byte(faulty: list[Path], tmp_path: Path) -> None:
    def texts(files: list[Path]) -> list[bytes]:
        return [file.read_bytes() for file in files]

    again = generate("plans", tmp_path / "again", "60", *FAULTY)
    other = generate("plans", tmp_path / "other", "60", *FAULTY, "--seed", "2")

    assert texts(again) == texts(faulty)
    assert len(other) == len(faulty)
    assert not set(texts(other)) & set(texts(faulty))


def test_nothing_is_to_be_said_about_clean_plans(tmp_path: Path) -> None:
    files = generate("plans", tmp_path / "clean", "60")

    assert len(files) == 60
    assert [finding for file in files for finding in kumo_lr.check_file(file).findings] == []


def test_one_faulty_plan_in_ten_is_refused_by_the_peers_schema_too(faulty: list[Path]) -> None:
    schema = Draft7Validator(json.loads((BENCHMARKS / "schema.json").read_text(encoding="utf-8")))
    reports = [kumo_lr.check_file(file) for file in faulty]

    refused = [file for file in faulty if not schema.is_valid(safe_load(file.read_bytes()))]

    assert refused == faulty[9::10]
    assert [file for file, report in zip(faulty, reports, strict=True) if report.errors] == refused
    assert sum(report.errors for report in reports) == len(refused)


def test_most_faulty_plans_have_a_warning_about_training(faulty: list[Path]) -> None:
    findings = [kumo_lr.check_file(file).findings for file in faulty]

    assert 0.75 < sum(map(bool, findings)) / len(faulty) < 0.92
    assert 1.3 < sum(map(len, findings)) / len(faulty) < 1.9
    warnings = {finding.code for found in findings for finding in found if finding.severity == "warning"}
    assert {"KLR302", "KLR305"} <= warnings
    assert all(code.startswith("KLR3") for code in warnings)


@pytest.mark.parametrize(("finding", "code"), [("warning", "KLR302"), ("error", "KLR201")])
def test_a_small_file_has_the_one_finding_asked_for(finding: str, code: str, tmp_path: Path) -> None:
    (file,) = generate("small", tmp_path / "small.yaml", "--finding", finding)

    assert [found.code for found in kumo_lr.check_file(file).findings] == [code]


@pytest.mark.parametrize("style", ["block", "flow"])
def test_of_many_candidates_the_last_has_the_mistake(style: str, tmp_path: Path) -> None:
    arguments = ("40", "--style", style, "--mistakes", str(1 / 40))
    (file,) = generate("candidates", tmp_path / "many.yaml", *arguments)

    (finding,) = kumo_lr.check_file(file).findings

    assert finding.path[:2] == ("lr_scheduler", 39)
