"""Inputs that are built to exhaust time, memory or the stack."""

from __future__ import annotations

from collections.abc import Iterator

from tests.fuzz.texts import Input

_FIELD = "lr_scheduler:\n- name: exponential\n  interval: epoch\n  kwargs:\n    gamma: "


def _ladder(levels: int, width: int) -> str:
    """Return anchors each of which holds `width` aliases to the one before."""
    lines = [f"a0: &a0 [{', '.join('x' * width)}]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, levels)]
    return "\n".join(lines) + "\n"


def _merge_ladder(levels: int, width: int) -> str:
    lines = ["m0: &m0 {k0: 1}"]
    lines += [f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * width)}], k{i}: 1}}" for i in range(1, levels)]
    return "\n".join(lines) + f"\nlr_scheduler:\n- <<: *m{levels - 1}\n"


def hostile_texts() -> Iterator[tuple[str, str]]:
    """Return texts that are built to exhaust time, memory or the stack."""
    for count in (99, 1_000, 100_000):
        yield f"{count} open brackets", "lr_scheduler: " + "[" * count
        yield f"{count} nested brackets", "lr_scheduler: " + "[" * count + "]" * count
        yield f"{count} nested braces", "lr_scheduler: " + "{a: " * count + "}" * count
        yield f"{count} nested pairs", "lr_scheduler: " + "[a: " * count + "]" * count
        yield f"{count} nested dashes", "lr_scheduler:\n" + "- " * count + "x"
        yield f"{count} nested questions", "? " * count + "x"
    yield "indented 500 deep", "".join(f"{' ' * i}a:\n" for i in range(500))
    yield "a line of 5 MB", "lr_scheduler: " + "x" * 5_000_000
    yield "a quoted line of 5 MB", f'{_FIELD}"{"9" * 5_000_000}"\n'
    yield "a name of 5 MB", "lr_scheduler:\n- name: " + "e" * 5_000_000 + "\n  interval: step\n"
    yield "a comment of 5 MB", f"{_FIELD}0.9 # kumo-lr: ignore[{'KLR201,' * 700_000}]\n"
    yield "5 MB of blank lines", f"{_FIELD}0.9\n" + "\n" * 5_000_000
    yield "a percentage of 1 MB", f"{_FIELD}'{' ' * 500_000}{'9' * 500_000}%x'\n"
    for levels, width in ((10, 10), (30, 2), (6, 10), (1_000, 2)):
        bomb = _ladder(levels, width)
        yield f"alias bomb {width}**{levels}", bomb + f"lr_scheduler: *a{levels - 1}\n"
        yield f"alias bomb {width}**{levels} in kwargs", f"{bomb}{_FIELD}*a{levels - 1}\n"
        yield f"merge bomb {width}**{levels}", _merge_ladder(levels, width)
    yield "anchor in itself, list", "lr_scheduler: &a [*a]\n"
    yield "anchor in itself, mapping", "lr_scheduler: &a {x: *a}\n"
    yield "anchor in itself, merged", "lr_scheduler:\n- &a {<<: *a}\n"
    yield "anchor in itself, as key", "&a {? *a : x}\n"
    yield "anchor in itself, deep", "lr_scheduler: &a [[[[{x: [*a]}]]]]\n"
    yield "alias chain", "".join(f"- &a{i} [{f'*a{i - 1}' if i else 'x'}]\n" for i in range(10_000))
    yield (
        "merge chain",
        "".join(f"k{i}: &a{i} {{{f'<<: *a{i - 1}' if i else 'x: 1'}}}\n" for i in range(10_000)),
    )
    yield (
        "merge chain of 90 with 2,000 keys",
        "base: &a0 {"
        + ", ".join(f"k{i}: 1" for i in range(2_000))
        + "}\n"
        + ("".join(f"m{i}: &a{i} {{<<: *a{i - 1}}}\n" for i in range(1, 90)) + "lr_scheduler:\n- <<: *a89\n"),
    )
    yield (
        "wide mapping merged often",
        "base: &a {"
        + ", ".join(f"k{i}: 1" for i in range(1_000))
        + ("}\nlr_scheduler:\n" + "- <<: *a\n" * 2_000),
    )
    yield "10,000 aliases", "base: &a {name: exponental}\nlr_scheduler:\n" + "- *a\n" * 10_000
    yield from _many()
    yield from _odd_characters()


