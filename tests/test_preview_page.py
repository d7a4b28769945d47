"""The page of a preview in a real browser: its formulas, numbers, controls, read-out, looks and safety."""

from __future__ import annotations

import json
import math
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self, TypeAlias

import pytest

from kumo_lr import Config, CosineWithWarmup, CosineWithWarmupRestarts, Exponential, LinearWithWarmup, loads
from kumo_lr.facts.curves import Schedule, schedule_of
from kumo_lr.facts.horizons import Bounds
from kumo_lr.facts.run_modes import RUN_MODES
from kumo_lr.facts.strategies import LONGEST, NEGLIGIBLE, STRATEGIES
from kumo_lr.plan.models import Scheduler
from kumo_lr.preview.build import Curve, Preview
from kumo_lr.preview.page import page_html

BROWSER = Path(__file__).parent / "browser"
ORACLE = Path(__file__).parent / "oracle" / "curves.json"
NODE = shutil.which("node") or ""
CHROMIUM = shutil.which("chromium") or ""
MISSING = (
    "node is not installed"
    if not NODE
    else "chromium is not installed"
    if not CHROMIUM
    else "playwright-core is not installed: run `npm ci` in tests/browser"
    if not (BROWSER / "node_modules").is_dir()
    else ""
)
# In CI only a missing browser is an excuse.
in_browser = pytest.mark.skipif(
    bool(MISSING) and not (CHROMIUM and "CI" in os.environ), reason=MISSING or "nothing is missing"
)

Candidate: TypeAlias = Scheduler | None
NORMAL = RUN_MODES["NORMAL"]
STEPS, EPOCHS = NORMAL.max_steps_per_epoch, NORMAL.max_epochs
RESTARTS = CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": 3})
HALF_WAVE = CosineWithWarmup(interval="step", kwargs={"warmup_ratio_or_steps": 0.2})
STAIRS = Exponential(interval="epoch", kwargs={"gamma": 0.9})
ENDLESS = LinearWithWarmup(interval="epoch", kwargs={"warmup_ratio_or_steps": 0.5})
CANDIDATES: tuple[Candidate, ...] = (RESTARTS, HALF_WAVE, STAIRS, None, ENDLESS)


def schedule(candidate: Candidate, steps_per_epoch: int, max_epochs: int) -> Schedule:
    if candidate is None:
        return schedule_of(None, "step", {}, steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)
    return candidate.schedule(steps_per_epoch=steps_per_epoch, max_epochs=max_epochs)


def preview(
    candidates: tuple[Candidate, ...] = CANDIDATES,
    steps_per_epoch: int = STEPS,
    max_epochs: int = EPOCHS,
    *,
    file: str = "plan.yaml",
    base_lr: float | None = None,
    label: Callable[[Candidate], str] = lambda candidate: candidate.name if candidate else "null",
) -> Preview:
    curves = tuple(
        Curve(label(candidate), 3 + number, candidate, schedule(candidate, steps_per_epoch, max_epochs))
        for number, candidate in enumerate(candidates)
    )
    bounds = Bounds(NORMAL.min_steps_per_epoch, NORMAL.max_steps_per_epoch)
    return Preview(file, "NORMAL", steps_per_epoch, max_epochs, bounds, base_lr, False, curves)


# ---------------------------------------------------------------------------- the text of the page

HOSTILE = "</script><script>alert(1)</script><!-- \"quoted\" & 'so' ü \u2028 \U0001f300 {{style}}"


def test_the_page_is_one_text_that_names_no_other_file() -> None:
    page = page_html(preview())

    assert re.findall(r"<(?:link|img|iframe|base)\b|\bsrc=|@import|url\(", page) == []
    assert not re.search(r"\{\{\w+\}\}", page)
    assert "default-src 'none'" in page
    license_text = (Path(__file__).parent.parent / "kumo_lr/preview/assets/uplot/LICENSE").read_text(
        encoding="utf-8"
    )
    assert license_text.strip() in page


