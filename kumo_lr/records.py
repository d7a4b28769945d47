"""Frozen records whose classes cost next to nothing to create.

`NamedTuple` and `dataclass` generate and compile code for each class, which is not worth it for records
with few instances. These classes only store their fields. Type checkers see a frozen dataclass.
"""

from __future__ import annotations

from kumo_lr.typed import Any, ClassVar, NoReturn, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """A base class whose annotations are the fields, and whose class attributes are their defaults."""

    __match_args__: ClassVar[tuple[str, ...]] = ()
    _known: ClassVar[frozenset[str]] = frozenset()
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        """Store the fields of a class."""
        fields = tuple(cls.__annotations__)
        cls.__match_args__ = fields  # type: ignore[misc]  # mypy makes the same of the annotations
        cls._known = frozenset(fields)
        cls._required = cls._known - cls.__dict__.keys()

    def __init__(self, *values: Any, **named: Any) -> None:
        given = self.__dict__
        given.update(zip(self.__match_args__, values, strict=False), **named)
        if not self._required <= given.keys() <= self._known or len(given) < len(values) + len(named):
            fields = ", ".join(self.__match_args__)
            raise TypeError(f"{type(self).__name__} takes {fields}; it was given {values} and {named}")

    def replaced(self, **named: Any) -> Self:
        """Return a copy of this record with some fields replaced."""
        return type(self)(**{name: getattr(self, name) for name in self.__match_args__} | named)

    def __setattr__(self, name: str, _value: object) -> NoReturn:
        raise AttributeError(f"{name} of a {type(self).__name__} cannot be set")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        shown = zip(self.__match_args__, self._values(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in shown)})"

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)
