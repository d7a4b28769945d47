"""Output formats and reports of a check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kumo_lr.report import FORMATS
from tests.support.cli import Cli, Result
from tests.support.cli_check import BAD, BAD_HELP, BAD_MESSAGE, GOOD
from tests.support.findings import words

REPORTS = tuple(name for name in FORMATS if name not in ("full", "concise"))
CONCISE = ("--output-format", "concise")
BRIEF = (*CONCISE, "--quiet")
# The field with more of the same mistake: BAD's candidate again.
CANDIDATE = BAD.partition("\n")[2]
# A warning, and what it is called.
CONSTANT = GOOD.replace("0.9", "1.0")
CONSTANT_CONCISE = "plan.yaml:4:19: warning KLR306 {}; {}\n".format(*words(CONSTANT))
BAD_DIFF = """\
--- plan.yaml
+++ plan.yaml
@@ -1,4 +1,4 @@
 lr_scheduler:
-- name: exponental
+- name: exponential
   interval: epoch
   kwargs: {gamma: 0.9}
"""
BAD_SAID = f"{BAD_MESSAGE}; {BAD_HELP}"
BAD_GITHUB = (
    f"::error file=plan.yaml,line=2,endLine=2,col=9,endColumn=19,title=KLR201 unknown-strategy::{BAD_SAID}\n"
)
BAD_STEP_SUMMARY = f"""\
### kumo-lr

1 file checked: 1 error (1 fixable with --fix)

| | file | place | rule | finding |
| --- | --- | --- | --- | --- |
| error | plan.yaml | 2:9 | KLR201 unknown-strategy | {BAD_SAID} |

"""
NO_FILES = "kumo-lr: no *.yaml, *.yml or *.json file in empty\n"


def formats(*words: str) -> list[str]:
    return [part for word in words for part in ("--output-format", word)]


def report(name: str) -> Any:
    return json.loads(Path(name).read_text())


def known_check(cli: Cli, *args: str) -> Result:
    return cli("check", *BRIEF, "--baseline", "known.out", *args)
