"""What completion offers at each kind of place, and that each offer can be inserted."""

from __future__ import annotations

import pytest

from kumo_lr.document.compose import Document, compose
from kumo_lr.facts.strategies import STRATEGIES, WARMUP, Strategy
from kumo_lr.rules import RULES, is_mutable
from kumo_lr.server.completion import Completion, completions
from kumo_lr.server.likeness import Likeness, likeness
from kumo_lr.source import Source
from tests.support.server_features import applied, completed, labels, new_errors, span_of, typed

NAMES = set(STRATEGIES)
EXPONENTIAL = "- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n"
FIELD = f"lr_scheduler:\n{EXPONENTIAL}"
HEAD = "lr_scheduler:\n- name: exponential\n"
# Where the cursor is, and what must be offered there, all of it.
BLOCKS = [
    ("opt¦", {"optimization"}),
    ("¦", {"lr_scheduler", "optimization", "model_plan", "run_mode"}),
    ("optimization:\n  ¦", {"lr_scheduler", "max_epochs"}),
    ("optimization:\n  lr¦\n  base_lr: 1\n", {"lr_scheduler"}),
    ("model_plan:\n  ¦", {"optimization", "training_job"}),
    ("model_plan:\n  training_job:\n    ¦", {"run_mode", "metrics"}),
    ("run_mode: ¦\nlr_scheduler: [null]\n", {"FAST", "NORMAL", "BEST", "DEBUG"}),
    ("run_mode:¦\nlr_scheduler: [null]\n", {"FAST", "NORMAL", "BEST", "DEBUG"}),
    ("optimization:\n  max_epochs: ¦\n", {"8", "12", "16"}),
    ("lr_scheduler: ¦", {*NAMES, "???"}),
    ("lr_scheduler:¦", {*NAMES, "???"}),
    ("optimization:\n  lr_scheduler: ¦\n  base_lr: 1\n", {*NAMES, "???"}),
    ("lr_scheduler:\n¦", {*NAMES, "null"}),
    ("lr_scheduler:\n  ¦", {*NAMES, "null"}),
    ("lr_scheduler:\n- ¦", {*NAMES, "null", "name"}),
    ("lr_scheduler:\n-¦", {*NAMES, "null", "name"}),
    ("lr_scheduler:\n  - ¦\n  - null\n", {*NAMES, "name"}),
    ("lr_scheduler:\n- na¦", {"name"}),
    (FIELD + "¦", {*NAMES, "null"}),
    (FIELD + "- ¦", {*NAMES, "null", "name"}),
    (FIELD + "¦\n- null\n", NAMES),
    ("optimization:\n  lr_scheduler:\n    - null\n    ¦\n", NAMES),
    ("lr_scheduler:\n- name: ¦", NAMES),
    ("lr_scheduler:\n- name:¦", NAMES),
    ("lr_scheduler:\n- name: csoine¦\n  interval: step\n", {"cosine_with_warmup"}),
    ("lr_scheduler:\n- name: '¦'\n  interval: step\n", NAMES),
    ('lr_scheduler:\n- name: "lin¦"\n  interval: step\n', {"linear_with_warmup"}),
    ("lr_scheduler:\n- ¦\n  interval: step\n", {"name", "kwargs"}),
    (HEAD + "  ¦", {"interval", "kwargs"}),
    (HEAD + "  ¦\n  kwargs: {gamma: 0.9}\n", {"interval"}),
    (HEAD + "  'inter¦'\n", {"interval"}),
    (HEAD + "  interval: ¦\n", {"step", "epoch"}),
    (HEAD + "  interval: epoch\n  kwargs: ¦\n", {"gamma: 0.9"}),
    (HEAD + "  interval: epoch\n  kwargs:\n    ¦\n", {"gamma"}),
    (HEAD + "  interval: epoch\n  kwargs:\n    gamma: ¦\n", {"0.9"}),
    (HEAD.replace("name", "na¦"), {"name"}),
    (f"{HEAD}  interval: epoch\n  kwargs: {{ga¦}}\n", {"gamma"}),
    (f"{HEAD}  interval: epoch\n  kwargs: {{¦}}\n", {"gamma"}),
    ("lr_scheduler:\n- name: expnential\n  ¦", {"interval", "kwargs"}),
    ("lr_scheduler:\n- name: expnential\n  kwargs: {¦}\n", {"gamma"}),
    ("lr_scheduler:\n- name: cosine_with_warmup_restarts\n  kwargs: {num_cycles: 3, ¦}\n", {WARMUP.name}),
    ("base: &b {interval: step}\nlr_scheduler:\n- <<: *b\n  ¦\n", {"name", "kwargs"}),
    ("lr_scheduler:\n- {¦}\n", {*NAMES, "name"}),
    ("lr_scheduler:\n- {name: exponential, ¦}\n", {"interval", "kwargs"}),
    ("lr_scheduler:\n- {name: exponential, ¦ kwargs: {gamma: 0.9}}\n", {"interval"}),
    ("lr_scheduler:\n- {name: e¦}\n", {"exponential"}),
    ("lr_scheduler: [¦]", {*NAMES, "null"}),
    ("lr_scheduler: [null, ¦]", NAMES),
    ("lr_scheduler: [¦ null]", NAMES),
    ("lr_scheduler:\n- &a ¦\n- *a\n", {*NAMES, "null"}),
    ("lr_scheduler:\n- &a\n  ¦\n", {*NAMES, "null", "name"}),
    ("lr_scheduler:\n-\n  ¦\n", {*NAMES, "null", "name"}),
    ("lr_scheduler:\n- - ¦\n", {*NAMES, "null", "name"}),
    ("a: {b\nlr_scheduler:\n- name: ¦", NAMES),
    ("lr_scheduler:\n- name: ¦\n  interval: step\na: {b", NAMES),
    ("a: 1\n---\nlr_scheduler:\n- name: exponential\n  kwargs:\n    ¦", {"gamma"}),
    ("lr_scheduler:\r\n- name: exponential\r\n  ¦\r\n", {"interval", "kwargs"}),
]
JSON = [
    ("{¦}", {"lr_scheduler", "optimization"}),
    ('{"¦"}', {"lr_scheduler", "optimization"}),
    ('{"lr_scheduler": ¦}', {*NAMES, "???"}),
    ('{"lr_scheduler": [¦]}', {*NAMES, "null"}),
    ('{"lr_scheduler": [¦ null]}', NAMES),
    ('{"lr_scheduler": [{¦}]}', {*NAMES, "name"}),
    ('{"lr_scheduler": [{"¦"}]}', {*NAMES, "name"}),
    ('{"lr_scheduler": [{"name": "¦", "interval": "step"}]}', NAMES),
    ('{"lr_scheduler": [{"name": ¦, "interval": "step"}]}', NAMES),
    ('{"lr_scheduler": [{"name": "exp¦, "interval": "step"}]}', {"exponential"}),
    ('{"lr_scheduler": [{"name": "exponential", ¦ "interval": "epoch"}]}', {"kwargs"}),
    ('{"lr_scheduler": [{"name": "exponential", "kwargs": {¦}, "interval": "epoch"}]}', {"gamma"}),
    ('{"run_mode": "¦", "lr_scheduler": [null]}', {"FAST", "BEST"}),
    ('{\n "lr_scheduler": [\n  {\n   "name": "exponential",\n   ¦\n  }\n ]\n}\n', {"interval", "kwargs"}),
]
PLACES = [
    *(pytest.param(text, wanted, "plan.yaml", id=text) for text, wanted in BLOCKS),
    *(pytest.param(text, wanted, "plan.json", id=text) for text, wanted in JSON),
    *(pytest.param(text, wanted, "braces.yaml", id=f"as YAML {text}") for text, wanted in JSON[3:10]),
]
# Nothing is offered here.
SILENT = [
    "services:\n  ¦",
    "services:\n  a: b\n¦",
    "# a comment ¦\nlr_scheduler:\n- null\n",
    "lr_scheduler:\n- name: foo ¦\n",
    FIELD + "    ¦",
    HEAD + "  loss: |\n    na¦\n",
    "lr_scheduler: ¦\n- null\n",
    HEAD + "  kwargs: ¦\n    gamma: 0.9\n",
    "lr_scheduler:\n- {name: exponential ¦}\n",
    "optimization:\n  base_lr: ¦\n",
    "lr_scheduler: [{name: exponential, kwargs: ¦{gamma: 0.9}}]\n",
    "lr_scheduler:\n-¦ name: exponential\n  interval: step\n",
    "lr_scheduler:\n  - name: exponential\n  ¦\n    interval: epoch\n",
]


