"""The floor: what reading YAML with positions costs in CPython when nothing is done with it.

`python floor.py PATH...` reads the same files as a linter, has libyaml compose every document to
nodes, and throws the nodes away. A tool built on libyaml's nodes cannot be faster than this.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator

import yaml  # noqa: F401  # `yaml._yaml` looks its node classes up in the package
from yaml._yaml import CParser

SUFFIXES = (".yaml", ".yml", ".json")


class BareComposer(CParser):
    """libyaml's composer without tag resolution: the part that a linter can memoise away."""

    def resolve(self, *_: object) -> str:
        """Return every node the same tag."""
        return "tag:yaml.org,2002:str"

    def descend_resolver(self, *_: object) -> None:
        """Keep no path."""

    def ascend_resolver(self) -> None:
        """Keep no path."""


def walk(paths: list[str]) -> Iterator[str]:
    """Yield the files among `paths` and below the folders among them."""
    for path in paths:
        if not os.path.isdir(path):
            yield path
        for folder, _, names in os.walk(path):
            yield from (os.path.join(folder, name) for name in names if name.endswith(SUFFIXES))


def compose(data: bytes) -> None:
    """Compose all documents of a stream."""
    composer = BareComposer(data)
    while composer.check_node():
        composer.get_node()


def main() -> None:
    """Compose all files named on the command line."""
    # Nothing here is cyclic, and collecting would cost several times what is measured.
    gc.disable()
    for path in walk(sys.argv[1:]):
        with open(path, "rb") as file:
            compose(file.read())


if __name__ == "__main__":
    main()