def test_words_of_the_user_are_data_alone() -> None:
    page = page_html(preview(file=HOSTILE, label=lambda _: HOSTILE))

    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert not re.search(r"[<>&]|[^ -~]", data)
    assert json.loads(data)["file"] == json.loads(data)["curves"][0]["label"] == HOSTILE
    assert HOSTILE not in page
    # What cannot be encoded, as a name of a file may be, does not stand in the way of writing the page.
    page_html(preview(file="\udc80.yaml")).encode()


def test_the_facts_come_from_the_vocabulary() -> None:
    page = page_html(preview((), 7, 3))
    (text,) = re.findall(r'id="data">(.*?)</script>', page, re.DOTALL)
    data = json.loads(text)

    assert (data["negligible"], data["longest"], data["run_mode"]) == (NEGLIGIBLE, LONGEST, "NORMAL")
    assert list(data["run_modes"]) == list(RUN_MODES)
    for name, mode in data["run_modes"].items():
        known = RUN_MODES[name]
        bounds = {"low": known.min_steps_per_epoch, "high": known.max_steps_per_epoch}
        epochs = 3 if name == "NORMAL" else known.max_epochs
        assert mode == {"max_epochs": epochs, "steps_per_epoch": bounds}


# ---------------------------------------------------------------------------- the browser


class Browser:
    """A headless Chromium that shows one page at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [NODE, str(BROWSER / "drive.mjs"), CHROMIUM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._process.communicate(timeout=20)
        finally:
            self._process.kill()
            self._process.wait()

    def ask(self, verb: str, **what: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": verb, **what}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer
        return answer["value"]

    def show(self, shown: Preview, width: int = 1280, height: int = 860, scheme: str = "light") -> None:
        path = self._folder / "curve.html"
        path.write_text(page_html(shown), encoding="utf-8")
        self.ask("open", url=path.as_uri(), width=width, height=height, scheme=scheme)

    def evaluate(self, expression: str) -> Any:
        return self.ask("evaluate", expression=expression)

    def fill(self, field: str, text: str) -> None:
        self.ask("fill", at=f"#{field}", text=text)

    def cells(self, column: str) -> list[float]:
        """Return the exact numbers in a column of the table, row by row."""
        return list(
            map(float, self.evaluate(f"[...document.querySelectorAll('td.{column} data')].map(d => d.value)"))
        )

    def texts(self, selector: str) -> list[str]:
        found: list[str] = self.evaluate(
            f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)"
        )
        return found

    def text(self, selector: str) -> str:
        (found,) = self.texts(selector)
        return found

    def pixels(self) -> list[int]:
        """Count what is drawn of each curve, in the colours of the first eight."""
        return list(self.evaluate(_PIXELS))

    def over(self, share: float) -> None:
        """Point at a place of the plot, from its left to its right end."""
        box = self.ask("box", at=".u-over")
        self.ask("move", x=box["x"] + share * box["width"], y=box["y"] + 60)


_PIXELS = """(async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const canvas = document.querySelector("#plot canvas");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const style = getComputedStyle(document.documentElement);
  const names = Array.from({ length: 8 }, (_, i) => `--curve-${i}`);
  const colours = names.map((name) => parseInt(style.getPropertyValue(name).trim().slice(1), 16));
  const counts = new Map(colours.map((colour) => [colour, 0]));
  for (let i = 0; i < data.length; i += 4) {
    const colour = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
    if (data[i + 3] === 255 && counts.has(colour)) counts.set(colour, counts.get(colour) + 1);
  }
  return colours.map((colour) => counts.get(colour));
})()"""


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    assert MISSING == ""
    with Browser(tmp_path_factory.mktemp("pages")) as started:
        yield started


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Return the browser, and see afterwards that its page asked for nothing and complained of nothing."""
    yield chromium
    problems = chromium.ask("problems")
    assert problems["errors"] == []
    assert [url for url in problems["requests"] if not url.startswith("file:///")] == []
    assert len(problems["requests"]) == 1


def close(found: float, wanted: float) -> bool:
    # Where numbers end, at 1e-308, rounding is as large as they are.
    return math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-300)


