"""KLR1xx and KLR203: keys that are missing, misspelt, misplaced, or another library's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kumo_lr.document.nodes import Mapping, Scalar
from kumo_lr.document.patch import insert_after, pair_like
from kumo_lr.facts.foreign_names import ENGINE_ARGUMENTS, OTHER_ARGUMENTS, OTHER_KEYS, OtherName, squash
from kumo_lr.facts.slots import Slot
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, STRATEGIES, WARMUP
from kumo_lr.findings import Safety
from kumo_lr.phrases import listed, quote
from kumo_lr.rules.record import GOOD, Availability, Hides, Message, Objection, Remedy, Rule, Traits
from kumo_lr.rules.remedies import other_words, remedy_of, rename, typo
from kumo_lr.rules.subjects import Candidate, CandidateKey, DefaultsKey, KwargsKey
from kumo_lr.suggest import Guess, suggest

_WORDS = {NAME.name: NAME, INTERVAL.name: INTERVAL}
# A candidate can lack several things; each is reported.
_OF_A_CANDIDATE = Traits(hides=Hides.NOTHING)


@Rule(
    (Candidate,),
    "KLR106",
    "missing-name",
    traits=_OF_A_CANDIDATE,
    summary="a candidate without a name",
    rationale="The name says which strategy to use; Kumo's data model requires it.",
    bad="lr_scheduler:\n- interval: epoch\n  kwargs:\n    gamma: 0.9\n",
    good=GOOD,
    messages={
        "missing": Message("the candidate has no name", "add a name: {names}"),
    },
).register
def missing_name(candidate: Candidate) -> Iterator[Objection]:
    if _has(candidate, NAME.name):
        return
    yield Objection("missing", candidate.place, {"names": listed(STRATEGIES)})


@Rule(
    (Candidate,),
    "KLR107",
    "missing-interval",
    traits=_OF_A_CANDIDATE,
    summary="a candidate without an interval",
    rationale="The interval says whether the learning rate changes at each optimisation step or once an "
    "epoch. Kumo's data model requires it in every candidate, although the documentation does not say so.",
    bad="lr_scheduler:\n- name: exponential\n  kwargs:\n    gamma: 0.9\n",
    good=GOOD,
    messages={"missing": Message("the candidate has no interval", 'add "interval: step" or "epoch"')},
    fix=Availability.SOMETIMES,
    fix_note="Unsafe: it adds interval: step, but you may have meant epoch.",
).register
def missing_interval(candidate: Candidate) -> Iterator[Objection]:
    if _has(candidate, INTERVAL.name):
        return
    yield Objection("missing", candidate.place, remedy=_insert_interval(candidate))


def _insert_interval(candidate: Candidate) -> Remedy | None:
    entry = candidate.node.get(NAME.name)
    pair = pair_like(entry, INTERVAL.name, "step") if entry is not None else None
    if entry is None or pair is None:
        return None
    edits = insert_after(candidate.source, candidate.node, entry, pair)
    return remedy_of('add "interval: step"', edits, Safety.UNSAFE)


@Rule(
    (Candidate,),
    "KLR108",
    "missing-argument",
    traits=_OF_A_CANDIDATE,
    summary="an argument without a default is left out",
    rationale="`gamma` has no default: Kumo's engine refuses `exponential` without it.",
    bad="lr_scheduler:\n- name: exponential\n  interval: epoch\n",
    good=GOOD,
    messages={"missing": Message('"{strategy}" needs {argument}', "add it to kwargs: {argument}: {wanted}")},
).register
def missing_argument(candidate: Candidate) -> Iterator[Objection]:
    if candidate.strategy is None or not candidate.strategy.required:
        return
    kwargs = candidate.node.get(KWARGS)
    if kwargs is not None and not isinstance(kwargs.value, Mapping):
        return  # kwargs-not-mapping reports it
    inner = kwargs.value.entries if kwargs and isinstance(kwargs.value, Mapping) else ()
    entries = (*candidate.node.entries, *inner)
    if KWARGS in candidate.strays:
        return
    meant = {*candidate.strays, *(meant_argument(e.name, candidate) for e in entries)}
    for name in candidate.strategy.required:
        # One that is misspelt, or outside kwargs, or under another key is reported where it is.
        if name not in meant and not (kwargs is None and _has(candidate, KWARGS)):
            words = {"strategy": candidate.strategy.name, "argument": name}
            wanted = ARGUMENTS[name].wanted
            yield Objection("missing", candidate.place, {**words, "wanted": f"<{wanted}>"})


def _has(candidate: Candidate, name: str) -> bool:
    """Return whether a candidate has a key, even misspelt or misplaced: that is reported where it is."""
    if name in candidate.strays:
        return True
    kwargs = candidate.node.get(KWARGS)
    if kwargs is not None and isinstance(kwargs.value, Mapping) and kwargs.value.get(name):
        return True
    keys = candidate.node.entries
    if any(entry.name.startswith(f"{name}:") for entry in keys):
        return True
    return any(entry.name == name or meant_key(entry.name).words[:1] == (name,) for entry in keys)


@lru_cache(maxsize=4096)
def meant_key(name: str) -> Guess:
    """Return the candidate key that a misspelt or foreign one stands for."""
    other = OTHER_KEYS.get(squash(name))
    if other is not None and other.meant:
        return Guess((other.meant,))
    return suggest(name, CANDIDATE_KEYS)


def meant_for(name: str, siblings: frozenset[str]) -> str:
    """Return the documented key that a candidate's key is or unambiguously means; else its own name."""
    if name in CANDIDATE_KEYS:
        return name
    guess = meant_key(name)
    single = len(guess.words) == 1 and guess.words[0] not in siblings
    return guess.words[0] if single and name not in ARGUMENTS else name


