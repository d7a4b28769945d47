"""What must hold of everything that programs use: models, loading, resolving, and writing back.

The checker and PyYAML say what a text holds; nothing here asks the code that loads it.
"""

from __future__ import annotations

import contextlib
import copy
import datetime
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError as RuamelError

from kumo_lr import (
    Config,
    ConfigError,
    LRSchedulerField,
    Report,
    Resolved,
    Severity,
    check_text,
    dump,
    from_kumo,
    loads,
    loads_all,
    resolve,
)
from kumo_lr.check.checker import check_source
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.facts.strategies import STRATEGIES as VOCABULARY
from kumo_lr.plan import models
from kumo_lr.plan.defaults import KUMO_DEFAULTS
from kumo_lr.plan.rewrite import minimised, written_out
from kumo_lr.source import Source, from_text
from tests.regenerate import FIXTURES, at_of
from tests.test_engine import ROWS
from tests.test_properties import (
    DAMAGE,
    FIELD_PATHS,
    STRATEGIES,
    PlainDumper,
    candidate_values,
    examples,
    field_values,
    fields_in,
    texts,
)

FIELD: TypeAdapter[models.Candidates] = TypeAdapter(LRSchedulerField)
MODES = ("FAST", "normal", "Best", "dEBUG")
FILES = sorted(
    path
    for path in FIXTURES.rglob("*")
    if path.suffix in (".yaml", ".yml", ".json") and path.parent.name != "KLR002-not-utf8"
)


# --- data ----------------------------------------------------------------------------------------


@st.composite
def shapes(draw: st.DrawFn) -> Any:
    """Return lists and mappings in each other, of what stands in the field, in any place."""
    leaves = st.one_of(
        candidate_values(),
        candidate_values(),
        st.sampled_from((None, "???", 1, 0.5, True, "step", "exponential", b"x", 10**400)),
        st.sampled_from((datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1, 12, 30))),
    )
    keys = st.sampled_from(("name", "interval", "kwargs", "gamma", 1, True, None, 0.5))
    value = st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=2), st.lists(inner, max_size=1), st.dictionaries(keys, inner, max_size=2)
        ),
        max_leaves=4,
    )
    return draw(st.one_of(value, st.lists(value, max_size=2)))


def values() -> st.SearchStrategy[Any]:
    return st.one_of(field_values(), shapes())


def as_yaml(value: Any) -> str:
    """Write data without aliases, so that a mistake which stands twice is told twice."""
    return yaml.dump(value, Dumper=PlainDumper, sort_keys=False, allow_unicode=True)


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


def assert_agree(value: Any) -> None:
    """Hold that the models refuse what the checker calls an error, in its words, and nothing else."""
    report = check_text(as_yaml(value), "x.yaml", at=".")
    error = refusal(value)
    assert report.ok == (error is None), (report.findings, error)
    if error is not None:
        said = [(detail["type"], detail["loc"], detail["msg"]) for detail in error.errors()]
        assert said == sentences(report)


@pytest.mark.parametrize(
    "value",
    [
        *(
            [[[]]],
            [[{}]],
            [[None]],
            [[[[]]]],
            [[[None]]],
            [[[], []]],
            [[]],
            [{}],
            [None],
            [],
            {},
            None,
            "???",
        ),
        [{"name": "exponential", "interval": "step", "kwargs": {"gamma": True}}],
        [[{"name": "exponential", "interval": "step", "kwargs": {"gamma": 0.5}}]],
        [{"name": "constant_with_warmup", "interval": "step", "kwargs": None}],
        ["none", "exponential"],
        [datetime.date(2020, 1, 1)] * 2,
    ],
    ids=repr,
)
def test_the_models_refuse_what_the_checker_does_of_a_shape(value: Any) -> None:
    assert_agree(value)


@examples(1200)
@given(values())
def test_the_models_refuse_what_the_checker_does(value: Any) -> None:
    assert_agree(value)
    # With aliases, as PyYAML writes equal objects, the findings are fewer; whether there are any is not.
    assert check_text(yaml.safe_dump(value), "x.yaml", at=".").ok == (refusal(value) is None)


def test_the_models_refuse_what_the_checker_does_of_the_engines_rows() -> None:
    for row in ROWS:
        assert_agree(row["lr_scheduler"])


def documents_of(text: str, *, is_json: bool = False) -> list[Any] | None:
    """Return the documents of a text as PyYAML or json loads them; None where it does not."""
    try:
        return [json.loads(text)] if is_json else list(yaml.safe_load_all(text))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, AttributeError, IndexError, KeyError):
        return None


def test_the_models_refuse_what_the_checker_does_of_the_fixtures() -> None:
    seen = 0
    for path in FILES:
        text = path.read_text(encoding="utf-8-sig")
        for document in documents_of(text, is_json=path.suffix == ".json") or []:
            for field in [document] if at_of(path) else fields_in(document):
                try:
                    as_yaml(field)
                except (ValueError, RecursionError):
                    continue  # an integer of thousands of digits, an alias to itself
                assert_agree(field)
                seen += 1
    assert seen > 100


# --- texts ---------------------------------------------------------------------------------------


def loaded(text: str, name: str = "<text>", at: str | None = None) -> tuple[Config, ...] | ConfigError:
    try:
        return loads_all(text, name, at=at)
    except ConfigError as error:
        return error


def is_in_the_way(document: Any) -> bool:
    """Whether something stands where a plan, or a section of it that holds the field, should."""
    if document in (None, "???"):
        return False
    if not isinstance(document, dict):
        return True
    plan = document.get("model_plan")
    return any(
        section not in (None, "???") and not isinstance(section, dict)
        for section in (
            plan,
            document.get("optimization"),
            plan.get("optimization") if isinstance(plan, dict) else None,
        )
    )


