"""A run with everything in it that reports have ever got wrong, and its reports."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st

from kumo_lr import __version__
from kumo_lr.check.checker import check_data, check_unreadable
from kumo_lr.findings import Checked, Finding
from kumo_lr.report import Renderer
from kumo_lr.report.github import render_github, step_summary
from kumo_lr.report.gitlab import render_gitlab
from kumo_lr.report.junit import render_junit
from kumo_lr.report.markdown import render_markdown
from kumo_lr.report.rdjson import render_rdjson
from kumo_lr.report.sarif import render_sarif
from kumo_lr.report.tally import Tally
from kumo_lr.source import Source
from tests.support.paths import FIXTURES

GOLDENS = FIXTURES / "formats"
FOLDER = "/srv/repo"
RENDERERS: dict[str, Renderer] = {
    "github.txt": render_github,
    "gitlab.json": render_gitlab,
    "junit.xml": render_junit,
    "markdown.md": render_markdown,
    "rdjson.json": render_rdjson,
    "sarif.json": render_sarif,
}
TYPO = b"lr_scheduler:\n- name: exponental\n  interval: epoch\n  kwargs: {gamma: 0.9}\n"
_GOOD = TYPO.replace(b"exponental", b"exponential")
# Safe and unsafe fixes, columns that bytes count otherwise, lines that end as on Windows.
_MIXED = (
    'lr_scheduler:\n- {"größe 𝄞|`<b>": 1, name: CosineAnnealingLR, interval: steps}\n'
    "- {name: exponential, kwargs: {gamma: 1e-1}}\n"
    "- {name: linear_with_warmup, interval: step, kwargs: {warmup_ratio_or_steps: 010}}\n"
).replace("\n", "\r\n")
_MUTED = (
    "lr_scheduler:\n- name: exponental  # kumo-lr: ignore[KLR201] on purpose\n  interval: epoch\n"
    '  kwargs:\n    gamma: "0.9"  # kumo-lr: ignore[KLR204]\n'
)
# Second places: on another line, on the same one behind wide characters, and at aliases.
RELATED = (
    (
        "größe: &größe {gamma: 2}\nlr_scheduler:\n- name: exponential\n  interval: epoch\n  interval: epoch\n"
        "  kwargs: *größe\n- {größe: 𝄞, größe: 𝄞, name: exponential, interval: epoch, kwargs: *größe}\n"
    )
    .replace("\n", "\r\n")
    .replace("&größe", "&base")
    .replace("*größe", "*base")
)
SEVERAL = f"{TYPO.decode()}---\n{TYPO.decode()}"
_FILES = {
    "clean.yaml": _GOOD,
    "./configs/with space.yaml": _MIXED.encode(),
    "muted.yaml": _MUTED.encode(),
    "several.yaml": SEVERAL.encode(),
    "no-field.yaml": b"name: x\n",
    "latin.yaml": TYPO + b"# caf\xe9\n",
    "bom.yaml": b"\xef\xbb\xbflr_scheduler: [{name: exponental, interval: epoch, kwargs: {gamma: 0.9}}]\n",
    "related.yaml": RELATED.encode(),
    "warnings.yaml": _GOOD.replace(b"epoch", b"step"),
    'it\'s "quoted" 100%.yaml': TYPO,
    "a:b,c%2C::error.yaml": TYPO,
    "new\nline\ttab\x01.yaml": TYPO,
    "größe/計画 🎼.yaml": TYPO,
    "back\\slash|pipe`tick`<b>&amp;*_[x](y).yaml": TYPO,
    "/elsewhere/absolute.yaml": TYPO,
    f"{FOLDER}/below/absolute.yaml": TYPO,
    "../up.yaml": TYPO,
    "not-text-\udcff.yaml": TYPO,
    "<stdin>": TYPO,
}


@cache
def rich() -> tuple[Checked, ...]:
    """A run with everything in it that reports have ever got wrong."""
    checked = [check_data(data, name) for name, data in _FILES.items()]
    return (*checked, check_unreadable("missing.yaml", "no such file", "check the path"))


def rendered(renderer: Renderer, results: tuple[Checked, ...] | None = None) -> str:
    with patch("kumo_lr.report.paths.os.getcwd", return_value=FOLDER):
        return "".join(renderer(rich() if results is None else results, Tally(), False))


def summarised(results: tuple[Checked, ...]) -> str:
    with patch("kumo_lr.report.paths.os.getcwd", return_value=FOLDER):
        return step_summary(results, Tally())


def goldens() -> dict[Path, bytes]:
    """Return the goldens with what they should hold."""
    texts = {name: rendered(renderer) for name, renderer in RENDERERS.items()}
    texts["step-summary.md"] = summarised(rich())
    texts["github-few.txt"] = rendered(render_github, rich()[1:3])
    # The rules have pages of their own; one of them shows the form.
    log = texts["sarif.json"].replace(f'"{__version__}"', '"VERSION"')
    texts["sarif.json"] = re.sub(r'        \{"id": "(?!KLR201).*\n', "", log)
    return {GOLDENS / name: text.encode("utf-8", "backslashreplace") for name, text in texts.items()}


def findings(results: tuple[Checked, ...]) -> list[Finding]:
    return [finding for checked in results for finding in checked.findings]


def one(finding: Finding, **changes: Any) -> tuple[Checked, ...]:
    """Return a run with one finding."""
    finding = finding._replace(**changes)
    return (Checked(Source(TYPO.decode(), finding.file), (finding,), has_field=True),)


(BASE,) = check_data(TYPO, "a.yaml").findings
TEXTS = st.text(min_size=1, max_size=40)
NAMES = TEXTS.filter(lambda name: not set("/\0") & set(name) and name not in (".", ".."))
SPECIAL = st.text(st.sampled_from("|\\`*_[]<>&~:,%;'\"\r\n\t é𝄞"), min_size=1, max_size=20)
