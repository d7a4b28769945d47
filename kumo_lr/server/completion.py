"""Complete what is typed in a plan: names, keys, arguments, values, whole candidates and rule codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kumo_lr.check.suppressions import DIRECTIVES
from kumo_lr.report.explain import rule_page
from kumo_lr.rules import all_rules, is_mutable
from kumo_lr.server.comments import SuppressionAt, in_comment, suppression_at
from kumo_lr.server.cursor import cursor_at
from kumo_lr.server.likeness import Likeness, likeness
from kumo_lr.server.offer import Kind, Offer
from kumo_lr.server.offers import offers_at
from kumo_lr.server.partial import offset_of
from kumo_lr.source import Location, Position, Source


class Completion(NamedTuple):
    """One text that can be inserted at the cursor.

    Attributes:
        label: What the list shows.
        kind: What it is.
        text: What to insert, with its line ends and indentation: as it is, without further indentation.
        location: What to replace: the whole word at the cursor, with its quotes.
        detail: A few words about it.
        documentation: Its description in Markdown.
        sort_text: The key that sorts the list: what is like the word that is typed comes first.
        filter_text: What the word that is typed is to be compared with.
    """

    label: str
    kind: Kind
    text: str
    location: Location
    detail: str
    documentation: str
    sort_text: str
    filter_text: str


def completions(source: Source, position: Position, *, at: str | None = None) -> list[Completion]:
    """Return what can be inserted at a position, the likeliest first.

    Args:
        source: The text, which may be half-written.
        position: A 1-based line and column, in code points.
        at: The dotted path of the field if it is elsewhere than documented.
    """
    offset = offset_of(source, position)
    if offset is None:
        return []
    comment = suppression_at(source, offset)
    if comment is not None:
        typed = source.text[comment.span.start : offset]
        return _ranked(_in_suppression(comment, source), typed, "", source.location(comment.span))
    if in_comment(source, offset):
        return []
    cursor = cursor_at(source, offset, at)
    if cursor is None:
        return []
    word = cursor.word
    return _ranked(offers_at(cursor), word.typed, word.quote, source.location(word.span))


def _ranked(offers: Iterable[Offer], typed: str, quote: str, location: Location) -> list[Completion]:
    found = []
    for order, offer in enumerate(offers):
        like = likeness(typed, offer.label)
        shown = typed if like is Likeness.NEAR else offer.label
        found.append(
            Completion(
                offer.label,
                offer.kind,
                offer.text,
                location,
                offer.detail,
                offer.documentation,
                f"{like.value}{order:03d}",
                f"{quote}{shown}",
            )
        )
    return sorted(found, key=lambda completion: completion.sort_text)


def _in_suppression(comment: SuppressionAt, source: Source) -> Iterator[Offer]:
    """Yield what a suppression comment may do, or the rules that it may name."""
    if not comment.is_rule:
        end = comment.span.end
        opens = "" if source.text[end : end + 1] == "[" else "["
        for word, summary in DIRECTIVES.items():
            yield Offer(word, Kind.KEYWORD, f"{word}{opens}", f"suppress {summary}")
        return
    others = {other.lower() for other in comment.others}
    for rule in all_rules().values():
        if is_mutable(rule.code) and not others & {rule.code.lower(), rule.slug}:
            yield Offer(rule.code, Kind.CODE, rule.code, rule.slug, rule_page(rule.code))
    for rule in all_rules().values():
        if is_mutable(rule.code) and not others & {rule.code.lower(), rule.slug}:
            yield Offer(rule.slug, Kind.CODE, rule.slug, rule.code, rule_page(rule.code))
