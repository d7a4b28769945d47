"""Read and write the messages of the base protocol: headers, an empty line, and a body of their length."""

from __future__ import annotations

import json
import queue
import re
import threading
from collections.abc import Iterator
from typing import IO, Any

_LENGTH = re.compile(rb"(?i)content-length[ \t]*:[ \t]*([0-9]{1,12})\s*")
# No editor sends more at once, and a length that is nonsense must not take all memory.
_LONGEST = 1 << 28
# Each may hold a whole text. An editor that sends more has to wait.
_MOST_WAITING = 1000
_LONGEST_HEADER = 1 << 12


def read_bodies(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the bodies of messages until the stream ends; a header without a length has an empty one."""
    length: int | None = None
    has_header = False
    while line := stream.readline(_LONGEST_HEADER):
        if line.strip():
            has_header = True
            match = _LENGTH.fullmatch(line)
            length = int(match[1]) if match else length
            continue
        if has_header:
            body = stream.read(length) if length is not None and length <= _LONGEST else b""
            if length is not None and length <= _LONGEST and len(body) < length:
                return
            yield body
        length, has_header = None, False


class Inbox:
    """The messages that have come in, which a thread of its own reads; None stands for the end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._bodies: queue.Queue[bytes | None] = queue.Queue(_MOST_WAITING)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            for body in read_bodies(self._stream):
                self._bodies.put(body)
        except (OSError, ValueError):  # the pipe is broken, or closed
            pass
        finally:
            self._bodies.put(None)

    def next(self, seconds: float) -> bytes | None:
        """Return the next body, None at the end, or raise `queue.Empty` after some seconds."""
        return self._bodies.get(timeout=seconds)


class Outbox:
    """The writer of messages; a reader that is gone is noted, and raises nothing."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.is_broken = False

    def write(self, data: bytes) -> None:
        """Write bytes that have headers."""
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            self.is_broken = True

    def close(self) -> None:
        """Leave the stream open, which is not ours."""

    def send(self, message: dict[str, Any]) -> None:
        """Write a message."""
        # With escapes, any text is ASCII, and lone surrogates can be written.
        body = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":"))
        self.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode("ascii"))
