"""What must hold of configs, whatever they were made from."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from kumo_lr import (
    Config,
    ConfigError,
    LRSchedulerField,
    Report,
    Resolved,
    Severity,
    dump,
    from_kumo,
    loads,
    loads_all,
    resolve,
)
from kumo_lr.facts.strategies import STRATEGIES as VOCABULARY
from kumo_lr.plan import models
from kumo_lr.plan.defaults import KUMO_DEFAULTS
from tests.support.cases import plans

FIELD: TypeAdapter[models.Candidates] = TypeAdapter(LRSchedulerField)
MODES = ("FAST", "normal", "Best", "dEBUG")
FILES = [path for path in plans() if path.parent.name != "KLR002-not-utf8"]


def refusal(value: Any) -> ValidationError | None:
    try:
        FIELD.validate_python(value)
    except ValidationError as error:
        return error
    return None


def sentences(report: Report) -> list[tuple[str, Any, str]]:
    """Return code, path and words of the errors in a report."""
    return [
        (f.code, f.path, "; ".join(filter(None, (f.message, f.help))))
        for f in report.findings
        if f.severity is Severity.ERROR
    ]


def documents_of(text: str, *, is_json: bool = False) -> list[Any] | None:
    """Return the documents of a text as PyYAML or json loads them; None where it does not."""
    try:
        return [json.loads(text)] if is_json else list(yaml.safe_load_all(text))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, AttributeError, IndexError, KeyError):
        return None


def loaded(text: str, name: str = "<text>", at: str | None = None) -> tuple[Config, ...] | ConfigError:
    try:
        return loads_all(text, name, at=at)
    except ConfigError as error:
        return error


def same(one: Config | Resolved, other: Config | Resolved) -> bool:
    """Whether two hold the same candidates, with numbers of the same kind."""
    return one.candidates == other.candidates and repr(one.to_kumo()) == repr(other.to_kumo())


def assert_complete(resolved: Resolved) -> None:
    for candidate, origins in zip(resolved.candidates, resolved.origins, strict=True):
        names = () if candidate is None else VOCABULARY[candidate.name].argument_names
        given_names = () if candidate is None else tuple(candidate.kwargs.given)
        assert given_names == names
        assert set(origins) == {"candidate"} | ({"name", "interval", *names} if candidate else set())


def assert_resolves(config: Config, mode: Any) -> None:
    before, defaults = copy.deepcopy(config.to_kumo()), repr(KUMO_DEFAULTS)
    once = resolve(config, run_mode=mode)
    assert once.run_mode == mode.upper()
    assert_complete(once)
    assert resolve(once) == once
    assert resolve(once, run_mode=mode.swapcase()) == once
    other: Any
    for other in MODES:
        assert resolve(resolve(once, run_mode=other), run_mode=mode) == once
    again = Config(once.candidates)
    assert same(resolve(again, run_mode=mode), once)
    assert same(resolve(loads(dump(again)), run_mode=mode), once)
    assert same(resolve(from_kumo(once.to_kumo()), run_mode=mode), once)
    if config.is_set:  # what is given stays
        for full, given_ in zip(once.candidates, config.candidates, strict=True):
            assert (full is None) == (given_ is None)
            if full is not None and given_ is not None:
                assert (full.name, full.interval) == (given_.name, given_.interval)
                kept = {name: full.kwargs.given[name] for name in given_.kwargs.given}
                assert repr(kept) == repr(given_.kwargs.given)
    for changed in (once.to_kumo(), config.to_kumo()):
        wreck(changed)
    assert repr(config.to_kumo()) == repr(before)
    assert resolve(config, run_mode=mode) == once
    assert repr(KUMO_DEFAULTS) == defaults


def wreck(value: Any) -> None:
    """Change all that can be changed in some data."""
    if isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            wreck(inner)
        value.clear()


def attempt(use: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Return what comes out; None where it is refused as documented."""
    try:
        return use(*args, **options)
    except (ConfigError, ValidationError):
        return None