# ---------------------------------------------------------------------------- formulas


def data_of(candidates: list[Candidate]) -> list[dict[str, Any]]:
    page = page_html(preview(tuple(candidates)))
    (text,) = re.findall(r'id="data">(.*?)</script>', page, re.DOTALL)
    curves: list[dict[str, Any]] = json.loads(text)["curves"]
    return curves


def computed(browser: Browser, rows: list[tuple[Candidate, int, int]], steps: list[list[int]]) -> list[Any]:
    """Let the page compute factors at steps, and facts; one for each row."""
    asked = [
        {"candidate": candidate, "steps_per_epoch": row[1], "max_epochs": row[2], "steps": numbers}
        for candidate, row, numbers in zip(data_of([row[0] for row in rows]), rows, steps, strict=True)
    ]
    answers: list[Any] = browser.evaluate(
        f"""{json.dumps(asked)}.map(({{ candidate, steps_per_epoch, max_epochs, steps }}) => {{
          const schedule = kumoLr.scheduleOf(candidate, steps_per_epoch, max_epochs);
          return {{
            ...kumoLr.facts(schedule),
            restartSteps: kumoLr.restartSteps(schedule, 1e6),
            factors: steps.map((step) => kumoLr.factor(schedule, step)),
          }};
        }})"""
    )
    return answers


def disagreements(found: dict[str, Any], wanted: Schedule) -> list[str]:
    numbers = {
        "peak": (found["peak"]["factor"], wanted.peak.factor),
        "final": (found["final"], wanted.final_factor),
        "share": (found["shareBelow"], wanted.share_below()),
    }
    exact = {
        "warmup end": (found["warmupEnd"], wanted.warmup_end),
        "step of the peak": (found["peak"]["step"], wanted.peak.step),
        "restarts": (found["restarts"], len(wanted.restarts)),
        "steps of restarts": (found["restartSteps"], list(wanted.restarts)),
    }
    return [what for what, pair in numbers.items() if not close(*pair)] + [
        what for what, (ours, theirs) in exact.items() if ours != theirs
    ]


def _loaded(scheduler: dict[str, Any] | None) -> Candidate:
    (candidate,) = loads(json.dumps({"lr_scheduler": [scheduler]})).candidates
    return candidate


@in_browser
def test_the_oracle(browser: Browser) -> None:
    oracle = json.loads(ORACLE.read_text(encoding="utf-8"))
    rows = [(_loaded(row["scheduler"]), row["steps_per_epoch"], row["max_epochs"]) for row in oracle]
    browser.show(preview())

    found = computed(browser, rows, [list(range(len(row["lr_at_step"]))) for row in oracle])

    for row, asked, answer in zip(oracle, rows, found, strict=True):
        for factor, rate in zip(answer["factors"], row["lr_at_step"], strict=True):
            assert math.isclose(row["base_lr"] * factor, rate, rel_tol=1e-9), row["scheduler"]
        assert disagreements(answer, schedule(*asked)) == [], row["scheduler"]


def _random_row(dice: random.Random) -> tuple[Candidate, int, int]:
    steps_per_epoch, max_epochs = dice.choice((1, 2, 7, 30, 1000, 2000)), dice.choice((1, 2, 8, 12, 16))
    total = steps_per_epoch * max_epochs
    strategy = dice.choice([*STRATEGIES.values(), None])
    values: dict[str, float] = {
        # 0.5 and the like round to even; an integer is steps, even where the float is a ratio.
        "warmup_ratio_or_steps": dice.choice(
            (0, 1, 0.0, 1.0, 0.5, 0.25, 10**300, dice.random(), dice.randint(0, 2 * total))
        ),
        "gamma": dice.choice((1e-3, 0.5, 0.9, 0.9999, 1.0, 1 - dice.random())),
        "num_cycles": dice.choice((1, 2, 3, 12, total, 10**300, dice.randint(1, total))),
    }
    if strategy is None:
        return None, steps_per_epoch, max_epochs
    kwargs = {slot.name: values[slot.name] for slot in strategy.arguments}
    interval = dice.choice(("step", "epoch"))
    return (
        _loaded({"name": strategy.name, "interval": interval, "kwargs": kwargs}),
        steps_per_epoch,
        max_epochs,
    )


