"""The command `schema`: print the JSON Schema for editors, which is generated from the models."""

from __future__ import annotations

import sys

from kumo_lr.cli.options import SchemaOptions
from kumo_lr.cli.terminal import CLEAN, FOUND, USAGE, complain
from kumo_lr.files import UnreadableError, read
from kumo_lr.phrases import printable
from kumo_lr.plan.schema import differences, schema_text


def run(options: SchemaOptions) -> int:
    """Run `kumo-lr schema` and return the exit code."""
    if options.check is None:
        sys.stdout.write(schema_text(options.draft or "draft-07", field=options.field))
        return CLEAN
    name = printable(options.check)
    try:
        text = read(options.check).decode("utf-8-sig")
        found = differences(text, draft=options.draft, field=options.field or None)
    except UnreadableError as error:
        return complain(f"cannot read {name}: {error}", USAGE)
    except UnicodeDecodeError:
        return complain(f"cannot use {name}: it is not UTF-8", USAGE)
    except ValueError as error:
        return complain(f"cannot use {name}: {error}", USAGE)
    for difference in found:
        print(f"{name}: {difference}")
    return FOUND if found else CLEAN
