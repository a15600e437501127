"""Pages opened from disk in a real Chromium with the network cut, and what went wrong in them."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

#: Names under which distributions install it.
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def executable() -> str | None:
    """The path of the installed Chromium; None where there is none."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@dataclass
class Opened:
    """A page read from disk.

    ``trouble`` are console errors and warnings, page errors, and requests for anything but the
    file; ``left_for`` are the addresses it opened in other tabs, which are answered with an
    empty page and never fetched.
    """

    page: Page
    context: BrowserContext
    trouble: list[str] = field(default_factory=list)
    left_for: list[str] = field(default_factory=list)


def open_file(browser: Browser, file: Path, **options: Any) -> Opened:
    """The page of a file; ``options`` are those of playwright's ``new_context``."""
    settings: dict[str, Any] = {"viewport": {"width": 1400, "height": 900}}
    context = browser.new_context(**(settings | {"reduced_motion": "reduce"} | options))
    context.set_default_timeout(10_000)
    context.set_offline(True)
    opened = Opened(context.new_page(), context)

    page = opened.page

    def answer_page(route: Route) -> None:
        if route.request.url == file.as_uri():
            route.continue_()
        else:
            opened.trouble.append(f"asked for {route.request.url}")
            route.abort()

    def answer_other_tab(route: Route) -> None:
        opened.left_for.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<!doctype html>")

    context.route("**/*", answer_other_tab)
    page.route("**/*", answer_page)
    page.on("pageerror", lambda error: opened.trouble.append(f"page error: {error}"))
    page.on(
        "console",
        lambda said: (
            opened.trouble.append(f"console {said.type}: {said.text}")
            if said.type in ("error", "warning")
            else None
        ),
    )
    page.goto(file.as_uri())
    return opened
