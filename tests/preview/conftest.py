"""A browser for the page of a preview."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.page import MISSING, Browser


@pytest.fixture(scope="session")
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