def meant_argument(name: str, candidate: Candidate) -> str | None:
    """Return the argument that a word means, by its name, a typo of it or another library's name."""
    name = name.partition(":")[0]  # `{gamma:0.9}` is one word to YAML
    if name in ARGUMENTS:
        return name
    other = OTHER_ARGUMENTS.get(squash(name))
    if other is not None:
        return other.meant
    own = candidate.strategy.argument_names if candidate.strategy else ()
    words = suggest(name, own).words or suggest(name, ARGUMENTS).words
    return words[0] if words else None


def slot_of_key(name: str) -> Slot | None:
    """Return the slot of the value under a candidate's key, which may be an argument's."""
    return _WORDS.get(name) or ARGUMENTS.get(name)


def slot_of_argument(name: str, candidate: Candidate) -> Slot | None:
    """Return the slot of the value under a key of kwargs; None if the value cannot be checked."""
    strategy = candidate.strategy
    meant = meant_argument(name, candidate) if strategy else name
    other = OTHER_ARGUMENTS.get(squash(name))
    if name != meant and (":" in name or (other is not None and other.kind is not None)):
        return None  # there is no value yet, or the number means something else in that library
    taken = strategy is None or meant in strategy.argument_names
    return ARGUMENTS.get(meant) if meant and taken else _WORDS.get(name)


_UNKNOWN_KEYS: tuple[type[CandidateKey | DefaultsKey], ...] = (CandidateKey, DefaultsKey)


@Rule(
    _UNKNOWN_KEYS,
    "KLR109",
    "unknown-key",
    summary="a key of a candidate that is not name, interval or kwargs",
    rationale="Kumo's data model silently drops keys it does not know, and the engine refuses the "
    "candidate without naming the key.",
    bad="lr_scheduler:\n- name: exponential\n  intervall: epoch\n  kwargs:\n    gamma: 0.9\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo, unsafe for another library's name; none if the right key is there too.",
    messages={
        "typo": Message("unknown key {key}", "did you mean {meant}?"),
        "foreign": Message("unknown key {key}", "{origin}; here it is {meant}"),
        "nothing": Message("unknown key {key}", "{origin}; Kumo has nothing like it: delete it"),
        "argument": Message("unknown key {key}", '{origin}"{meant}", which belongs in kwargs'),
        "glued": Message("unknown key {key}", 'put a space after the ":"'),
        "unknown": Message("unknown key {key}", "a candidate has no keys but name, interval and kwargs"),
        "defaults": Message("unknown key {key}", "a defaults file takes only {allowed} here"),
    },
).register
def unknown_key(key: CandidateKey | DefaultsKey) -> Iterator[Objection]:
    if isinstance(key, DefaultsKey):
        yield from _unknown_default(key)
    # misplaced-key says more about an argument.
    elif key.node.text not in ARGUMENTS and not (key.node.kind == "text" and key.node.text in CANDIDATE_KEYS):
        yield _unknown_candidate_key(key)


def _unknown_candidate_key(key: CandidateKey) -> Objection:
    node = key.node
    other = OTHER_KEYS.get(squash(node.text))
    guess = meant_key(node.text)
    words: dict[str, object] = {"key": quote(node.text)}
    if other is not None and other.meant is None:
        return Objection("nothing", node.span, {**words, "origin": other.origin})
    if node.text.partition(":")[0] in CANDIDATE_KEYS:
        return Objection("glued", node.span, words)
    if not set(guess.words) - key.siblings:
        argument = meant_argument(node.text, key.candidate)
        if other is None and argument is not None:
            library = OTHER_ARGUMENTS.get(squash(node.text))
            words |= {"meant": argument, "origin": f"{library.origin} for " if library else "close to "}
            return Objection("argument", node.span, words)
        if other is None:
            return Objection("unknown", node.span, words)
    words |= {"meant": listed(guess.words), "origin": other.origin if other else ""}
    free = isinstance(node, Scalar) and len(guess.words) == 1 and guess.words[0] not in key.siblings
    remedy = rename(node, guess.words[0], safe=guess.sure) if free and isinstance(node, Scalar) else None
    return Objection("foreign" if other else "typo", node.span, words, guess.words, remedy)


def _unknown_default(key: DefaultsKey) -> Iterator[Objection]:
    """Yield an objection to a key that does not belong at its place in a defaults file."""
    node, guess = key.node, suggest(key.node.text, key.allowed)
    if node.text in key.allowed:
        return
    words: dict[str, object] = {"key": quote(node.text), "allowed": listed(key.allowed)}
    if guess.words and isinstance(node, Scalar):
        yield typo(node, guess, {**words, "meant": listed(guess.words)})
    else:
        yield Objection("defaults", node.span, words)


