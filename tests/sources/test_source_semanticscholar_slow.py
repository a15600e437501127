"""A site that is too slow for our own session is asked for less at a time."""

import json
import time

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from papergraph.domain.asking import Question, Subject
from papergraph.domain.ids import ExternalId
from papergraph.fetching.exchange import Limits
from papergraph.fetching.retrying import RetryPolicy
from papergraph.fetching.session import Session
from papergraph.sources.semanticscholar import SEMANTIC_SCHOLAR


def test_a_batch_that_takes_too_long_is_halved() -> None:
    sizes: list[int] = []

    def answer(request: Request) -> Response:
        ids = json.loads(request.data)["ids"]
        sizes.append(len(ids))
        if len(ids) > 2:
            time.sleep(1.2)
        papers = [{"paperId": text, "title": "Orca", "references": []} for text in ids]
        return Response(json.dumps(papers), content_type="application/json")

    subjects = tuple(Subject(ExternalId("s2", f"{number:040x}")) for number in range(4))
    question = Question("semanticscholar", frozenset({"metadata"}), subjects)
    path = "/api.semanticscholar.org/graph/v1/paper/batch"
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        server.expect_request(path).respond_with_handler(answer)
        with Session(
            gateway=server.url_for("/"),
            interval=0,
            limits=Limits(read=0.5),
            retry=RetryPolicy(attempts=1),
        ) as session:
            answers = list(SEMANTIC_SCHOLAR.answer(session.ask, question))
    assert [answer.outcome for answer in answers] == ["found"] * 4
    assert sizes == [4, 2, 2]
