"""KLR101 and KLR113: the way to the field, its key and the sections around it, is misspelt or misshapen."""

from __future__ import annotations

from collections.abc import Iterator

from kumo_lr.document.nodes import Mapping, Node, Scalar, Sequence
from kumo_lr.facts.plan_layout import FIELD, HOME, NOT_SET
from kumo_lr.facts.strategies import INTERVAL, NAME
from kumo_lr.phrases import article, quote
from kumo_lr.rules.record import GOOD, Availability, Message, Objection, Rule
from kumo_lr.rules.remedies import rename
from kumo_lr.rules.subjects import DefaultsShape, MisspeltKey, SectionShape
from kumo_lr.suggest import suggest


@Rule(
    (MisspeltKey,),
    "KLR101",
    "misspelt-field",
    summary="a misspelt lr_scheduler key, or a misspelt key of a section that contains it",
    rationale="Under a misspelt key the field is not set: Kumo silently drops the key and uses its "
    "default schedulers.",
    bad="lr_schedular:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: 0.9\n",
    good=GOOD,
    fix=Availability.SOMETIMES,
    fix_note="Safe for a typo of one edit; not offered if the right key is there too.",
    messages={"typo": Message("unknown key {key}", "did you mean {meant}?")},
).register
def misspelt_field(key: MisspeltKey) -> Iterator[Objection]:
    node, meant = key.node, key.meant
    if not isinstance(node, Scalar):
        return
    guess = suggest(node.text, (meant,))
    yield Objection(
        "typo",
        node.span,
        {"key": quote(node.text), "meant": quote(meant)},
        (meant,),
        None if key.taken else rename(node, meant, safe=guess.sure),
    )


_SETTINGS = "lr_scheduler:\n  - name: exponential\n    interval: epoch\n    kwargs:\n      gamma: 0.9\n"


_NO_MAPPING: tuple[type[SectionShape | DefaultsShape], ...] = (SectionShape, DefaultsShape)


@Rule(
    _NO_MAPPING,
    "KLR113",
    "section-not-mapping",
    summary="a section of a plan is not a mapping",
    rationale="A plan, its sections and a model_plan around it are mappings. Kumo finds no "
    "settings in a list or a single value, and refuses the plan.",
    bad=f"optimization:\n- {_SETTINGS}",
    good=f"optimization:\n  {_SETTINGS}",
    messages={
        "dash": Message("{section} is a list, not a mapping", 'drop the "- " before its settings'),
        "candidates": Message(
            "{section} is a list of candidates", "write them below lr_scheduler, in {home}"
        ),
        "document": Message(
            "the document is a list, not a mapping",
            'write "lr_scheduler:" above the list, or use --at . if the list is the field itself',
        ),
        "plans": Message(
            "the document is a list of plans, and Kumo reads one",
            "write each to a file of its own, or name a field with --at, such as --at 0.{path}",
        ),
        "name": Message(
            '{section} is the text "{text}", not a mapping that contains it',
            'write "lr_scheduler:" on a line of its own below, indented, with the candidates below it',
        ),
        "empty": Message(
            "{section} is empty, which Kumo refuses", "write its settings below it, or delete the key"
        ),
        "unset": Message(
            f"{{section}} is '{NOT_SET}', which Kumo takes for a setting, but not for a section",
            "delete the key",
        ),
        "other": Message("{section} is {kind}, not a mapping", "write its settings as name: value"),
    },
).register
def section_not_mapping(shape: SectionShape | DefaultsShape) -> Iterator[Objection]:
    node, place = shape.node, shape.place
    is_document = place.start == node.span.start
    key = shape.source.text[place.start : place.end].strip("'\"")
    words: dict[str, object] = {"kind": article(node.kind), "section": "the document" if is_document else key}
    if node.text.rstrip(":") == FIELD:
        message, words["text"] = "name", FIELD
    elif isinstance(shape, SectionShape) and shape.is_plans:
        message, words["path"] = "plans", ".".join((HOME, FIELD))
    elif isinstance(node, Sequence) and isinstance(shape, SectionShape):
        message = "document" if is_document else "other" if node.flow else "dash"
        if not is_document and key != HOME and any(map(_is_candidate, node.items)):
            message, words["home"] = "candidates", HOME
    else:
        message = {"null": "empty"}.get(node.kind, "unset" if node.text == NOT_SET else "other")
    yield Objection(message, place, words)


def _is_candidate(node: Node) -> bool:
    keys = (NAME.name, INTERVAL.name)
    return isinstance(node, Mapping) and all(node.get(key) is not None for key in keys)
