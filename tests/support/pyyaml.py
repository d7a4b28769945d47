"""PyYAML's two readers, that in C and that in Python, which decide what can be loaded."""

from __future__ import annotations

import yaml


def refusal(text: str, loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> Exception | None:
    """Return what PyYAML raises for a text, all of whose documents are read."""
    try:
        list(yaml.load_all(text, loader))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, AttributeError, IndexError) as error:
        return error
    return None
