"""KLR1xx: the field, its candidates and their keys are not built as documented."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kumo_lr.findings import Safety
from kumo_lr.nodes import UNLOADABLE, Mapping, Scalar, Sequence
from kumo_lr.rules.record import (
    Availability,
    Candidate,
    Key,
    Message,
    Objection,
    Reading,
    Remedy,
    Replacement,
    Shape,
    listed,
    quote,
    rule,
)
from kumo_lr.source import Span
from kumo_lr.suggest import Guess, suggest
from kumo_lr.vocabulary import (
    ARGUMENTS,
    CANDIDATE_KEYS,
    INTERVAL,
    KWARGS,
    NAME,
    NO_SCHEDULING_WORDS,
    NOT_SET,
    OTHER_ARGUMENTS,
    OTHER_KEYS,
    STRATEGIES,
    squash,
)

_GOOD = "lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n"


def rename(entry_key: Scalar, name: str, *, safe: bool) -> Remedy | None:
    """State the fix that spells a word as `name`, in the quotes it has; None where it can't be."""
    if not entry_key.editable:
        return None
    text = f"{entry_key.quote}{name}{entry_key.quote}"
    title = f'replace {quote(entry_key.text)} by "{name}"'
    edit = Replacement(entry_key.span, text)
    return Remedy(title, (edit,), Safety.SAFE if safe else Safety.UNSAFE)


@rule(
    Key,
    "KLR101",
    "misspelt-field",
    summary="a key that is surely meant to be lr_scheduler, or a section that holds it",
    rationale="Under a misspelt key the field is not set: Kumo drops the key without a word and "
    "applies its default schedulers.",
    bad="lr_schedular:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n",
    good=_GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe where one edit apart; not offered where the right key stands beside it.",
    messages={"typo": Message("unknown key {key}", "did you mean {meant}?")},
)
def misspelt_field(key: Key) -> Iterator[Objection]:
    node = key.node
    if key.role != "plan" or not isinstance(node, Scalar):
        return
    taken = key.value is not None
    (meant,) = key.siblings
    guess = suggest(node.text, (meant,))
    yield Objection(
        "typo",
        node.span,
        {"key": quote(node.text), "meant": quote(meant)},
        (meant,),
        None if taken else rename(node, meant, safe=guess.sure),
    )


@rule(
    Shape,
    "KLR102",
    "field-not-list",
    summary="lr_scheduler is not a list",
    rationale="The field is a list of candidates, also for a single one. Kumo's data model refuses "
    f"anything else, but for the text '{NOT_SET}', which means not set.",
    bad="lr_scheduler:\n  name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n",
    good=_GOOD,
    messages={
        "one": Message("lr_scheduler is a mapping, not a list", 'start the candidate with "- "'),
        "null": Message(
            "lr_scheduler is empty", f"delete the key, or write '{NOT_SET}', to leave it to Kumo"
        ),
        "word": Message(
            "lr_scheduler is {kind}, not a list",
            'write a list of candidates: "- name: {name}", with its interval and kwargs below',
        ),
        "other": Message("lr_scheduler is {kind}, not a list", "write a list of candidates"),
    },
)
def field_not_list(shape: Shape) -> Iterator[Objection]:
    node = shape.node
    if shape.role != "field" or node.kind == "list" or node.text == NOT_SET:
        return
    words: dict[str, object] = {"kind": article(node.kind), "name": node.text}
    message = {"mapping": "one", "null": "null"}.get(node.kind, "other")
    if node.text in STRATEGIES:
        message = "word"
    span = shape.place if node.kind in ("mapping", "null") else node.span
    yield Objection(message, span, words)


