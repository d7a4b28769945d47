"""The table of settings as tomllib gives it, to values and to problems, each at its place in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kumo_lr.document.compose import ReadProblem
from kumo_lr.findings import Path, Severity
from kumo_lr.phrases import article, listed, quote
from kumo_lr.rules import RULES, always_counts, codes_of, is_mutable
from kumo_lr.settings.patterns import compiled
from kumo_lr.settings.table import (
    FORMAT,
    PATTERN,
    RULE,
    SETTINGS,
    SEVERITY,
    TABLE,
    ListOf,
    Number,
    Setting,
    TableOf,
    Takes,
    Text,
)
from kumo_lr.settings.toml_places import Place, find_places
from kumo_lr.source import Source, Span
from kumo_lr.suggest import suggest

_KINDS = {bool: "boolean", int: "integer", float: "float", str: "text", list: "list", dict: "table"}
_TABLE_TEXT = Text("table", "a table", (TABLE,))
_SETTING_TEXT = Text("setting", "a setting", tuple(SETTINGS))


class Reader:
    """Reads the table of settings of one file; collects its problems.

    `table` is the path of the table in the file.
    """

    def __init__(self, source: Source, table: tuple[str, ...]) -> None:
        self.source = source
        self.table = table
        self.places = find_places(source.text, table)
        self.problems: list[ReadProblem] = []
        self.values: dict[str, Any] = {}
        self.lines: dict[str, int] = {}

    def misspelt(self, names: Iterable[str], *, is_taken: bool) -> None:
        """Say of tables that they are ours, misspelt; `is_taken` = the right one is there too."""
        for name in names:
            places = find_places(self.source.text, (*self.table[:-1], name))
            span = places[()].key if () in places else Span(0, 0)
            self._unknown("table", name, span, _TABLE_TEXT, is_taken=is_taken)

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
                self.lines[name] = self.source.position(self._place((name,)).key.start).line
                read = _READERS[type(setting.takes)]
                self.values[setting.field] = read(self, setting, setting.takes, value, (name,))

    def _place(self, path: Path) -> Place:
        """Return the place of a path, or of the nearest thing around it whose place is known."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(Span(0, 0), Span(0, 0)))

    def _say(self, kind: str, message: str, span: Span, **words: str) -> None:
        self.problems.append(ReadProblem(kind, span, {"message": message, **words}))

    def _invalid(self, message: str, path: Path, **words: str) -> None:
        self._say("invalid-setting", message, self._place(path).value, **words)

    def _wrong_kind(self, data: object, wanted: str, path: Path, place: str, example: str) -> None:
        found = article(_KINDS.get(type(data), "date or time"))
        self._invalid("kind", path, place=place, found=found, wanted=wanted, example=example)

    def _no_setting(self, name: str, data: Mapping[str, Any]) -> Setting | None:
        """Say that there is no such setting; gives the one that was meant, where that is clear."""
        span = self._place((name,)).key
        near = suggest(name, SETTINGS).words
        if not near and name == "tool" and not self.table:
            help_ = f'settings stand at the top of this file, without "[tool.{TABLE}]"'
            self._say("unknown-setting", "setting", span, given=name, help=help_)
            return None
        is_taken = any(word in data for word in near)
        self._unknown("setting", name, span, _SETTING_TEXT, is_taken=is_taken)
        return SETTINGS[near[0]] if len(near) == 1 and not is_taken else None

    def _unknown(self, message: str, given: str, span: Span, text: Text, *, is_taken: bool) -> None:
        words = self._meant(given, span, text, is_taken=is_taken)
        self._say("unknown-setting", message, span, given=given, **words)

    def _meant(self, given: str, span: Span, text: Text, *, is_taken: bool = False) -> dict[str, str]:
        """Return the words that say what was meant, and how to spell it where that may be written there."""
        word = given.upper() if text is RULE and given[:3].upper() == "KLR" else given
        guess = suggest(word, text.choices)
        near = guess.words[:3]
        others = (
            f"write {listed(text.choices)}" if text is not RULE else 'list the rules with "kumo-lr rules"'
        )
        words = {"help": f"did you mean {listed(near)}?" if near else others, "near": " ".join(near)}
        written = self.source.text[span.start : span.end]
        if len(near) == 1 and not is_taken and given in written and "\n" not in written:
            mark = written[0] if written[0] in "\"'" else ""
            words |= {"spelt": f"{mark}{near[0]}{mark}", "safety": "safe" if guess.sure else "unsafe"}
        return words

    # --- what settings take ----------------------------------------------------------------------

    def text(self, setting: Setting, takes: Text, data: object, path: Path) -> str:
        """Read a text that stands by itself."""
        return self._text(setting, takes, data, path, _place_words(setting, path))

    def _text(self, setting: Setting, takes: Text, data: object, path: Path, place: str) -> str:
        if not isinstance(data, str):
            self._wrong_kind(data, takes.wanted, path, place, _example(setting))
            return ""
        span = self._place(path).value
        self._check_word(setting, takes, data, span, place)
        return _SPELLINGS.get(takes.what, str)(data)

    def _check_word(self, setting: Setting, takes: Text, word: str, span: Span, place: str) -> None:
        """Say what is wrong with a word, if anything is."""
        kind = "invalid-setting"
        if not word.strip():
            self._say(kind, "empty", span, place=place, example=_example(setting))
        elif takes is PATTERN:
            self._check_pattern(word, span)
        elif takes is FORMAT:
            self._check_format(word, span)
        elif takes is RULE and setting.name in _LEAVING_OUT and _all_count(word):
            help_ = "mend what it finds; it is never passed over"
            self._say(kind, "always", span, given=word, done="ignored", help=help_)
        elif takes.choices and not (codes_of(word) if takes is RULE else _is_choice(takes, word)):
            self._say(kind, "word", span, given=word, what=takes.what, **self._meant(word, span, takes))

    def _check_pattern(self, word: str, span: Span) -> None:
        try:
            compiled(word)
        except ValueError as error:
            reason = str(error)
            help_ = 'write "/" on every platform' if "\\" in word else 'write one such as "old/*.yaml"'
            self._say("invalid-setting", "pattern", span, given=word, reason=reason, help=help_)

    def _check_format(self, word: str, span: Span) -> None:
        name, colon, file = word.partition(":")
        kind = "invalid-setting"
        if name not in FORMAT.choices:
            start = span.start + 1
            if colon and self.source.text.startswith(name, start):
                span = Span(start, start + len(name))
            words = self._meant(name, span, FORMAT)
            self._say(kind, "word", span, given=name, what=FORMAT.what, **words)
        elif colon and not file.strip():
            self._say(kind, "pathless", span, given=word, what=name)

    def number(self, setting: Setting, takes: Number, data: object, path: Path) -> int:
        """Read a whole number."""
        place = f'"{setting.name}"'
        if isinstance(data, bool) or not isinstance(data, int):
            self._wrong_kind(data, takes.wanted, path, place, _example(setting))
            return 1
        if not 1 <= data <= takes.most:
            limit = "below 1" if data < 1 else f"above {takes.most}"
            # Python refuses to write out a number that is longer than anybody reads.
            number = str(data) if data.bit_length() < _LONGEST else "longer than that"
            words = {"place": place, "number": number, "limit": limit, "example": _example(setting)}
            self._invalid("number", path, **words)
        return data

    def texts(self, setting: Setting, takes: ListOf, data: object, path: Path) -> tuple[str, ...]:
        """Read a list of texts."""
        if takes.alone and isinstance(data, str):
            return (self.text(setting, takes.item, data, path),)
        if not isinstance(data, list):
            self._wrong_kind(data, takes.wanted, path, _place_words(setting, path), _example(setting))
            return ()
        if len(data) < takes.fewest:
            self._invalid("empty", path, place=_place_words(setting, path), example=_example(setting))
        place = f'an item of "{path[-1]}"'
        words = [self._text(setting, takes.item, item, (*path, i), place) for i, item in enumerate(data)]
        if takes.item is FORMAT:
            for index in [i for i, word in enumerate(words) if word and ":" not in word][1:]:
                word = words[index]
                self._invalid("crowded", (*path, index), given=word, what=word)
        return tuple(words)

    def table_of(self, setting: Setting, takes: TableOf, data: object, path: Path) -> dict[str, Any]:
        """Read a table."""
        if not isinstance(data, dict):
            self._wrong_kind(data, takes.wanted, path, f'"{setting.name}"', _example(setting))
            return {}
        read = _READERS[type(takes.value)]
        for key, value in data.items():
            inner = (*path, key)
            self._check_word(setting, takes.key, key, self._place(inner).key, f'a key of "{setting.name}"')
            if takes.value is SEVERITY and value == Severity.WARNING and _none_lowered(key):
                help_ = "it is always an error"
                words = {"given": key, "done": "lowered to a warning", "help": help_}
                self._say("invalid-setting", "always", self._place(inner).key, **words)
        return {key: read(self, setting, takes.value, value, (*path, key)) for key, value in data.items()}


_LONGEST = 200
_LEAVING_OUT = ("ignore", "per-file-ignores")
_SPELLINGS: dict[str, Callable[[str], str]] = {"run mode": str.upper}
_READERS: dict[type[Takes], Callable[..., Any]] = {
    Text: Reader.text,
    Number: Reader.number,
    ListOf: Reader.texts,
    TableOf: Reader.table_of,
}


def _is_choice(takes: Text, word: str) -> bool:
    return _SPELLINGS.get(takes.what, str)(word) in takes.choices


def _all_count(word: str) -> bool:
    codes = codes_of(word)
    return bool(codes) and all(map(always_counts, codes))


def _none_lowered(word: str) -> bool:
    """Whether a word names rules, and only such that stay errors."""
    codes = codes_of(word)
    return bool(codes) and not any(
        is_mutable(code) or RULES[code].severity is Severity.WARNING for code in codes
    )


def _place_words(setting: Setting, path: Path) -> str:
    """Name the place of a value: a setting, or an entry of its table."""
    return f'"{setting.name}"' if len(path) == 1 else f'{quote(str(path[-1]))} of "{setting.name}"'


def _example(setting: Setting) -> str:
    return f"{setting.name} = {setting.example}"
