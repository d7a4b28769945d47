"""The pages of the documentation site: those that are generated, and the examples in the others.

`mkdocs.yml` and the pages in `docs` are what `mkdocs build` makes the site of. Three kinds of things
in them are generated: the pages of the rules, parts between two marks, and what is printed below a
command in a `console` block.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock
from xml.etree import ElementTree as ET

from kumo_lr.check.checker import check_data
from kumo_lr.cli.app import main
from kumo_lr.facts.plan_layout import AUTHORITIES
from kumo_lr.facts.run_modes import RUN_MODES, DefaultCandidate
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import ARGUMENTS, INTERVAL_SUMMARIES, NO_SCHEDULING_SUMMARY, STRATEGIES
from kumo_lr.report.explain import FAMILIES, fix_words, sentence
from kumo_lr.report.tally import Tally
from kumo_lr.report.text import render_full
from kumo_lr.rules import RULES, Rule, is_mutable
from tests.support.paths import DOCS, ROOT

RULE_PAGES = DOCS / "rules"
CONFIG = ROOT / "mkdocs.yml"
PICTURE = DOCS / "images" / "preview.svg"
PICTURED = "preview fixtures/ok/documented.yaml --output preview.svg"
# Generated as a whole, and tested as such.
WHOLE = frozenset((DOCS / "rules.md",))
_WIDTH = 100
_FENCE = re.compile(
    r"(?:<!-- check: findings(?P<options>[^\n]*) -->\n\n?)?"
    r"^```(?P<language>[a-z]+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_GENERATED = re.compile(r"^(?:```console|<!-- [a-z ]+: generated -->)$", re.MULTILINE)
# What a line prints is behind it, or in comments below it.
_PRINTED = re.compile(r"^(?: *print\(.*\)  )?# ?(.*)$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block of a page; `title` is the name of the file that it shows, if it shows one.

    `options` = a comment before it says that it is wrong on purpose, to a check with these options.
    """

    language: str
    title: str | None
    text: str
    options: list[str] | None
    start: int
    end: int


def pages() -> list[Path]:
    """Return the pages of the site."""
    return sorted([*DOCS.glob("*.md"), *RULE_PAGES.glob("*.md")])


def blocks(text: str) -> Iterator[Block]:
    """Return the fenced blocks of a page, in order."""
    for match in _FENCE.finditer(text):
        language, title, body = match["language"], match["title"], match["text"]
        options = None if match["options"] is None else match["options"].split()
        yield Block(language, title, body, options, *match.span("text"))


# What is generated.


def rule_pages() -> dict[Path, str]:
    """Return a page for each rule, made of its record."""
    return {RULE_PAGES / f"{rule.code}.md": _rule_page(rule) for rule in RULES.values()}


def regenerated_docs() -> dict[Path, bytes]:
    """Return every generated file of the site, and every page that holds generated parts, as it should be."""
    files = {path: text.encode() for path, text in rule_pages().items()}
    files[CONFIG] = _with_parts(CONFIG.read_text(encoding="utf-8"), "# {}").encode()
    for path in pages():
        text = path.read_text(encoding="utf-8")
        new = _with_parts(text, "<!-- {} -->")
        if path not in files and path not in WHOLE and (new != text or _GENERATED.search(new)):
            files[path] = played(new).encode()
    files[PICTURE] = _picture()
    return files


def stale_rule_pages() -> list[Path]:
    """Return the pages of rules that are no more."""
    return sorted(set(RULE_PAGES.glob("*")) - rule_pages().keys())


def _with_parts(text: str, comment: str) -> str:
    """Replace what stands between two marks, for every part whose marks are there."""
    for name, part in _parts().items():
        start, end = (comment.format(f"{name}: {word}") for word in ("generated", "end"))
        before, opened, rest = text.partition(f"{start}\n")
        _, closed, after = rest.partition(end)
        if opened and closed:
            indentation = before[before.rindex("\n") + 1 :]
            text = f"{before}{opened}{part}{indentation}{closed}{after}"
    return text


def _parts() -> dict[str, str]:
    return {
        "navigation": _navigation(),
        "strategies": _strategies(),
        "arguments": _arguments(),
        "intervals": _intervals(),
        "no scheduling": f"An empty candidate (`null`) is {NO_SCHEDULING_SUMMARY}.\n",
        "run modes": _run_modes(),
        "default set": _default_set(),
        "exit codes": _readme_table("| exit code |"),
    }