@pytest.mark.parametrize(("text", "wanted", "filename"), PLACES)
def test_offered(text: str, wanted: set[str], filename: str) -> None:
    assert wanted <= set(labels(text, filename))


@pytest.mark.parametrize("text", SILENT)
def test_silent(text: str) -> None:
    assert labels(text) == []


@pytest.mark.parametrize(("text", "wanted", "filename"), PLACES)
def test_every_offer_can_be_inserted(text: str, wanted: set[str], filename: str) -> None:
    """What is inserted is right as it is, or only lacks what is still to be typed."""
    source, offset = typed(text.replace("a: {b", "a: b"), filename)  # its other mistake would hide this one
    is_renamed = ":" in source.text[offset : offset + 1]  # only the key that is meant has this value

    for completion in completions(source, source.position(offset)):
        if completion.label in wanted or not is_renamed:
            after = applied(source, completion)
            assert all(isinstance(part, Document) for part in compose(Source(after, filename))), after
            assert new_errors(source.text, after, filename) == [], after


# Good plans with empty lines where something may be inserted.
ANYWHERE = [
    (FIELD + "\n- null\n- {name: linear_with_warmup, interval: step}\n  \n", "plan.yaml"),
    (
        (
            "run_mode: FAST\n\noptimization:\n  \n  lr_scheduler: "
            "[null, {name: 'exponential', interval: step, kwargs: {gamma: 0.9}}, ]\n\n"
        ),
        "plan.yaml",
    ),
    (FIELD.replace("\n", "\n    \n  "), "plan.yaml"),
    (
        '{"lr_scheduler": [\n  {"name": "exponential",\n\n   "interval": "epoch", "kwargs": {}}\n]}',
        "plan.json",
    ),
]


