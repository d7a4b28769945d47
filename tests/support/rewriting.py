"""What must hold of a text that is written out or minimised."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError as RuamelError

from kumo_lr import (
    Config,
    ConfigError,
    Resolved,
    RunModeName,
    check_text,
    loads_all,
    resolve,
)
from kumo_lr.facts.strategies import STRATEGIES as VOCABULARY
from kumo_lr.plan.rewrite import minimised, written_out
from kumo_lr.source import Source
from tests.support.configs import attempt, documents_of
from tests.support.engine import FIELD_PATHS, fields_in


def resolved_in(
    text: str, name: str, mode: RunModeName | None = None, at: str | None = None
) -> list[Resolved]:
    """Resolve all that stands in a text; nothing where it has errors."""
    return [resolve(config, run_mode=mode) for config in attempt(loads_all, text, name, at=at) or ()]


def written_or_none(use: Callable[[Any], Source], fields: list[Resolved]) -> Source | None:
    """Write back, or return None for a text that must be refused.

    It has an alias, or it has no field, and keys that would be errors beside one.
    """
    try:
        return use(fields)
    except ConfigError as error:
        place = fields[0].config.place
        assert place is not None
        if "the result would have an error" in str(error):
            assert not fields[0].config.is_set
            assert "not in" in str(error)
            return None
        assert re.search(r"(?:^|[\s\[{,:])\*", place.source.text), error
        assert "an alias shares values" in str(error)
        return None


def kumos(fields: list[Resolved] | list[Config]) -> str:
    return repr([field.to_kumo() for field in fields])


def line_ends(text: str) -> set[str]:
    return set(re.findall("\r\n|\n|\r", text))


def comments(text: str) -> list[str]:
    """Return the user's comments, sorted: what stands from each note's sign on."""
    return sorted(re.findall(r"(?<![^\s])#[^\r\n#]*note-[0-9]+;[^\r\n#]*[^\s#]", text))


def without_fields(document: Any) -> Any:
    """Return a document without the field, and without the sections that hold nothing else."""
    document = copy.deepcopy(document)
    for path in FIELD_PATHS:
        way = [document]
        for key in path[:-1]:
            way.append(way[-1].get(key) if isinstance(way[-1], dict) else None)
        if isinstance(way[-1], dict):
            way[-1].pop(path[-1], None)
        for section, key in reversed([*zip(way, path[:-1], strict=False)]):
            if isinstance(section, dict) and section.get(key) in (None, {}, "???"):
                section.pop(key, None)
    return None if document in ({}, "???") else document


def outside(text: str, name: str) -> list[Any] | None:
    documents = documents_of(text, is_json=name.endswith(".json"))
    if documents is None:
        return None
    rest = [without_fields(document) for document in documents]
    return [] if rest == [None] else rest


_NOTHING = r"""\{\s*\}|(?:![^\s]*\s+)?['"]?\?\?\?['"]?|(?<![^\s:{,\[])(?:null|~)(?![^\s},\]])"""


def tokens(text: str) -> list[str]:
    return re.findall(r"[^\s{}\[\],]+|[{}\[\],]", text)


def assert_stands_in(part: str, whole: str) -> None:
    """Hold that what stands in a text stands in another one, in order, but for what stands for nothing."""
    rest = iter(tokens(whole))
    for token in tokens(re.sub(_NOTHING, "", part)):
        assert any(token == other for other in rest), f"{token} is gone"


def of_yaml_1_2(text: str) -> list[Any] | None:
    try:
        return list(YAML(typ="safe", pure=True).load_all(text))
    except (RuamelError, ValueError, TypeError, KeyError, AttributeError, NotImplementedError):
        return None


def flat(candidate: Any) -> Any:
    while isinstance(candidate, list):
        candidate = candidate[0] if candidate else None
    return candidate or None


def assert_yaml_1_2_reads_the_same(text: str, fields: list[Resolved]) -> None:
    """Hold that a reader of YAML 1.2 sees the numbers that were inserted."""
    documents = of_yaml_1_2(text)
    assert documents is not None
    read = [field for document in documents for field in fields_in(document)]
    assert len(read) == len(fields)
    for field, resolved in zip(read, fields, strict=True):
        written = resolved.config.candidates if resolved.config.is_set else (None,) * len(resolved.candidates)
        for candidate, given_, full in zip(field, written, resolved.candidates, strict=True):
            inner = flat(candidate)
            assert (inner is None) == (full is None)
            if full is None:
                continue
            if given_ is None:
                assert (inner["name"], inner["interval"]) == (full.name, full.interval)
            for name, number in full.kwargs.given.items():
                if given_ is None or name not in given_.kwargs.given:
                    assert repr(inner["kwargs"][name]) == repr(number)


def assert_written_out(
    text: str, name: str, mode: RunModeName | None = None, at: str | None = None
) -> Source | None:
    fields = resolved_in(text, name, mode, at)
    new = written_or_none(written_out, fields) if fields else None
    if new is None:
        return None
    old = text.removeprefix("\ufeff")
    assert (new.has_bom, new.name) == (text.startswith("\ufeff"), name)
    # It holds what was resolved, and all of it.
    assert check_text(new.text, name, at=at).ok
    again = loads_all(new.text, name, at=at)
    assert kumos([*again]) == kumos(fields)
    assert all(config.is_set for config in again)
    for config, resolved in zip(again, fields, strict=True):
        assert config.candidates == resolve(config, run_mode=resolved.run_mode).candidates
        for candidate in config.candidates:
            if candidate is not None:
                assert set(candidate.kwargs.given) == set(VOCABULARY[candidate.name].argument_names)
    assert written_out([*map(resolve, again)]).text == new.text
    # The rest is as it was.
    assert line_ends(new.text) <= (line_ends(old) or {"\n"})
    assert comments(new.text) == comments(old)
    # A comment of ours goes where its value is the default no longer.
    assert_stands_in(re.sub(r"# default: kumo-engine \S+$", "", old, flags=re.MULTILINE), new.text)
    rest = outside(old, name) if at is None else None
    if rest is not None:
        assert repr(outside(new.text, name)) == repr(rest)
    if at is None and not name.endswith(".json") and of_yaml_1_2(old) is not None:
        assert_yaml_1_2_reads_the_same(new.text, fields)
    if name.endswith(".json"):
        assert documents_of(new.text, is_json=True) is not None
    return new


def assert_minimised(
    text: str, name: str, mode: RunModeName | None = None, at: str | None = None
) -> Source | None:
    fields = resolved_in(text, name, mode, at)
    new = written_or_none(minimised, fields) if fields else None
    if new is None:
        return None
    old = text.removeprefix("\ufeff")
    assert (new.has_bom, new.name) == (text.startswith("\ufeff"), name)
    assert check_text(new.text, name, at=at).ok
    # It runs the same: what is gone as a whole is what runs by default.
    again = resolved_in(new.text, name, mode, at)
    gone = repr(resolve(Config(), run_mode=mode).to_kumo())  # the same in all run modes
    left = [repr(resolved.to_kumo()) for resolved in again]
    for row in (repr(resolved.to_kumo()) for resolved in fields):
        if left and left[0] == row:
            left.pop(0)
        else:
            assert row == gone
    assert left in ([], [gone])
    # The rest is as it was, and nothing is left to take out.
    assert_stands_in(new.text, old)
    assert line_ends(new.text) <= (line_ends(old) or {"\n"})
    assert comments(new.text) == comments(old)
    rest = outside(old, name) if at is None else None
    if rest is not None:
        assert repr(outside(new.text, name)) == repr(rest)
    if name.endswith(".json"):
        assert documents_of(new.text, is_json=True) is not None
    if not again:  # the field is gone, and nothing stands in its place
        assert at is not None
        return new
    twice = written_or_none(minimised, again)
    assert twice is not None
    assert twice.text == new.text
    # Writing it out again holds the same.
    full = written_or_none(written_out, again)
    if full is not None and len(again) == len(fields):
        assert kumos([*loads_all(full.text, name, at=at)]) == kumos(fields)
    return new
