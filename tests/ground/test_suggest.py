"""Did-you-mean: seeded typos of every word, spellings, other libraries' names, and no wild guess."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kumo_lr import Finding, check_text
from kumo_lr.facts.plan_layout import FIELD
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS, INTERVAL, STRATEGIES
from kumo_lr.findings import Safety
from kumo_lr.suggest import distance, suggest
from tests.support.properties import examples

_LETTERS = string.ascii_lowercase + "_"
_HEAD = (
    "lr_scheduler:\n- name: {name}\n  {interval_key}: {interval}\n  {kwargs_key}:\n    {argument}: {value}\n"
)


def _plan(**words: str) -> str:
    defaults = {"name": "constant_with_warmup", "interval_key": "interval", "interval": "step"}
    defaults |= {"kwargs_key": "kwargs", "argument": "warmup_ratio_or_steps", "value": "0.1"}
    return _HEAD.format(**(defaults | words))


def _levenshtein(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y)))
    return row[-1]


def _slip(rng: random.Random, word: str) -> str:
    at = rng.randrange(len(word))
    kind = rng.choice(["drop", "double", "insert", "replace", "swap"])
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    if kind == "insert":
        return word[:at] + rng.choice(_LETTERS) + word[at:]
    if kind == "replace":
        return word[:at] + rng.choice(_LETTERS) + word[at + 1 :]
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def _typos(word: str, others: tuple[str, ...], count: int) -> Iterator[str]:
    """Return typos with one or two slips that are nearer to the word than to any other."""
    rng = random.Random(f"typos of {word}")
    seen = {word}
    for _ in range(count):
        typed = _slip(rng, word)
        if rng.random() < 0.5 and typed:
            typed = _slip(rng, typed)
        nearer = all(
            _levenshtein(typed, word) < _levenshtein(typed, other) for other in others if other != word
        )
        if typed and typed not in seen and nearer and typed[0] != "_" and typed[-1] != "_":
            seen.add(typed)
            yield typed


def _first_suggestions(text: str, typed: str) -> list[str]:
    """Return what is suggested at the place of the word that was typed."""
    start = text.index(typed)
    return [f.suggestions[0] for f in check_text(text).findings if f.span.start == start and f.suggestions]


PLACES = [
    *(("name", name, tuple(STRATEGIES)) for name in STRATEGIES),
    *(("interval", word, INTERVAL.choices) for word in INTERVAL.choices),
    *((f"{key}_key", key, CANDIDATE_KEYS) for key in ("interval", "kwargs")),
    *(("argument", name, tuple(ARGUMENTS)) for name in ARGUMENTS),
]


@pytest.mark.slow
def test_seeded_typos_are_understood() -> None:
    right = wrong = 0
    for place, word, others in PLACES:
        for typed in _typos(word, others, 400):
            words = {place: typed}
            if word == "gamma":
                words |= {"name": "exponential", "value": "0.9"}
            elif word == "num_cycles":
                words |= {"name": "cosine_with_warmup_restarts", "value": "3"}
            found = _first_suggestions(_plan(**words), typed)
            # A spelling that the engine's matcher takes is no typo, but is answered the same way.
            right, wrong = (right + 1, wrong) if found[:1] == [word] else (right, wrong + 1)

    assert right + wrong > 2500
    assert right / (right + wrong) >= 0.99


@pytest.mark.parametrize("typed", list(_typos(FIELD, (FIELD,), 60)))
def test_typos_of_the_field(typed: str) -> None:
    (finding,) = check_text(f"{typed}:\n-\n").findings

    assert (finding.code, finding.suggestions) == ("KLR101", (FIELD,))


def _about(name: str) -> Finding:
    findings = check_text(f"lr_scheduler:\n- name: {name}\n  interval: step\n").findings
    return next(f for f in findings if f.code in ("KLR201", "KLR402"))


MEANT = {
    # typos
    "cosine_with_warumup_restarts": "cosine_with_warmup_restarts",
    "csoine_with_warmup": "cosine_with_warmup",
    "exponental": "exponential",
    # other spellings
    "CosineWithWarmup": "cosine_with_warmup",
    "cosine-with-warmup": "cosine_with_warmup",
    "EXPONENTIAL": "exponential",
    # other libraries' names
    "cosine_with_restarts": "cosine_with_warmup_restarts",
    "linear": "linear_with_warmup",
    "constant": "constant_with_warmup",
    "cosine": "cosine_with_warmup",
    "ExponentialLR": "exponential",
    "CosineAnnealingLR": "cosine_with_warmup",
    "CosineAnnealingWarmRestarts": "cosine_with_warmup_restarts",
    "torch.optim.lr_scheduler.CosineAnnealingLR": "cosine_with_warmup",
    "warmup_cosine_decay_schedule": "cosine_with_warmup",
    "exponential_decay": "exponential",
    "get_linear_schedule_with_warmup": "linear_with_warmup",
}


@pytest.mark.parametrize(("name", "meant"), MEANT.items())
def test_names_that_stand_for_a_strategy(name: str, meant: str) -> None:
    assert (meant,) == _about(name).suggestions


@pytest.mark.parametrize("name", ["StepLR", "one_cycle", "inverse_sqrt", "reduce_lr_on_plateau"])
def test_names_without_an_equivalent_are_said_so(name: str) -> None:
    finding = _about(name)

    assert finding.suggestions == ()
    assert finding.fix is None
    assert finding.help is not None
    assert "without an equivalent in Kumo" in finding.help


@pytest.mark.parametrize(
    "name", ["banana", "my_schedule", "sine", "adam", "x", "with_warmup", "lr_scheduler"]
)
def test_no_wild_guess(name: str) -> None:
    assert _about(name).suggestions == ()


@pytest.mark.parametrize(
    ("name", "torch"), [("linear", "torch's LinearLR"), ("constant", "torch's ConstantLR")]
)
def test_what_the_engine_makes_of_torch_names(name: str, torch: str) -> None:
    assert torch in (_about(name).help or "")


ARGUMENT_NAMES = {
    "warmup_steps": "warmup_ratio_or_steps",
    "num_warmup_steps": "warmup_ratio_or_steps",
    "warmup_ratio": "warmup_ratio_or_steps",
    "warmup": "warmup_ratio_or_steps",
    "num_restarts": "num_cycles",
    "num_cycle": "num_cycles",
}


@pytest.mark.parametrize(("typed", "meant"), ARGUMENT_NAMES.items())
def test_arguments_of_other_libraries(typed: str, meant: str) -> None:
    text = _plan(name="cosine_with_warmup_restarts", argument=typed, value="3")

    assert [meant] == _first_suggestions(text, f"{typed}:")


@pytest.mark.parametrize("typed", ["decay_rate", "gama"])
def test_arguments_that_stand_for_gamma(typed: str) -> None:
    assert _first_suggestions(_plan(name="exponential", argument=typed), typed) == ["gamma"]


def test_ties_are_settled_and_never_fixed() -> None:
    guess = suggest("ab", ["ax", "ay"])

    assert guess == (("ax", "ay"), False)
    assert guess == suggest("ab", ["ay", "ax"])


@pytest.mark.parametrize("word", ["", "x" * 65, "x" * 1_000_000])
def test_hostile_words_are_not_measured(word: str) -> None:
    assert suggest(word, STRATEGIES) == ((), False)


# --- distances -----------------------------------------------------------------------------------


def _edits(word: str, other: str) -> int:
    """Count edits by their definition: of the last letters, what is cheapest."""
    if not word or not other:
        return len(word) + len(other)
    ways = [
        _edits(word[:-1], other) + 1,
        _edits(word, other[:-1]) + 1,
        _edits(word[:-1], other[:-1]) + (word[-1] != other[-1]),
    ]
    if word[-2:] == other[-2:][::-1] and len(word) > 1:
        ways.append(_edits(word[:-2], other[:-2]) + 1)
    return min(ways)


@examples(300)
@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
@example("aaa", "a")
def test_edits_are_counted_as_defined(word: str, other: str) -> None:
    assert distance(word, other) == _edits(word, other)


@pytest.mark.parametrize(
    ("word", "other", "cost"),
    [
        ("STEP", "step", 0),
        ("cosinewithwarmup", "cosine_with_warmup", 1),
        ("Cosine-With Warmup", "cosine_with_warmup", 1),
        ("cosine.with.warm.up", "cosine_with_warmup", 1),
        ("cosinewithwarmupp", "cosine_with_warmup", 2),
        ("step_", "step", 1),
        ("spet", "step", 2),
        ("setp", "step", 1),
    ],
)
def test_separators_cost_one_edit_together(word: str, other: str, cost: int) -> None:
    assert distance(word, other) == cost


@pytest.mark.parametrize(
    ("word", "choices", "sure"),
    [
        ("abcdefgx", ["abcdefgh"], True),
        ("abcdefgx", ["abcdefgh", "abcdezyx"], False),  # one edit from the first, two from the second
        ("abcdefgx", ["abcdefgh", "abcdwzyx"], True),
        ("abcdefwx", ["abcdefgh", "abcdzyvx"], False),
        ("abcdefwx", ["abcdefgh", "abzyvutx"], True),
        ("abcdwx", ["abcdef"], False),  # two edits are too many for a short word
        ("abcdex", ["abcdef"], True),
    ],
)
def test_one_is_sure_where_no_other_is_nearly_as_near(word: str, choices: list[str], sure: bool) -> None:
    assert suggest(word, choices) == ((choices[0],), sure)


@pytest.mark.parametrize(("typed", "safety"), [("FASTT", Safety.SAFE), ("FST", Safety.UNSAFE)])
def test_what_is_not_sure_is_no_safe_fix(typed: str, safety: Safety) -> None:
    """FST is one edit from FAST, and two from BEST."""
    (finding,) = check_text(f"run_mode: {typed}\nlr_scheduler: [null]\n").findings

    assert finding.suggestions == ("FAST",)
    assert finding.fix is not None
    assert finding.fix.safety is safety