@pytest.mark.parametrize(("text", "filename"), ANYWHERE)
def test_no_offer_makes_a_plan_unreadable(text: str, filename: str) -> None:
    """Wherever the cursor is, what is inserted there leaves text that can be read."""
    source = Source(text, filename)
    inserted = [
        (offset, applied(source, completion))
        for offset in range(len(text) + 1)
        for completion in completions(source, source.position(offset))
    ]

    assert inserted
    for offset, after in inserted:
        readable = all(isinstance(part, Document) for part in compose(Source(after, filename)))
        assert readable, f"{text[:offset]}¦{text[offset:]}\n{after}"


@pytest.mark.parametrize(("text", "wanted", "filename"), PLACES)
def test_offers_fit_their_place(text: str, wanted: set[str], filename: str) -> None:
    """An offer replaces the word around the cursor, in one line, and is compared with what is typed."""
    source, offset = typed(text, filename)

    for completion in completed(text, filename):
        span = span_of(source, completion.location)
        before = source.text[span.start : offset]
        assert span.start <= offset <= span.end
        assert completion.location.start.line == completion.location.end.line
        assert "\n" not in source.text[span.start : span.end]
        if completion.label in wanted:
            assert likeness(before.lstrip("\"'"), completion.label) is not Likeness.NONE
        assert completion.filter_text[:1] == before[:1] or before[:1] not in ("'", '"')


@pytest.mark.parametrize(("text", "wanted", "filename"), PLACES)
def test_offers_are_ranked(text: str, wanted: set[str], filename: str) -> None:
    found = completed(text, filename)

    assert wanted
    assert [completion.sort_text for completion in found] == sorted(c.sort_text for c in found)
    assert len({(completion.label, completion.kind) for completion in found}) == len(found)


@pytest.mark.parametrize(
    ("text", "label", "after"),
    [
        ("opt¦", "optimization", "optimization:\n  "),
        ("optimization:\n  ¦", "lr_scheduler", "optimization:\n  lr_scheduler:\n  - "),
        ("lr_scheduler: ¦", "exponential", "lr_scheduler: \n" + EXPONENTIAL[:-1]),
        ("lr_scheduler:\n¦", "exponential", FIELD[:-1]),
        ("lr_scheduler:\n-¦", "exponential", FIELD[:-1]),
        ("lr_scheduler:\n- ¦", "exponential", FIELD[:-1]),
        ("lr_scheduler:\n- exp¦o", "exponential", FIELD[:-1]),
        ("lr_scheduler:\n¦", "null", "lr_scheduler:\n- null"),
        ("lr_scheduler:\n- name:¦", "exponential", "lr_scheduler:\n- name: exponential"),
        ("lr_scheduler:\n- name: 'x¦y'", "exponential", "lr_scheduler:\n- name: 'exponential'"),
        ("lr_scheduler:\n- na¦: x", "name", "lr_scheduler:\n- name: x"),
        ("lr_scheduler:\n- {¦}", "name", "lr_scheduler:\n- {name: }"),
        (HEAD + "  ¦", "kwargs", HEAD + "  kwargs:\n    gamma: 0.9"),
        (HEAD + "  kw¦\n    gamma: 0.9", "kwargs", HEAD + "  kwargs:\n    gamma: 0.9"),
        (HEAD + "  kwargs: ¦", "gamma: 0.9", HEAD + "  kwargs: \n    gamma: 0.9"),
        (
            "lr_scheduler: [¦ null]",
            "exponential",
            "lr_scheduler: [{name: exponential, interval: epoch, kwargs: {gamma: 0.9}},  null]",
        ),
        (
            "lr_scheduler:\n- {name: exponential,\n   ¦\n   interval: epoch}",
            "kwargs",
            "lr_scheduler:\n- {name: exponential,\n   kwargs: {gamma: 0.9},\n   interval: epoch}",
        ),
        (
            "lr_scheduler: [\n  ¦\n  {name: linear_with_warmup, interval: step}\n]",
            "null",
            "lr_scheduler: [\n  null,\n  {name: linear_with_warmup, interval: step}\n]",
        ),
        ("lr_scheduler: [\n  ¦\n]", "null", "lr_scheduler: [\n  null\n]"),
        (
            "lr_scheduler:\n- &a ¦",
            "exponential",
            "lr_scheduler:\n- &a {name: exponential, interval: epoch, kwargs: {gamma: 0.9}}",
        ),
        ("lr_scheduler:\n- &a\n  ¦", "exponential", FIELD[:-1].replace("- ", "- &a\n  ", 1)),
        ("lr_scheduler:\n-\n  ¦", "exponential", FIELD[:-1].replace("- ", "-\n  ", 1)),
        ("lr_scheduler:\r\n- ¦", "exponential", FIELD[:-1].replace("\n", "\r\n")),
    ],
)
def test_inserted(text: str, label: str, after: str) -> None:
    source, _ = typed(text)
    (completion,) = (completion for completion in completed(text) if completion.label == label)

    assert applied(source, completion) == after


