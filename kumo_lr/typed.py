"""Stand-ins for names of `typing`, for the modules that every check imports.

Importing `typing` takes a twentieth of the time of a short check, and making one of its named tuples as
long as reading a plan. To type checkers, these are the names of `typing` themselves.
"""

from __future__ import annotations

TYPE_CHECKING = False

__all__ = [
    "TYPE_CHECKING",
    "Any",
    "ClassVar",
    "Generic",
    "Literal",
    "NamedTuple",
    "Never",
    "NoReturn",
    "Protocol",
    "Self",
    "TextIO",
    "TypeAlias",
    "TypeVar",
    "Value",
    "cast",
    "dataclass_transform",
]

if TYPE_CHECKING:
    from typing import (
        Any,
        ClassVar,
        Generic,
        Literal,
        NamedTuple,
        Never,
        NoReturn,
        Protocol,
        Self,
        TextIO,
        TypeAlias,
        TypeVar,
        cast,
        dataclass_transform,
    )
    from typing import NamedTuple as Value
else:
    from types import FunctionType

    try:
        from _collections import _tuplegetter
    except ImportError:  # Python without CPython's accelerators
        from operator import itemgetter

        def _tuplegetter(index, _doc):
            return property(itemgetter(index))

    class _Subscripted:
        """A class that takes parameters and forgets them."""

        __slots__ = ()

        def __class_getitem__(cls, _parameters):
            return cls

    # None of these has a meaning when the program runs: annotations are not evaluated.
    Any = ClassVar = Never = NoReturn = Self = TextIO = TypeAlias = object
    Generic = Literal = Protocol = _Subscripted

    TypeVar = str

    def cast(_type, value):
        """Return the value."""
        return value

    def dataclass_transform(**_options):
        """Return a decorator that changes nothing."""
        return lambda cls: cls

    _new = tuple.__new__
    # The constructors by number of fields. Their code gets the names of a class's fields; to compile code
    # for each class, as typing does, takes ten times as long.
    _CONSTRUCTORS = (
        lambda cls: _new(cls, ()),
        lambda cls, a: _new(cls, (a,)),
        lambda cls, a, b: _new(cls, (a, b)),
        lambda cls, a, b, c: _new(cls, (a, b, c)),
        lambda cls, a, b, c, d: _new(cls, (a, b, c, d)),
        lambda cls, a, b, c, d, e: _new(cls, (a, b, c, d, e)),
        lambda cls, a, b, c, d, e, f: _new(cls, (a, b, c, d, e, f)),
        lambda cls, a, b, c, d, e, f, g: _new(cls, (a, b, c, d, e, f, g)),
        lambda cls, a, b, c, d, e, f, g, h: _new(cls, (a, b, c, d, e, f, g, h)),
    )

    def _constructor(fields, defaults):
        """Return a function that makes a tuple of a class of its arguments, which have these names."""
        if len(fields) < len(_CONSTRUCTORS):
            code = _CONSTRUCTORS[len(fields)].__code__.replace(co_varnames=("cls", *fields))
        else:
            names = ", ".join(fields)
            code = eval(f"lambda cls, {names}: _new(cls, ({names}))").__code__  # noqa: S307 - our own names
        return FunctionType(code, globals(), "__new__", defaults)

    class _NamedTupleMeta(type):
        def __new__(mcs, name, bases, namespace):
            namespace["__slots__"] = ()
            cls = super().__new__(mcs, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            if fields:
                defaults = tuple(namespace[field] for field in fields if field in namespace)
                for index, field in enumerate(fields):
                    setattr(cls, field, _tuplegetter(index, None))
                cls._fields = cls.__match_args__ = fields
                cls.__new__ = _constructor(fields, defaults)
            return cls

    class NamedTuple(tuple, metaclass=_NamedTupleMeta):
        """A tuple with named fields, as `typing.NamedTuple` makes them."""

        _fields = ()

        def _replace(self, /, **values):
            result = _new(type(self), map(values.pop, self._fields, self))
            if values:
                raise TypeError(f"{type(self).__name__} has no field {', '.join(values)}")
            return result

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            values = (f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({', '.join(values)})"

        def __getnewargs__(self):
            return tuple(self)

    _equal = tuple.__eq__

    class Value(NamedTuple):
        """A named tuple that a program gets, which is equal to its own kind alone.

        A position is not a span, although both are two numbers.
        """

        def __eq__(self, other):
            return type(other) is type(self) and _equal(self, other)

        def __ne__(self, other):
            return type(other) is not type(self) or not _equal(self, other)

        __hash__ = tuple.__hash__
