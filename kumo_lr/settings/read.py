"""Read the table of settings from tomllib's data, and report problems with their place in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from kumo_lr.findings import Path, Safety, Severity
from kumo_lr.phrases import article, listed, quote
from kumo_lr.rules import RULES, always_counts, codes_of, is_mutable
from kumo_lr.rules.settings_problems import (
    EmptySetting,
    FixedRule,
    Meant,
    NoFile,
    OutOfRange,
    SecondFormat,
    SettingsProblem,
    UnknownSetting,
    UnknownWord,
    WrongKind,
    WrongPattern,
)
from kumo_lr.settings.table import (
    SETTINGS,
    TABLE,
    Boolean,
    ListOf,
    Number,
    Setting,
    TableOf,
    Takes,
    Text,
)
from kumo_lr.settings.toml_places import Place, Places, find_places
from kumo_lr.source import Source, Span
from kumo_lr.suggest import suggest
from kumo_lr.typed import Any

_KINDS = {bool: "boolean", int: "integer", float: "float", str: "text", list: "list", dict: "table"}
_TABLE_TEXT = Text("table", "a table", (TABLE,))
_SETTING_TEXT = Text("setting", "a setting", tuple(SETTINGS))


class Origins(Mapping[str, str]):
    """The places of a file's settings by name, as in `pyproject.toml:12`, found on first use."""

    def __init__(self, source: Source, table: tuple[str, ...], names: Iterable[str]) -> None:
        self.source = source
        self.table = table
        self.names = tuple(names)

    @cached_property
    def _lines(self) -> dict[str, int]:
        places = find_places(self.source.text, self.table)
        keys = {name: _nearest(places, (name,)).key for name in self.names}
        return {name: self.source.position(key.start).line for name, key in keys.items()}

    def __getitem__(self, name: str) -> str:
        return f"{self.source.name}:{self._lines[name]}"

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def _nearest(places: Places, path: Path) -> Place:
    """Return the place of a path, or of its nearest ancestor with a known place."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, Place(Span(0, 0), Span(0, 0)))


class Reader:
    """A reader of the settings table of one file, which collects its problems.

    `table` is the path of the table in the file.
    """

    def __init__(self, source: Source, table: tuple[str, ...]) -> None:
        self.source = source
        self.table = table
        self.problems: list[SettingsProblem] = []
        self.values: dict[str, Any] = {}
        self.names: list[str] = []

    @cached_property
    def places(self) -> Places:
        """Return the places of keys and values in the table, which only problems need."""
        return find_places(self.source.text, self.table)

    def misspelt(self, names: Iterable[str], *, is_taken: bool) -> None:
        """Report misspelt tables; `is_taken` says that the correctly spelt one also exists."""
        for name in names:
            places = find_places(self.source.text, (*self.table[:-1], name))
            span = places[()].key if () in places else Span(0, 0)
            meant = self._meant(name, span, _TABLE_TEXT, is_taken=is_taken)
            self.problems.append(UnknownSetting(span, name, meant, is_table=True))

    def read(self, data: Any) -> None:
        """Read the table."""
        if not isinstance(data, dict):
            place = f'"{".".join(self.table)}"'
            self._wrong_kind(data, "a table", (), place, 'max-epochs = 20 below "[tool.kumo-lr]"')
            return
        for name, value in data.items():
            setting = SETTINGS.get(name)
            if setting is None:
                setting = self._no_setting(name, data)
            if setting is not None:
                self.names.append(name)
                self.values[setting.field] = self._value(setting, setting.takes, value, (name,))

    def _place(self, path: Path) -> Place:
        return _nearest(self.places, path)

    def _wrong_kind(self, data: object, wanted: str, path: Path, place: str, example: str) -> None:
        found = article(_KINDS.get(type(data), "date or time"))
        self.problems.append(WrongKind(self._place(path).value, place, found, wanted, example))

    def _no_setting(self, name: str, data: Mapping[str, Any]) -> Setting | None:
        """Report an unknown setting, and return the intended one if it is unambiguous."""
        span = self._place((name,)).key
        near = suggest(name, SETTINGS).words
        if not near and name == "tool" and not self.table:
            meant = Meant((), f'settings belong at the top of this file, without "[tool.{TABLE}]"')
            self.problems.append(UnknownSetting(span, name, meant))
            return None
        is_taken = any(word in data for word in near)
        meant = self._meant(name, span, _SETTING_TEXT, is_taken=is_taken)
        self.problems.append(UnknownSetting(span, name, meant))
        return SETTINGS[near[0]] if len(near) == 1 and not is_taken else None

    def _meant(self, given: str, span: Span, text: Text, *, is_taken: bool = False) -> Meant:
        """Return the intended setting, and how to spell it if it can be set there."""
        guess = suggest(given, text.words)
        near = guess.words[:3]
        otherwise = text.listed or f"write {listed(text.words)}"
        written = self.source.text[span.start : span.end]
        if len(near) != 1 or is_taken or given not in written or "\n" in written:
            return Meant(near, otherwise)
        mark = written[0] if written[0] in "\"'" else ""
        safety = Safety.SAFE if guess.sure else Safety.UNSAFE
        return Meant(near, otherwise, f"{mark}{near[0]}{mark}", safety)

    # --- what settings take ----------------------------------------------------------------------

    def _value(self, setting: Setting, takes: Takes, data: object, path: Path) -> Any:
        match takes:
            case Text():
                return self._text(setting, takes, data, path, _place_words(setting, path))
            case Number():
                return self._number(setting, takes, data, path)
            case Boolean():
                return self._boolean(setting, takes, data, path)
            case ListOf():
                return self._texts(setting, takes, data, path)
            case TableOf():
                return self._table(setting, takes, data, path)

    def _text(self, setting: Setting, takes: Text, data: object, path: Path, place: str) -> str:
        if not isinstance(data, str):
            self._wrong_kind(data, takes.wanted, path, place, _example(setting))
            return ""
        span = self._place(path).value
        self._check_word(setting, takes, data, span, place)
        return takes.fold(data)

    def _check_word(self, setting: Setting, takes: Text, word: str, span: Span, place: str) -> None:
        """Report what is wrong with a word, if anything."""
        name, colon, file = word.partition(":") if takes.to_file else (word, "", "")
        if not word.strip():
            self.problems.append(EmptySetting(span, place, _example(setting)))
        elif takes.leaves_out and _all_count(word):
            self.problems.append(FixedRule(span, word))
        elif not takes.takes(name):
            span = self._span_of_name(name, span) if colon else span
            meant = self._meant(name, span, takes)
            self.problems.append(UnknownWord(span, takes.what, name, meant))
        elif colon and not file.strip():
            self.problems.append(NoFile(span, word, name))
        elif takes.parse is not None:
            try:
                takes.parse(word)
            except ValueError as error:
                self.problems.append(WrongPattern(span, word, str(error)))

    def _span_of_name(self, name: str, span: Span) -> Span:
        """Return what to underline of a name and a path: the name, if it is written literally."""
        start = span.start + 1
        return Span(start, start + len(name)) if self.source.text.startswith(name, start) else span

    def _number(self, setting: Setting, takes: Number, data: object, path: Path) -> int:
        """Read a whole number."""
        place = f'"{setting.name}"'
        if isinstance(data, bool) or not isinstance(data, int):
            self._wrong_kind(data, takes.wanted, path, place, _example(setting))
            return 1
        if not 1 <= data <= takes.most:
            # Python refuses to print integers of thousands of digits.
            number = data if data.bit_length() < _LONGEST else None
            span = self._place(path).value
            most = takes.most if data > takes.most else None
            self.problems.append(OutOfRange(span, place, number, most, _example(setting)))
        return data

    def _boolean(self, setting: Setting, takes: Boolean, data: object, path: Path) -> bool:
        if not isinstance(data, bool):
            self._wrong_kind(data, takes.wanted, path, f'"{setting.name}"', _example(setting))
        return data is True

    def _texts(self, setting: Setting, takes: ListOf, data: object, path: Path) -> tuple[str, ...]:
        """Read a list of texts."""
        if takes.alone and isinstance(data, str):
            return (self._text(setting, takes.item, data, path, _place_words(setting, path)),)
        if not isinstance(data, list):
            self._wrong_kind(data, takes.wanted, path, _place_words(setting, path), _example(setting))
            return ()
        if len(data) < takes.fewest:
            span = self._place(path).value
            self.problems.append(EmptySetting(span, _place_words(setting, path), _example(setting)))
        place = f'an item of "{path[-1]}"'
        words = [self._text(setting, takes.item, item, (*path, i), place) for i, item in enumerate(data)]
        if takes.item.to_file:
            for index in [i for i, word in enumerate(words) if word and ":" not in word][1:]:
                self.problems.append(SecondFormat(self._place((*path, index)).value, words[index]))
        return tuple(words)

    def _table(self, setting: Setting, takes: TableOf, data: object, path: Path) -> dict[str, Any]:
        """Read a table."""
        if not isinstance(data, dict):
            self._wrong_kind(data, takes.wanted, path, f'"{setting.name}"', _example(setting))
            return {}
        for key, value in data.items():
            inner = (*path, key)
            self._check_word(setting, takes.key, key, self._place(inner).key, f'a key of "{setting.name}"')
            if takes.weighs and value == Severity.WARNING and _none_lowered(key):
                self.problems.append(FixedRule(self._place(inner).key, key, lowered=True))
        return {key: self._value(setting, takes.value, value, (*path, key)) for key, value in data.items()}


_LONGEST = 200


def _all_count(word: str) -> bool:
    codes = codes_of(word)
    return bool(codes) and all(map(always_counts, codes))


def _none_lowered(word: str) -> bool:
    """Return whether a word names rules, all of which must stay errors."""
    codes = codes_of(word)
    return bool(codes) and not any(
        is_mutable(code) or RULES[code].severity is Severity.WARNING for code in codes
    )


def _place_words(setting: Setting, path: Path) -> str:
    """Return the name of a value: a setting, or an entry of its table."""
    return f'"{setting.name}"' if len(path) == 1 else f'{quote(str(path[-1]))} of "{setting.name}"'


def _example(setting: Setting) -> str:
    return f"{setting.name} = {setting.example}"
