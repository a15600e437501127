"""Videos on YouTube, in the shape of its oEmbed interface and of its pages."""

import json
from urllib.parse import quote

import pytest
from answering_pages import Pages
from answering_site import AT, answers, external, subject

from papergraph.domain.asking import Answer
from papergraph.sources.videos import VIDEOS

ID = "youtube:3q2IyEGKyNo"
URL = "https://www.youtube.com/watch?v=3q2IyEGKyNo"
OEMBED = f"https://www.youtube.com/oembed?format=json&url={quote(URL, safe='')}"
TOLD = json.dumps({"title": "NSDI '22 - Backpressure", "author_name": "USENIX", "type": "video"})
PAGE = """<title>NSDI '22 - Backpressure - YouTube</title>
<meta itemprop="datePublished" content="2022-05-02T01:02:03-07:00">
<span itemprop="author"><link itemprop="url" href="x">
<link itemprop="name" content="USENIX"></span>"""


def ask(pages: dict[str, object], **options: str) -> Answer:
    (answer,) = answers(VIDEOS, Pages(pages, **options), subject(ID))
    return answer


def test_title_and_channel_by_oembed() -> None:
    answer = ask({OEMBED: TOLD})
    record = answer.record
    assert record
    assert (record.title, record.kind, record.source) == (
        "NSDI '22 - Backpressure",
        "video",
        "videos",
    )
    assert [author.name for author in record.authors] == ["USENIX"]
    assert (record.ids, record.url) == ((external(ID),), URL)
    assert (record.at, record.request) == (AT, OEMBED)


@pytest.mark.parametrize("status", [401, 403])
def test_the_page_where_embedding_is_off(status: int) -> None:
    answer = ask({OEMBED: status, URL: PAGE})
    record = answer.record
    assert record
    assert (record.title, str(record.date)) == ("NSDI '22 - Backpressure", "2022-05-02")
    assert [author.name for author in record.authors] == ["USENIX"]
    assert record.request == URL


@pytest.mark.parametrize("status", [400, 404, 410])
def test_no_such_video(status: int) -> None:
    assert ask({OEMBED: status}).outcome == "absent"


@pytest.mark.parametrize("title", ["YouTube", " - YouTube", ""])
def test_a_removed_video_bears_the_name_of_the_site(title: str) -> None:
    assert ask({OEMBED: 401, URL: f"<title>{title}</title>"}).outcome == "absent"


def test_a_question_about_cookies_is_no_video() -> None:
    consent = ("https://consent.youtube.com/m?continue=x", "<title>Before you continue</title>")
    assert ask({OEMBED: 401, URL: consent}).outcome == "withheld"


@pytest.mark.parametrize("body", ["", "<html>", "[]", "{}", '{"title": " "}', '{"title": 7}'])
def test_an_answer_that_is_none(body: str) -> None:
    assert ask({OEMBED: body}).outcome == "temporary"


def test_one_video_that_refuses_does_not_park_the_site() -> None:
    (host,) = VIDEOS.hosts
    assert (host.name, host.interval) == ("www.youtube.com", 2)
    assert not host.no