def assert_loads_as_checked(text: str, name: str = "<text>") -> None:
    """Hold how loading and checking a text belong together.

    - A text with an error is not loaded, and what is raised holds the same findings.
    - A text with the field and without errors is loaded, every field of it, as the models take it. Only
      where a comment mutes errors it may be refused: where the models refuse it, and the report says why.
    - A text without the field gives one config that is not set; or KLR113, where what stands in the
      place of a section of the plan, or of the plan, is neither a mapping nor nothing.
    """
    report, result = check_text(text, name), loaded(text, name)
    text = text.removeprefix("\ufeff")
    if not report.ok:
        assert isinstance(result, ConfigError)
        assert result.report == report
        return
    documents = documents_of(text, is_json=name.endswith(".json"))
    if report.without_field:
        if isinstance(result, ConfigError):
            assert {code for code, _, _ in sentences(result.report)} == {"KLR113"}
        else:
            assert result == (Config(),)
        if documents is not None and "kumo-lr:" not in text:
            assert isinstance(result, ConfigError) == any(map(is_in_the_way, documents))
        return
    if isinstance(result, ConfigError):
        assert "kumo-lr:" in text, result
        assert not result.report.ok
        unmuted = check_source(from_text(text, name), suppressing=False).findings
        assert result.report.findings == unmuted
        return
    fields = [field for document in documents or [] for field in fields_in(document)]
    if documents is not None and "kumo-lr:" not in text:
        assert len(result) == len(fields)
        assert [repr(config.candidates) for config in result] == [
            repr(FIELD.validate_python(field)) for field in fields
        ]
    for field in fields if len(fields) == len(result) else ():
        assert refusal(field) is None  # no comment makes a number of a text


@examples(1000)
@given(st.one_of(texts(), texts(damaged=False)), st.sampled_from(("x.yaml", "x.yaml", "x.json")))
@example(
    "lr_scheduler:\n- name: exponential\n  interval: step\n  kwargs: {gamma: '1'} # kumo-lr: ignore[KLR204]",
    "x.yaml",
)
@example("lr_scheduler:\n- - [] # kumo-lr: ignore[KLR105]\n", "x.yaml")
@example("optimization: [1]\n", "x.yaml")
@example("- 1\n", "x.yaml")
@example("optimization: '???'\n---\n5\n", "x.yaml")
def test_a_text_is_loaded_where_it_has_no_error(text: str, name: str) -> None:
    assert_loads_as_checked(text, name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_fixture_is_loaded_where_it_has_no_error(path: Any) -> None:
    text = path.read_bytes().decode()
    if at_of(path) is None:
        assert_loads_as_checked(text, path.name)
    else:
        assert isinstance(loaded(text, path.name, "."), ConfigError) != check_text(text, path.name, at=".").ok


# --- configs -------------------------------------------------------------------------------------

ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "gamma": st.one_of(
        st.sampled_from((1, 1.0, 0.9, 5e-324, 1e-05, 1e-7)), st.floats(0, 1, exclude_min=True)
    ),
    "warmup_ratio_or_steps": st.one_of(
        st.sampled_from((0, 0.0, -0.0, 1, 1.0, 0.1, 10**300, int(1.7e308))),
        st.floats(0, 1),
        st.integers(0, 10**6),
    ),
    "num_cycles": st.one_of(st.sampled_from((1, 3, 10**300)), st.integers(1, 50)),
}


@st.composite
def good_candidates(draw: st.DrawFn) -> Any:
    if draw(st.integers(0, 5)) == 0:
        return None
    strategy = VOCABULARY[draw(st.sampled_from(STRATEGIES))]
    kwargs = {
        slot.name: draw(ARGUMENTS[slot.name])
        for slot in draw(st.permutations(strategy.arguments))
        if slot.default is None or draw(st.booleans())
    }
    candidate = {
        "name": strategy.name,
        "interval": draw(st.sampled_from(("step", "epoch"))),
        "kwargs": kwargs,
    }
    if not kwargs and draw(st.booleans()):
        del candidate["kwargs"]
    return candidate


def good_values() -> st.SearchStrategy[Any]:
    return st.one_of(st.lists(good_candidates(), min_size=1, max_size=3), st.just("???"))


def same(one: Config | Resolved, other: Config | Resolved) -> bool:
    """Whether two hold the same candidates, with numbers of the same kind."""
    return one.candidates == other.candidates and repr(one.to_kumo()) == repr(other.to_kumo())


@examples(400)
@given(good_values())
def test_a_config_goes_to_text_and_data_and_back(value: Any) -> None:
    config = Config(value)
    text = dump(config)
    assert check_text(text).ok
    assert config == loads(text)
    plan = {"optimization": {"max_epochs": 8, "lr_scheduler": config.to_kumo()}}
    ways = [
        loads(text),
        from_kumo(config.to_kumo()),
        from_kumo({"lr_scheduler": config.to_kumo()}),
        from_kumo(plan),
        from_kumo(json.dumps(plan)),
        from_kumo(json.dumps({"model_plan": plan}, indent=1)),
        from_kumo({"model_plan": plan}),
        Config(FIELD.validate_python(config.candidates)),
        Config(FIELD.validate_python(config.to_kumo())),
        Config(FIELD.validate_python(FIELD.dump_python(config.candidates))),
    ]
    if config.is_set:
        ways.append(from_kumo(json.dumps(config.to_kumo())))
    for back in ways:
        assert same(back, config)
        assert back == config
        assert hash(back) == hash(config)
        assert dump(back) == text


# --- resolving -----------------------------------------------------------------------------------