@rule(
    Shape,
    "KLR103",
    "empty-list",
    summary="lr_scheduler is a list without candidates",
    rationale="Kumo's data model wants at least one candidate. No scheduling is one candidate that is empty.",
    bad="lr_scheduler: []\n",
    good="lr_scheduler:\n-\n",
    messages={
        "empty": Message(
            "lr_scheduler has no candidate",
            f"for no scheduling write one empty candidate, [null]; for Kumo's default, '{NOT_SET}'",
        )
    },
    fix=Availability.SOMETIMES,
    fix_note="Unsafe: no scheduling may not be what was meant.",
)
def empty_list(shape: Shape) -> Iterator[Objection]:
    node = shape.node
    if shape.role == "field" and isinstance(node, Sequence) and not node.items:
        edit = Replacement(node.span, "[null]")
        remedy = Remedy("write one empty candidate", (edit,), Safety.UNSAFE)
        yield Objection("empty", node.span, remedy=None if node.shared else remedy)


@rule(
    Shape,
    "KLR104",
    "candidate-not-mapping",
    summary="a candidate that is neither empty nor a mapping",
    rationale="A candidate is empty (no scheduling) or a mapping with name, interval and kwargs.",
    bad="lr_scheduler:\n- exponential\n",
    good=_GOOD,
    messages={
        "word": Message(
            "a candidate is a mapping, not just a name",
            'write "name: {name}", with its interval and kwargs below',
        ),
        "other": Message(
            "a candidate is a mapping or empty, not {kind}",
            "write a mapping with name, interval and kwargs",
        ),
        "none": Message(
            "a candidate is a mapping or empty, not {kind}",
            "for no scheduling leave the candidate empty: a bare - or null",
        ),
    },
)
def candidate_not_mapping(shape: Shape) -> Iterator[Objection]:
    node = shape.node
    if shape.role != "candidate" or node.kind in ("mapping", "null", "list"):
        return
    message = "word" if node.text in STRATEGIES else "other"
    words: dict[str, object] = {"kind": article(node.kind), "name": node.text}
    if squash(node.text) in NO_SCHEDULING_WORDS:
        message = "none"
    yield Objection(message, node.span, words)


@rule(
    Shape,
    "KLR105",
    "nested-candidates",
    summary="a list of several candidates inside the list",
    rationale="The documentation types the field as a list of lists, but Kumo refuses a nested list, "
    "and nobody says what several candidates in one place mean.",
    bad="lr_scheduler:\n- - name: exponential\n    interval: epoch\n    kwargs: {gamma: 0.9}\n  - null\n",
    good="lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs: {gamma: 0.9}\n- null\n",
    messages={
        "several": Message(
            "a list of {count} candidates inside the list",
            "make each an item of lr_scheduler itself",
        ),
        "deeper": Message(
            "a list in a list inside the list", "make each candidate an item of lr_scheduler itself"
        ),
    },
)
def nested_candidates(shape: Shape) -> Iterator[Objection]:
    node = shape.node
    if shape.role != "candidate" or not isinstance(node, Sequence):
        return
    if len(node.items) > 1:
        yield Objection("several", shape.place, {"count": len(node.items)})
    elif node.items and isinstance(node.items[0], Sequence):
        yield Objection("deeper", shape.place)


@rule(
    Candidate,
    "KLR106",
    "missing-name",
    summary="a candidate without a name",
    rationale="The name says which strategy to use; Kumo's data model requires it.",
    bad="lr_scheduler:\n- interval: epoch\n  kwargs:\n    gamma: 0.9\n",
    good=_GOOD,
    messages={
        "missing": Message("the candidate has no name", "add a name: {names}"),
    },
)
def missing_name(candidate: Candidate) -> Iterator[Objection]:
    if _has(candidate, NAME.name):
        return
    yield Objection("missing", candidate.place, {"names": listed(STRATEGIES)})


@rule(
    Candidate,
    "KLR107",
    "missing-interval",
    summary="a candidate without an interval",
    rationale="The documentation does not say so, but Kumo's data model requires the interval of every "
    "candidate: whether the learning rate moves at each optimisation step or once an epoch.",
    bad="lr_scheduler:\n- name: exponential\n  kwargs:\n    gamma: 0.9\n",
    good=_GOOD,
    messages={"missing": Message("the candidate has no interval", 'add "interval: step" or "epoch"')},
    fix=Availability.SOMETIMES,
    fix_note="Unsafe: it adds interval: step, and the epoch may have been meant.",
)
def missing_interval(candidate: Candidate) -> Iterator[Objection]:
    if _has(candidate, INTERVAL.name):
        return
    yield Objection("missing", candidate.place, remedy=_insert_interval(candidate))


