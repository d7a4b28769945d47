"""Code actions: each removes its finding and adds none; kinds are offered as editors ask for them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kumo_lr import check_text, fix_text
from kumo_lr.rules import RULES, is_about_training
from tests.support.cases import at_of, cases
from tests.support.editor import BAD, CAPABILITIES, TWICE, Editor, Message, editor, offset

CASES = [path for path in cases() if at_of(path) is None and path.suffix in (".yaml", ".yml", ".json")]


def codes(text: str, name: str) -> Counter[str]:
    return Counter(finding.code for finding in check_text(text, name).findings)


def here(line: int, character: int) -> Message:
    place = {"line": line, "character": character}
    return {"start": place, "end": place}


def titles(actions: list[Message]) -> list[str]:
    return [action["title"] for action in actions]


def check_actions(client: Editor, path: Path) -> int:
    """Apply each quick fix of a text, and return how many there were."""
    text = path.read_bytes().decode("utf-8", "replace")
    name = f"/plans/{path.parent.name}-{path.stem}.kumo{path.suffix}"
    uri = client.open(f"file://{name}", text, "json" if path.suffix == ".json" else "yaml")
    before, count = codes(text, name), 0
    for place in {str(each["range"]): each["range"] for each in client.diagnostics(uri)}.values():
        for action in client.actions(uri, place, ["quickfix"]):
            count += 1
            (cured,) = action["diagnostics"]
            after = codes(client.edited(uri, action), name)
            assert after[cured["code"]] < before[cured["code"]], (path, action)
            # Rules about training look only at candidates without other mistakes, all look only at what
            # can be read.
            new = {code: number for code, number in (after - before).items() if not is_about_training(code)}
            if not RULES[cured["code"]].traits.unreadable:
                assert sum(new.values()) < (before - after).total(), (path, action, new)
            assert action.get("isPreferred", False) is ("fix" in cured["data"] and _is_safe(action, cured))
    client.close(uri)
    return count


def _is_safe(action: Message, cured: Message) -> bool:
    fix = cured["data"]["fix"]
    return bool(fix["safety"] == "safe" and action["title"].lower() == fix["title"].lower())


@pytest.mark.parametrize("share", range(8))
@pytest.mark.slow
def test_each_quick_fix_of_the_fixtures_cures_its_finding(share: int) -> None:
    with editor() as client:
        client.start()

        assert sum(check_actions(client, path) for path in CASES[share::8]) > 5


def test_some_quick_fixes_cure_their_findings(client: Editor) -> None:
    client.start()

    assert sum(check_actions(client, path) for path in CASES[::25]) > 10


def test_what_a_typo_is_offered(client: Editor) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", BAD)

    found = client.actions(uri, here(1, 10))

    assert titles(found) == [
        'Replace "csoine_with_warmup" by "cosine_with_warmup"',
        "Ignore KLR201 on this line",
        "Ignore KLR201 in this file",
        "Apply all safe fixes",
    ]
    assert [action.get("isPreferred") for action in found] == [True, None, None, None]
    assert client.edited(uri, found[0]) == BAD.replace("csoine", "cosine")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    "lead", ["", "\ufeff", "# \U0001f600\r", "# a\u2028# \u6f22\r\n", "\ufeff# \u00e9\n"]
)
def test_edits_in_any_encoding(client: Editor, encoding: str, lead: str) -> None:
    client.start(encodings=[encoding])
    candidate = "{name: csoine_with_warmup, interval: Step}"
    wide = f"{{'\U0001f600\u6f22': 1, optimization: {{lr_scheduler: [{candidate}]}}}}\n"
    uri = client.open("file:///plans/plan.kumo.yaml", lead + wide)

    found = {action["title"]: action for action in client.actions(uri, only=["quickfix", "source"])}

    typo = found['Replace "csoine_with_warmup" by "cosine_with_warmup"']
    assert client.edited(uri, typo) == lead + wide.replace("csoine", "cosine")
    assert client.edited(uri, found["Apply all safe fixes"]) == fix_text(lead + wide).text
    ignored = client.edited(uri, found["Ignore KLR201 on this line"])
    assert "KLR201" not in codes(ignored, "plan.kumo.yaml")


def test_an_unsafe_fix_says_so(client: Editor) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", TWICE)

    found = client.actions(uri, here(3, 10), ["quickfix"])

    assert titles(found)[0] == "Delete this one (unsafe)"
    assert "isPreferred" not in found[0]


def test_each_suggestion_is_an_action_in_its_rank(client: Editor) -> None:
    client.start()
    text = "lr_scheduler:\n- name: 'conste_with_warmup'\n  interval: step\n"
    (finding,) = check_text(text).findings
    uri = client.open("file:///plans/plan.yaml", text)

    found = client.actions(uri, here(1, 10), ["quickfix"])

    words = ["constant_with_warmup", "cosine_with_warmup"]
    assert list(finding.suggestions) == words
    assert titles(found)[:2] == [f'Replace "conste_with_warmup" by "{word}"' for word in words]
    assert [client.edited(uri, each) for each in found[:2]] == [
        text.replace("conste_with_warmup", word) for word in words
    ]


def test_only_what_is_at_the_cursor(client: Editor) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", BAD)

    assert client.actions(uri, here(2, 3), ["quickfix"]) == []


@pytest.mark.parametrize("only", [["source.fixAll.kumo-lr"], ["source.fixAll"], ["source"], [""]])
def test_fix_all_applies_what_the_command_line_does(client: Editor, only: list[str]) -> None:
    client.start()
    text = (
        BAD + "- name: linear_with_warmup\n  interval: Step\n- name: linear_with_warmup\n  interval: step\n"
    )
    uri = client.open("file:///plans/plan.yaml", text)

    found = [each for each in client.actions(uri, here(0, 0), only) if each["kind"].startswith("source")]

    (action,) = found
    assert action["kind"] == "source.fixAll.kumo-lr"
    assert client.edited(uri, action) == fix_text(text).text


@pytest.mark.parametrize("only", [["source.organizeImports"], ["source.fixAll.ruff"], ["sourcery"], []])
def test_other_kinds_are_not_answered(client: Editor, only: list[str]) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", BAD)

    assert client.actions(uri, None, only) == []


def test_fix_all_is_not_offered_without_safe_fixes(client: Editor) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", TWICE)

    assert client.actions(uri, None, ["source"]) == []


GOOD = "optimization:\n  lr_scheduler:\n  - {name: cosine_with_warmup, interval: step}\n"
FILLED = (
    "optimization:\n  lr_scheduler:\n  - {name: cosine_with_warmup, interval: step, kwargs: "
    "{warmup_ratio_or_steps: 0.1}}  # default: warmup_ratio_or_steps (kumo-engine 1.0.0)\n"
)
BLOCK = "optimization:\n  lr_scheduler:\n  - name: cosine_with_warmup\n    interval: step\n"


@pytest.mark.parametrize("resolves", [True, False])
@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (GOOD, "Write out the defaults", FILLED),
        (FILLED, "Take out what is default", GOOD),
        (GOOD, "Write braces and brackets as a block", BLOCK),
    ],
)
def test_rewriting(client: Editor, resolves: bool, text: str, title: str, expected: str) -> None:
    actions = CAPABILITIES["textDocument"]["codeAction"]
    kept = {name: value for name, value in actions.items() if resolves or name != "resolveSupport"}
    client.start({**CAPABILITIES, "textDocument": {"codeAction": kept}})
    uri = client.open("file:///plans/plan.yaml", text)

    found = {each["title"]: each for each in client.actions(uri, here(2, 6), ["refactor"])}

    assert ("edit" in found[title]) is (not resolves or title.endswith("block"))
    assert found[title]["kind"] == "refactor.rewrite.kumo-lr"
    assert client.edited(uri, found[title]) == expected


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        (BLOCK, ["Write out the defaults"]),
        (
            GOOD.replace("}", ", kwargs: {warmup_ratio_or_steps: 0.2}}"),
            ["Write braces and brackets as a block"],
        ),
        ("optimization:\n  lr_scheduler: '???'\n", ["Write out the defaults"]),
        (BAD, []),
        ("optimization:\n  base_lr: [0.1]\n", []),
    ],
)
def test_only_what_changes_something_is_offered(client: Editor, text: str, offered: list[str]) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", text)

    assert titles(client.actions(uri, here(2, 6), ["refactor"])) == offered


def test_a_rewriting_that_changes_nothing_says_so(client: Editor) -> None:
    """A value that a merge key brings stays, though it is that of the default."""
    client.start()
    text = "x: &x {kwargs: {warmup_ratio_or_steps: 0.1}}\n" + BLOCK + "    <<: *x\n"
    uri = client.open("file:///plans/plan.yaml", text)

    (action,) = client.actions(uri, here(2, 6), ["refactor"])

    assert client.edited(uri, action) == text
    assert [message["params"]["message"] for message in client.shown] == [
        "Take out what is default: there is nothing to change"
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [("plan.yaml", BAD), ("plan.json", '{"lr_scheduler": [null]}'), ("other.yaml", "a: {b: c}\n")],
)
def test_what_cannot_be_written_as_a_block(client: Editor, name: str, text: str) -> None:
    client.start()
    uri = client.open(f"file:///plans/{name}", text, name.rpartition(".")[2])

    assert "Write braces and brackets as a block" not in titles(client.actions(uri))


def test_an_action_of_an_older_text_has_no_edits(client: Editor) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", BAD)
    (action,) = client.actions(uri, None, ["source"])

    client.change(uri, f"# more\n{BAD}")

    assert "edit" not in client.request("codeAction/resolve", action)


@pytest.mark.parametrize(
    "data", [None, [], {"uri": 1}, {"uri": "file:///plans/plan.yaml", "version": 1, "change": "x"}, 3]
)
def test_an_action_from_elsewhere_has_no_edits(client: Editor, data: object) -> None:
    client.start()
    client.open("file:///plans/plan.yaml", BAD)
    action = {"title": "x", "data": data}

    assert "edit" not in client.request("codeAction/resolve", action)


def test_an_editor_without_versions_gets_plain_changes(client: Editor) -> None:
    client.start({"textDocument": {}, "workspace": {}})
    uri = client.open("file:///plans/plan.yaml", BAD)

    (action, *_) = client.actions(uri, here(1, 10))

    assert action["edit"]["changes"].keys() == {uri}
    assert client.edited(uri, action) == BAD.replace("csoine", "cosine")


def ignoring(client: Editor, text: str, where: str, name: str = "plan.yaml") -> list[str]:
    """Return a text with each of the actions applied that ignore a finding there."""
    uri = client.open(f"file:///plans/{name}", text)
    (first, *_) = client.diagnostics(uri)
    assert offset(text, first["range"]["start"], client.encoding) < len(text)
    found = client.actions(uri, first["range"], ["quickfix"])
    return [client.edited(uri, each) for each in found if f"Ignore {first['code']} {where}" == each["title"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            BAD, BAD.replace("warmup\n", "warmup  # kumo-lr: ignore[KLR201]\n"), id="behind the value"
        ),
        pytest.param(
            BAD.replace("warmup\n", "warmup # ours\n"),
            BAD.replace("warmup\n", "warmup # ours  # kumo-lr: ignore[KLR201]\n"),
            id="behind a comment",
        ),
        pytest.param(
            BAD.replace("warmup\n", "warmup # kumo-lr: ignore[KLR302] x\n"),
            BAD.replace("warmup\n", "warmup # kumo-lr: ignore[KLR302, KLR201] x\n"),
            id="in a comment of the kind",
        ),
        pytest.param(
            BAD.replace("\n", "\r\n"),
            BAD.replace("\n", "\r\n").replace("warmup\r\n", "warmup  # kumo-lr: ignore[KLR201]\r\n"),
            id="other line ends",
        ),
        pytest.param(
            'lr_scheduler:\n- name: "csoine_with_\\\n    warmup"\n  interval: step\n',
            "lr_scheduler:\n# kumo-lr: ignore[KLR201]\n"
            '- name: "csoine_with_\\\n    warmup"\n  interval: step\n',
            id="above text that goes on",
        ),
    ],
)
def test_where_a_line_is_ignored(client: Editor, text: str, expected: str) -> None:
    client.start()

    assert ignoring(client, text, "on this line") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(BAD, f"# kumo-lr: ignore-file[KLR201]\n{BAD}", id="at the top"),
        pytest.param(
            f"# yaml-language-server: $schema=x\n# a plan\n{BAD}",
            f"# yaml-language-server: $schema=x\n# a plan\n# kumo-lr: ignore-file[KLR201]\n{BAD}",
            id="below comments",
        ),
        pytest.param(
            f"# kumo-lr: ignore-file[KLR302] all\n{BAD}",
            f"# kumo-lr: ignore-file[KLR302, KLR201] all\n{BAD}",
            id="in a comment of the kind",
        ),
        pytest.param(
            f"%YAML 1.1\n---\n{BAD}",
            f"%YAML 1.1\n# kumo-lr: ignore-file[KLR201]\n---\n{BAD}",
            id="below a directive",
        ),
        pytest.param(f"\ufeff{BAD}", f"\ufeff# kumo-lr: ignore-file[KLR201]\n{BAD}", id="behind a mark"),
    ],
)
def test_where_a_file_is_ignored(client: Editor, text: str, expected: str) -> None:
    client.start()

    assert ignoring(client, text, "in this file") == [expected]


def test_json_has_no_comments(client: Editor) -> None:
    client.start()
    text = '{"lr_scheduler": [{"name": "csoine_with_warmup", "interval": "step"}]}'
    uri = client.open("file:///plans/plan.json", text, "json")

    found = client.actions(uri, None, ["quickfix"])

    assert titles(found) == ['Replace "csoine_with_warmup" by "cosine_with_warmup"']


def test_a_syntax_error_cannot_be_ignored(client: Editor) -> None:
    client.start()
    uri = client.open("file:///plans/plan.yaml", f"{BAD}x: [\n")

    assert not [title for title in titles(client.actions(uri)) if title.startswith("Ignore")]
