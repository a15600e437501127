"""Pages of bot walls are told from pages that are about them, behind them, or merely short."""

import json
import time
from pathlib import Path

import pytest

from papergraph.fetching.blocks import is_block_page
from papergraph.fetching.exchange import Response


def answer(
    body: str, status: int = 200, media: str = "text/html; charset=utf-8", **headers: str
) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("https://e.org/", status, {"content-type": media, **named}, body.encode())


def page(title: str = "A title", body: str = "<p>Text.</p>", head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


LONG = "<p>" + "How sites keep programs out, and what that does to research. " * 100 + "</p>"

WALLS = {
    "cloudflare refusal": page("Attention Required! | Cloudflare", "<h1>Sorry</h1>"),
    "cloudflare challenge": page(
        "Just a moment...", "<script>window._cf_chl_opt={cvId:'3'};</script>"
    ),
    "challenge in another language": page(
        "Un momento…", "<script>(function(){window._cf_chl_opt={cvId: '3'}})()</script>"
    ),
    "old challenge": page("e.org", '<form action="/?__cf_chl_f_tk=a" id="challenge-form"></form>'),
    "browser check": page("Checking your browser before accessing e.org"),
    "1020": page("Access denied | www.e.org used Cloudflare to restrict access"),
    "incapsula": page("", "<iframe>Request unsuccessful. Incapsula incident ID: 1-2</iframe>"),
    "incapsula frame": page(
        "", '<iframe src="/_Incapsula_Resource?SWUDNSAI=31&edet=12&incident_id=1"></iframe>'
    ),
    "datadome": page(
        "e.org", "<script>var dd={'rt':'c','cid':'A'}</script>"
        '<script src="https://ct.captcha-delivery.com/c.js"></script>'
    ),
    "imperva": page("Pardon Our Interruption"),
    "aws": page("Human Verification", "<script>window.gokuProps = {};</script>"),
    "plain captcha": page(
        "e.org", '<p>Are you a robot?</p><div class="g-recaptcha" data-sitekey="a"></div>'
    ),
}  # fmt: skip

PAGES = {
    "an ordinary page": page(),
    "a page that mentions them": page(
        "News", "<p>Cloudflare shows “Attention Required!” and asks for a captcha.</p>"
    ),
    "the code of a challenge, shown": page("Notes", "<pre>window._cf_chl_opt = {};</pre>"),
    "an article of that title": page("Just a moment...", LONG),
    "a page of a plain title": page("Security Check", "<p>Monday: bring your keys.</p>"),
    "a page with a picture": page("News", "<svg><title>Just a moment...</title></svg><p>Text.</p>"),
    "a title that goes on": page("Just a Moment: Sampling Moments of Distributions"),
    "a paper of that title": page(
        "Security Check", head='<meta name="citation_title" content="Security Check">'
    ),
    "a page behind Cloudflare": page(
        body='<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><p>Text.</p>'
    ),
    "a page behind Incapsula": page(
        body='<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e"></script>'
    ),
    "a form with a captcha": page(
        "Contact", '<p>Write to us.</p><div class="g-recaptcha"></div><input type="submit">'
    ),
    "a paper about captchas": page(
        "reCAPTCHA: Human-Based Character Recognition", "<p>Are you a robot? We study that.</p>"
    ),
    "no page at all": "Just a moment...",
}


@pytest.mark.parametrize("name", WALLS)
@pytest.mark.parametrize("status", [200, 403, 503])
def test_the_page_of_a_wall_is_one_whatever_its_status(name: str, status: int) -> None:
    assert is_block_page(answer(WALLS[name], status))


@pytest.mark.parametrize("name", PAGES)
def test_an_ordinary_page_is_none(name: str) -> None:
    assert not is_block_page(answer(PAGES[name]))


def test_a_wall_in_place_of_a_paper_is_one() -> None:
    assert is_block_page(answer(WALLS["cloudflare challenge"], media="application/pdf"))


@pytest.mark.parametrize("media", ["application/json", "application/pdf", "text/plain"])
def test_what_is_no_html_is_none(media: str) -> None:
    body = json.dumps({"title": "Attention Required! | Cloudflare", "text": "_cf_chl_opt captcha"})
    assert not is_block_page(answer(body, 403, media))


def test_the_header_of_a_challenge_is_enough() -> None:
    assert is_block_page(answer("", 403, cf_mitigated="challenge"))


@pytest.mark.parametrize(("status", "is_wall"), [(403, True), (200, False), (429, False)])
def test_a_bare_code_of_cloudflare_is_one_with_a_refusal_only(status: int, is_wall: bool) -> None:
    assert is_block_page(answer("error code: 1020", status, "text/plain")) is is_wall


@pytest.mark.parametrize("status", [403, 503])
@pytest.mark.parametrize(
    "text", ["Please solve the CAPTCHA below.", "Enable JavaScript and cookies to continue"]
)
def test_a_refusal_that_asks_for_proof_is_one(status: int, text: str) -> None:
    assert is_block_page(answer(page("Sorry", f"<p>{text}</p>"), status))
    assert not is_block_page(answer(page("Sorry", f"<p>{text}</p>")))


@pytest.mark.parametrize(("status", "is_wall"), [(403, True), (503, False), (429, False)])
def test_a_site_that_is_down_behind_a_wall_is_down(status: int, is_wall: bool) -> None:
    body = page("e.org", "<p>Error. Cloudflare Ray ID: 1. Performance &amp; security by Cloudflare")
    assert is_block_page(answer(body, status)) is is_wall


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_refusal_of_the_site_itself_is_none(status: int) -> None:
    assert not is_block_page(answer(page("403 Forbidden", "<h1>Forbidden</h1>"), status))


@pytest.mark.parametrize(
    "body",
    [
        "<html>" + "<!--" * 60_000,
        "<html>" + "<" * 250_000,
        "<html><a " + "a=" * 120_000,
        "<html>" + "<script>" * 30_000,
    ],
    ids=["comments", "angles", "attributes", "scripts"],
)
def test_a_hostile_page_does_not_hold_us(body: str) -> None:
    start = time.perf_counter()
    assert not is_block_page(answer(body))
    assert time.perf_counter() - start < 5


@pytest.mark.shared
def test_recorded_pages_are_what_they_are(shared: Path) -> None:
    walls: list[str] = []
    pages: list[str] = []
    for path in sorted((shared / "upstream").rglob("*.html")):
        meta = json.loads(path.with_name(f"{path.name}.meta.json").read_text())
        reply = answer(path.read_bytes().decode("utf-8", "replace"), meta.get("status") or 200)
        (walls if is_block_page(reply) else pages).append(path.name)
    assert walls == ["cloudflare_403_partial.html"]
    assert len(pages) > 5