def _first(text: str) -> str:
    return labels(text)[0]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("csoine", "cosine_with_warmup"),
        ("LinearWith", "linear_with_warmup"),
        ("restarts", "cosine_with_warmup_restarts"),
        ("cwrs", "cosine_with_warmup_restarts"),
        ("expoential", "exponential"),
        ("const", "constant_with_warmup"),
    ],
)
def test_likeness_ranks_names(word: str, first: str) -> None:
    assert _first(f"lr_scheduler:\n- name: {word}¦") == first


def test_a_typo_survives_the_filter_of_editors() -> None:
    found = {c.label: c.filter_text for c in completed("lr_scheduler:\n- name: csoine¦")}

    assert found["cosine_with_warmup"] == "csoine"
    assert found["exponential"] == "exponential"


def test_a_misspelt_name_has_the_arguments_that_it_means() -> None:
    assert labels("lr_scheduler:\n- name: expnential\n  kwargs: {¦}\n") == ["gamma"]


def test_strategies_without_a_candidate_come_first() -> None:
    assert labels(FIELD + "- name: ¦")[-1] == "exponential"
    assert labels(FIELD + "¦").index("exponential") == len(STRATEGIES) - 1


def test_a_plan_does_not_have_the_field_twice() -> None:
    assert "lr_scheduler" not in labels("optimization: {}\n¦")
    assert "optimization" not in labels("lr_scheduler: [null]\n¦")


@pytest.mark.parametrize("directive", ["ignore", "ignore-file", "disable", "enable"])
def test_rule_codes_in_suppressions(directive: str) -> None:
    mutable = {code for code in RULES if is_mutable(code)}
    text = f"lr_scheduler:\n- name: foo  # kumo-lr: {directive}[¦]\n"

    assert mutable <= set(labels(text))
    assert labels(text.replace("¦", "KLR30¦"))[:2] == ["KLR301", "KLR302"]
    assert "KLR201" not in labels(text.replace("¦", "KLR201, ¦"))
    assert labels(text.replace("¦]", "unknown-str¦"))[0] == "unknown-strategy"


def test_directives_of_suppressions() -> None:
    found = completed("lr_scheduler:\n- name: foo  # kumo-lr: ig¦\n")

    assert [completion.label for completion in found][:2] == ["ignore", "ignore-file"]
    assert found[0].text == "ignore["
    assert completed("- a  # kumo-lr: ig¦[KLR201]\n")[0].text == "ignore"


def test_the_field_elsewhere() -> None:
    assert set(labels("- name: ¦", at=".")) == NAMES
    assert set(labels("plans:\n  a:\n  - name: ¦", at="plans.*")) == NAMES
    assert labels("plans:\n  a:\n  - name: ¦") == []


def test_a_new_strategy_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    new = Strategy("polynomial", "falls as a power", (WARMUP,), decays=True)
    monkeypatch.setitem(STRATEGIES, new.name, new)

    assert "polynomial" in labels("lr_scheduler:\n- name: ¦")
    assert labels("lr_scheduler:\n- name: polynomial\n  kwargs:\n    ¦") == [WARMUP.name]
    assert _offer("lr_scheduler:\n- ¦", "polynomial").text.startswith("name: polynomial\n")


def _offer(text: str, label: str) -> Completion:
    return next(completion for completion in completed(text) if completion.label == label)


def test_offers_are_described() -> None:
    described = _offer("lr_scheduler:\n- name: ¦", "exponential")

    assert described.detail == STRATEGIES["exponential"].summary
    assert "gamma" in described.documentation
    assert (
        "0.1 by default"
        in _offer(FIELD.replace("exponential", "linear_with_warmup") + "    ¦", WARMUP.name).documentation
    )
