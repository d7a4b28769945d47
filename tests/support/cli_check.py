"""Plans to check, and what a check prints of them."""

from __future__ import annotations

import re

import pytest

from tests.support.findings import unread, words

GOOD = """\
lr_scheduler:
- name: exponential
  interval: epoch
  kwargs: {gamma: 0.9}
"""
# One mistake with a safe fix.
BAD = GOOD.replace("exponential", "exponental")
# One with a safe fix, and one with an unsafe fix.
TWO = BAD.replace("epoch", "epok")
# One without a fix.
STUCK = GOOD.replace("exponential", "foobar")
WARNED = "# kumo-lr: ignore[KLR201] no reason\n" + GOOD
UNCLOSED = "lr_scheduler:\n- {name: exponential\n"
BAD_MESSAGE, BAD_HELP = words(BAD)
BAD_FULL = f"""\
plan.yaml:2:9: error[KLR201] {BAD_MESSAGE}
  |
2 | - name: exponental
  |         ^^^^^^^^^^
  = help: {BAD_HELP} (--fix)

"""
MISSING_FULL = unread("nope.yaml", "no such file or directory", "check the path")
BAD_CONCISE = f"plan.yaml:2:9: error KLR201 {BAD_MESSAGE}; {BAD_HELP}\n"
BAD_SUMMARY = "1 file checked: 1 error (1 fixable with --fix)\n"
CLEAN_SUMMARY = "1 file checked: no findings\n"
STUCK_CONCISE = "plan.yaml:2:9: error KLR201 {}; {}\n".format(*words(STUCK))
LIST = BAD.partition("\n")[2]
OUTSIDE = {
    "plain": BAD,
    "crlf": BAD.replace("\n", "\r\n"),
    "bom": "\ufeff" + BAD,
    "bom-crlf": "\ufeff" + BAD.replace("\n", "\r\n"),
    "no-last-newline": BAD.rstrip("\n"),
    "cr": BAD.replace("\n", "\r"),
    "odd-spaces": "#  学習\t \n\n"
    + BAD.replace("exponental", "'exponental'   # why\t ")
    + "\n\na: [1,  2]   \n",
    "mixed-line-ends": BAD.replace("\n", "\r\n", 2),
    "next-line": "# one\x85# two\n" + BAD,
    "documents": "---\n" + BAD + "...\n---\n" + BAD,
}
outside = pytest.mark.parametrize("text", OUTSIDE.values(), ids=list(OUTSIDE))


def apply_patch(before: bytes, patch: bytes) -> bytes:
    """Apply a unified diff of one file, without any leniency."""
    old, diff = (re.findall(rb"[^\n]*\n|[^\n]+", data) for data in (before, patch))
    assert [line[:4] for line in diff[:2]] == [b"--- ", b"+++ "]
    new: list[bytes] = []
    position = 0
    for line, following in zip(diff[2:], [*diff[3:], b""], strict=True):
        body = line[1:-1] if following.startswith(b"\\ ") else line[1:]
        if hunk := re.match(rb"@@ -(\d+)", line):
            new += old[position : int(hunk[1]) - 1]
            position = int(hunk[1]) - 1
        elif not line.startswith(b"\\ "):
            assert line[:1] in (b" ", b"-", b"+"), line
            if line[:1] != b"+":
                assert old[position] == body
                position += 1
            if line[:1] != b"-":
                new.append(body)
    return b"".join(new + old[position:])
