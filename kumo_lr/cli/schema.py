"""The command `schema`: print the JSON Schema for editors, which is generated from the models."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

from kumo_lr.cli.options import SchemaOptions
from kumo_lr.cli.terminal import CLEAN, FOUND, USAGE, complain
from kumo_lr.errors import UsageError
from kumo_lr.files import UnreadableError, read
from kumo_lr.phrases import printable
from kumo_lr.plan.candidate_schema import Schema
from kumo_lr.plan.schema import DRAFTS, Draft, json_schema, published, schema_id
from kumo_lr.plan.schema_differences import differences
from kumo_lr.typed import NamedTuple


class Kind(NamedTuple):
    """What a schema describes: a plan or the field alone, for completion alone or not, or the settings."""

    field: bool = False
    completion: bool = False
    settings: bool = False

    def id(self, draft: Draft) -> str:
        """Return the `$id` of the schema."""
        if self.settings:
            from kumo_lr.settings.schema import settings_schema_id  # imports all rules

            return settings_schema_id(draft)
        return schema_id(draft, field=self.field, completion=self.completion)

    def schema(self, draft: Draft) -> Schema:
        """Return the schema."""
        if self.settings:
            from kumo_lr.settings.schema import settings_schema  # imports all rules

            return settings_schema(draft)
        return json_schema(draft, field=self.field, completion=self.completion)


_KINDS = (
    Kind(),
    Kind(field=True),
    Kind(completion=True),
    Kind(field=True, completion=True),
    Kind(settings=True),
)


def run(options: SchemaOptions) -> int:
    """Run `kumo-lr schema` and return the exit code."""
    kind = Kind(options.field, options.completion, options.settings)
    if kind not in _KINDS:
        other = "--field" if options.field else "--completion"
        raise UsageError(f"--settings and {other} cannot be used together")
    if options.check is None:
        sys.stdout.write(published(kind.schema(options.draft or "draft-07")))
        return CLEAN
    name = printable(options.check)
    try:
        text = read(options.check).decode("utf-8-sig")
        found = differences(text, dict(_comparisons(kind, options.draft)))
    except UnreadableError as error:
        return complain(f"cannot read {name}: {error}", USAGE)
    except UnicodeDecodeError:
        return complain(f"cannot use {name}: it is not UTF-8", USAGE)
    except ValueError as error:
        return complain(f"cannot use {name}: {error}", USAGE)
    for difference in found:
        print(f"{name}: {difference}")
    return FOUND if found else CLEAN


def _comparisons(asked: Kind, draft: Draft | None) -> Iterator[tuple[str, partial[Schema]]]:
    """Yield each `$id`, and what to compare a stored schema with: what is asked for, or else the same."""
    for kind in _KINDS:
        for stored in DRAFTS:
            current = kind if asked == Kind() else asked
            yield kind.id(stored), partial(current.schema, draft or stored)