def _insert_interval(candidate: Candidate) -> Remedy | None:
    entry = candidate.node.get(NAME.name)
    if entry is None or entry.merged or not isinstance(entry.key, Scalar):
        return None
    if not (entry.key.editable and isinstance(entry.value, Scalar) and entry.value.editable):
        return None
    source, quotes = candidate.source, entry.key.quote
    addition = f"{quotes}interval{quotes}: {entry.value.quote if quotes else ''}step"
    addition += entry.value.quote if quotes else ""
    end = entry.value.span.end
    if candidate.node.flow:
        if source.text[candidate.node.span.start] != "{":
            return None  # one pair without braces, as in [name: x], takes no second
        edit = Replacement(Span(end, end), f", {addition}")
    else:
        line_end = source.line_span(source.position(end).line).end
        if source.text[end:line_end].strip()[:1] not in ("", "#"):
            return None
        indent = " " * (source.position(entry.key.span.start).column - 1)
        edit = Replacement(Span(line_end, line_end), f"{source.newline}{indent}{addition}")
    return Remedy('add "interval: step"', (edit,), Safety.UNSAFE)


@rule(
    Candidate,
    "KLR108",
    "missing-argument",
    summary="an argument without a default is left out",
    rationale="`gamma` has no default: Kumo's engine refuses `exponential` without it.",
    bad="lr_scheduler:\n- name: exponential\n  interval: epoch\n",
    good=_GOOD,
    messages={"missing": Message('"{strategy}" needs {argument}', "add it to kwargs: {argument}: {wanted}")},
)
def missing_argument(candidate: Candidate) -> Iterator[Objection]:
    if candidate.strategy is None or not candidate.strategy.required:
        return
    kwargs = candidate.node.get(KWARGS)
    if kwargs is not None and not isinstance(kwargs.value, Mapping):
        return  # that kwargs is no mapping is the mistake
    inner = kwargs.value.entries if kwargs and isinstance(kwargs.value, Mapping) else ()
    entries = (*candidate.node.entries, *inner)
    meant = {meant_argument(e.name, candidate) for e in entries}
    for name in candidate.strategy.required:
        # One that stands outside kwargs, or misspelt, or under another key, is said where it stands.
        if name not in meant and not (kwargs is None and _has(candidate, KWARGS)):
            words = {"strategy": candidate.strategy.name, "argument": name}
            wanted = ARGUMENTS[name].wanted
            yield Objection("missing", candidate.place, {**words, "wanted": f"<{wanted}>"})


def _has(candidate: Candidate, name: str) -> bool:
    """Whether a candidate has a key, misspelt or misplaced ones counted: those are said there."""
    kwargs = candidate.node.get(KWARGS)
    if kwargs is not None and isinstance(kwargs.value, Mapping) and kwargs.value.get(name):
        return True
    keys = candidate.node.entries
    if any(entry.name.startswith(f"{name}:") for entry in keys):
        return True
    return any(entry.name == name or meant_key(entry.name).words[:1] == (name,) for entry in keys)


@lru_cache(maxsize=4096)
def meant_key(name: str) -> Guess:
    """Give the candidate key that a misspelt or foreign one stands for."""
    other = OTHER_KEYS.get(squash(name))
    if other is not None and other.meant:
        return Guess((other.meant,))
    return suggest(name, CANDIDATE_KEYS)