def _rule_page(rule: Rule) -> str:
    family = f"{rule.code[:4]}xx: {FAMILIES[rule.code[:4]]}"
    facts = [
        f"* Severity: {rule.severity}.",
        f"* Fix: {fix_words(rule)}",
        f"* Family: [{family}](../rules.md#{slug(family)}).",
    ]
    if not is_mutable(rule.code):
        facts.append("* No comment suppresses it.")
    parts = [
        f"# {rule.code} {rule.slug}",
        sentence(rule.summary),
        rule.rationale,
        "\n".join(facts),
    ]
    if rule.bad:
        parts += ["## Bad", _example(rule, rule.bad), "What `kumo-lr check` says of it:"]
        parts += [f"```text\n{_said(rule)}```", "## Good", _example(rule, rule.good)]
    if is_mutable(rule.code):
        comment = f"```text\n# kumo-lr: ignore[{rule.code}] the reason\n```"
        parts += ["## To suppress it", "Behind the value, or on the line above:", comment]
    return "\n\n".join([*parts, f"See <{rule.reference}>."]) + "\n"


def _example(rule: Rule, text: str) -> str:
    language = "json" if rule.filename.endswith(".json") else "yaml"
    shown = "".join(f"{_cut(_visible(line))}\n" for line in text.splitlines())
    if shown != text:
        return f"```text\n{shown}```"  # not the text itself, so nothing that a reader should read
    mark = "<!-- check: findings -->\n\n" if text == rule.bad else ""
    return f"{mark}```{language}\n{shown}```"


def _said(rule: Rule) -> str:
    checked = check_data(rule.bad.encode("utf-8", "surrogateescape"), rule.filename)
    shown = "".join(render_full([checked], Tally(), False)).rstrip("\n")
    return "".join(f"{line}\n" for line in shown.split("\n"))


def _visible(text: str) -> str:
    """Spell what a page should not hold."""
    return "".join(c if c.isprintable() else f"\\x{ord(c) & 0xFF:02x}" for c in text)


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…"


def _navigation() -> str:
    lines = []
    for prefix, family in FAMILIES.items():
        rules = [rule for rule in RULES.values() if rule.code.startswith(prefix)]
        if rules:
            lines.append(f"      - {json.dumps(f'{prefix}xx: {family}')}:")
            lines += [f"          - {rule.code} {rule.slug}: rules/{rule.code}.md" for rule in rules]
    return "".join(f"{line}\n" for line in lines)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _strategies() -> str:
    rows = [
        (f"`{s.name}`", ", ".join(f"`{name}`" for name in s.argument_names), s.summary)
        for s in STRATEGIES.values()
    ]
    return _table(("strategy", "arguments", "does"), rows)


def _arguments() -> str:
    rows = [(f"`{a.name}`", a.summary, a.wanted, _default(a)) for a in ARGUMENTS.values()]
    return _table(("argument", "is", "takes", "default"), rows)


def _default(slot: Slot) -> str:
    if slot.default is None:
        return "none: required"
    return f"{slot.default}, by {AUTHORITIES[slot.default_from]}"


def _intervals() -> str:
    rows = [(f"`{name}`", summary) for name, summary in INTERVAL_SUMMARIES.items()]
    return _table(("interval", "the scheduler takes a step"), rows)


def _run_modes() -> str:
    rows = [
        (
            f"`{mode.name}`",
            str(mode.max_epochs),
            f"{mode.min_steps_per_epoch:,} to {mode.max_steps_per_epoch:,}",
            f"{mode.max_epochs * mode.max_steps_per_epoch:,}",
            mode.documented or "not in the table",
        )
        for mode in RUN_MODES.values()
    ]
    heads = ("run mode", "epochs", "steps per epoch", "steps at most", "`lr_scheduler`, as documented")
    return _table(heads, rows)


def _default_set() -> str:
    sets: dict[tuple[DefaultCandidate, ...], list[str]] = {}
    for mode in RUN_MODES.values():
        sets.setdefault(mode.candidates, []).append(f"`{mode.name}`")
    parts = []
    for candidates, modes in sets.items():
        lines = ["lr_scheduler:"]
        for candidate in candidates:
            lines += [f"- name: {candidate.name}", f"  interval: {candidate.interval}"]
            lines += ["  kwargs:"] * bool(candidate.kwargs)
            lines += [f"    {name}: {value}" for name, value in candidate.kwargs]
        block = "".join(f"{line}\n" for line in lines)
        parts.append(f"In {', '.join(modes)}:\n\n```yaml\n{block}```\n")
    return "\n".join(parts)


def _readme_table(start: str) -> str:
    """Return the table of the README whose first line starts so."""
    _, found, rest = (ROOT / "README.md").read_text(encoding="utf-8").partition(f"\n{start}")
    if not found:
        raise ValueError(f"README.md has no table {start!r}")
    return found.lstrip("\n") + rest.partition("\n\n")[0] + "\n"


