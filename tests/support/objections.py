"""What editors object to, and what they do not."""

from __future__ import annotations

import json
from typing import NamedTuple

from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.facts.strategies import KWARGS
from kumo_lr.plan.schema import COUNT
from tests.support.editors import IN_FILE, IN_PLAN, STRATEGY_NAMES, TOP, Objection, candidate, under_kwargs
from tests.support.paths import FIXTURES

NAMES_WANTED = f"Value is not accepted. Valid values: {', '.join(map(json.dumps, STRATEGY_NAMES))}."
MODES_WANTED = f"Value is not accepted. Valid values: {', '.join(map(json.dumps, RUN_MODE.choices))}."
INTERVALS_WANTED = 'Value is not accepted. Valid values: "step", "epoch".'
NOT_SET_WANTED = 'Value must be "???".'
NO_ITEM = "Incorrect type. Expected one of object, null."
DOCUMENTED = (FIXTURES / "documents" / "documentation.yaml").read_text()


def wrong_type(wanted: str) -> str:
    """Return what servers say about a value of another type."""
    return f'Incorrect type. Expected "{wanted}".'


class Case(NamedTuple):
    """A text, all that the YAML server objects to in it, and what VS Code's JSON service says instead.

    `in_json` is None where the two say the same.
    """

    text: str
    objections: list[Objection]
    in_json: list[str] | None = None


