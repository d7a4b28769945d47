"""Resolve a config in a run mode to the candidates that will run, each value with its origin."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kumo_lr.document.gc_pause import collector_off
from kumo_lr.document.nodes import Entry, Sequence
from kumo_lr.document.nodes import Mapping as MappingOfNodes
from kumo_lr.facts.horizons import known_of
from kumo_lr.facts.run_modes import DEFAULT_RUN_MODE, RUN_MODES
from kumo_lr.facts.slots import Number
from kumo_lr.facts.strategies import INTERVAL, KWARGS, NAME, STRATEGIES
from kumo_lr.plan.defaults import (
    KUMO_DEFAULTS,
    Defaults,
    ModeDefaults,
    Origin,
    authority,
    load_defaults,
)
from kumo_lr.plan.field import Field
from kumo_lr.plan.load import CANDIDATE, Config, run_mode_of
from kumo_lr.plan.models import Scheduler, to_kumo
from kumo_lr.plan.training import schedules_of

if TYPE_CHECKING:
    from kumo_lr.facts.curves import Schedule
    from kumo_lr.facts.run_mode_names import RunModeName

Origins = Mapping[str, Origin]


@dataclass(frozen=True)
class Resolved:
    """The candidates that will run, with their origins.

    `candidates` are complete: every argument is given. `origins` has for each candidate its origin
    (`"candidate"`), and those of its `"name"`, its `"interval"` and each argument, by name. `config` is
    the plan's own config; if it is not set, the candidates are the defaults of `run_mode`.
    """

    config: Config
    run_mode: RunModeName
    candidates: tuple[Scheduler | None, ...]
    origins: tuple[Origins, ...]
    defaults: Defaults = dataclasses.field(default_factory=lambda: KUMO_DEFAULTS, compare=False, repr=False)

    def schedules(
        self, *, steps_per_epoch: int | None = None, max_epochs: int | None = None
    ) -> tuple[Schedule, ...]:
        """Return the learning rate schedule of each candidate, as `Config.schedules` does.

        Examples:
            >>> resolve(Config([None]), run_mode="FAST").schedules()[0].total_steps
            8000
        """
        known = known_of(None, steps_per_epoch, max_epochs)
        return schedules_of(self.candidates, known, self.run_mode, self.config.training)

    def _repr_html_(self) -> str:
        from kumo_lr.plan.html import resolved_html  # only notebooks ask for it

        return resolved_html(self.candidates, self.origins, self.run_mode)

    @property
    def documented(self) -> str | None:
        """The entry of `lr_scheduler` in the documentation's table of defaults for this run mode."""
        return RUN_MODES[self.run_mode].documented

    def to_kumo(self) -> list[dict[str, Any] | None] | str:
        """Return the complete value for `kumoapi.model_plan.OptimizationPlan(lr_scheduler=...)`."""
        return to_kumo(self.candidates)


def resolve(
    config: Config | Resolved,
    *,
    run_mode: RunModeName | None = None,
    defaults: Defaults | str | os.PathLike[str] | None = None,
) -> Resolved:
    """Fill in the values that a config leaves out, and record the origin of each value.

    A resolved config is resolved again, by default in its own run mode and with its own defaults.

    Args:
        config: The config, or a resolved one.
        run_mode: FAST, NORMAL, BEST or DEBUG, in any case; by default the plan's, otherwise NORMAL.
        defaults: A file that overrides Kumo's own defaults, or the result of `load_defaults`.

    Raises:
        ConfigError: The run mode is unknown, or the file of defaults breaks a rule.
    """
    if isinstance(config, Resolved):
        run_mode = config.run_mode if run_mode is None else run_mode
        return resolve(config.config, run_mode=run_mode, defaults=defaults or config.defaults)
    if not isinstance(config, Config):
        raise TypeError(f"resolve takes a Config, not {type(config).__name__}; load the file first")
    mode = run_mode_of(config.run_mode or DEFAULT_RUN_MODE if run_mode is None else run_mode)
    if isinstance(defaults, str | os.PathLike):
        defaults = load_defaults(defaults)
    with collector_off():
        return _resolved(config, mode, {**KUMO_DEFAULTS, **(defaults or {})})


def _resolved(config: Config, mode: RunModeName, table: Defaults) -> Resolved:
    effective = config if config.is_set else table[mode].config
    rows = _given(effective, "file" if config.is_set else "defaults", is_default=not config.is_set)
    filled = [_filled(c, row, table[mode]) for c, row in zip(effective.candidates, rows, strict=True)]
    return Resolved(config, mode, tuple(c for c, _ in filled), tuple(o for _, o in filled), table)


def _given(config: Config, kind: str, *, is_default: bool) -> list[Origins]:
    """Return the origins of each candidate and of its given values."""
    if config.place is not None:
        return _origins_in(config.place.field(), kind)
    origin = authority("engine") if is_default else Origin("program", "the program")
    return [
        dict.fromkeys((CANDIDATE, NAME.name, INTERVAL.name, *c.kwargs.given), origin)
        if c is not None
        else {CANDIDATE: origin}
        for c in config.candidates
    ]


def _origins_in(field: Field, kind: str) -> list[Origins]:
    items = field.node.items if isinstance(field.node, Sequence) else ()
    rows: list[Origins] = []
    for item in items:
        row = {CANDIDATE: Origin(kind, field.source.name, field.line(item))}
        for entry in _values(item) if isinstance(item, MappingOfNodes) else ():
            row[entry.name] = Origin(kind, field.source.name, field.line(entry.key))
        rows.append(row)
    return rows


def _values(candidate: MappingOfNodes) -> list[Entry]:
    """Return a candidate's entries, with kwargs replaced by its entries."""
    kwargs = candidate.get(KWARGS)
    inner = kwargs.value.entries if kwargs is not None and isinstance(kwargs.value, MappingOfNodes) else ()
    return [*(entry for entry in candidate.entries if entry.name != KWARGS), *inner]


def _filled(
    candidate: Scheduler | None, given: Origins, defaults: ModeDefaults
) -> tuple[Scheduler | None, Origins]:
    """Return a candidate with the arguments that it leaves out."""
    if candidate is None:
        return None, given
    arguments: dict[str, Number] = {}
    origins = {name: given[name] for name in (CANDIDATE, NAME.name, INTERVAL.name)}
    for slot in STRATEGIES[candidate.name].arguments:
        if slot.name in candidate.kwargs.given:
            arguments[slot.name], origins[slot.name] = candidate.kwargs.given[slot.name], given[slot.name]
        else:
            arguments[slot.name], origins[slot.name] = defaults.arguments[slot.name]
    complete = type(candidate).model_validate({"interval": candidate.interval, KWARGS: arguments})
    return complete, origins