def _picture() -> bytes:
    """Return the picture of a preview; the one that is stored where it differs in nothing but its drawing.

    Other versions of matplotlib, and other fonts, draw the same in other words.
    """
    with tempfile.TemporaryDirectory() as folder:
        workplace = Workplace(Path(folder))
        problem = workplace.run(f"kumo-lr {PICTURED}")
        if problem:
            raise ValueError(problem)
        drawn = (Path(folder) / "preview.svg").read_bytes()
    stored = PICTURE.read_bytes() if PICTURE.exists() else b""
    return stored if stored and _texts(stored) == _texts(drawn) else drawn


def _texts(svg: bytes) -> list[str]:
    elements = ET.fromstring(svg).iter()
    return ["".join(e.itertext()).strip() for e in elements if e.tag.endswith(("}text", "}title"))][1:]


# What is run.


class Workplace:
    """A folder with the fixtures, in which the examples of one page are run one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code = 0
        self.names: dict[str, Any] = {"__name__": "docs"}
        shutil.copytree(ROOT / "fixtures", folder / "fixtures")

    def run(self, command: str) -> str:
        """Return what a terminal shows of a command: `kumo-lr`, `cat FILE` or `echo $?`."""
        words = shlex.split(command, comments=True)
        target = words[words.index(">") + 1] if ">" in words else None
        source = words[words.index("<") + 1] if "<" in words else os.devnull
        arguments = words[: min(words.index(w) if w in words else len(words) for w in "<>")]
        if arguments == ["echo", "$?"]:
            return f"{self.code}\n"
        if arguments[0] == "cat":
            return "".join((self.folder / name).read_text(encoding="utf-8") for name in arguments[1:])
        if arguments[0] != "kumo-lr":
            raise ValueError(f"the pages show no {arguments[0]}")
        shown = self._kumo_lr(arguments[1:], self.folder / source)
        if target is None:
            return shown
        (self.folder / target).write_text(shown, encoding="utf-8")
        return ""

    def _kumo_lr(self, arguments: list[str], source: Path) -> str:
        # In a browser braille is seldom as wide as letters: curves are those of a terminal without it.
        encoding = "ascii" if arguments[:1] == ["preview"] else "utf-8"
        screen = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
        with (
            source.open(encoding="utf-8") as stdin,
            contextlib.chdir(self.folder),
            mock.patch.dict(os.environ, {"NO_COLOR": "1", "COLUMNS": "80"}),
            mock.patch.object(sys, "stdin", stdin),
            contextlib.redirect_stdout(screen),
            contextlib.redirect_stderr(screen),
        ):
            try:
                self.code = main(arguments)
            except SystemExit as end:  # of argparse
                self.code = int(end.code or 0)
        screen.seek(0)
        return screen.read()

    def execute(self, block: str, name: str) -> None:
        """Run Python; what `print(...)  # this` prints must be this, and so the comments below."""
        printed = io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(printed):
            exec(compile(block, name, "exec"), self.names)
        expected = _PRINTED.findall(block)
        assert not expected or printed.getvalue().splitlines() == expected, printed.getvalue()


def played(text: str, *, python: bool = False, name: str = "") -> str:
    """Return a page with its examples run in order, and below each command what it prints.

    A block with a title is written to the file of this name. `python` = Python is run as well.
    """
    parts, position = [], 0
    with tempfile.TemporaryDirectory() as folder:
        workplace = Workplace(Path(folder))
        for block in blocks(text):
            if block.title is not None:
                (workplace.folder / block.title).write_text(block.text, encoding="utf-8")
            if block.language == "console":
                commands = re.findall(r"^\$ (.*)\n", block.text, re.MULTILINE)
                shown = "".join(f"$ {command}\n{workplace.run(command)}" for command in commands)
                parts += [text[position : block.start], shown]
                position = block.end
            elif block.language == "python" and python:
                workplace.execute(block.text, f"{name}:{text.count(chr(10), 0, block.start) + 1}")
    return "".join([*parts, text[position:]])


# What links to what.


def slug(heading: str) -> str:
    """Return the anchor that a heading gets."""
    plain = re.sub(r"[^\w\s-]", "", heading).strip().lower()
    return re.sub(r"[-\s]+", "-", plain)


def prose(text: str) -> str:
    """Return a page without its fenced blocks and its code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE))


def anchors(text: str) -> set[str]:
    """Return the anchors of a page."""
    bare = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return {slug(heading) for heading in re.findall(r"^#{1,6} (.*)$", bare, re.MULTILINE)}


def links(text: str) -> list[str]:
    """Return the targets of a page's links and pictures."""
    return re.findall(r"\]\(([^)\s]+)\)", prose(text)) + re.findall(r"<(https?://[^>\s]+)>", prose(text))