def meant_argument(name: str, candidate: Candidate) -> str | None:
    """Give the argument that a word stands for: it, a typo of it, or another library's name."""
    name = name.partition(":")[0]  # `{gamma:0.9}` is one word to YAML
    if name in ARGUMENTS:
        return name
    other = OTHER_ARGUMENTS.get(squash(name))
    if other is not None:
        return other.meant
    own = candidate.strategy.argument_names if candidate.strategy else ()
    words = suggest(name, own).words or suggest(name, ARGUMENTS).words
    return words[0] if words else None


@rule(
    Key,
    "KLR109",
    "unknown-key",
    summary="a key of a candidate that is not name, interval or kwargs",
    rationale="Kumo's data model drops keys it does not know without a word, and the engine refuses the "
    "candidate without saying which key it was.",
    bad="lr_scheduler:\n- name: exponential\n  intervall: epoch\n  kwargs:\n    gamma: 0.9\n",
    good=_GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo, unsafe for another library's name; none where the right key is there.",
    messages={
        "typo": Message("unknown key {key}", "did you mean {meant}?"),
        "foreign": Message("unknown key {key}", "{origin}; here it is {meant}"),
        "nothing": Message("unknown key {key}", "{origin}; Kumo has nothing like it: delete it"),
        "argument": Message("unknown key {key}", '{origin}"{meant}", which belongs in kwargs'),
        "glued": Message("unknown key {key}", 'put a space behind the ":"'),
        "unknown": Message("unknown key {key}", "a candidate has no keys but name, interval and kwargs"),
    },
)
def unknown_key(key: Key) -> Iterator[Objection]:
    node = key.node
    if key.role != "candidate" or (node.kind == "text" and node.text in CANDIDATE_KEYS):
        return
    if key.candidate is not None and node.text in ARGUMENTS:
        return  # misplaced-key has more to say
    other = OTHER_KEYS.get(squash(node.text))
    guess = meant_key(node.text)
    words: dict[str, object] = {"key": quote(node.text)}
    if other is not None and other.meant is None:
        yield Objection("nothing", node.span, {**words, "origin": other.origin})
        return
    if node.text.partition(":")[0] in CANDIDATE_KEYS:
        yield Objection("glued", node.span, words)
        return
    if not set(guess.words) - key.siblings:
        argument = meant_argument(node.text, key.candidate) if key.candidate else None
        if other is None and argument is not None:
            library = OTHER_ARGUMENTS.get(squash(node.text))
            words |= {"meant": argument, "origin": f"{library.origin} for " if library else "close to "}
            yield Objection("argument", node.span, words)
            return
        if other is None:
            yield Objection("unknown", node.span, words)
            return
    words |= {"meant": listed(guess.words), "origin": other.origin if other else ""}
    free = isinstance(node, Scalar) and len(guess.words) == 1 and guess.words[0] not in key.siblings
    remedy = rename(node, guess.words[0], safe=guess.sure) if free and isinstance(node, Scalar) else None
    yield Objection("foreign" if other else "typo", node.span, words, guess.words, remedy)


@rule(
    Key,
    "KLR110",
    "misplaced-key",
    summary="an argument outside kwargs, or a candidate's key inside them",
    rationale="Arguments are read from kwargs only; name and interval beside it only. In the wrong place "
    "the engine refuses them.",
    bad="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  warmup_ratio_or_steps: 0.1\n",
    good="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  kwargs:\n"
    "    warmup_ratio_or_steps: 0.1\n",
    messages={
        "inward": Message("{key} stands beside name", "move it into kwargs"),
        "unindented": Message("{key} stands beside kwargs, not in it", "indent it further than kwargs"),
        "twice": Message("{key} stands inside kwargs", "delete it: it stands beside kwargs already"),
        "outward": Message("{key} stands inside kwargs", "move it out, beside name"),
    },
)
def misplaced_key(key: Key) -> Iterator[Objection]:
    node = key.node
    if node.kind != "text":
        return
    if key.role == "candidate" and node.text in ARGUMENTS:
        kwargs = key.candidate.node.get(KWARGS) if key.candidate else None
        lost = kwargs is not None and kwargs.value.kind == "null"
        yield Objection("unindented" if lost else "inward", node.span, {"key": quote(node.text)})
    elif key.role == "kwargs" and node.text in CANDIDATE_KEYS:
        outside = key.candidate is not None and key.candidate.node.get(node.text) is not None
        yield Objection("twice" if outside else "outward", node.span, {"key": quote(node.text)})