@in_browser
def test_random_schedules(browser: Browser) -> None:
    dice = random.Random(20)
    rows = [_random_row(dice) for _ in range(400)]
    ends = [steps_per_epoch * max_epochs for _, steps_per_epoch, max_epochs in rows]
    steps = [[0, end - 1, end, *(dice.randrange(end) for _ in range(20))] for end in ends]
    browser.show(preview())

    found = computed(browser, rows, steps)

    for row, numbers, answer in zip(rows, steps, found, strict=True):
        wanted = schedule(*row)
        assert all(map(close, answer["factors"], map(wanted.factor, numbers))), row
        assert disagreements(answer, wanted) == [], row


@in_browser
def test_rounding_half_to_even(browser: Browser) -> None:
    numbers = [0.0, 0.49999999999999994, 0.5, 1.5, 2.5, 3.5, 4503599627370495.5, 2.0**53, 1e300]
    browser.show(preview())

    assert browser.evaluate(f"{numbers}.map(kumoLr.roundHalfEven)") == list(map(round, numbers))


@in_browser
def test_long_training_is_sampled(browser: Browser) -> None:
    many = tuple(
        CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": cycles}) for cycles in range(1, 61)
    )
    browser.show(preview(many, 1_000_000, 16))

    counts, keys, milliseconds = browser.evaluate(
        """(() => {
          const begin = performance.now();
          const [steps, ...curves] = kumoLr.samples(kumoLr.state.schedules, [0, 16e6]);
          const time = performance.now() - begin;
          const counts = curves.map((curve) => curve.filter((factor) => factor !== undefined).length);
          const defined = curves.map((curve) => new Set(steps.filter((_, i) => curve[i] !== undefined)));
          const restarts = kumoLr.state.schedules.map((schedule) => kumoLr.restartSteps(schedule, 99));
          const keys = restarts.map((steps, i) =>
            steps.every((step) => defined[i].has(step) && defined[i].has(step - 1)));
          return [counts, keys, time];
        })()"""
    )
    assert min(counts) >= 2000
    assert max(counts) <= 2000 + 2 * 60 + 20
    assert all(keys)
    assert milliseconds < 2000  # and a fifth of a second where nothing else runs
    assert browser.cells("restarts") == list(map(float, range(60)))