_MISPLACED_KEYS: tuple[type[CandidateKey | KwargsKey], ...] = (CandidateKey, KwargsKey)


@Rule(
    _MISPLACED_KEYS,
    "KLR110",
    "misplaced-key",
    summary="an argument outside kwargs, or a candidate's key inside them",
    rationale="Arguments belong in kwargs, and name and interval beside it. The engine refuses them "
    "anywhere else.",
    bad="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  warmup_ratio_or_steps: 0.1\n",
    good="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  kwargs:\n"
    "    warmup_ratio_or_steps: 0.1\n",
    messages={
        "inward": Message("{key} is outside kwargs", "move it into kwargs"),
        "unindented": Message("{key} is beside kwargs, not in it", "indent it further than kwargs"),
        "twice": Message("{key} is inside kwargs", "delete it: it is beside kwargs already"),
        "outward": Message("{key} is inside kwargs", "move it out, beside kwargs"),
    },
).register
def misplaced_key(key: CandidateKey | KwargsKey) -> Iterator[Objection]:
    node, candidate = key.node, key.candidate.node
    if node.kind != "text" or node.text not in (
        ARGUMENTS if isinstance(key, CandidateKey) else CANDIDATE_KEYS
    ):
        return
    if isinstance(key, CandidateKey):
        kwargs = candidate.get(KWARGS)
        message = "unindented" if kwargs is not None and kwargs.value.kind == "null" else "inward"
    else:
        message = "outward" if candidate.get(node.text) is None else "twice"
    yield Objection(message, node.span, {"key": quote(node.text)})


@Rule(
    (KwargsKey,),
    "KLR203",
    "unknown-argument",
    summary="an argument that the strategy does not take",
    rationale="The engine passes kwargs to the strategy's class as keyword arguments. If the class does not "
    "know one, the engine refuses the candidate; if it ignores one, the argument has no effect.",
    bad="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gama: 0.9\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo, and for another library's name that says steps or ratio if the value is of "
    "that kind; otherwise unsafe or none.",
    messages={
        "typo": Message("unknown argument {key}", "did you mean {meant}?"),
        "stray": Message("unknown argument {key}", "did you mean {meant}? it belongs to {owners}"),
        "foreign": Message("unknown argument {key}", '{origin}; here it is "{meant}"{note}'),
        "nothing": Message("unknown argument {key}", "{origin}, without an equivalent in Kumo{note}"),
        "elsewhere": Message("{key} is not an argument of {strategy}", "it belongs to {owners}{engine}"),
        "unknown": Message("unknown argument {key}", "{strategy} takes {takes}"),
        "glued": Message("unknown argument {key}", 'put a space after the ":"'),
    },
).register
def unknown_argument(key: KwargsKey) -> Iterator[Objection]:
    node, candidate = key.node, key.candidate
    strategy = candidate.strategy
    if strategy is None:
        return
    if (node.text in strategy.argument_names and node.kind == "text") or node.text in CANDIDATE_KEYS:
        return
    words: dict[str, object] = {
        "key": quote(node.text),
        "strategy": quote(strategy.name),
        "takes": listed(strategy.argument_names),
    }
    meant = meant_argument(node.text, candidate)
    if ":" in node.text and meant is not None:
        yield Objection("glued", node.span, words)
        return
    other = OTHER_ARGUMENTS.get(squash(node.text))
    if meant is not None and meant not in strategy.argument_names:
        owners = listed(s.name for s in STRATEGIES.values() if meant in s.argument_names)
        engine = ENGINE_ARGUMENTS.get((strategy.name, node.text))
        words |= {"owners": owners, "engine": f"; {engine}" if engine else "", "meant": quote(meant)}
        known = node.text == meant
        yield Objection("elsewhere" if known else "stray", node.span, words, () if known else (meant,))
    elif other is not None:
        message = "foreign" if other.meant else "nothing"
        suggestions = (other.meant,) if other.meant else ()
        remedy = _rename_argument(key, other)
        yield Objection(message, node.span, words | other_words(other), suggestions, remedy)
    elif meant is not None and isinstance(node, Scalar):
        guess = suggest(node.text, strategy.argument_names)
        miss = typo(node, guess, {**words, "meant": listed(guess.words)})
        yield miss._replace(remedy=None) if meant in key.siblings else miss
    else:
        yield Objection("unknown", node.span, words)


def _rename_argument(key: KwargsKey, other: OtherName) -> Remedy | None:
    node, value = key.node, key.value
    if not other.meant or other.meant in key.siblings or not isinstance(node, Scalar):
        return None
    if other.kind is None:
        return rename(node, other.meant, safe=False)
    # `warmup_ratio: 1` is all of training there but one step here, so renaming alone is wrong.
    same = isinstance(value, Scalar) and value.kind == other.kind and WARMUP.takes(value.value)
    return rename(node, other.meant, safe=True) if same else None
