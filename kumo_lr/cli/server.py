"""The command `server`: serve an editor over standard input and output, in the Language Server Protocol."""

from __future__ import annotations

import os
import sys

from kumo_lr.cli.options import ServerOptions
from kumo_lr.cli.terminal import USAGE, complain


def run(_options: ServerOptions) -> int:
    """Run `kumo-lr server` and return the exit code."""
    if sys.stdin is None:
        return complain("an editor starts this, and talks to it over standard input, which is closed", USAGE)
    try:
        from kumo_lr.server.app import serve  # pygls is not needed elsewhere
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol", "attrs", "cattrs"):
            raise
        return complain('the server needs pygls: pip install "kumo_lr[server]"', USAGE)
    # A thread waits for input until the process ends: what it reads from is not for Python to close.
    stdin = open(os.dup(sys.stdin.fileno()), "rb")  # noqa: SIM115 - as above
    output = sys.stdout.buffer
    # Standard output is for messages alone.
    sys.stdout = sys.stderr
    return serve(stdin, output)
