"""Count findings as they are reported, for the summary and the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from kumo_lr.findings import Checked, Finding, Safety, Severity
from kumo_lr.rules import all_rules

# What applies the safe fixes, and what applies the unsafe ones too.
FIXES_OF_FILES = ("--fix", "--fix --unsafe-fixes")
FIXES_OF_PLANS = ("fix_plan", "fix_plan with unsafe=True")


def is_unanswerable(finding: Finding) -> bool:
    """Return whether a file could not be checked as requested: it is unreadable, or contradicts options."""
    return finding.code in _unanswerable()


@cache
def _unanswerable() -> frozenset[str]:
    return frozenset(code for code, rule in all_rules().items() if rule.traits.unanswerable)


class Tally:
    """Running counts over checked texts, of which nothing else is kept."""

    def __init__(self) -> None:
        self.files = 0
        self.plans = 0  # objects, which have no name
        self.with_field = 0
        self.without_field = 0
        self.elsewhere = 0
        self.errors = 0
        self.warnings = 0
        self.fixable = 0
        self.fixable_unsafe = 0
        self.unanswerable = 0
        self.fixed = 0
        self.would_fix = 0
        self.unwritten = 0
        self.known = 0
        self.baseline = ""  # the file that the known findings are in

    def anew(self) -> Tally:
        """Return a tally for another report of the same results."""
        tally = Tally()
        tally.known, tally.baseline = self.known, self.baseline
        return tally

    def count(self, results: Iterable[Checked]) -> Iterator[Checked]:
        """Yield checked texts, and count them."""
        for checked in results:
            self.files += 1
            self.plans += not checked.source.name
            self.with_field += checked.has_field
            self.without_field += not checked.has_field and not checked.findings
            self.elsewhere += checked.elsewhere
            for finding in checked.findings:
                if finding.severity is Severity.ERROR:
                    self.errors += 1
                else:
                    self.warnings += 1
                self.unanswerable += is_unanswerable(finding)
                if finding.fix is not None:
                    self.fixable += finding.fix.safety is Safety.SAFE
                    self.fixable_unsafe += finding.fix.safety is Safety.UNSAFE
            yield checked

    @property
    def summary(self) -> str:
        """The number of findings, and of those that can be fixed, in one line."""
        counts = [(self.errors, "error"), (self.warnings, "warning")]
        found = ", ".join(plural(count, word) for count, word in counts if count) or self._none
        fixed = f"fixed {plural(self.fixed, 'finding')}; " if self.fixed else ""
        notes = "; ".join(filter(None, [self._fixes(), self._known(), self._fields()]))
        found += f" ({notes})" if notes else ""
        if self.would_fix:
            found = f"--fix would fix {plural(self.would_fix, 'finding')} and leave {found}"
        checked = plural(self.files, "plan" if self.plans else "file")
        return f"{fixed}{checked} checked: {found}"

    @property
    def _none(self) -> str:
        return "no new findings" if self.known else "no findings"

    def _known(self) -> str:
        return f"{self.known:,} known in {self.baseline}" if self.known else ""

    def _fixes(self) -> str:
        safe, unsafe = FIXES_OF_PLANS if self.plans else FIXES_OF_FILES
        ways = [f"{self.fixable:,} fixable with {safe}"] if self.fixable else []
        if self.fixable_unsafe:
            more = f"{self.fixable_unsafe:,} {'more' if ways else 'fixable'}"
            ways.append(f"{more} with {unsafe}")
        return ", ".join(ways)

    def _fields(self) -> str:
        """Return a note on files without the field, so that a wrong path does not pass for a clean file."""
        several = self.files > 1
        notes = []
        if self.without_field:
            notes.append("no lr_scheduler field" + (f" in {self.without_field:,} of them" if several else ""))
        if self.elsewhere:
            where = f"{self.elsewhere:,} of them" if several else "it"
            notes.append(f"an lr_scheduler elsewhere in {where}, see --at")
        return "; ".join(notes)


def plural(count: int, word: str) -> str:
    """Return a number with its noun: `1 file`, `1,000 files`."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
