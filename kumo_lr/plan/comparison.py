"""Compare configs, and plans that come from Kumo, by what will run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NoReturn

from kumo_lr.plan.compare import Compared, compared
from kumo_lr.plan.defaults import Defaults
from kumo_lr.plan.kumo import from_kumo
from kumo_lr.plan.load import Config
from kumo_lr.plan.resolve import Resolved, resolve
from kumo_lr.plan.show import comparison_data, comparison_text

if TYPE_CHECKING:
    from kumo_lr.facts.run_mode_names import RunModeName


class Comparison(Compared):
    """What will run differently in two plans.

    `run_modes` are those of the two sides, and `names` what to call them. `differences` are the candidates
    that differ, and `same` the 0-based positions of equal ones, on both sides. A comparison is neither true
    nor false, because "if comparison" could mean that the two are equal, or that they are not.
    """

    def __bool__(self) -> NoReturn:
        raise TypeError("a comparison is neither true nor false: ask for len(comparison.differences)")

    def __str__(self) -> str:
        """Return what `kumo-lr diff` prints."""
        return "".join(comparison_text(self, color=False)).rstrip("\n")

    def _repr_html_(self) -> str:
        from kumo_lr.plan.comparison_html import comparison_html  # only notebooks ask for it

        return comparison_html(self, str(self).splitlines()[-1])

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(str(self))

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as the JSON output of `kumo-lr diff`, as plain data."""
        return comparison_data(self)


def compare(
    left: Config | Resolved | object,
    right: Config | Resolved | object,
    *,
    run_mode: RunModeName | None = None,
    defaults: Defaults | str | os.PathLike[str] | None = None,
) -> Comparison:
    """Compare two plans by what will run, regardless of the order of candidates.

    Args:
        left: A config, a resolved one, or a plan that `from_kumo` takes.
        right: The other.
        run_mode: The run mode of both; by default that of each plan, otherwise NORMAL.
        defaults: A file that overrides Kumo's own defaults, or the result of `load_defaults`.

    Raises:
        ConfigError: One of them is no plan or has errors, the run mode is unknown, or the file of defaults
            breaks a rule.

    Examples:
        >>> from kumo_lr import Config, Exponential
        >>> slow, fast = (
        ...     Config([Exponential(interval="epoch", kwargs={"gamma": gamma})]) for gamma in (0.9, 0.8)
        ... )
        >>> print(compare(slow, fast))
        ~ exponential  (the program, the program)
          - gamma: 0.9  (the program)
          + gamma: 0.8  (the program)
        1 changed (NORMAL)
    """
    sides = [resolved_of(plan, run_mode=run_mode, defaults=defaults) for plan in (left, right)]
    found = compared(sides[0], sides[1], (_name(sides[0], "left"), _name(sides[1], "right")))
    return Comparison(found.run_modes, found.differences, found.same, found.names)


def resolved_of(
    plan: Config | Resolved | object,
    *,
    run_mode: RunModeName | None,
    defaults: Defaults | str | os.PathLike[str] | None,
) -> Resolved:
    """Return what will run of a config, of a resolved one, or of a plan that comes from Kumo."""
    config = plan if isinstance(plan, Config | Resolved) else from_kumo(plan)
    return resolve(config, run_mode=run_mode, defaults=defaults)


def _name(side: Resolved, word: str) -> str:
    return word if side.config.place is None else side.config.place.source.name