def assert_complete(resolved: Resolved) -> None:
    for candidate, origins in zip(resolved.candidates, resolved.origins, strict=True):
        names = () if candidate is None else VOCABULARY[candidate.name].argument_names
        given_names = () if candidate is None else tuple(candidate.kwargs.given)
        assert given_names == names
        assert set(origins) == {"candidate"} | ({"name", "interval", *names} if candidate else set())


def assert_resolves(config: Config, mode: str) -> None:
    before, defaults = copy.deepcopy(config.to_kumo()), repr(KUMO_DEFAULTS)
    once = resolve(config, run_mode=mode)
    assert once.run_mode == mode.upper()
    assert_complete(once)
    assert resolve(once) == once
    assert resolve(once, run_mode=mode.swapcase()) == once
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


@examples(250)
@given(good_values(), st.sampled_from(MODES))
def test_resolving_twice_is_resolving_once(value: Any, mode: str) -> None:
    before = copy.deepcopy(value)
    config = Config(value)
    assert_resolves(config, mode)
    assert repr(value) == repr(before)
    wreck(value)
    assert same(config, Config(before))


@examples(300)
@given(values())
def test_nothing_changes_what_it_is_given(value: Any) -> None:
    before = copy.deepcopy(value)
    for use in (FIELD.validate_python, Config, from_kumo):
        attempt(use, value)
    assert repr(value) == repr(before)


