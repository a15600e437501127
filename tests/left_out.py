"""A pytest plugin that says what a run left out and how to get it.

It reads the reports of the run, so nothing is named that was not really skipped. With
REQUIRE_ALL=1 a skipped test is a failed test, except those that try ../shared where it is absent:
that folder is not part of the repository.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"

#: By marker: what one test and several tests need, and how to get it.
NEEDS = {
    "browser": ("needs Chromium", "need Chromium", "apt-get install chromium"),
    "postgresql": ("needs PostgreSQL", "need PostgreSQL", "apt-get install postgresql"),
    "shared": ("tries ../shared", "try ../shared", "no part of the repository, not needed"),
}


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared; the test that asks for it is skipped where that is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is no part of the repository")
    return SHARED


def must_run(keywords: Any) -> bool:
    """True if leaving out a test with these keywords is a failure of this run."""
    if os.environ.get("REQUIRE_ALL") != "1":
        return False
    return "shared" not in keywords or SHARED.is_dir()


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why a report says that its test was skipped: the words given to ``skip``."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def demand(report: pytest.TestReport | pytest.CollectReport, keywords: Any) -> None:
    """Nothing; a skip that this run does not allow has become a failure."""
    if report.skipped and not hasattr(report, "wasxfail") and must_run(keywords):
        report.outcome = "failed"
        report.longrepr = f"left out, and REQUIRE_ALL=1 allows none: {reason(report)}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: pytest.TestReport = yield  # type: ignore[assignment]
    demand(report, item.keywords)
    return report  # type: ignore[return-value]


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report: pytest.CollectReport = yield  # type: ignore[assignment]
    demand(report, collector.keywords)
    return report  # type: ignore[return-value]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    # By test: a file that is skipped as a whole is reported once by each worker.
    skipped = {report.nodeid: report for report in terminalreporter.stats.get("skipped", ())}
    if not skipped:
        return
    counts: Counter[tuple[str, str, str]] = Counter()
    for report in skipped.values():
        markers = [name for name in NEEDS if name in getattr(report, "keywords", ())]
        need = NEEDS[markers[0]] if markers else ("was skipped", "were skipped", reason(report))
        counts[need] += 1
    terminalreporter.section("left out")
    by_number = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for (one, several, how), count in by_number:
        what = f"1 test {one}" if count == 1 else f"{count} tests {several}"
        terminalreporter.line(f"{what} ({how})")
