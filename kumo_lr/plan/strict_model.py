"""The base of all models: always strict, with errors in the checker's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from pydantic import BaseModel, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from kumo_lr.findings import Finding, Path
from kumo_lr.plan.plain_data import findings_of, sentence


def explained(title: str, value: Any, field: object, prefix: Path, error: ValidationError) -> ValidationError:
    """Return the errors of a value in the checker's words.

    `field` is a field that has the value at the path `prefix`. Pydantic's own errors are kept if YAML
    cannot represent the value.
    """
    details = [_detail(finding, finding.path[len(prefix) :], value) for finding in findings_of(field)]
    return ValidationError.from_exception_data(title, details) if details else error


def _detail(finding: Finding, path: Path, value: Any) -> InitErrorDetails:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            break
    words = {
        "words": sentence(finding),
        "rule": finding.rule,
        "help": finding.help,
        "suggestions": finding.suggestions,
    }
    error = PydanticCustomError(finding.code, "{words}", words)
    return InitErrorDetails(type=error, loc=path, input=value)


class ExactModel(BaseModel, strict=True, extra="forbid", frozen=True, allow_inf_nan=False):
    """The base class of all models. Numbers are equal only within a kind: `1` is not `1.0`."""

    @classmethod
    def _in_field(cls, value: Any) -> tuple[object, Path]:
        """Return a field that contains a value of this model, and the path to the value."""
        raise NotImplementedError

    @model_validator(mode="wrap")
    @classmethod
    def _validate(cls, value: Any, validate: Callable[[Any], Self]) -> Self:
        try:
            return cls._validated(value, validate)
        except ValidationError as error:
            raise explained(cls.__name__, value, *cls._in_field(value), error) from None

    @classmethod
    def _validated(cls, value: Any, validate: Callable[[Any], Self]) -> Self:
        """Validate strictly, even if the caller requests a looser mode."""
        if not isinstance(value, dict):
            return validate(value)
        # NumPy's numbers count as numbers.
        value = {key: item.item() if hasattr(item, "item") else item for key, item in value.items()}
        taken = validate(value)
        if all(key in cls.model_fields and cls._is_exact(key, item) for key, item in value.items()):
            return taken
        error = PydanticCustomError("strict", "an unknown key, or a value of another kind")
        raise ValidationError.from_exception_data(cls.__name__, [InitErrorDetails(type=error, input=value)])

    @classmethod
    def _is_exact(cls, key: str, value: Any) -> bool:
        """Return whether a value has a kind that its key accepts without conversion."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if super().__eq__(other) is not True:
            return NotImplemented
        return [*map(type, vars(self).values())] == [*map(type, vars(other).values())]

    # Equal models have equal numbers, so Pydantic's hash of the values is consistent.
    __hash__ = BaseModel.__hash__