@in_browser
def test_more_cycles_than_can_be_counted(browser: Browser) -> None:
    browser.show(
        preview((CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": 10**12}),), 10**9, 9)
    )

    assert browser.text("td.restarts") == "above 200,000"
    assert browser.text("td.below") == "not counted"
    assert browser.pixels()[0] > 0


# ---------------------------------------------------------------------------- what the page shows


@in_browser
def test_words(browser: Browser) -> None:
    shown = preview()
    browser.show(shown)

    assert browser.text("h1") == "plan.yaml"
    assert browser.text("#horizon") == "run mode NORMAL: 12 epochs of 2,000 steps, 24,000 optimisation steps"
    assert browser.texts(".label") == [f"{curve.label} line {curve.line}" for curve in shown.curves]
    assert browser.text("td.warmup.never") == "never ends"
    assert browser.texts("#run_mode option") == list(RUN_MODES)
    # A default set has no lines, and says whose it is.
    browser.show(
        shown._replace(is_default=True, curves=tuple(curve._replace(line=None) for curve in shown.curves))
    )
    assert browser.texts(".label") == [curve.label for curve in shown.curves]
    assert not browser.evaluate("document.getElementById('default').hidden")


@in_browser
def test_hostile_words_are_shown(browser: Browser) -> None:
    browser.show(preview((RESTARTS, None), file=HOSTILE, label=lambda _: HOSTILE))

    assert browser.text("h1") == HOSTILE
    assert browser.texts(".label") == [f"{HOSTILE} line 3", f"{HOSTILE} line 4"]
    assert browser.evaluate("document.title").startswith("</script>")
    assert browser.evaluate("document.querySelectorAll('script').length") == 3


@in_browser
def test_switching_candidates(browser: Browser) -> None:
    browser.show(preview())
    before = browser.pixels()
    assert min(before[: len(CANDIDATES)]) > 100
    assert before[len(CANDIDATES) :] == [0, 0, 0]

    browser.ask("click", at="tbody tr:nth-child(2) input")
    browser.evaluate("document.activeElement.blur()")
    browser.over(0.9)
    after = browser.pixels()
    assert after[1] == 0
    assert min(after[0], after[2]) > 100
    assert browser.text("#shown") == "4 of 5 shown"

    browser.ask("press", at="tbody tr:nth-child(2) input", key="Space")  # and back, by the keyboard
    assert browser.evaluate("kumoLr.state.shown") == [True] * 5
    browser.ask("click", at="#none")
    assert browser.pixels() == [0] * 8
    browser.ask("click", at="#all")
    assert browser.evaluate("[...document.querySelectorAll('tbody input')].every((box) => box.checked)")


def assert_table(
    browser: Browser, steps_per_epoch: int, max_epochs: int, step: int, base_lr: float = 1
) -> None:
    """Compare all numbers in the table with Python's."""
    wanted = [schedule(candidate, steps_per_epoch, max_epochs) for candidate in CANDIDATES]
    columns = {
        "now": [base_lr * each.factor(step) for each in wanted],
        "peak": [base_lr * each.peak.factor for each in wanted],
        "final": [base_lr * each.final_factor for each in wanted],
        "below": [each.share_below() for each in wanted],
        "restarts": [float(len(each.restarts)) for each in wanted],
        # The others have no warmup, or none that ends.
        "warmup": [float(each.warmup_end) for each in wanted if each.warmup_end],
    }
    for column, numbers in columns.items():
        found = browser.cells(column)
        assert len(found) == len(numbers), column
        assert all(map(close, found, numbers)), column


@in_browser
def test_controls(browser: Browser) -> None:
    browser.show(preview())
    assert_table(browser, STEPS, EPOCHS, 0)
    browser.ask("press", at="#plot", key="End")
    assert_table(browser, STEPS, EPOCHS, STEPS * EPOCHS - 1)

    for name, steps in (("FAST", 1000), ("DEBUG", 2), ("BEST", 30), ("NORMAL", 30)):
        browser.ask("select", at="#run_mode", value=name)
        epochs = RUN_MODES[name].max_epochs
        assert browser.evaluate("[max_epochs.value, steps_per_epoch.value]") == [str(epochs), str(steps)]
        browser.ask("press", at="#plot", key="End")
        assert_table(browser, steps, epochs, steps * epochs - 1)
    assert browser.text("#steps_per_epoch_hint") == "30 to 2,000"

    browser.fill("max_epochs", "5")
    browser.fill("steps_per_epoch", "400")
    browser.ask("press", at="#plot", key="End")
    assert_table(browser, 400, 5, 1999)
    assert browser.text("#readout") == "step 1,999 of 2,000, epoch 5 of 5"

    browser.fill("base_lr", "3e-3")
    assert_table(browser, 400, 5, 1999, 0.003)
    assert browser.text("#unit") == "learning rate"
    browser.fill("base_lr", "")
    assert_table(browser, 400, 5, 1999)
    assert browser.text("#unit") == "factor of base_lr"

    browser.fill("steps_per_epoch", "5000")
    assert browser.text("#steps_per_epoch_hint") == "outside 30 to 2,000"
    assert_table(browser, 5000, 5, 1999)


@in_browser
def test_base_lr_of_the_plan(browser: Browser) -> None:
    browser.show(preview(base_lr=0.01))

    assert browser.evaluate("base_lr.value") == "0.01"
    assert_table(browser, STEPS, EPOCHS, 0, 0.01)
    for extreme in ("0", "1e-320", "1.7e308"):
        browser.fill("base_lr", extreme)
        assert_table(browser, STEPS, EPOCHS, 0, float(extreme))


@in_browser
@pytest.mark.parametrize(
    ("field", "texts", "words"),
    [
        ("max_epochs", ["0", "-3", "", "1.5", "e", "--"], "a whole number, 1 or more"),
        ("steps_per_epoch", ["0", "-3", "", "1.5", "e", "NaN"], "a whole number, 1 or more"),
        ("max_epochs", ["1e16"], "at most 9,007,199,254,740,992"),
        ("steps_per_epoch", ["9007199254740992"], "more than 9,007,199,254,740,992 steps in all"),
        ("base_lr", ["-1", "NaN", "x", "1e999", "Infinity", "0x10"], "a number, 0 or more, or empty"),
    ],
)
def test_what_is_invalid_is_refused(browser: Browser, field: str, texts: list[str], words: str) -> None:
    browser.show(preview())
    picture = browser.pixels()

    for text in texts:
        browser.ask("type", at=f"#{field}", text="7")
        browser.ask("type", at=f"#{field}", text=text)
        assert browser.text(f"#{field}_error") == words, text
        assert browser.evaluate(f"document.getElementById('{field}').getAttribute('aria-invalid')") == "true"
    valid = {"max_epochs": str(EPOCHS), "steps_per_epoch": str(STEPS), "base_lr": ""}[field]
    browser.fill(field, valid)
    assert browser.text(f"#{field}_error") == ""
    assert browser.pixels() == picture


@in_browser
def test_an_invalid_field_keeps_the_picture(browser: Browser) -> None:
    browser.show(preview())
    picture = browser.pixels()

    browser.fill("max_epochs", "0")
    browser.fill("steps_per_epoch", "")
    browser.fill("base_lr", "-1")

    assert browser.pixels() == picture
    assert_table(browser, STEPS, EPOCHS, 0)


@in_browser
def test_read_out(browser: Browser) -> None:
    browser.show(preview())
    for share in (0, 0.1, 1 / 3, 0.777, 0.9999):
        browser.over(share)
        step = browser.evaluate("kumoLr.state.step")
        assert abs(step - share * STEPS * EPOCHS) < 60  # three pixels
        assert browser.text("#readout b:first-of-type") == f"{step:,}"
        assert browser.text("th.now") == f"Factor at step {step:,}"
        assert_table(browser, STEPS, EPOCHS, step)

    moves = {"Home": 0, "ArrowRight": 1, "PageUp": 2001, "ArrowLeft": 2000, "PageDown": 0, "ArrowDown": 0}
    for key, step in moves.items():
        browser.ask("press", at="#plot", key=key)
        assert browser.evaluate("document.getElementById('plot').getAttribute('aria-valuenow')") == str(step)
        assert_table(browser, STEPS, EPOCHS, step)
    assert (
        browser.evaluate("document.getElementById('plot').getAttribute('aria-valuetext')")
        == "step 0, epoch 1"
    )


@in_browser
def test_points_at_the_cursor(browser: Browser) -> None:
    """They stand at the step that is read, even where it is the first of a cycle."""
    restart = schedule(RESTARTS, STEPS, EPOCHS).restarts[0]
    browser.show(preview((RESTARTS,)))
    heights = []
    for step in (restart - 1, restart):
        browser.evaluate(
            f"""(() => {{
              const plot = document.getElementById("plot");
              const press = (key) => plot.dispatchEvent(new KeyboardEvent("keydown", {{ key }}));
              press("Home");
              while (kumoLr.state.step + {STEPS} <= {step}) press("PageUp");
              while (kumoLr.state.step < {step}) press("ArrowRight");
            }})()"""
        )
        heights.append(browser.ask("box", at=".u-cursor-pt")["y"])
    bottom, top = heights
    assert bottom - top > 200


@in_browser
def test_zoom(browser: Browser) -> None:
    browser.show(preview())
    box = browser.ask("box", at=".u-over")
    left, width, y = box["x"], box["width"], box["y"] + 60

    browser.ask("drag", **{"from": left + width / 4, "to": left + width / 2, "y": y})
    low, high = browser.evaluate("kumoLr.state.range")
    assert (abs(low - 6000) < 60, abs(high - 12000) < 60) == (True, True)
    browser.ask("press", at="#plot", key="End")
    assert browser.evaluate("kumoLr.state.step") == high
    browser.ask("click", at="#whole")
    assert browser.evaluate("kumoLr.state.range") is None
    browser.ask("drag", **{"from": left + 40, "to": left + 90, "y": y})
    browser.ask("doubleClick", x=left + 200, y=y)
    assert browser.evaluate("kumoLr.state.range") is None


# ---------------------------------------------------------------------------- looks


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def colours(browser: Browser, *names: str) -> list[str]:
    style = "getComputedStyle(document.documentElement)"
    found = browser.evaluate(f"{json.dumps(names)}.map((name) => {style}.getPropertyValue(`--${{name}}`))")
    return [colour.strip() for colour in found]


@in_browser
def test_light_and_dark(browser: Browser, tmp_path: Path) -> None:
    seen = {}
    browser.show(preview(), scheme="light")
    for scheme in ("light", "dark", "light"):
        browser.ask("scheme", scheme=scheme)  # the open page follows
        assert min(browser.pixels()[: len(CANDIDATES)]) > 100
        assert browser.ask("screenshot", path=str(tmp_path / f"{scheme}.png")) > 20_000
        page, card = colours(browser, "page", "card")
        words = colours(browser, "text", "muted", "note", "accent")
        (error,) = colours(browser, "error")
        assert min(contrast(word, ground) for word in words for ground in (page, card)) >= 4.5
        assert contrast(error, page) >= 4.5
        assert (
            min(contrast(curve, card) for curve in colours(browser, *(f"curve-{i}" for i in range(8)))) >= 3
        )
        seen[scheme] = luminance(page)
    assert seen["dark"] < 0.02
    assert seen["light"] > 0.8
    assert (tmp_path / "light.png").read_bytes() != (tmp_path / "dark.png").read_bytes()


@in_browser
def test_curves_differ_without_colour(browser: Browser) -> None:
    browser.show(preview(CANDIDATES * 10))

    looks = browser.evaluate(
        """[...document.querySelectorAll("tbody svg path")].map((path) =>
          [path.style.stroke, path.getAttribute("stroke-dasharray")])"""
    )
    assert len({dash for _, dash in looks[:7]}) == 7
    assert len(set(map(tuple, looks))) == 50


@in_browser
@pytest.mark.parametrize("width", [360, 700, 820, 1280])
def test_any_width(browser: Browser, width: int) -> None:
    browser.show(
        preview(file="configs/" + "a_long_name_" * 12 + ".yaml", label=lambda _: "argument: 0.1, " * 12)
    )
    browser.ask("resize", width=width, height=740)

    # A plot that was wide makes room as soon as the page has told it.
    assert (
        browser.evaluate(
            "new Promise((done) => setTimeout(() => done(document.documentElement.scrollWidth), 100))"
        )
        == width
    )
    plot, canvas = browser.ask("box", at="#plot"), browser.ask("box", at="#plot canvas")
    assert abs(plot["width"] - canvas["width"]) <= 1
    assert min(browser.pixels()[: len(CANDIDATES)]) > 20


@in_browser
def test_extreme_plans(browser: Browser) -> None:
    for candidates, steps, epochs in (
        ((), 30, 8),
        (CANDIDATES, 1, 1),
        (CANDIDATES, 2, 2),
        (CANDIDATES, LONGEST, 1),
        (CANDIDATES, 1, 10**9),
        (CANDIDATES * 12, 2000, 16),
    ):
        browser.show(preview(candidates, steps, epochs))
        assert len(browser.cells("now")) == len(candidates)
        assert (max(browser.pixels()) > 0) is bool(candidates)
        assert browser.ask("problems")["errors"] == []


def test_config_is_what_is_drawn() -> None:
    """The page takes what a config holds."""
    config = Config((RESTARTS, None))

    assert [curve["strategy"] for curve in data_of(list(config.candidates))] == [RESTARTS.name, None]