def attempt(use: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Return what comes out; None where it is refused as documented."""
    try:
        return use(*args, **options)
    except (ConfigError, ValidationError):
        return None


@examples(300)
@given(texts(damaged=False), st.sampled_from(MODES))
def test_what_a_text_holds_is_resolved_once(text: str, mode: str) -> None:
    for config in attempt(loads_all, text) or ():
        assert_resolves(config, mode)


# --- texts that are written back -----------------------------------------------------------------

FIT = {
    "gamma": ("0.9", "1", "0.5", "1.0", "&number 0.9", "!!float 0.25", "0.30"),
    "warmup_ratio_or_steps": ("0.1", "0.1", "0.10", "0", "100", "0.25", "1.0", "&number 0.1", "!!float 0.5"),
    "num_cycles": ("3", "3", "1", "7", "&number 3", "!!int 3"),
}
NULLS = ("", "null", "~", "{}", "[]", "[null]", "[{}]", "!!map {}", "&none null")
UNSET = ("'???'", '"???"', "???", "&unset '???'")
NOTES = (
    "",
    "",
    "",
    "",
    "",
    " # _",
    "  # _: [a, {b: 'c",
    " # _ # default of x",
    " #_",
    "  # name: _",
    ' # "_"',
)
PLAN = (
    "",
    "",
    "",
    "max_epochs: 8¤\n",
    "max_epochs: 8¤\nbase_lr: [0.1, {a: b}]¤\n",
    "¤¤\n",
    "\n",
    "loss: |\n  # no note\n  x\n",
)
SHARED = (
    *[""] * 6,
    "base: &base {interval: step}¤\n",
    "base: &base¤\n  interval: epoch¤\n",
    "args: &args {warmup_ratio_or_steps: 0.1}¤\n",
    "args: &args {}¤\n",
    "args: &args¤\n  warmup_ratio_or_steps: 5¤\n",
    "base: &base {interval: step, kwargs: {}}¤\n",
    "base: &base {interval: step, kwargs: &args {warmup_ratio_or_steps: 0.1}}¤\n",
    "base: &base¤\n  interval: step¤\n  kwargs: &args¤\n    warmup_ratio_or_steps: 0.1¤\n",
    "whole: &whole¤\n  name: cosine_with_warmup_restarts¤\n  interval: step¤\n",
    "whole: &whole {name: linear_with_warmup, interval: step, kwargs: &args {}}¤\n",
)
TOPS = (
    *[()] * 4,
    ("optimization",),
    ("optimization",),
    ("model_plan", "optimization"),
)


@st.composite
def good_arguments(draw: st.DrawFn, strategy: str) -> list[str]:
    return [
        f"{draw(quoted(slot.name))}: {draw(st.sampled_from(FIT[slot.name]))}"
        for slot in draw(st.permutations(VOCABULARY[strategy].arguments))
        if slot.default is None or draw(st.integers(0, 2))
    ]


def quoted(word: str) -> st.SearchStrategy[str]:
    return st.sampled_from((word, word, word, word, f'"{word}"', f"'{word}'"))


@st.composite
def braces(draw: st.DrawFn, pairs: list[str], pad: str) -> str:
    """Return a mapping in braces, on one line or on several; `pad` is where its own line starts."""
    form = draw(st.integers(0, 5))
    comma = draw(st.sampled_from(("", "", ","))) if pairs else ""
    if form < 3:
        return "{" + ", ".join(pairs) + comma + "}"
    if form == 3:
        return "{ " + " , ".join(pairs) + f"{comma} }}"
    if form == 4:
        return "{" + f",¤\n{pad}  ".join(pairs) + comma + "}"
    lines = "".join(f"{pad}  {pair}{',' if i + 1 < len(pairs) else comma}¤\n" for i, pair in enumerate(pairs))
    return f"{{¤\n{lines}{pad}}}"


@st.composite
def good_pairs(draw: st.DrawFn, shared: str) -> tuple[str, list[tuple[str, list[str] | str]]]:
    """Return the keys of a candidate without errors, those of kwargs as pairs again."""
    merges = [f"*{name}" for name in ("base", "whole") if f"&{name}" in shared]
    merge = draw(st.sampled_from((None, *merges))) if merges else None
    strategy = draw(st.sampled_from(STRATEGIES[: 4 if "kwargs" in shared and merge else 5]))
    if merge == "*whole" and draw(st.booleans()):
        return strategy, [("<<", merge)]
    arguments = draw(good_arguments(strategy))
    kwargs: list[str] | str = arguments
    if "&args" in shared and strategy != "exponential" and draw(st.booleans()):
        kwargs = draw(
            st.sampled_from(("*args", "*args", "{<<: *args}", "{<<: *args, warmup_ratio_or_steps: 0.1}"))
        )
    pairs: list[tuple[str, list[str] | str]] = [(draw(quoted("name")), draw(quoted(strategy)))]
    if merge is None or draw(st.booleans()):
        pairs.append(
            (draw(quoted("interval")), draw(st.sampled_from(("step", "epoch", '"step"', "!!str step"))))
        )
    if strategy == "exponential" or draw(st.booleans()) or (merge is None and draw(st.booleans())):
        pairs.append((draw(quoted("kwargs")), kwargs))
    if merge:
        pairs.append(("<<", draw(st.sampled_from((merge, f"[{merge}]")))))
    return strategy, draw(st.permutations(pairs))


@st.composite
def good_flow(draw: st.DrawFn, shared: str, pad: str) -> str:
    if draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from(("null", "{}", "[]", "[null]", "~")))
    if "&whole" in shared and draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(("*whole", "[*whole]", "[ *whole ]")))
    _, pairs = draw(good_pairs(shared))
    text = draw(
        braces(
            [
                f"{key}: {value if isinstance(value, str) else draw(braces(value, pad + '  '))}"
                for key, value in pairs
            ],
            pad,
        )
    )
    return f"[{text}]" if draw(st.integers(0, 7)) == 0 else text


def entries(key: str, pad: str) -> st.SearchStrategy[str]:
    """Return a key, and what stands before its value."""
    plain = f"{key}: "
    if key == "<<":
        return st.just(plain)
    return st.sampled_from(
        (
            *[plain] * 12,
            f"{key}:   ",
            f"{key} : ",
            f"{key}:¤\n{pad}  ",
            f"{key}:¤\n¤¤\n\n{pad}  ",
            f"? {key}\n{pad}: ",
            f"? {key}¤\n{pad}:¤\n{pad}    ",
        )
    )


@st.composite
def good_block(draw: st.DrawFn, shared: str, pad: str) -> str:
    form = draw(st.integers(0, 11))
    if form == 0:
        return f"{pad}- {draw(st.sampled_from(NULLS))}¤\n"
    if form == 1:
        return f"{pad}- {draw(good_flow(shared, pad + '  '))}¤\n"
    if form == 2 and "&whole" in shared:
        return f"{pad}- *whole¤\n"
    _, pairs = draw(good_pairs(shared))
    dash = draw(
        st.sampled_from(("- ", "- ", "- ", "- ", "-   ", "- - ", "-¤\n_  ", "- &own¤\n_  ", "-\n_    "))
    )
    inner = pad + " " * len(dash.rpartition("\n")[2].replace("_", ""))
    lines = []
    for key, value in pairs:
        if isinstance(value, str):
            lines.append(f"{draw(entries(key, inner))}{value}¤\n")
        elif not value or draw(st.integers(0, 3)) == 0:
            anchor = draw(st.sampled_from(("", "", "", "&kw ", "!!map ")))
            lines.append(f"{draw(entries(key, inner))}{anchor}{draw(braces(value, inner + '  '))}¤\n")
        else:
            deep = inner + draw(st.sampled_from(("  ", "  ", " ", "    ")))
            anchor = draw(st.sampled_from(("", "", "", " &kw", " !!map")))
            lines.append(
                f"{key}:{anchor}¤\n{deep}"
                + f"{draw(st.sampled_from(('', '¤¤')))}".join(f"{pair}¤\n{deep}" for pair in value)[
                    : -len(deep)
                ]
            )
            if draw(st.integers(0, 5)) == 0:
                lines[-1] += draw(st.sampled_from((f"{deep}¤¤\n", "¤¤\n", "\n", f"{inner}¤¤\n")))
    first = pad + dash.replace("_", pad)
    return first + inner.join(lines)


BARE = (
    *("", "¤¤\n", "null¤\n", "~¤\n", "{}¤\n", "{ }¤\n", "a: 1¤\n", "'???'¤\n", "\n\n", "'a b': c\n ¤¤\n"),
    *("optimization:¤\n", "optimization: {}¤\n", "optimization: '???'¤\n", "optimization: &o {}¤\n"),
    *("optimization:¤\n  max_epochs: 8¤\n", "optimization: {max_epochs: 8}¤\n", "optimization: !!map {}¤\n"),
    *("model_plan:¤\n  optimization:¤\n", "model_plan: {optimization: {}, a: 1}¤\n", "model_plan:¤\n"),
    *("{a: 1,¤\n b: 2}¤\n", "{¤\n  a: 1,¤\n  b: 2,¤\n}¤\n", "{model_plan: null}¤\n", "{a: {b: [c]}¤\n}¤\n"),
    *("data: {x: y}¤\noptimization: ~¤\nlast: z¤\n", "optimization:¤\n¤¤\nlast: z¤\n"),
    *("model_plan:¤\n  a: |\n    x\n\n  ¤¤\nz: 1¤\n", "a: >+\n  x\n\n", "a:\n- 1\n- 2¤\n", "a: 'x\n  y'¤\n"),
    *(
        "optimization: &o {a: 1}¤\nother: *o\n",
        "base: &o {a: 1}¤\noptimization: *o\n",
        "a:\n- b:\n    - c¤\n",
    ),
    *("model_plan:¤\n  optimization:¤\n    a: 1¤\n  b: 2¤\n", "base: &o {a: 1}\noptimization:\n  <<: *o¤\n"),
    *("? optimization¤\n: max_epochs: 8¤\n", "? a\n: b¤\n", "base: &o {optimization: {a: 1}}\n<<: *o¤\n"),
    "base: &o {optimization: {a: 1}}\nmodel_plan:\n  <<: *o¤\n  loss: x¤\n",
)
# Fields that aliases share, or that stand twice.
ODD = (
    "base: &f [{name: linear_with_warmup, interval: step}]¤\nlr_scheduler: *f¤\n",
    "base: &f¤\n- name: linear_with_warmup\n  interval: step¤\nlr_scheduler: *f¤\n",
    "base: &o {lr_scheduler: [null]}¤\noptimization: *o¤\n",
    "base: &o {lr_scheduler: [{name: linear_with_warmup, interval: step}]}¤\noptimization:¤\n  <<: *o¤\n",
    "base: &o¤\n  lr_scheduler:\n  - name: linear_with_warmup\n    interval: step¤\n<<: *o¤\n",
    "base: &o {lr_scheduler: '???'}¤\noptimization: *o¤\nrun_mode: fast\n",
    "lr_scheduler: &f [{name: linear_with_warmup, interval: step}]¤\noptimization:\n  lr_scheduler: *f¤\n",
    "lr_scheduler: '???'¤\noptimization:¤\n  lr_scheduler: '???'¤\n",
    "lr_scheduler: [null]¤\noptimization:¤\n  lr_scheduler: '???'¤\n  a: 1¤\n",
    "lr_scheduler: &f '???'¤\noptimization:¤\n  lr_scheduler: *f¤\n",
    "lr_scheduler: '???'¤\noptimization:¤\n  max_epochs: 8¤\n",
    (
        "n: &n 0.1¤\ni: &i step¤\nlr_scheduler:\n- name: linear_with_warmup\n  interval: *i\n"
        "  kwargs: {warmup_ratio_or_steps: *n}¤\n- name: linear_with_warmup¤\n  interval: *i¤\n"
    ),
    "lr_scheduler:\n- name: &x linear_with_warmup¤\n  interval: &i step¤\n- {interval: *i , name: *x }¤\n",
    "lr_scheduler:\n- &c {name: linear_with_warmup, interval: step}¤\n- *c¤\n- [*c]¤\n",
    "lr_scheduler:\n- &c\n  name: exponential¤\n  interval: step¤\n  kwargs: {gamma: 1}\n- *c¤\n- <<: *c¤\n",
    "lr_scheduler: [&c {name: linear_with_warmup, interval: step}, *c , *c]¤\n",
    (
        "lr_scheduler: [&c {name: linear_with_warmup, interval: step, kwargs: &k {}}, *c ,¤\n"
        "  {name: linear_with_warmup, interval: epoch, kwargs: *k}]¤\n"
    ),
    (
        "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n"
        "  kwargs: &k {warmup_ratio_or_steps: 0.1}¤\n"
        "- name: cosine_with_warmup_restarts\n  interval: step\n  kwargs: *k¤\n"
    ),
    (
        "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n"
        "  kwargs: &k¤\n    warmup_ratio_or_steps: 0.1¤\n"
        "- name: cosine_with_warmup_restarts\n  interval: step\n  kwargs:¤\n    <<: *k¤\n    num_cycles: 3¤\n"
    ),
    "lr_scheduler:¤\n  [null,¤\n   ~]¤\n",
    "lr_scheduler:¤\n  '???'¤\n",
    "lr_scheduler: !!str ???¤\n",
    "? lr_scheduler\n: '???'¤\n",
    "? lr_scheduler\n: - null¤\n  - name: linear_with_warmup¤\n    interval: step¤\n",
    "lr_scheduler: >-¤\n  ???\n",
    "optimization: {lr_scheduler: '???'}¤\n",
    "optimization: {'lr_scheduler':'???'}¤\n",
    "optimization: {a: 1,¤\n  lr_scheduler: '???',¤\n  b: 2}¤\n",
    "lr_scheduler:\n- {name: linear_with_warmup, interval: step, kwargs: {¤\n  }}¤\n",
    "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs: {\n  ¤¤\n  }¤\n",
    "lr_scheduler:\n- {name: linear_with_warmup, interval: step¤\n  }¤\n",
    "lr_scheduler:\n- {name: linear_with_warmup, interval: 'step'}¤\n- null\n",
    "lr_scheduler:\n-   name: linear_with_warmup¤\n    interval: >-¤\n      step\n\n\nz: 1¤\n",
    "lr_scheduler:\n- name: linear_with_warmup¤\n  interval: |-\n    step\n- null\n",
    "lr_scheduler: # kumo-lr: ignore[KLR403] note-99;\n- - name: linear_with_warmup\n    interval: step\n",
)


def indented(lines: str, pad: str) -> str:
    return "".join(f"{pad}{line}\n" if line else "\n" for line in lines.split("\n")[:-1])


@st.composite
def good_documents(draw: st.DrawFn) -> str:
    """Return a document without errors, ¤ where a comment may stand."""
    kind = draw(st.integers(0, 15))
    mode = draw(st.sampled_from(("", "", "", "run_mode: fast¤\n", "run_mode: BEST¤\n")))
    if kind == 0:  # without the field
        bare = draw(st.sampled_from(BARE))
        return f"{mode}{bare}" if mode and bare[:1].isalpha() and ":" in bare else bare
    if kind == 2:
        return draw(st.sampled_from(ODD))
    if kind == 1:  # all in braces
        shared = ""
        among = ", ".join(draw(st.lists(good_flow(shared, "  "), min_size=1, max_size=3)))
        value = draw(st.sampled_from((f"[{among}]", f"[{among}]", "'???'")))
        return draw(
            st.sampled_from(
                (
                    f"{{lr_scheduler: {value}}}¤\n",
                    f"{{a: 1, optimization: {{lr_scheduler: {value}, b: 2}}, run_mode: best}}¤\n",
                    f"{{optimization: {{lr_scheduler: {value}}}}}¤\n",
                    f"optimization: {{max_epochs: 8, lr_scheduler: {value}}}¤\n",
                    f"optimization: {{lr_scheduler: {value},¤\n  max_epochs: 8}}¤\n",
                )
            )
        )
    shared = draw(st.sampled_from(SHARED))
    top = draw(st.sampled_from(TOPS))
    pad = "  " * len(top)
    before, after = draw(st.sampled_from(PLAN)), draw(st.sampled_from(PLAN))
    key = draw(st.sampled_from(("lr_scheduler", "lr_scheduler", "lr_scheduler", '"lr_scheduler"')))
    form = draw(st.integers(0, 7))
    if form == 0:
        field = f"{key}: {draw(st.sampled_from(UNSET))}¤\n"
    elif form == 1:
        inside = draw(st.lists(good_flow(shared, f"{pad}  "), min_size=1, max_size=3))
        join = draw(st.sampled_from((", ", f",¤\n{pad}  ")))
        field = f"{key}: [{join.join(inside)}{draw(st.sampled_from(('', ',')))}]¤\n"
    else:
        deep = pad + draw(st.sampled_from(("", "", "  ")))
        items = [draw(good_block(shared, deep)) for _ in range(draw(st.integers(1, 3)))]
        field = f"{key}:¤\n{''.join(items)}"
        if draw(st.integers(0, 3)) == 0:
            field = field.replace(f":¤\n{deep}-", f":¤\n{deep}¤¤\n{deep}-", 1)
    sections = "".join(f"{'  ' * depth}{name}:¤\n" for depth, name in enumerate(top))
    body = f"{sections}{indented(before, pad)}{pad}{field}{indented(after, pad) if before != after else ''}"
    tail = draw(st.sampled_from(("", "", "", "other: [1, 2]¤\n", "¤¤\n", "\n¤¤\nz: !!binary aGk=¤\n")))
    return draw(st.sampled_from((shared + mode, mode + shared))) + body + tail


def numbered(text: str) -> str:
    """Return each anchor a number, as one may be defined once."""
    numbers = itertools.count()
    return re.sub("&(number|own|kw|none|unset)", lambda match: f"{match[0]}{next(numbers)}", text)


def commented(draw: st.DrawFn, text: str) -> str:
    """Put comments, each another one, where there may be some."""
    parts = re.split("(¤+)", text)
    quiet = draw(st.booleans())
    for index in range(1, len(parts), 2):
        note = "" if quiet else draw(st.sampled_from(NOTES))
        if parts[index] == "¤¤":
            note = "# _"
        parts[index] = note.replace("_", f"note-{index};")
    return "".join(parts)


@st.composite
def plans(draw: st.DrawFn) -> tuple[str, str]:
    """Return a text that has no error, mostly, and its name."""
    if draw(st.integers(0, 9)) == 0:
        value = draw(good_values())
        plan = draw(
            st.sampled_from(
                (
                    {"lr_scheduler": value},
                    {"a": 1, "optimization": {"lr_scheduler": value, "b": [2]}},
                    {"optimization": {"b": {}}},
                    {},
                )
            )
        )
        text = json.dumps(plan, indent=draw(st.sampled_from((None, None, 2, "\t"))))
        return text + draw(st.sampled_from(("", "\n"))), "x.json"
    separators = ("---\n", "---\n", "--- ¤\n", "...\n---\n", "---\n\n")
    text = draw(st.sampled_from(("", "", "", "", "---\n", "%YAML 1.1\n---\n", "¤¤\n", "\n"))) + draw(
        good_documents()
    )
    for _ in range(draw(st.sampled_from((0, 0, 0, 0, 0, 1, 2)))):
        text += draw(st.sampled_from(separators)) + draw(good_documents())
    if draw(st.integers(0, 7)) == 0:
        text = text[:-1]
    text = commented(draw, numbered(text))
    ends = draw(st.sampled_from(("\n", "\n", "\n", "\r\n", "\r")))
    return draw(st.sampled_from(("", "", "", "\ufeff"))) + text.replace("\n", ends), "x.yaml"


def resolved_in(text: str, name: str, mode: str | None = None, at: str | None = None) -> list[Resolved]:
    """Resolve all that stands in a text; nothing where it has errors."""
    return [resolve(config, run_mode=mode) for config in attempt(loads_all, text, name, at=at) or ()]


def written_or_none(use: Callable[[Any], Source], fields: list[Resolved]) -> Source | None:
    """Write back; None where that cannot be done, which is only so where an alias stands in the text."""
    try:
        return use(fields)
    except ConfigError as error:
        place = fields[0].config.place
        assert place is not None
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


def assert_written_out(text: str, name: str, mode: str | None = None, at: str | None = None) -> Source | None:
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
    assert_stands_in(old, new.text)
    rest = outside(old, name) if at is None else None
    if rest is not None:
        assert repr(outside(new.text, name)) == repr(rest)
    if at is None and not name.endswith(".json") and of_yaml_1_2(old) is not None:
        assert_yaml_1_2_reads_the_same(new.text, fields)
    if name.endswith(".json"):
        assert documents_of(new.text, is_json=True) is not None
    return new


def assert_minimised(text: str, name: str, mode: str | None = None, at: str | None = None) -> Source | None:
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


# The smallest texts of which one or the other did not hold.
TEXTS = (
    "'???'\n",
    "optimization: '???'\n",
    "lr_scheduler: !!str ???\n",
    "lr_scheduler: '???' # note-1;\n",
    "lr_scheduler: '???'",
    "optimization: {a: 1,\n  lr_scheduler: '???',\n  b: 2}\n",
    "optimization: {a: 1,\n  lr_scheduler: '???', # note-1;\n  b: 2}\n",
    "a: >+\n  x\n\n",
    "optimization:\n  a: |+\n    x\n\nb: 1\n",
    "lr_scheduler:\n- &own # note-1;\n  name: linear_with_warmup\n  interval: step\n",
    "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs: { # note-1;\n    }\n",
    "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs: {\n    # note-1;\n    }\n",
    "lr_scheduler:\n- name: linear_with_warmup\n  interval: step\n  kwargs: !!map # note-1;\n    {}\n",
    (
        "lr_scheduler:\n- name: cosine_with_warmup_restarts\n  interval: step\n  kwargs: !!map # note-1;\n"
        "    num_cycles: 1\n"
    ),
    "lr_scheduler:\n- {\n    interval: step,\n    name: linear_with_warmup, # note-1;\n  }\n",
    "lr_scheduler: [{\n    interval: step,\n    name: linear_with_warmup, # note-1;\n  }, null]\n",
    "lr_scheduler: '???'\n---\nlr_scheduler: [null]\n",
    "lr_scheduler: '???'\n---\na: 1\n",
    "lr_scheduler: '???'\n---\nlr_scheduler: '???'\n",
    "{lr_scheduler: '???'}\n---\nlr_scheduler: [null]\n",
    "lr_scheduler: [null]\n---\n{lr_scheduler: '???'}\n",
    "{ }\n---\n{ }\n",
    "a: >+\n  x\n\n---\na: 1\n",
    (
        "lr_scheduler: [{name: cosine_with_warmup_restarts, interval: step}, {name: linear_with_warmup,"
        " interval: step,\n  kwargs: {warmup_ratio_or_steps: 0.1}}]\n"
    ),
)


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_a_text_is_written_out(text: str) -> None:
    assert_written_out(text, "x.yaml")


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_a_text_is_minimised(text: str) -> None:
    assert_minimised(text, "x.yaml")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_fixture_is_written_out_and_minimised(path: Any) -> None:
    text = path.read_bytes().decode()
    assert_written_out(text, path.name, at=at_of(path))
    assert_minimised(text, path.name, at=at_of(path))


@examples(350)
@given(plans(), st.sampled_from((None, None, "fast")))
def test_what_is_resolved_is_written_out(plan: tuple[str, str], mode: str | None) -> None:
    assert_written_out(*plan, mode)


@examples(350)
@given(plans(), st.sampled_from((None, None, "fast")))
def test_what_equals_a_default_is_taken_out(plan: tuple[str, str], mode: str | None) -> None:
    assert_minimised(*plan, mode)


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_a_text_that_is_written_out_can_be_taken_out(text: str) -> None:
    assert_can_be_taken_out(text, "x.yaml")


@examples(200)
@given(plans())
def test_what_is_written_out_can_be_taken_out(plan: tuple[str, str]) -> None:
    assert_can_be_taken_out(*plan)


def assert_can_be_taken_out(text: str, name: str) -> None:
    fields = resolved_in(text, name)
    full = written_or_none(written_out, fields) if fields else None
    if full is not None:
        assert_minimised(full.text, full.name)


@examples(200)
@given(texts())
def test_any_text_is_written_out_and_minimised(text: str) -> None:
    assert_written_out(text, "x.yaml")
    assert_minimised(text, "x.yaml")


@st.composite
def placed(draw: st.DrawFn) -> tuple[str, str]:
    """Return a text with the field in a place of its own, and the place."""
    at, head, pad = draw(
        st.sampled_from(
            (
                (".", "", ""),
                ("a.1", "a:\n- x\n-\n", "  "),
                ("a.1", "a:\n- x\n-\n", "  "),
                ("plans.my-plan", "plans:\n  other: 1\n  my-plan:\n", "  "),
                ("lr_scheduler", "lr_scheduler:\n", ""),
            )
        )
    )
    blocks = [draw(good_block("", pad)) for _ in range(draw(st.integers(1, 3)))]
    text = head + "".join(blocks) + draw(st.sampled_from(("", "", "..." + "\n")))
    return commented(draw, numbered(text)), at


@examples(200)
@given(placed())
@example(("lr_scheduler: ['???']\n", "lr_scheduler.0"))
@example(("a: '???'\n", "a"))
@example(("a: ['???']\n", "a.0"))
@example(("'???'\n", "."))
@example(("a: {b: '???'}\n", "a.b"))
def test_a_field_in_a_place_is_written_out_and_minimised(plan: tuple[str, str]) -> None:
    text, at = plan
    assert_written_out(text, "x.yaml", at=at)
    assert_minimised(text, "x.yaml", at=at)


# --- nothing else is raised ----------------------------------------------------------------------

MODELS = (
    models.ConstantWithWarmup,
    models.Exponential,
    models.CosineWithWarmupRestarts,
    models.WarmupKwargs,
    models.ExponentialKwargs,
    models.RestartsKwargs,
)


class Odd:
    """What compares as an array does: with no truth in it."""

    def __eq__(self, other: object) -> Any:
        return self

    def __bool__(self) -> bool:
        raise ValueError("ambiguous")

    __hash__ = object.__hash__


class Word(str):
    __slots__ = ()


def junk() -> st.SearchStrategy[Any]:
    keys = st.one_of(
        st.sampled_from(("lr_scheduler", "optimization", "run_mode", "name", "interval", "kwargs", "gamma")),
        st.sampled_from((1, None, True, 0.5, ("a", 1), b"k", "", "\ud800", datetime.date(2020, 1, 1), "a.b")),
    )
    moment = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=-3)))
    odd: list[Any] = [
        *(float("nan"), float("inf"), 10**400, 10**4000, -(10**4000), 1j, None, True, "???", "\ud800", "\0"),
        *(datetime.date(2020, 1, 1), moment, b"\xff", bytearray(b"x"), {1, 2}, frozenset((1,)), range(3), ()),
        *(
            object,
            Odd(),
            Word("exponential"),
            Word("???"),
            "exponential",
            "step",
            Ellipsis,
            ...,
            KUMO_DEFAULTS,
        ),
        *(Config(), resolve(Config()), models.WarmupKwargs(), FIELD, RUN_MODES),
    ]
    leaves = st.one_of(st.sampled_from(odd), scalars(), candidate_values())
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.lists(inner, max_size=2).map(tuple),
            st.dictionaries(keys, inner, max_size=3),
        ),
        max_leaves=8,
    )


def scalars() -> st.SearchStrategy[Any]:
    return st.one_of(st.integers(), st.floats(), st.text(max_size=5), st.binary(max_size=3))


def assert_refused_as_documented(value: Any) -> None:
    """Hold that data is taken, or refused by the errors that the documentation names."""
    for use in (FIELD.validate_python, Config, *(model.model_validate for model in MODELS)):
        with contextlib.suppress(ValidationError):
            use(value)
    for inner in ({"interval": "step", "kwargs": value}, {"interval": value}, {"name": value}):
        for model in MODELS[:3]:
            with contextlib.suppress(ValidationError):
                model.model_validate(inner)
    for plan in (value, {"lr_scheduler": value}, {"optimization": value}, {"run_mode": value}):
        with contextlib.suppress(ConfigError):
            assert_resolves(from_kumo(plan), "best")


def cyclic_list() -> Any:
    value: list[Any] = []
    value.append(value)
    return value


def cyclic_candidate() -> Any:
    value: dict[str, Any] = {"name": "exponential", "interval": "step"}
    value["kwargs"] = value
    return [value]


def candidate_of(name: str, key: str, value: Any) -> Any:
    return {"name": name, "interval": "step", "kwargs": {key: value}}


def deep(levels: int, kind: Callable[[Any], Any]) -> Any:
    value: Any = None
    for _ in range(levels):
        value = kind(value)
    return value


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(cyclic_list, id="cyclic list"),
        pytest.param(cyclic_candidate, id="cyclic candidate"),
        pytest.param(lambda: [[cyclic_list()]], id="cyclic list in a list"),
        *(
            pytest.param(lambda n=n, kind=kind: deep(n, kind), id=f"{n} {name}")
            for n in (50, 99, 120, 300, 3000, 30000)
            for name, kind in (
                ("lists", lambda value: [value]),
                ("tuples", lambda value: (value,)),
                ("mappings", lambda value: {"kwargs": value}),
            )
        ),
        # Python itself refuses to write these.
        pytest.param(lambda: 10**5000, id="a huge integer"),
        *(
            pytest.param(
                lambda name=name, key=key, huge=huge: [candidate_of(name, key, huge)], id=f"{name} {key}"
            )
            for name, key in (
                ("exponential", "gamma"),
                ("linear_with_warmup", "warmup_ratio_or_steps"),
                ("cosine_with_warmup_restarts", "num_cycles"),
                ("cosine_with_warmup_restarts", "x"),
            )
            for huge in (10**5000, -(10**5000))
        ),
        pytest.param(lambda: [{10**5000: 1}], id="a huge key"),
        pytest.param(lambda: [Odd()], id="an array"),
        pytest.param(
            lambda: [{"name": "exponential", "interval": "step", "kwargs": Odd()}], id="array kwargs"
        ),
    ],
)
def test_data_without_end_is_refused(make: Callable[[], Any]) -> None:
    assert_refused_as_documented(make())


@examples(500)
@given(junk())
@example(b"\xef")
@example([datetime.date(2020, 1, 1)] * 2)
def test_any_data_is_taken_or_refused(value: Any) -> None:
    assert_refused_as_documented(value)


def assert_text_is_taken_or_refused(text: str) -> None:
    for name in ("x.yaml", "x.json"):
        for at in (None, ".", "lr_scheduler", "lr_scheduler.0", "", "x.1", "optimization"):
            try:
                fields = [*map(resolve, loads_all(text, name, at=at))]
            except ConfigError:
                continue
            for use in (written_out, minimised):
                with contextlib.suppress(ConfigError):
                    use(fields)
    attempt(loads, text)
    attempt(from_kumo, text)
    attempt(resolve, Config(), run_mode=text)


@examples(250)
@given(st.one_of(texts(), st.text(max_size=60), plans().map(lambda plan: plan[0])))
@example("")
@example("a: 1\n")
@example("{")
@example("\ud800")
@example('["\\ud800"]')
def test_any_text_is_taken_or_refused(text: str) -> None:
    assert_text_is_taken_or_refused(text)


@examples(250)
@given(
    st.lists(
        st.sampled_from(
            (*DAMAGE, *BARE, *ODD, "lr_scheduler: ", "[null]", "- null\n", "'???'", "{}", "&a ", "*a")
        ),
        max_size=8,
    )
)
def test_any_row_of_pieces_is_taken_or_refused(pieces: list[str]) -> None:
    assert_text_is_taken_or_refused("".join(pieces).replace("¤", ""))
