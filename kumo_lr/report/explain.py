"""Render rules and strategies for `explain`, `rules` and the documentation."""

from __future__ import annotations

from collections.abc import Iterable

from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import INTERVAL, KWARGS, NAME, STRATEGIES, Strategy
from kumo_lr.phrases import did_you_mean, printable
from kumo_lr.rules import RULES, find, is_mutable, names
from kumo_lr.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kumo_lr.rules import Rule

FAMILIES = {
    "KLR0": "text that cannot be read",
    "KLR1": "shape",
    "KLR2": "values",
    "KLR3": "training: it will not do what it looks like",
    "KLR4": "portability between YAML readers and JSON, and between Kumo and its documentation",
    "KLR9": "kumo-lr's own",
}
_WIDTH = 78


def fix_words(rule: Rule) -> str:
    """Return how often a rule can fix its findings, in words."""
    return f"{rule.fix}. {rule.fix_note}".rstrip()


def explain_rule(rule: Rule) -> str:
    """Return the full description of a rule, for a terminal."""
    parts = [
        f"{rule.code} {rule.slug} ({rule.severity})\n\n{wrapped(sentence(rule.summary))}",
        wrapped(rule.rationale),
        wrapped(f"Fix: {fix_words(rule)}"),
    ]
    if rule.bad:
        parts.append(f"Bad:\n\n{_indented(rule.bad)}\n\nGood:\n\n{_indented(rule.good)}")
    if is_mutable(rule.code):
        parts.append(f"To suppress it, after the value or on the line above:\n\n    {_comment(rule)}")
    parts.append(f"See {rule.reference}")
    return "\n\n".join(parts) + "\n"


def explain_strategy(strategy: Strategy) -> str:
    """Return the full description of a strategy, for a terminal."""
    parts = [f"{strategy.name}\n\n{wrapped(sentence(strategy.summary))}", "Arguments:"]
    parts += (wrapped(argument_words(slot, strategy), "  ") for slot in strategy.arguments)
    parts.append("Example:\n\n" + _indented(_example(strategy)))
    return "\n\n".join(parts) + "\n"


def strategy_page(name: str) -> str:
    """Return the full description of a strategy in Markdown, under a heading of the third level.

    Raises:
        ValueError: No strategy has this name.
    """
    if name not in STRATEGIES:
        raise ValueError(f'no strategy "{printable(name)}"; there are {", ".join(STRATEGIES)}')
    strategy = STRATEGIES[name]
    arguments = (f"* {argument_words(slot, strategy, code='`')}" for slot in strategy.arguments)
    parts = [
        f"### {name}",
        sentence(strategy.summary),
        "\n".join(arguments),
        f"```yaml\n{_example(strategy)}\n```",
    ]
    return "\n\n".join(parts)


def _example(strategy: Strategy) -> str:
    lines = [f"{FIELD}:", f"- name: {strategy.name}", f"  interval: {strategy.example_interval}", "  kwargs:"]
    lines += (f"    {slot.name}: {slot.examples[0]}" for slot in strategy.arguments)
    return "\n".join(lines)


def argument_words(slot: Slot, strategy: Strategy, *, code: str = "") -> str:
    """Return the description of an argument of a strategy; `code` is put around its name."""
    fate = "required" if slot.name in strategy.required else f"{slot.default} by default"
    return f"{code}{slot.name}{code} ({fate}): {slot.summary}. Takes {slot.wanted}."


def sentence(text: str) -> str:
    """Return a summary as a sentence."""
    first = text.partition(" ")[0]
    is_identifier = "_" in first or first in (KWARGS, NAME.name, INTERVAL.name)
    return f"{text}." if is_identifier else f"{text[0].upper()}{text[1:]}."


def wrapped(text: str, indent: str = "") -> str:
    """Wrap a paragraph into lines."""
    from textwrap import fill

    return fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)


def _indented(text: str) -> str:
    lines = (line if len(line) <= _WIDTH else line[:_WIDTH] + "…" for line in _visible(text).splitlines())
    return "\n".join(f"    {line}" for line in lines)


def _visible(text: str) -> str:
    """Escape control characters and lone surrogates."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c) & 0xFF:02x}" for c in text)


def _comment(rule: Rule) -> str:
    return f"# kumo-lr: ignore[{rule.code}] the reason"


def list_rules(rules: Iterable[Rule]) -> str:
    """Return one line for each rule: code, slug, severity, fix, summary."""
    rows = [("code", "rule", "severity", "fix", "finds")]
    rows += [(r.code, r.slug, str(r.severity), str(r.fix), r.summary) for r in rules]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = (
        "  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[4]]) for row in rows
    )
    return "".join(f"{line}\n" for line in lines)


def rule_data(rule: Rule) -> dict[str, Any]:
    """Return a rule as data, for `rules --output-format json`."""
    return {
        "code": rule.code,
        "rule": rule.slug,
        "severity": str(rule.severity),
        "summary": rule.summary,
        "rationale": rule.rationale,
        "bad": rule.bad,
        "good": rule.good,
        "fix": str(rule.fix),
        "fix_note": rule.fix_note,
        "reference": rule.reference,
    }


def rules_table() -> str:
    """Return the rules as a Markdown table, for the README."""
    lines = ["| code | rule | severity | fix | finds |", "| --- | --- | --- | --- | --- |"]
    for rule in RULES.values():
        link = f"[{rule.slug}](docs/rules.md#{rule.code.lower()}-{rule.slug})"
        lines.append(f"| {rule.code} | {link} | {rule.severity} | {rule.fix} | {rule.summary} |")
    return "\n".join(lines) + "\n"


def rules_page() -> str:
    """Return the page of all rules in Markdown."""
    parts = ["# Rules\n\nMade from the rules' own records. `kumo-lr explain CODE` prints the same."]
    for prefix, family in FAMILIES.items():
        rules = [rule for rule in RULES.values() if rule.code.startswith(prefix)]
        if rules:
            parts.append(f"## {prefix}xx: {family}")
            parts.extend(_rule_section(rule) for rule in rules)
    return "\n\n".join(parts) + "\n"


def rule_page(name: str) -> str:
    """Return the full description of a rule in Markdown, under a heading of the third level.

    Args:
        name: The code or the slug of the rule, in any case.

    Raises:
        ValueError: No rule has this name.
    """
    rule = find(name)
    if rule is None:
        raise ValueError(f'no rule "{printable(name)}"{did_you_mean(name, names())}')
    return _rule_section(rule)


def _rule_section(rule: Rule) -> str:
    parts = [
        f"### {rule.code} {rule.slug}",
        f"{sentence(rule.summary)} Severity: {rule.severity}. Fix: {fix_words(rule)}",
        rule.rationale,
    ]
    if rule.bad:
        parts.append(f"Bad:\n\n```yaml\n{_visible(rule.bad)}```\n\nGood:\n\n```yaml\n{rule.good}```")
    parts.append(f"See <{rule.reference}>.")
    return "\n\n".join(parts)
