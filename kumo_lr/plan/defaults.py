"""The defaults of what a plan leaves out: Kumo's own, and a user's file that overrides them.

A file of defaults maps run modes to `lr_scheduler`, the candidates that run if a plan has none, and
`kwargs`, the arguments that a candidate leaves out. Kumo's defaults apply to the rest.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TypeAlias, cast

from yaml import MappingNode

from kumo_lr.check.question import Question
from kumo_lr.document.compose import RawNode
from kumo_lr.document.locate import Default, Found, Keyed, Misshapen, Plan, Section, is_nothing, section_of
from kumo_lr.document.nodes import Mapping as MappingOfNodes
from kumo_lr.document.nodes import Node, Scalar
from kumo_lr.facts.plan_layout import AUTHORITIES, FIELD, FIELD_PATHS, PLAN_SECTIONS
from kumo_lr.facts.run_modes import RUN_MODE, RUN_MODES, DefaultCandidate
from kumo_lr.facts.slots import Number
from kumo_lr.facts.strategies import ARGUMENTS, KWARGS
from kumo_lr.findings import ConfigError
from kumo_lr.phrases import printable
from kumo_lr.plan.field import Field, read_fields
from kumo_lr.plan.load import Config, check_path, configs_of, raise_errors
from kumo_lr.plan.models import Candidates
from kumo_lr.suggest import suggest
from kumo_lr.typed import NamedTuple, Value

_OF_PLANS = frozenset(section for path in FIELD_PATHS for section in path) | frozenset(PLAN_SECTIONS)
_DEFAULTED = {slot.name: slot for slot in ARGUMENTS.values() if slot.default is not None}


class Origin(Value):
    """The origin of a value.

    `kind` is `file` (a plan), `defaults` (a user's file of defaults), `documentation`, `engine` or
    `program` (set in Python). `source` names the origin; `line` is the 1-based line in a file.
    """

    kind: str
    source: str
    line: int | None = None

    def __str__(self) -> str:
        source = printable(self.source)
        return source if self.line is None else f"{source}:{self.line}"


def authority(kind: str) -> Origin:
    """Return the origin of one of Kumo's own defaults: the documentation or the engine."""
    return Origin(kind, AUTHORITIES[kind])


class ModeDefaults(NamedTuple):
    """The defaults of one run mode: its candidates, and the values of arguments that are left out.

    `config` has a place if it comes from a file; otherwise the engine applies it.
    """

    config: Config
    arguments: Mapping[str, tuple[Number, Origin]]


Defaults: TypeAlias = Mapping[str, ModeDefaults]
"""By run mode, in upper case."""


def _candidate(default: DefaultCandidate) -> dict[str, object]:
    return {"name": default.name, "interval": default.interval, "kwargs": dict(default.kwargs)}


def _kumos() -> Defaults:
    arguments = {
        slot.name: (slot.default, authority(slot.default_from))
        for slot in _DEFAULTED.values()
        if slot.default is not None
    }
    return {
        mode.name: ModeDefaults(Config(cast("Candidates", [*map(_candidate, mode.candidates)])), arguments)
        for mode in RUN_MODES.values()
    }


KUMO_DEFAULTS = _kumos()


def load_defaults(path: str | os.PathLike[str]) -> Defaults:
    """Load a file of defaults that overrides Kumo's own.

    Raises:
        ConfigError: The file cannot be read or breaks a rule; `report` has its findings.
    """
    checked = check_path(path, Question(find=find_defaults))
    # The command line only fixes plans, so do not offer fixes for this file.
    checked = checked._replace(findings=tuple(finding._replace(fix=None) for finding in checked.findings))
    raise_errors(checked)
    defaults = dict(KUMO_DEFAULTS)
    source = checked.source
    first: dict[str, Node] = {}
    for document in read_fields(source, "."):
        for entry in document.node.entries if isinstance(document.node, MappingOfNodes) else ():
            mode = entry.name.upper()
            if mode not in defaults:  # a plan can leave the run mode out as "???"
                place = f"{printable(source.name)}:{document.line(entry.key)}"
                raise ConfigError(f'{place}: "{mode}" is not a run mode')
            if first.setdefault(mode, entry.key) is not entry.key:
                place = f"{printable(source.name)}:{document.line(entry.key)}"
                raise ConfigError(f"{place}: {mode} is already on line {document.line(first[mode])}")
            configs = [c for c in configs_of(checked, f"{entry.name}.{FIELD}") if c.is_set]
            arguments = dict(defaults[mode].arguments)
            for found in read_fields(source, f"{entry.name}.{KWARGS}"):
                arguments |= _arguments(found)
            defaults[mode] = ModeDefaults(configs[-1] if configs else defaults[mode].config, arguments)
    return defaults


def _arguments(kwargs: Field) -> dict[str, tuple[Number, Origin]]:
    entries = kwargs.node.entries if isinstance(kwargs.node, MappingOfNodes) else ()
    return {
        entry.name: (
            cast("Number", entry.value.value),
            Origin("defaults", kwargs.source.name, kwargs.line(entry.key)),
        )
        for entry in entries
        if isinstance(entry.value, Scalar)
    }


def find_defaults(root: RawNode, _at: str | None = None) -> Plan:
    """Find what to check in a file of defaults."""
    plan = Plan()
    top = Found(root, None, ())
    for mode in _entries(top, plan):
        plan.defaults.append(Default(mode.replaced(raw=mode.key), frozenset(), RUN_MODE))
        called = str(mode.path[-1])
        if called in _OF_PLANS:  # a plan, or the field: one finding says that
            break
        if not suggest(called.upper(), RUN_MODES).words:
            continue
        for found in _entries(mode, plan):
            name = found.path[-1]
            plan.defaults.append(Default(found, frozenset((FIELD, KWARGS))))
            if name == FIELD:
                plan.fields.append(Found(found.raw, found.key, found.path))
            elif name == KWARGS:
                for value in _entries(found, plan):
                    slot = _DEFAULTED.get(str(value.path[-1]))
                    plan.defaults.append(Default(value, frozenset(_DEFAULTED), slot))
    return plan


def _entries(found: Found | Keyed, plan: Plan) -> Iterator[Keyed]:
    """Yield the entries of a mapping; a value that is not a mapping is recorded in the plan."""
    if not isinstance(found.raw, MappingNode):
        if not is_nothing(found.raw):
            plan.misshapen.append(Misshapen(found, sure=True, in_defaults=True))
        return
    section: Section = section_of(found.raw)
    for name, (key, value) in section.items():
        yield Keyed(value, key, (*found.path, name))
