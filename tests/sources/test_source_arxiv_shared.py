"""The recorded feeds of ../shared, where they are, as answers to the questions they answered."""

import json
import re
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from papergraph.domain.asking import Answer, Question, Subject
from papergraph.domain.ids import ExternalId
from papergraph.errors import AnswerError
from papergraph.sources.arxiv import ARXIV
from papergraph.sources.asking import Query, Reply

FOLDER = Path(__file__).resolve().parents[3] / "shared/upstream/arxiv"
QUERIES = sorted(path.name for path in FOLDER.glob("query_*.xml"))
SEARCHES = sorted(path.name for path in FOLDER.glob("search_*.xml"))
WITHDRAWN = sorted(path.name for path in FOLDER.glob("*.abs"))

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared is not there"),
]


def replayed(name: str, *numbers: str) -> list[Answer]:
    """The answers to a question for these numbers, all from one recorded body."""
    meta = json.loads((FOLDER / f"{name}.meta.json").read_text("utf-8"))

    def ask(query: Query) -> Reply:
        body = (FOLDER / name).read_bytes()
        return Reply(query.url, meta["status"], {}, body, datetime(2026, 11, 24, tzinfo=UTC))

    subjects = tuple(Subject(ExternalId("arxiv", number)) for number in numbers)
    return list(ARXIV.answer(ask, Question("arxiv", frozenset({"metadata"}), subjects)))


def numbers_of(name: str) -> list[str]:
    text = (FOLDER / name).read_text("utf-8")
    return re.findall(r"<id>http://arxiv\.org/abs/(.+?)v\d+</id>", text)


@pytest.mark.parametrize("name", QUERIES)
def test_every_recorded_query(name: str) -> None:
    meta = json.loads((FOLDER / f"{name}.meta.json").read_text("utf-8"))
    asked = parse_qs(urlsplit(meta["url"]).query)["id_list"][0].split(",")
    found = {answer.subject.name: answer for answer in replayed(name, *asked)}
    shown = {f"arxiv:{number}" for number in numbers_of(name)}
    assert len(found) == len(asked)
    for answer in found.values():
        assert answer.subject.id is not None
        is_shown = str(answer.subject.id.base) in shown
        assert answer.outcome == ("found" if is_shown else "absent")
        assert (answer.record is not None) == is_shown


@pytest.mark.parametrize("name", SEARCHES)
def test_every_entry_of_every_recorded_search(name: str) -> None:
    numbers = numbers_of(name)
    records = [answer.record for answer in replayed(name, *numbers)]
    assert len(records) == len(numbers)
    for record in records:
        assert record is not None
        assert record.title
        assert record.authors
        assert record.date
        assert record.abstract
        assert record.pdf == f"https://arxiv.org/pdf/{record.ids[0].value}"
        assert record.status is None


def test_a_rate_limit_is_no_feed() -> None:
    body = (FOLDER / "rate_429.txt").read_bytes()

    def ask(query: Query) -> Reply:
        return Reply(query.url, 200, {}, body, datetime(2026, 11, 24, tzinfo=UTC))

    subject = Subject(ExternalId("arxiv", "2309.06180"))
    with pytest.raises(AnswerError, match="no complete XML"):
        list(ARXIV.answer(ask, Question("arxiv", frozenset({"metadata"}), (subject,))))


@pytest.mark.parametrize("name", WITHDRAWN)
def test_papers_that_were_withdrawn(name: str) -> None:
    """From the records out of which arXiv makes its feed: no recorded feed has one."""
    raw = (FOLDER / name).read_text("utf-8")
    number = re.search(r"arXiv:(\S+)", raw)
    comment = re.search(r"Comments: (.+?)\n(?=\S)", raw, re.DOTALL)
    abstract = raw.split("\\\\\n")[2]
    assert number
    assert comment
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" '
        'xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><o:totalResults>1</o:totalResults><entry>'
        f"<id>http://arxiv.org/abs/{number[1]}v2</id><title>T</title>"
        "<published>2007-04-02T12:02:40Z</published><updated>2008-03-05T04:28:27Z</updated>"
        f"<summary>{escape(abstract)}</summary>"
        f"<arxiv:comment>{escape(comment[1])}</arxiv:comment></entry></feed>"
    )

    def ask(query: Query) -> Reply:
        return Reply(query.url, 200, {}, body.encode(), datetime(2026, 11, 24, tzinfo=UTC))

    subject = Subject(ExternalId("arxiv", number[1]))
    [answer] = ARXIV.answer(ask, Question("arxiv", frozenset({"metadata"}), (subject,)))
    assert answer.record is not None
    assert answer.record.status == "withdrawn"
    assert answer.record.pdf is None
