"""What a preview's page shows, and what its controls do."""

from __future__ import annotations

import pytest

from kumo_lr.facts.run_modes import RUN_MODES
from tests.support.page import (
    CANDIDATES,
    EPOCHS,
    HOSTILE,
    RESTARTS,
    STEPS,
    Browser,
    close,
    in_browser,
    preview,
    schedule,
)

pytestmark = pytest.mark.slow


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
    assert browser.evaluate("document.querySelectorAll('script').length") == 4


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
    assert browser.evaluate("state.shown") == [True] * 5
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
        step = browser.evaluate("state.step")
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
              while (state.step + {STEPS} <= {step}) press("PageUp");
              while (state.step < {step}) press("ArrowRight");
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
    low, high = browser.evaluate("state.range")
    assert (abs(low - 6000) < 60, abs(high - 12000) < 60) == (True, True)
    browser.ask("press", at="#plot", key="End")
    assert browser.evaluate("state.step") == high
    browser.ask("click", at="#whole")
    assert browser.evaluate("state.range") is None
    browser.ask("drag", **{"from": left + 40, "to": left + 90, "y": y})
    browser.ask("doubleClick", x=left + 200, y=y)
    assert browser.evaluate("state.range") is None
