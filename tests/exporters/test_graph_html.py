import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from exporters.offline_browser import Opened, open_file
from graph.snapshots import FALL_25, TITLES, large, pages, reading, small, snapshot, work
from playwright.sync_api import Browser

from papergraph.exporters.html import page_data, render
from papergraph.graph import GraphView, graph_view

Open = Callable[..., Opened]

EVIL = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
"""A title that would run, load or end something wherever it were taken for markup."""


def evil_view() -> GraphView:
    works = [
        work("evil", title=EVIL, authors=[EVIL], when="2023", venue=EVIL),
        work("good", title="\u2028 & 'quotes' \"double\" <b>bold</b>", when="2020"),
        work("__proto__", title="A key of ill repute", when="2021"),
    ]
    listing = pages(
        FALL_25,
        reading(FALL_25, "evil", topic=EVIL, title=EVIL, url="javascript:window.hacked = 3"),
        reading(FALL_25, "good", url="https://example.org/?a=1&b='\"<x>"),
        reading(FALL_25, "__proto__"),
    )
    cites = [("evil", "good"), ("__proto__", "good")]
    return graph_view(snapshot(works, [listing], cites), title=EVIL)


@pytest.fixture(scope="module")
def view() -> GraphView:
    return graph_view(small(), topic_titles=TITLES)


@pytest.fixture(scope="module")
def html(view: GraphView) -> str:
    return render(view)


# ------------------------------------------------------------------------- the text itself


