"""Write what type checkers need spelled out: a model for each strategy, and the package's public names.

`python -m tests.regenerate` calls it first, as what it writes is part of the package.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import kumo_lr
from kumo_lr.facts.strategies import STRATEGIES, Strategy
from kumo_lr.plan.kwargs import Kwargs
from tests.support.paths import ROOT

PACKAGE = ROOT / "kumo_lr"
_GENERATED = "Written by `python -m tests.regenerate`"

_MODELS = '''"""The model of each strategy.

{generated}, from the strategies in `kumo_lr.facts` and the models of their
arguments. Pydantic also accepts a mapping in place of a model, which type checkers cannot infer, so each
model declares its constructor for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import Field

from kumo_lr.plan.candidate import Candidate, Interval, name_field
from kumo_lr.plan.kwargs import {kwargs}

{classes}
AnyScheduler: TypeAlias = {union}
'''

_MODEL = '''
class {model}(Candidate, frozen=True):
    """{summary}"""

    name: Literal["{name}"] = name_field("{name}")
    kwargs: {kwargs}Kwargs{default}

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            interval: Interval,
            kwargs: {kwargs}Kwargs | {kwargs}Arguments{omitted},
            name: Literal["{name}"] = ...,
        ) -> None: ...

'''

_STUB = """# {generated}, from the homes of the names in `__init__.py`.
{imports}

__all__ = {names!r}

__version__: str

def __dir__() -> list[str]: ...
"""


def typed_models() -> dict[Path, bytes]:
    """Return the generated files of the package with what should be in them."""
    return {PACKAGE / "plan" / "strategy_models.py": _models(), PACKAGE / "__init__.pyi": _stub()}


def renewed() -> bool:
    """Write the generated files that differ from what should be in them; whether there were some."""
    stale = {path: data for path, data in typed_models().items() if _read(path) != data}
    for path, data in stale.items():
        path.write_bytes(data)
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    return bool(stale)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def model_name(strategy: Strategy) -> str:
    """Return the name of a strategy's model: `LinearWithWarmup` for `linear_with_warmup`."""
    return strategy.name.title().replace("_", "")


def _models() -> bytes:
    strategies = STRATEGIES.values()
    takes = {strategy.name: _kwargs_of(strategy) for strategy in strategies}
    kinds = sorted(set(takes.values()))
    text = _MODELS.format(
        generated=_GENERATED,
        kwargs=", ".join(f"{kind}{suffix}" for kind in kinds for suffix in ("Arguments", "Kwargs")),
        classes="".join(_model(strategy, takes[strategy.name]) for strategy in strategies),
        union=" | ".join(map(model_name, strategies)),
    )
    return _formatted(text, "models.py")


def _kwargs_of(strategy: Strategy) -> str:
    """Return what models of a strategy's arguments are called, but for `Kwargs` or `Arguments`."""
    for model in Kwargs.__subclasses__():
        if model.model_fields.keys() == set(strategy.argument_names):
            return model.__name__.removesuffix("Kwargs")
    raise LookupError(f"no model in plan/kwargs.py takes {', '.join(strategy.argument_names)}")


def _model(strategy: Strategy, kwargs: str) -> str:
    return _MODEL.format(
        model=model_name(strategy),
        name=strategy.name,
        summary=f"{strategy.summary[0].upper()}{strategy.summary[1:]}.",
        kwargs=kwargs,
        default="" if strategy.required else f" = Field(default_factory={kwargs}Kwargs)",
        omitted="" if strategy.required else " = ...",
    )


def _stub() -> bytes:
    imports = "\n".join(
        f"from {module} import {', '.join(names)}"
        for module, names in sorted(vars(kumo_lr)["_HOMES"].items())
    )
    text = _STUB.format(generated=_GENERATED, imports=imports, names=kumo_lr.__all__)
    return _formatted(text, "__init__.pyi")


def _formatted(text: str, name: str) -> bytes:
    for command in (["check", "--quiet", "--fix-only", "--select=I,RUF022"], ["format"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(PACKAGE / name), "-"],
            input=text,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        text = done.stdout
    return text.encode()
