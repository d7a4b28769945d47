"""What all models share: strict whatever the caller says, and errors in the checker's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from pydantic import BaseModel, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from kumo_lr.findings import Finding, Path
from kumo_lr.plan.plain_data import findings_of, sentence


def explained(title: str, value: Any, field: object, prefix: Path, error: ValidationError) -> ValidationError:
    """Tell what is wrong with a value in the checker's words.

    `field` is a field in which the value stands, after the steps of `prefix`. Pydantic's own words
    stay where the value is beyond YAML.
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
    """What all models share. Numbers are equal within a kind only: `1` is not `1.0`."""

    @classmethod
    def _in_field(cls, value: Any) -> tuple[object, Path]:
        """Return a field in which a value of this model stands, and where."""
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
        """Validate what no caller can have taken in a looser mode: strictness is not for them to lift."""
        if not isinstance(value, dict):
            return validate(value)
        # A number of NumPy is a number.
        value = {key: item.item() if hasattr(item, "item") else item for key, item in value.items()}
        taken = validate(value)
        if all(key in cls.model_fields and cls._is_exact(key, item) for key, item in value.items()):
            return taken
        error = PydanticCustomError("strict", "an unknown key, or a value of another kind")
        raise ValidationError.from_exception_data(cls.__name__, [InitErrorDetails(type=error, input=value)])

    @classmethod
    def _is_exact(cls, key: str, value: Any) -> bool:
        """Return whether a value is of a kind that stands under a key, without being turned into it."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if super().__eq__(other) is not True:
            return NotImplemented
        return [*map(type, vars(self).values())] == [*map(type, vars(other).values())]

    # Equal models hold equal numbers, so what Pydantic makes of the values will do.
    __hash__ = BaseModel.__hash__