@rule(
    Shape,
    "KLR111",
    "kwargs-not-mapping",
    summary="kwargs is not a mapping",
    rationale="kwargs maps argument names to values. Leaving the key out means no arguments, but an "
    "empty `kwargs:` is null, which Kumo's data model refuses.",
    bad="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  kwargs:\n",
    good="lr_scheduler:\n- name: constant_with_warmup\n  interval: step\n  kwargs: {}\n",
    fix=Availability.SOMETIMES,
    fix_note="Safe: an empty kwargs surely means no arguments. None where an argument is required.",
    messages={
        "null": Message("kwargs is empty, which Kumo refuses", "write {{}} for no arguments"),
        "required": Message("kwargs is empty", 'add what "{strategy}" needs: {required}'),
        "list": Message("kwargs is a list, not a mapping", 'drop the "- "'),
        "other": Message("kwargs is {kind}, not a mapping", "write arguments as name: value"),
    },
)
def kwargs_not_mapping(shape: Shape) -> Iterator[Objection]:
    node, candidate = shape.node, shape.candidate
    if shape.role != "kwargs" or node.kind == "mapping" or candidate is None:
        return
    strategy = candidate.strategy
    words: dict[str, object] = {"kind": article(node.kind)}
    if node.kind != "null":
        block = isinstance(node, Sequence) and not node.flow
        message = "list" if block else "other"
        yield Objection(message, shape.place if node.kind == "list" else node.span, words)
    elif any(entry.name in ARGUMENTS for entry in candidate.node.entries):
        return  # the arguments only lost their indentation, and are said where they stand
    elif strategy is not None and strategy.required:
        words |= {"strategy": strategy.name, "required": listed(strategy.required)}
        yield Objection("required", shape.place, words)
    else:
        yield Objection("null", shape.place, words, remedy=_empty_kwargs(shape))


def _empty_kwargs(shape: Shape) -> Remedy | None:
    node = shape.node
    text = shape.source.text
    if (
        not isinstance(node, Scalar)
        or not node.editable
        or ":" not in text[shape.place.end : node.span.start]
    ):
        return None
    written = node.span.end > node.span.start
    blank = text[node.span.start - 1 : node.span.start].isspace()
    edit = Replacement(node.span, "{}" if written or blank else " {}")
    return Remedy('write "{}"', (edit,))


@rule(
    Reading,
    "KLR112",
    "repeated-merge",
    summary="two merge keys in one mapping",
    rationale="A mapping has each key once, `<<` too: PyYAML lets the later one win, YAML 1.2 readers "
    "refuse the file.",
    bad="base: &base {interval: epoch}\nmore: &more {kwargs: {gamma: 0.9}}\n"
    "lr_scheduler:\n- <<: *base\n  <<: *more\n  name: exponential\n",
    good="base: &base {interval: epoch}\nmore: &more {kwargs: {gamma: 0.9}}\n"
    "lr_scheduler:\n- <<: [*base, *more]\n  name: exponential\n",
    messages={
        "repeated": Message(
            'a second merge key "<<", first on line {line}', "merge a list of aliases: <<: [*a, *b]"
        )
    },
    reference="https://yaml.org/type/merge.html",
)
def repeated_merge(reading: Reading) -> Iterator[Objection]:
    if reading.problem.kind == "repeated-merge":
        yield Objection("repeated", reading.problem.span, {"line": reading.problem.words["line"]})


def article(kind: str) -> str:
    """Name a kind with its article: `a list`, `an integer`, `text`, `null`."""
    kind = "decimal number" if kind == "float" else kind
    if kind == UNLOADABLE:
        return "a value that PyYAML cannot load"
    if kind in ("text", "null", "binary data"):
        return kind
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
