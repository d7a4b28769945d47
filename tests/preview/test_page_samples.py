"""What a preview's page computes of long training, in a real browser."""

from __future__ import annotations

from kumo_lr import CosineWithWarmupRestarts
from tests.support.page import Browser, in_browser, preview


@in_browser
def test_long_training_is_sampled(browser: Browser) -> None:
    many = tuple(
        CosineWithWarmupRestarts(interval="step", kwargs={"num_cycles": cycles}) for cycles in range(1, 61)
    )
    browser.show(preview(many, 1_000_000, 16))

    counts, keys, milliseconds = browser.evaluate(
        """(() => {
          const begin = performance.now();
          const [steps, ...curves] = samples(state.schedules, [0, 16e6]);
          const time = performance.now() - begin;
          const counts = curves.map((curve) => curve.filter((factor) => factor !== undefined).length);
          const defined = curves.map((curve) => new Set(steps.filter((_, i) => curve[i] !== undefined)));
          const restarts = state.schedules.map((schedule) => restartSteps(schedule, 99));
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
