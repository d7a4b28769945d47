"""What holds for every rule, read off its record."""

from __future__ import annotations

import re
import string

import pytest

from kumo_lr import check_text
from kumo_lr.check import asker as asking
from kumo_lr.check.checker import check_data, check_source
from kumo_lr.check.fixes import fix_source
from kumo_lr.check.question import Question
from kumo_lr.findings import Checked, Safety
from kumo_lr.report.explain import FAMILIES
from kumo_lr.rules import RULES, Rule, find, is_mutable
from kumo_lr.rules.record import Availability, Objection
from kumo_lr.rules.roles import Role
from tests.support.cases import at_of, cases, fixture_files
from tests.support.paths import FIXTURES

ALL = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
# A slug names the bad pattern, so that it reads well in "ignore unknown-strategy".
_REMEDIES = ("use-", "prefer-", "avoid-", "do-not-", "no-", "should-", "check-", "require-")
# These are about a file, settings, what somebody asked, or kumo-lr itself, so no text shows them.
_WITHOUT_EXAMPLE = {"KLR010", "KLR903", "KLR911", "KLR912", "KLR913", "KLR999"}


def _check(text: str, rule: Rule) -> Checked:
    return check_data(text.encode("utf-8", "surrogateescape"), rule.filename)


@ALL
def test_record_is_well_formed(rule: Rule) -> None:
    assert re.fullmatch(r"KLR\d{3}", rule.code)
    assert rule.code[:4] in FAMILIES
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.slug)
    assert not rule.slug.startswith(_REMEDIES)
    assert not rule.summary.endswith(".")
    assert rule.rationale.endswith(".")
    assert rule.reference.startswith("https://")
    assert (rule.fix is Availability.NONE) == (rule.fix_note == "")
    assert find(rule.code.lower()) is find(rule.slug.upper()) is rule


def test_codes_are_in_order_and_slugs_unique() -> None:
    assert list(RULES) == sorted(RULES)
    assert len({rule.slug for rule in RULES.values()}) == len(RULES)


@ALL
def test_messages_are_in_house_style(rule: Rule) -> None:
    for message in rule.messages.values():
        for text in filter(None, message):
            assert not text.endswith(".")
            first = text.lstrip('"{')
            assert first[:1] not in string.ascii_uppercase or first.startswith(("Kumo", "PyYAML", "JSON"))
            for word in ("dict", "NoneType", "Input should", "pydantic", "str "):
                assert word not in text


@ALL
def test_bad_example_yields_this_rule_and_no_other(rule: Rule) -> None:
    findings = _check(rule.bad, rule).findings

    assert [rule.code] * (rule.code not in _WITHOUT_EXAMPLE) == [f.code for f in findings]
    assert all(finding.severity is rule.severity for finding in findings)


@ALL
def test_good_example_is_silent(rule: Rule) -> None:
    assert _check(rule.good, rule).findings == ()


@ALL
def test_fixing_the_bad_example_leaves_nothing_to_fix(rule: Rule) -> None:
    checked = _check(rule.bad, rule)
    fixed = fix_source(checked, check_source, unsafe=True).checked

    if any(finding.fix for finding in checked.findings):
        assert fixed.findings == ()


def _found_in_fixtures() -> list[tuple[str, Safety | None]]:
    checks = (check_data(case.read_bytes(), case.name, Question(at=at_of(case))) for case in cases())
    findings = (finding for checked in checks for finding in checked.findings)
    return [(finding.code, finding.fix.safety if finding.fix else None) for finding in findings]


FOUND = _found_in_fixtures()


@ALL
def test_declared_fix_availability_is_true(rule: Rule) -> None:
    safeties = {safety for code, safety in FOUND if code == rule.code}

    if rule.fix is Availability.NONE:
        assert not any(safeties)
    else:
        assert any(safeties), f"no fixture shows that {rule.code} has a fix"
        for safety in Safety:
            said = (
                safety.value in rule.fix_note.lower().replace("unsafe", "\0")
                if (safety is Safety.SAFE)
                else "unsafe" in rule.fix_note.lower()
            )
            assert said == (safety in safeties), f"{rule.fix_note} but fixtures show {safeties}"


@ALL
def test_rule_has_fixtures(rule: Rule) -> None:
    folder = FIXTURES / "rules" / f"{rule.code}-{rule.slug}"

    if rule.code not in {*_WITHOUT_EXAMPLE, "KLR007"}:
        assert any(folder.glob("*.out")), f"add a case to {folder.name}"


def test_every_fixture_folder_belongs_to_a_rule() -> None:
    names = {f"{rule.code}-{rule.slug}" for rule in RULES.values()}

    assert {path.name for path in (FIXTURES / "rules").iterdir()} - names == set()


def test_every_message_is_shown_by_a_fixture() -> None:
    """A template that nothing shows is one that nobody has read."""
    outputs = "".join(path.read_bytes().decode() for path in fixture_files() if path.suffix == ".out")
    unseen = []
    for rule in RULES.values():
        for name, message in rule.messages.items():
            problem = re.escape(message.problem.replace("{{", "{").replace("}}", "}"))
            pattern = re.sub(r"\\\{\w+\\\}", ".*", problem)
            if not re.search(rf"\[{rule.code}\] {pattern}\n", outputs):
                unseen.append((rule.code, name))

    # A file that can't be opened, a wrong question and a failing rule are shown by tests of their own.
    assert unseen == [
        ("KLR007", "problem"),
        ("KLR010", "problem"),
        ("KLR903", "other"),
        *(("KLR911", name) for name in ("setting", "table")),
        *(
            ("KLR912", name)
            for name in ("kind", "word", "number", "empty", "always", "pattern", "pathless", "crowded")
        ),
        *(("KLR913", name) for name in ("syntax", "encoding", "file")),
        ("KLR999", "crash"),
    ]


@ALL
def test_suppression(rule: Rule) -> None:
    if not is_mutable(rule.code):
        return
    text = f"# kumo-lr: ignore-file[{rule.slug}] every one of them\n{rule.bad}"

    assert check_text(text).findings == ()


def test_a_failing_rule_becomes_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:

    def fail(_: object) -> list[Objection]:
        raise ZeroDivisionError("oops")

    broken = RULES["KLR202"]._replace(check=fail)
    rules_for = asking._rules_for

    def replaced(kind: type, role: Role | None) -> tuple[Rule, ...]:
        return tuple(broken if rule.code == "KLR202" else rule for rule in rules_for(kind, role))

    monkeypatch.setattr(asking, "_rules_for", replaced)
    text = 'lr_scheduler:\n- name: exponental\n  interval: stepp\n  kwargs: {gamma: "0.9"}\n'

    failed, *others = check_text(text).findings

    assert (failed.code, failed.message) == ("KLR999", "rule KLR202 failed: ZeroDivisionError('oops')")
    assert [finding.code for finding in others] == ["KLR201", "KLR204"]