MISTAKES = {
    "the documented example": Case(DOCUMENTED, [(2, 8, NAMES_WANTED)]),
    "unknown strategy": Case(TOP + candidate("cosine"), [(1, 8, NAMES_WANTED)]),
    "unknown strategy in a plan": Case(IN_PLAN + candidate("cosine", indent="  "), [(3, 10, NAMES_WANTED)]),
    "unknown strategy in a file": Case(IN_FILE + candidate("cosine", indent="    "), [(3, 12, NAMES_WANTED)]),
    "unknown strategy, its kwargs stand": Case(
        under_kwargs("cosine", "num_cycles: 3"), [(1, 8, NAMES_WANTED)]
    ),
    "wrong argument": Case(
        under_kwargs("cosine_with_warmup", "num_cycles: 3"), [(4, 4, "Property num_cycles is not allowed.")]
    ),
    "another strategy's argument": Case(
        under_kwargs("exponential", "gamma: 0.9", "warmup_ratio_or_steps: 0.1"),
        [(5, 4, "Property warmup_ratio_or_steps is not allowed.")],
    ),
    "warmup above 1": Case(
        under_kwargs("cosine_with_warmup", "warmup_ratio_or_steps: 1.5"),
        [(4, 27, "Value is above the maximum of 1.")],
    ),
    "warmup below 0": Case(
        under_kwargs("cosine_with_warmup", "warmup_ratio_or_steps: -1"),
        [(4, 27, "Value is below the minimum of 0.")],
    ),
    "warmup true": Case(
        under_kwargs("cosine_with_warmup", "warmup_ratio_or_steps: true"), [(4, 27, wrong_type("number"))]
    ),
    "gamma as text": Case(under_kwargs("exponential", 'gamma: "0.9"'), [(4, 11, wrong_type("number"))]),
    "gamma 0": Case(
        under_kwargs("exponential", "gamma: 0"), [(4, 11, "Value is below the exclusive minimum of 0.")]
    ),
    "gamma above 1": Case(
        under_kwargs("exponential", "gamma: 1.5"), [(4, 11, "Value is above the maximum of 1.")]
    ),
    "cycles with a fraction": Case(
        under_kwargs("cosine_with_warmup_restarts", "num_cycles: 3.5"), [(4, 16, wrong_type("integer"))]
    ),
    "no cycles": Case(
        under_kwargs("cosine_with_warmup_restarts", "num_cycles: 0"),
        [(4, 16, "Value is below the minimum of 1.")],
    ),
    "gamma missing": Case(
        TOP + candidate("exponential", "  kwargs: {}"), [(3, 2, 'Missing property "gamma".')]
    ),
    "kwargs missing": Case(TOP + candidate("exponential"), [(1, 2, 'Missing property "kwargs".')]),
    "kwargs null": Case(
        TOP + candidate("cosine_with_warmup", "  kwargs:"),
        [(3, 9, wrong_type(KWARGS))],
        [wrong_type("object")],
    ),
    "kwargs a list": Case(
        TOP + candidate("cosine_with_warmup", "  kwargs: []"),
        [(3, 10, wrong_type(KWARGS))],
        [wrong_type("object")],
    ),
    "interval missing": Case(f"{TOP}- name: cosine_with_warmup\n", [(1, 2, 'Missing property "interval".')]),
    "name missing": Case(f"{TOP}- interval: step\n", [(1, 2, 'Missing property "name".')]),
    "unknown interval": Case(
        f"{TOP}- name: cosine_with_warmup\n  interval: steps\n", [(2, 12, INTERVALS_WANTED)]
    ),
    "interval misspelt": Case(
        f"{TOP}- name: cosine_with_warmup\n  intervall: step\n",
        [(1, 2, 'Missing property "interval".'), (2, 2, "Property intervall is not allowed.")],
    ),
    "kwargs misspelt": Case(
        TOP + candidate("cosine_with_warmup", "  kwarg: {}"), [(3, 2, "Property kwarg is not allowed.")]
    ),
    "a word in the list": Case(f"{TOP}- exponential\n", [(1, 2, NO_ITEM)]),
    "a mapping": Case(f"{TOP}  name: exponential\n  interval: step\n", [(1, 2, wrong_type("array"))]),
    "a word": Case(f"{FIELD}: exponential\n", [(0, 14, NOT_SET_WANTED)]),
    "nothing": Case(TOP, [(0, 13, wrong_type("array"))]),
    "null": Case(f"{FIELD}: null\n", [(0, 14, wrong_type("array"))]),
    "an empty list": Case(f"{FIELD}: []\n", [(0, 14, "Array has too few items. Expected 1 or more.")]),
    "an empty mapping": Case(
        f"{TOP}- {{}}\n",
        [(1, 2, 'Missing property "interval".'), (1, 2, 'Missing property "name".')],
    ),
    "an empty list in the list": Case(f"{TOP}- []\n", [(1, 2, NO_ITEM)]),
    "null in a list of its own": Case(f"{TOP}- [null]\n", [(1, 2, NO_ITEM)]),
    "a candidate in a list of its own": Case(
        f"{TOP}- - name: cosine_with_warmup\n    interval: step\n", [(1, 2, NO_ITEM)]
    ),
    "two in a list of their own": Case(f"{TOP}- [null, null]\n", [(1, 2, NO_ITEM)]),
    "an empty section": Case(
        "optimization:\n", [(0, 13, wrong_type("optimization"))], [wrong_type("object")]
    ),
    "unknown run mode": Case("run_mode: FATS\n", [(0, 10, MODES_WANTED)]),
    "a run mode that is a number": Case("training_job:\n  run_mode: 3\n", [(1, 12, wrong_type("string"))]),
    "no epochs": Case("optimization:\n  max_epochs: 0\n", [(1, 14, "Value is below the minimum of 1.")]),
    "epochs as a word": Case(
        "model_plan:\n  optimization:\n    max_epochs: many\n",
        [(2, 16, f'String does not match the pattern of "{COUNT}".')],
    ),
    "two mistakes": Case(
        TOP + candidate("cosine") + candidate("linear_with_warmup", "  kwargs: {gamma: 0.9}"),
        [(1, 8, NAMES_WANTED), (5, 11, "Property gamma is not allowed.")],
    ),
}
FINE = {
    "not set": f"{FIELD}: '???'\n",
    "not set, plain": f"{FIELD}: ???\n",
    "run mode in lower case": "run_mode: fast\nmodel_plan: {run_mode: '???'}\n",
    "lengths as text": "optimization: {max_epochs: '8', min_steps_per_epoch: '???'}\n",
    "section not set": "optimization: '???'\n",
    "unknown sections": f"training_job: {{x: 1}}\nother: [1]\noptimization:\n  x: 1\n  {FIELD}: [null]\ny:\n",
    "documented, mended": DOCUMENTED.replace("warumup", "warmup"),
}
# What no check objects to and no schema knows: text alone, and other programs' files. The YAML server reads
# a lone "!" as text, PyYAML as null.
OTHER_PROGRAMS = ("bang-null.yaml", "other-sections.yaml", "scalar.yaml")
OK = {
    path.name: path.read_text()
    for path in sorted((FIXTURES / "ok").iterdir())
    if path.name not in OTHER_PROGRAMS
}
