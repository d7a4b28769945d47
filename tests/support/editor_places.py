"""Places in texts where editors offer something, and what they offer there."""

from __future__ import annotations

from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.run_modes import RUN_MODE
from kumo_lr.facts.strategies import STRATEGIES
from tests.support.editors import (
    AFTER_DASH,
    IN_FILE,
    IN_PLAN,
    STRATEGY_NAMES,
    TOP,
    Place,
    candidate,
    under_kwargs,
)

LENGTHS = ["max_epochs", "min_steps_per_epoch", "max_steps_per_epoch"]
MODES = list(RUN_MODE.choices)
AT_TOP = [FIELD, "optimization", "model_plan", RUN_MODE.name]
PLACES = {
    "top of an empty file": Place("|", AT_TOP),
    "top, begun": Place("lr|", AT_TOP),
    "top, below the field": Place(f"{FIELD}: [null]\n|", ["run_mode"]),
    "optimization": Place("optimization:\n  |", [FIELD, *LENGTHS]),
    "optimization, after a key": Place("optimization:\n  max_epochs: 8\n  |", [FIELD, *LENGTHS[1:]]),
    "model_plan": Place("model_plan:\n  |", ["optimization", "run_mode"]),
    "optimization in model_plan": Place("model_plan:\n  optimization:\n    |", [FIELD, *LENGTHS]),
    "dash": Place(f"{TOP}- |", AFTER_DASH),
    "dash after a candidate": Place(f"{TOP}{candidate('linear_with_warmup')}- |", AFTER_DASH),
    "dash before a candidate": Place(f"{TOP}- |\n{candidate('linear_with_warmup')}", AFTER_DASH),
    "dash, indented": Place(f"{TOP}  - |", AFTER_DASH),
    "dash in optimization": Place(f"{IN_PLAN}  - |", AFTER_DASH),
    "dash in optimization, indented": Place(f"{IN_PLAN}    - |", AFTER_DASH),
    "dash in model_plan": Place(f"{IN_FILE}    - |", AFTER_DASH),
    "dash, begun": Place(f"{TOP}- exp|", AFTER_DASH),
    "name": Place(f"{TOP}- name: |", STRATEGY_NAMES),
    "name, begun": Place(f"{TOP}- name: cos|", STRATEGY_NAMES),
    "name, written": Place(f"{TOP}- name: cosine_with_warmup|", STRATEGY_NAMES),
    "name before other keys": Place(f"{TOP}- name: |\n  interval: step\n", STRATEGY_NAMES),
    "name, quoted": Place(f'{TOP}- name: "|"', STRATEGY_NAMES),
    "name in optimization": Place(f"{IN_PLAN}  - name: |", STRATEGY_NAMES),
    "name in model_plan": Place(f"{IN_FILE}    - name: |", STRATEGY_NAMES),
    "name in a list of its own": Place(f"{TOP}- - name: |", []),
    "second key": Place(f"{TOP}- name: exponential\n  i|", ["kwargs", "interval"]),
    "second key, no kwargs required": Place(f"{TOP}- name: linear_with_warmup\n  i|", ["kwargs", "interval"]),
    "second key, name missing": Place(f"{TOP}- interval: step\n  n|", ["kwargs", "name"]),
    "third key": Place(f"{TOP}- name: exponential\n  interval: step\n  k|", ["kwargs"]),
    "interval": Place(f"{TOP}- name: exponential\n  interval: |", ["step", "epoch"]),
    "interval, begun": Place(f"{TOP}- name: exponential\n  interval: e|", ["step", "epoch"]),
    **{
        f"kwargs of {name}": Place(under_kwargs(name, "|").rstrip("\n"), list(strategy.argument_names))
        for name, strategy in STRATEGIES.items()
    },
    **{
        f"kwargs of {name}, candidate after": Place(
            under_kwargs(name, "|") + candidate("exponential"), list(strategy.argument_names)
        )
        for name, strategy in STRATEGIES.items()
    },
    "kwargs of restarts, second argument": Place(
        under_kwargs("cosine_with_warmup_restarts", "num_cycles: 3", "|"), ["warmup_ratio_or_steps"]
    ),
    "kwargs of restarts, first argument last": Place(
        under_kwargs("cosine_with_warmup_restarts", "warmup_ratio_or_steps: 0.1", "n|"), ["num_cycles"]
    ),
    "kwargs of an unknown strategy": Place(under_kwargs("cosine_with", "|"), []),
    "a section that does not lead to the field": Place("training_job:\n  |", []),
    "run mode": Place("run_mode: |\n", MODES),
    "run mode, begun": Place("run_mode: F|\n", MODES),
    "run mode of the training job": Place("training_job:\n  run_mode: |\n", MODES),
    "run mode in model_plan": Place("model_plan:\n  run_mode: |\n", MODES),
    "in braces": Place(f"{TOP}- {{|}}", ["kwargs", "name", "interval"]),
    "name in braces": Place(f"{TOP}- {{name: |}}", STRATEGY_NAMES),
    "below a name, indented": Place(f"{TOP}- name: exponential\n  |", []),
}
ARGUMENT_VALUES = {
    "gamma": Place(under_kwargs("exponential", "gamma: |"), ["0.9"]),
    "num_cycles": Place(under_kwargs("cosine_with_warmup_restarts", "num_cycles: |"), ["3"]),
    "warmup": Place(under_kwargs("linear_with_warmup", "warmup_ratio_or_steps: |"), ["0.1", "500"]),
}
JSON_KWARGS = '{"lr_scheduler": [{"name": "%s", "interval": "step", "kwargs": {%s|}}]}'
JSON_PLACES = {
    "top": Place("{|}", AT_TOP),
    "top, quoted": Place('{"|"}', AT_TOP),
    "optimization": Place('{"optimization": {|}}', [FIELD, *LENGTHS]),
    "model_plan": Place('{"model_plan": {|}}', ["optimization", "run_mode"]),
    "optimization in model_plan": Place('{"model_plan": {"optimization": {|}}}', [FIELD, *LENGTHS]),
    "name": Place('{"lr_scheduler": [{"name": |}]}', STRATEGY_NAMES),
    "name, begun": Place('{"lr_scheduler": [{"name": "cos|"}]}', STRATEGY_NAMES),
    "first key": Place('{"lr_scheduler": [{"|"}]}', ["name", "kwargs", "interval"]),
    "second key": Place('{"lr_scheduler": [{"name": "exponential", |}]}', ["kwargs", "interval"]),
    "second key, begun": Place('{"lr_scheduler": [{"name": "exponential", "i|"}]}', ["kwargs", "interval"]),
    "run mode": Place('{"run_mode": |}', MODES),
    "run mode, begun": Place('{"run_mode": "F|"}', MODES),
    "interval": Place('{"lr_scheduler": [{"interval": |}]}', ["step", "epoch"]),
    **{
        f"kwargs of {name}": Place(JSON_KWARGS % (name, ""), list(strategy.argument_names))
        for name, strategy in STRATEGIES.items()
    },
    "kwargs of restarts, second argument": Place(
        JSON_KWARGS % ("cosine_with_warmup_restarts", '"num_cycles": 3, '), ["warmup_ratio_or_steps"]
    ),
    "kwargs of an unknown strategy": Place(JSON_KWARGS % ("cosine_with", ""), []),
}
