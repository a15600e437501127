"""The page that `demo` writes, in a browser without network, against the catalog beside it."""

from pathlib import Path

import pytest
from exporters.offline_browser import open_file
from playwright.sync_api import Browser

from papergraph import Catalog

pytestmark = pytest.mark.browser


def test_the_demo_s_page_shows_the_demo_s_catalog(chromium: Browser, tmp_path: Path) -> None:
    made = Catalog.demo(tmp_path)
    with Catalog.open(made.database) as catalog:
        snapshot = catalog.graph().snapshot
        fall = {entry.work.key for entry in catalog.works("cse585@F25")}
        offerings = [name for name, _ in catalog.offerings()]
    listed = set(snapshot.listed)
    pairs = {(citation.citing, citation.cited) for citation in snapshot.citations}
    known = {key for pair in pairs for key in pair} | snapshot.with_references
    opened = open_file(chromium, made.page)
    page = opened.page

    assert set(page.evaluate("papergraph.nodes.getIds()")) == set(snapshot.works)
    drawn = page.evaluate("papergraph.edges.get().map(edge => [edge.from, edge.to])")
    assert {(citing, cited) for citing, cited in drawn} == pairs
    assert len(drawn) == len(pairs)
    said = page.locator("header").inner_text()
    assert f"Citations are known for {len(listed & known)} of {len(listed)} readings" in said

    page.keyboard.press("/")
    page.keyboard.type("pagedattention for serving")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("Orca")
    page.keyboard.press("Enter")
    assert page.evaluate("papergraph.state.selected") == "orca"
    assert "Gyeong-In Yu" in page.locator("aside").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.evaluate("papergraph.state.selected") is None

    for name in offerings:
        assert page.get_by_role("button", name=name, exact=True).count() == 1
    page.get_by_role("button", name="cse585@F25", exact=True).click()
    assert set(page.evaluate("papergraph.visible()")) == fall
    assert opened.trouble == []
    opened.context.close()