def test_the_page_names_no_address_to_load_anything_from(html: str) -> None:
    assert not re.findall(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=", html)
    assert "default-src 'none'" in html
    assert "@import" not in html


def test_the_licence_of_vis_network_is_kept(html: str) -> None:
    assert "vis.js is dual licensed under both" in html
    assert "http://www.apache.org/licenses/LICENSE-2.0" in html


def test_a_reader_without_scripts_has_the_list(html: str, view: GraphView) -> None:
    for node in view.nodes:
        if node.listed:
            assert f'<tr data-key="{node.key}">' in html
    assert "<noscript>" in html


def test_the_same_view_gives_the_same_page(html: str, view: GraphView) -> None:
    assert render(view) == html


def test_nothing_foreign_is_markup() -> None:
    html = render(evil_view())
    assert "window.hacked = 1</script>" not in html
    assert "<img src=x" not in html
    assert 'href="javascript:' not in html
    (block,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert not set("<>&") & set(block)
    titles = {node["id"]: node["work"]["title"] for node in json.loads(block)["nodes"]}
    assert titles["evil"] == EVIL


def test_evidence_that_is_said_often_is_written_once(view: GraphView) -> None:
    data = page_data(view)
    assert data["evidence"] == ["by title (a reference list)"]
    assert all(edge["evidence"] == [0] for edge in data["edges"])


def test_pyvis_holds_as_many_nodes_and_edges_as_the_view() -> None:
    view = graph_view(large(300, citations=2000))
    data = page_data(view)
    assert len(data["nodes"]) == len(view.nodes)
    assert len(data["edges"]) == len(view.edges)
    assert data["options"]["physics"]["enabled"] is False


# ------------------------------------------------------------------------- in a browser


def click(opened: Opened, key: str, *, times: int = 1) -> None:
    point = at(opened, key)
    opened.page.mouse.click(point["x"], point["y"], click_count=times)


def run(opened: Opened, script: str) -> Any:
    return opened.page.evaluate(f"(() => {{ const p = window.papergraph; return {script}; }})()")


def at(opened: Opened, key: str) -> dict[str, float]:
    """Where a work stands in the window."""
    box = opened.page.locator("#graph").bounding_box()
    assert box is not None
    point = opened.page.evaluate("(key) => window.papergraph.pointOf(key)", key)
    return {"x": box["x"] + point["x"], "y": box["y"] + point["y"]}


def visible(opened: Opened) -> set[str]:
    return set(run(opened, "p.visible()"))


def clear_of_vis(opened: Opened) -> set[str]:
    """The works vis-network does not hide: what is really drawn."""
    return set(run(opened, "p.nodes.get().filter((n) => !n.hidden).map((n) => n.id)"))


@pytest.fixture(scope="module")
def one_page(chromium: Browser, html: str, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    file = tmp_path_factory.mktemp("graph") / "graph.html"
    file.write_text(html, encoding="utf-8")
    return open_file(chromium, file)


@pytest.mark.browser
class TestInChromium:
    @pytest.fixture
    def opened(self, one_page: Opened) -> Iterator[Opened]:
        """The page of the small snapshot as it is at first; opening it anew takes a second."""
        one_page.left_for.clear()
        one_page.page.mouse.move(1390, 5)
        run(one_page, "(p.clear(), p.showAll(), p.fit())")
        yield one_page
        assert one_page.trouble == []
        for tab in one_page.context.pages[1:]:
            tab.close()

    def test_it_draws_every_work_and_citation_of_the_snapshot(self, opened: Opened) -> None:
        values = small()
        assert run(opened, "p.nodes.length") == len(values.works)
        assert run(opened, "p.edges.length") == len(values.citations)
        assert clear_of_vis(opened) == set(values.works)
        assert opened.page.title() == "Citation graph of cse585@F24, cse585@F25"
        assert (
            opened.page.locator("#caption").inner_text()
            == "Citations are known for 4 of 6 readings · 5 citations drawn"
        )

    def test_a_page_that_asked_for_anything_or_complained_would_be_noticed(
        self, chromium: Browser, tmp_path: Path
    ) -> None:
        file = tmp_path / "bad.html"
        file.write_text(
            "<img src='https://example.org/x.png'><script>console.error('oh'); nothing()</script>"
        )
        opened = open_file(chromium, file)
        opened.page.wait_for_load_state("load")
        opened.context.close()
        said = "\n".join(opened.trouble)
        assert "asked for https://example.org/x.png" in said
        assert "console error: oh" in said
        assert "page error: nothing is not defined" in said

    def test_everything_stands_inside_the_window_at_first(self, opened: Opened) -> None:
        box = opened.page.locator("#graph").bounding_box()
        assert box is not None
        for key in small().works:
            point = at(opened, key)
            assert box["x"] < point["x"] < box["x"] + box["width"]
            assert box["y"] < point["y"] < box["y"] + box["height"]

    def test_something_is_painted(self, opened: Opened) -> None:
        colours = run(
            opened,
            """(() => {
                const canvas = document.querySelector("#graph canvas");
                const { width, height } = canvas;
                const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
                return new Set(new Uint32Array(data.buffer)).size; })()""",
        )
        assert colours > 100

    def test_hover_says_what_the_work_is_and_where_it_is_listed(self, opened: Opened) -> None:
        point = at(opened, "kwon")
        opened.page.mouse.move(point["x"], point["y"])
        tip = opened.page.locator("#tip")
        tip.wait_for(state="visible")
        said = tip.inner_text().split("\n")
        assert said[0] == "Efficient Memory Management with PagedAttention"
        assert said[1:3] == ["Woosuk Kwon, Zhuohan Li", "SOSP 2023"]
        assert said[3].startswith("cse585@F25 (required)")
        opened.page.mouse.move(point["x"], point["y"] + 250)
        tip.wait_for(state="hidden")

    def test_a_click_dims_all_but_the_neighbourhood_and_pins_the_panel(
        self, opened: Opened
    ) -> None:
        click(opened, "kwon")
        panel = opened.page.locator("#panel")
        panel.wait_for(state="visible")
        bright = run(opened, "p.nodes.get().filter((n) => n.opacity === 1).map((n) => n.id)")
        assert set(bright) == {"kwon", "orca", "vaswani", "undated"}
        assert panel.locator("h2").inner_text() == "Efficient Memory Management with PagedAttention"
        assert panel.locator("h3").all_inner_texts() == ["Listed", "Cites 2", "Cited by 1"]
        link = panel.locator("a")
        assert link.get_attribute("href") == "https://arxiv.org/abs/2309.06180"
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert "by title (a reference list)" in panel.inner_text()

    def test_the_panel_s_entries_lead_on(self, opened: Opened) -> None:
        click(opened, "kwon")
        opened.page.get_by_role("button", name="Orca: A Distributed Serving System").first.click()
        assert run(opened, "p.state.selected") == "orca"
        assert "Clipper" in opened.page.locator("#panel").inner_text()

    def test_a_click_on_a_line_shows_who_says_so(self, opened: Opened) -> None:
        point = run(
            opened,
            """(() => {
                const box = p.network.body.edges;
                for (const edge of Object.values(box)) {
                  for (const share of [0.3, 0.5, 0.7]) {
                    const dom = p.network.canvasToDOM(edge.edgeType.getPoint(share));
                    if (p.nodeAt(dom) === null && p.network.getEdgeAt(dom) === edge.id) return dom;
                  }
                } })()""",
        )
        opened.page.locator("#graph").click(position=point)
        said = opened.page.locator("#panel").inner_text()
        assert "A citation" in said
        assert "by title (a reference list)" in said

    def test_a_click_beside_everything_lets_go(self, opened: Opened) -> None:
        click(opened, "kwon")
        box = opened.page.locator("#graph").bounding_box()
        assert box is not None
        opened.page.mouse.click(box["x"] + 3, box["y"] + box["height"] - 3)
        opened.page.locator("#panel").wait_for(state="hidden")
        assert run(opened, "p.state.selected") is None

    def test_a_double_click_opens_the_paper_in_another_tab(self, opened: Opened) -> None:
        with opened.page.context.expect_page():
            click(opened, "kwon", times=2)
        opened.page.wait_for_function("window.papergraph.state.selected === 'kwon'")
        assert opened.left_for == ["https://arxiv.org/abs/2309.06180"]
        assert opened.page.url.startswith("file:")

    def test_a_double_click_on_a_work_without_link_opens_nothing(self, opened: Opened) -> None:
        click(opened, "undated", times=2)
        opened.page.wait_for_function("window.papergraph.state.selected === 'undated'")
        assert opened.left_for == []
        assert len(opened.page.context.pages) == 1

    def test_slash_searches_enter_jumps_and_escape_clears(self, opened: Opened) -> None:
        page = opened.page
        page.keyboard.press("/")
        page.keyboard.type("MULLER")
        assert page.locator("#search").input_value() == "MULLER"
        assert page.locator("#hits").inner_text() == "1 found"
        bright = run(opened, "p.nodes.get().filter((n) => n.opacity === 1).map((n) => n.id)")
        assert bright == ["undated"]
        page.keyboard.press("Enter")
        assert run(opened, "p.state.selected") == "undated"
        assert "1 of 1" in page.locator("#hits").inner_text()
        centre = run(opened, "p.network.getViewPosition()")
        node = run(opened, "p.nodes.get('undated')")
        assert (centre["x"], centre["y"]) == pytest.approx((node["x"], node["y"]), abs=1)
        page.keyboard.press("Escape")
        assert run(opened, "[p.state.selected, p.state.query]") == [None, ""]
        assert page.locator("#search").input_value() == ""
        assert run(opened, "p.nodes.get().every((n) => n.opacity === 1)")

    def test_enter_goes_round_all_hits(self, opened: Opened) -> None:
        opened.page.locator("#search").fill("a")
        hits = run(opened, "p.state.hits")
        seen = []
        for _ in range(len(hits) + 1):
            opened.page.keyboard.press("Enter")
            seen.append(run(opened, "p.state.selected"))
        assert seen == [*hits, hits[0]]

    def test_a_search_without_hit_says_so(self, opened: Opened) -> None:
        opened.page.locator("#search").fill("no such paper")
        assert opened.page.locator("#hits").inner_text() == "not found"

    def test_filters_by_topic_offering_and_role(self, opened: Opened) -> None:
        page = opened.page
        pick = page.locator

        pick("[data-filter=topics][data-value=inference]").click()
        assert visible(opened) & {"vaswani", "book", "talk"} == set()
        assert {"orca", "kwon"} <= visible(opened)
        pick("[data-filter=roles][data-value=optional]").click()
        assert visible(opened) & {"orca", "kwon"} == {"orca"}
        assert "1 of 6 readings shown" in page.locator("#caption").inner_text()
        # Orca is optional in F24 and required in F25: no listing is both.
        pick("[data-filter=offerings][data-value='cse585@F25']").click()
        assert visible(opened) == set()
        assert clear_of_vis(opened) == set()
        page.get_by_role("button", name="Show all").click()
        assert visible(opened) == set(small().works)

    def test_a_pressed_filter_can_be_let_go(self, opened: Opened) -> None:
        button = opened.page.locator("[data-filter=topics][data-value=agents]")
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        button.click()
        assert button.get_attribute("aria-pressed") == "false"
        assert visible(opened) == set(small().works)

    def test_the_list_leads_to_the_picture(self, opened: Opened) -> None:
        page = opened.page
        page.keyboard.press("l")
        page.locator("#works tr[data-key=book] button").click()
        assert run(opened, "p.state.selected") == "book"
        assert page.locator("#works").is_hidden()

    def test_arrows_walk_along_citations(self, opened: Opened) -> None:
        click(opened, "orca")
        opened.page.keyboard.press("ArrowRight")
        assert run(opened, "p.state.selected") == "kwon"
        opened.page.keyboard.press("ArrowLeft")
        assert run(opened, "p.state.selected") in {"orca", "vaswani"}

    def test_fewer_neighbours_are_shown_and_can_be_hidden(self, opened: Opened) -> None:
        assert "clipper" in visible(opened)
        opened.page.get_by_label("Works not on the list").uncheck()
        assert visible(opened) == set(small().works) - {"clipper"}
        opened.page.get_by_label("Works not on the list").check()
        assert visible(opened) == set(small().works)

    def test_many_neighbours_are_hidden_and_can_be_shown(self, open_page: Open) -> None:
        values = large(60, citations=900, neighbours=300)
        opened = open_page(render(graph_view(values)))
        assert visible(opened) == set(values.listed)
        opened.page.get_by_label("Works not on the list").check()
        assert len(visible(opened)) > len(values.listed) + 100

    def test_what_a_source_says_never_runs(self, open_page: Open) -> None:
        opened = open_page(render(evil_view()))
        for key in ("evil", "good", "__proto__"):
            point = at(opened, key)
            opened.page.mouse.move(point["x"], point["y"])
            opened.page.locator("#tip").wait_for(state="visible")
            opened.page.mouse.dblclick(point["x"], point["y"])
            opened.page.locator("#panel").wait_for(state="visible")
        assert run(opened, "window.hacked") is None
        assert opened.left_for == ["https://example.org/?a=1&b=%27%22%3Cx%3E"]
        run(opened, "p.select('evil')")
        assert opened.page.locator("#panel h2").inner_text() == EVIL
        assert opened.page.locator("#panel a").count() == 0

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_it_follows_the_colour_scheme(self, open_page: Open, html: str, scheme: str) -> None:
        opened = open_page(html, color_scheme=scheme)
        paper = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 23, 26)"}[scheme]

    def test_it_works_on_a_phone(self, open_page: Open, html: str) -> None:
        opened = open_page(html, viewport={"width": 390, "height": 844}, has_touch=True)
        page = opened.page
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        point = at(opened, "kwon")
        page.touchscreen.tap(point["x"], point["y"])
        page.locator("#panel").wait_for(state="visible")
        assert run(opened, "p.state.selected") == "kwon"

    def test_without_scripts_the_list_is_the_page(self, open_page: Open, html: str) -> None:
        opened = open_page(html, java_script_enabled=False)
        assert opened.page.locator("#works tr[data-key]").count() == 6
        assert opened.page.locator("#works").is_visible()

    def test_an_empty_list_is_a_page_too(self, open_page: Open) -> None:
        opened = open_page(render(graph_view(snapshot([], []))))
        assert visible(opened) == set()
