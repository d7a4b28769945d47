"""The preview of an open document: where it is offered, and its page in a file that a browser can open."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from kumo_lr.check.checker import check_source
from kumo_lr.check.question import Question
from kumo_lr.facts.horizons import Known
from kumo_lr.plan.field import read_fields
from kumo_lr.source import Source, Span


def preview_places(source: Source, at: str | None) -> Iterator[Span]:
    """Yield the places of a text where its preview is offered: the key of each field, or its value."""
    for field in read_fields(source, at):
        key, node = field.key, field.node
        if key is not None:
            yield key.span
        elif node is not None:
            yield Span(node.span.start, node.span.start)


class Previews:
    """The pages that were written for the documents of a session, in a folder of their own."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def write(self, source: Source, at: str | None, known: Known) -> Path:
        """Write the page of a text, and return its path.

        Raises:
            ValueError: The text has errors, several fields, or cannot be drawn.
        """
        from kumo_lr.plan.load import config_of  # the models are only needed here
        from kumo_lr.plan.resolve import resolve
        from kumo_lr.preview.build import preview_of
        from kumo_lr.preview.page import page_html

        config = config_of(check_source(source, Question(at=at, known=known)), at)
        resolved = resolve(config, run_mode=known.run_mode)
        page = page_html(preview_of(resolved, source.name, known))
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="kumo-lr-"))
        path = self._folder / f"{sha256(source.name.encode('utf-8', 'replace')).hexdigest()[:16]}.html"
        path.write_text(page, encoding="utf-8")
        return path

    def remove(self) -> None:
        """Remove all pages."""
        if self._folder is not None:
            with suppress(OSError):
                rmtree(self._folder)
