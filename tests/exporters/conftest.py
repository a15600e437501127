"""A real Chromium for pages that must work from disk with no network."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from exporters.offline_browser import ARGUMENTS, Opened, executable, open_file
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; without it the test is left out, which REQUIRE_ALL=1 makes a failure."""
    path = executable()
    if path is None:
        pytest.skip("Chromium not found: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens HTML from a file; any trouble on any page fails the test when it ends."""
    everything: list[Opened] = []

    def opened(html: str, **options: object) -> Opened:
        file = tmp_path / f"page{len(everything)}.html"
        file.write_text(html, encoding="utf-8")
        everything.append(open_file(chromium, file, **options))
        return everything[-1]

    yield opened
    for one in everything:
        one.context.close()
    assert [said for one in everything for said in one.trouble] == []