def _many() -> Iterator[tuple[str, str]]:
    """Return 10,000 of what is handled one by one, which must not be looked at pair by pair."""
    count = 10_000
    comment = "# kumo-lr: ignore[KLR201]"
    yield "comments in a row", f"{comment}\n" * count + f"{_FIELD}0.9\n"
    yield "comments behind values", f"{_FIELD}0.9\nlist:\n" + f"- x {comment}\n" * count
    yield "comments behind quotes", f"{_FIELD}0.9\nlist:\n" + f"- 'x' {comment}\n" * count
    yield "comments that mute", "lr_scheduler:\n" + "- foo # kumo-lr: ignore[KLR104]\n" * count
    yield "one comment, many codes", f"{_FIELD}0.9 # kumo-lr: ignore[{'KLR201, ' * count}]\n"
    yield "file comments", "# kumo-lr: ignore-file[KLR104]\n" * count + "lr_scheduler:\n" + "- foo\n" * count
    yield "comments without rules", "# kumo-lr: x\n" * count + f"{_FIELD}0.9\n"
    yield "comments with CR", f"{_FIELD}0.9\r" + f"# kumo-lr: x{comment}\r" * count
    yield "block scalars and comments", "list:\n" + f"- |\n  # kumo-lr: x\n- x {comment}\n" * count
    yield "duplicate keys", "".join("a: 1\n" for _ in range(count))
    yield (
        "misspelt keys",
        "lr_scheduler:\n- " + "  ".join(f"name{chr(0x4E00 + i)}: x\n" for i in range(count)),
    )
    arguments = "".join(f"    gamma{chr(0x4E00 + i)}: x\n" for i in range(count))
    yield "misspelt arguments", f"{_FIELD}0.9\n{arguments}"
    yield "misspelt fields", "".join(f"lr_scheduler{chr(0x4E00 + i)}: []\n" for i in range(count))
    yield (
        "candidates",
        "lr_scheduler:\n" + "- {name: exponental, interval: step, kwargs: {gama: '0.9'}}\n" * count,
    )
    yield (
        "candidates on a line",
        "lr_scheduler: [" + "{name: exponental, kwargs: {gamma: 9e-1}}, " * count + "]\n",
    )
    yield "documents", "lr_scheduler: []\n---\n" * count
    yield "scalars of words", "lr_scheduler: [" + "foo, " * count + "]\n"
    yield "anchors with aliases", "x: &x 1\nlist:\n" + "".join(f"- &a{i} [*x]\n" for i in range(count))
    yield "merges", "x: &x {interval: step}\nlr_scheduler:\n- " + "<<: *x\n  " * count + "name: exponential\n"
    yield "open quotes", "'" * count
    yield "tags", "lr_scheduler:\n" + "- !x y\n" * count


def _odd_characters() -> Iterator[tuple[str, str]]:
    for code in (*range(32), 0x7F, 0x85, 0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF, 0x1F600, 0x10FFFF):
        char = chr(code)
        yield f"U+{code:04X} alone", char
        yield f"U+{code:04X} in a comment", f"{_FIELD}0.9 # {char}\n"
        yield f"U+{code:04X} in a name", _FIELD.replace("exponential", f"expo{char}nential") + "0.9\n"
        yield f"U+{code:04X} at a line's start", f"{_FIELD}0.9\n{char}\n"
    for number in (
        "9" * 400,
        "9" * 5_000,
        "-" + "9" * 400,
        "0x" + "f" * 5_000,
        "0b" + "1" * 20_000,
        "0" + "7" * 9_000,
    ):
        for argument in ("gamma", "num_cycles", "warmup_ratio_or_steps"):
            for name in ("exponential", "cosine_with_warmup_restarts"):
                field = _FIELD.replace("gamma", argument).replace("exponential", name)
                yield f"{argument} of {number[:3]}... in {name}", f"{field}{number}\n"
                yield f"{argument} of '{number[:3]}...' in {name}", f"{field}'{number}'\n"
    yield "sexagesimal without end", f"{_FIELD}{'1' + ':00' * 5_000}\n"
    yield "a float without end", f"{_FIELD}{'1' + ':00' * 500}.5\n"
    yield "exponent of 300 digits", f"{_FIELD}1.0e+{'9' * 300}\n"
    yield "percentage of 400 digits", f"{_FIELD}{'9' * 400}%\n"
    yield "comma of 400 digits", f"{_FIELD}'{'9' * 400},5'\n"
    yield "surrogates in a tag", "lr_scheduler: !%ED%A0%80 x\n"
    yield "surrogates in a declared tag", "%TAG ! tag:%ED%A0%80\n---\n!x y\n"
    yield "surrogates in an escape", 'lr_scheduler: "\\ud800"\n'
    yield "two byte order marks", f"\ufeff\ufeff{_FIELD}'0.9'\n"
    yield "a list with a run mode", "- run_mode\n- lr_scheduler\n"
    yield "a word with a run mode", "run_mode"


def hostile() -> Iterator[Input]:
    """Return hostile inputs, as YAML and as JSON, whole and at other places."""
    for label, text in hostile_texts():
        data = text.encode("utf-8", "surrogatepass")
        yield Input(data, "plan.yaml", None, label)
        yield Input(data, "plan.json", None, f"{label}, as JSON")
        yield Input(data, "plan.yaml", ".", f"{label}, at .")
    for encoding in ("latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp1252"):
        yield Input(f"{_FIELD}0.9 # café\n".encode(encoding), label=encoding)
    brackets = '{"lr_scheduler": ' + "[" * 100_000 + "]" * 100_000 + "}"
    yield Input(brackets.encode(), "plan.json", None, "100000 nested brackets in JSON")
    keys = ", ".join(f'"k{i}": "\\ud800"' for i in range(10_000))
    yield Input(f'{{{keys}, "lr_scheduler": [null]}}'.encode(), "plan.json", None, "10,000 escapes in JSON")
    yield Input(b"", label="nothing")
    yield Input(b"\xef\xbb\xbf", label="a byte order mark alone")
    yield Input(b"\xef\xbb", label="half a byte order mark")
    yield Input(bytes(range(256)) * 100, label="all bytes")
    yield Input(b"\x00" * 100_000, label="NUL bytes")
