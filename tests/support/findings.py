"""What is found in a text, and how it is printed, by way of the Python API.

Tests of the command line that are about something else than a rule's words take them from here.
"""

from __future__ import annotations

import re

import kumo_lr
from kumo_lr.check.checker import check_data, check_unreadable
from kumo_lr.check.question import Question
from kumo_lr.facts.horizons import Known
from kumo_lr.findings import Checked
from kumo_lr.report import FORMATS
from kumo_lr.report.tally import Tally

_NOTHING = Known()


def words(text: str, filename: str = "plan.yaml") -> tuple[str, str]:
    """Return the message and the help of the one finding in a text."""
    (finding,) = kumo_lr.check_text(text, filename).findings
    assert finding.help is not None
    return finding.message, finding.help


def printed(
    text: str, name: str = "plan.yaml", *, output_format: str = "full", known: Known = _NOTHING
) -> str:
    """Return the findings in a text as a check prints them, without its summary."""
    return _rendered(check_data(text.encode(), name, Question(known=known)), output_format)[0]


def told(text: str, name: str = "plan.yaml", *, known: Known = _NOTHING) -> str:
    """Return the findings in a text as a check prints them, with its summary."""
    return "{}{}\n".format(*_rendered(check_data(text.encode(), name, Question(known=known)), "full"))


def unread(name: str, why: str, what_to_do: str, *, output_format: str = "full") -> str:
    """Return what is printed of a file that cannot be read, without the summary."""
    return _rendered(check_unreadable(name, why, what_to_do), output_format)[0]


def shown(checked: Checked) -> str:
    """Return the findings of a checked text as a check prints them, without its summary."""
    return _rendered(checked, "full")[0]


def _rendered(checked: Checked, output_format: str) -> tuple[str, str]:
    tally = Tally()
    return "".join(FORMATS[output_format].render([checked], tally, False)), tally.summary


def found(out: str) -> list[str]:
    """Return place and code of each finding that is printed, as in `plan.yaml:2:9 KLR201`."""
    lines = re.findall(r"(?m)^(\S.*?:\d+:\d+): (?:error|warning)(?:\[| )(KLR\d+)", out)
    return [f"{place} {code}" for place, code in lines]
