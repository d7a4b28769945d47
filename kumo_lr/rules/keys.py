"""KLR1xx: keys of a candidate that are missing, misspelt, misplaced, or another library's."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.document.layout import layout_of
from kumo_lr.document.nodes import Mapping, Scalar
from kumo_lr.document.patch import Edits, insert_after, pair_like
from kumo_lr.facts.foreign_names import OTHER_ARGUMENTS, OTHER_KEYS, squash
from kumo_lr.facts.plan_layout import home_of_key
from kumo_lr.facts.strategies import ARGUMENTS, CANDIDATE_KEYS, INTERVAL, KWARGS, NAME, STRATEGIES
from kumo_lr.findings import Safety
from kumo_lr.phrases import listed, quote
from kumo_lr.rules.meanings import BY_EPOCH, interval_of, meant_argument, meant_key, said_interval, wrapped
from kumo_lr.rules.record import GOOD, Availability, Hides, Message, Objection, Remedy, Rule, Traits
from kumo_lr.rules.remedies import remedy_of, rename, typo
from kumo_lr.rules.subjects import Candidate, CandidateKey, DefaultsKey, KwargsKey
from kumo_lr.source import Replacement, Span
from kumo_lr.suggest import suggest

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
    fix_note="Unsafe: it adds interval: step, or what by_epoch says, but you may have meant the other one.",
).register
def missing_interval(candidate: Candidate) -> Iterator[Objection]:
    if _has(candidate, INTERVAL.name) or (candidate.strategy is not None and said_interval(candidate)):
        return  # by_epoch in kwargs says it, and is reported there
    yield Objection("missing", candidate.place, remedy=_insert_interval(candidate))


def _insert_interval(candidate: Candidate) -> Remedy | None:
    entry = candidate.node.get(NAME.name)
    interval = said_interval(candidate) or INTERVAL.choices[0]
    pair = pair_like(entry, INTERVAL.name, interval) if entry is not None else None
    if entry is None or pair is None:
        return None
    edits = insert_after(candidate.source, candidate.node, entry, pair)
    return remedy_of(f'add "interval: {interval}"', edits, Safety.UNSAFE)


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
    if KWARGS in candidate.strays or any(entry.name == KWARGS for entry in inner):
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
    keys = dict.fromkeys(entry.key.text for entry in candidate.node.entries if isinstance(entry.key, Scalar))
    if name in keys or any(key.startswith(f"{name}:") for key in keys):
        return True
    return any(meant_key(key).words[:1] == (name,) for key in keys)


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
    fix_note="Safe for a typo, and for a key around a whole candidate; unsafe for another library's name; "
    "none if the right key is there too.",
    messages={
        "typo": Message("unknown key {key}", "did you mean {meant}?"),
        "foreign": Message("unknown key {key}", "{origin}; here it is {meant}"),
        "nothing": Message("unknown key {key}", "{origin}; Kumo has nothing like it: delete it"),
        "argument": Message("unknown key {key}", '{origin}"{meant}", which belongs in kwargs'),
        "unknown": Message("unknown key {key}", "a candidate has no keys but name, interval and kwargs"),
        "of-plan": Message("{key} is not a key of a candidate", "it belongs in {home}"),
        "interval": Message("unknown key {key}", "{origin}; write interval: {interval}"),
        "defaults": Message("unknown key {key}", "a defaults file takes only {allowed} here"),
        "around": Message("{key} is around the candidate", "drop it: the keys below are the candidate's own"),
        "list": Message("{key} is around a list of candidates", "make each of them an item of lr_scheduler"),
    },
).register
def unknown_key(key: CandidateKey | DefaultsKey) -> Iterator[Objection]:
    if isinstance(key, DefaultsKey):
        yield from _unknown_default(key)
    elif wrapped(key.candidate.node) is not None:
        yield _around(key)
    # misplaced-key says more about an argument.
    elif key.node.text not in ARGUMENTS and not (key.node.kind == "text" and key.node.text in CANDIDATE_KEYS):
        yield _unknown_candidate_key(key)


def _around(key: CandidateKey) -> Objection:
    """Return the objection to a key that has a candidate as its value, or a list of candidates."""
    from kumo_lr.document.reshape import unwrap_entry  # few texts need such a fix

    candidate = key.candidate
    message = "around" if isinstance(key.value, Mapping) else "list"
    edits = unwrap_entry(layout_of(candidate.source), candidate.node) if message == "around" else None
    return Objection(message, key.node.span, {"key": quote(key.node.text)}, (), remedy_of("drop it", edits))


def _unknown_candidate_key(key: CandidateKey) -> Objection:
    node = key.node
    library = OTHER_ARGUMENTS.get(squash(node.text))
    other = OTHER_KEYS.get(squash(node.text)) or (library if library and not library.meant else None)
    guess = meant_key(node.text)
    words: dict[str, object] = {"key": quote(node.text)}
    if (other is None or other.meant is None) and (home := home_of_key(node.text)):
        return Objection("of-plan", node.span, {**words, "home": home})
    if other is not None and other.meant is None:
        return Objection("nothing", node.span, {**words, "origin": other.origin})
    if other is not None and squash(node.text) == BY_EPOCH:
        return _by_epoch(key, {**words, "origin": other.origin})
    if not set(guess.words) - key.siblings:
        argument = meant_argument(node.text, key.candidate)
        if other is None and argument is not None:
            words |= {"meant": argument, "origin": f"{library.origin} for " if library else "close to "}
            return Objection("argument", node.span, words)
        if other is None:
            return Objection("unknown", node.span, words)
    words |= {"meant": listed(guess.words), "origin": other.origin if other else ""}
    free = isinstance(node, Scalar) and len(guess.words) == 1 and guess.words[0] not in key.siblings
    remedy = rename(node, guess.words[0], safe=guess.sure) if free and isinstance(node, Scalar) else None
    return Objection("foreign" if other else "typo", node.span, words, guess.words, remedy)


def _by_epoch(key: CandidateKey, words: dict[str, object]) -> Objection:
    """Return the objection to a boolean that says what the interval is."""
    from kumo_lr.document.reshape import is_bare, pairs_like  # few texts need such a fix

    node, interval = key.node, interval_of(key.value)
    words["interval"] = interval or " or ".join(reversed(INTERVAL.choices))
    entry = next((e for e in key.candidate.node.entries if e.key.span == node.span), None)
    edits: Edits | None = None
    if interval is not None and entry is not None and isinstance(node, Scalar):
        (pair,) = pairs_like(entry, [(INTERVAL.name, interval)])
        is_here = node.editable and isinstance(key.value, Scalar) and key.value.editable and not entry.merged
        whole = Span(node.span.start, key.value.span.end)
        edits = (
            (Replacement(whole, pair),)
            if is_here and is_bare(layout_of(key.candidate.source), entry)
            else None
        )
    remedy = remedy_of(f"write interval: {interval}", edits, Safety.UNSAFE)
    return Objection("interval", node.span, words, (), remedy)


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
    fix=Availability.SOMETIMES,
    fix_note="Safe: moves it to where it belongs. None if the strategy does not take the argument.",
    bad="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  warmup_ratio_or_steps: 0.1\n",
    good="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  kwargs:\n"
    "    warmup_ratio_or_steps: 0.1\n",
    messages={
        "inward": Message("{key} is outside kwargs", "move it into kwargs"),
        "unindented": Message("{key} is beside kwargs, not in it", "indent it further than kwargs"),
        "outward": Message("{key} is inside kwargs", "move it out, beside kwargs"),
        "twice": Message("kwargs is inside kwargs", "drop the inner one: its arguments belong in the outer"),
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
        message = "twice" if node.text == KWARGS else "outward"
    yield Objection(message, node.span, {"key": quote(node.text)}, (), _move(key))


def _move(key: CandidateKey | KwargsKey) -> Remedy | None:
    """Return the fix that moves an argument into kwargs, or a key of the candidate out of them."""
    from kumo_lr.document.reshape import (  # few texts need such a fix
        move_in,
        move_out,
        unwrap_entry,
        wrap_entry,
    )

    candidate = key.candidate
    node, kwargs, layout = candidate.node, candidate.node.get(KWARGS), layout_of(candidate.source)
    outer = kwargs.value if isinstance(key, KwargsKey) and kwargs is not None else node
    entries = outer.entries if isinstance(outer, Mapping) else ()
    entry = next((entry for entry in entries if entry.key.span == key.node.span), None)
    if entry is None:
        return None
    if isinstance(key, KwargsKey):
        if entry.name == KWARGS and isinstance(outer, Mapping):
            inner = entry.value.entries if isinstance(entry.value, Mapping) else ()
            taken = candidate.strategy.argument_names if candidate.strategy is not None else ()
            is_alone = len(entries) == 1 and all(argument.name in taken for argument in inner)
            edits = unwrap_entry(layout, outer) if is_alone else None
            return remedy_of("drop the inner kwargs", edits)
        edits = move_out(layout, node, kwargs, entry) if kwargs is not None else None
        return remedy_of("move it out of kwargs", edits)
    if candidate.strategy is None or entry.name not in candidate.strategy.argument_names:
        return None
    if kwargs is None and _has(candidate, KWARGS):
        return None  # under another name, which is reported
    edits = (
        wrap_entry(layout, node, entry, KWARGS) if kwargs is None else move_in(layout, node, entry, kwargs)
    )
    return remedy_of("move it into kwargs", edits)
