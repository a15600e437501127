"""Web pages for tests: what is asked for by its address comes back as the session would."""

from collections.abc import Mapping
from typing import Any

from answering_site import AT

from papergraph.errors import AnswerError
from papergraph.sources.asking import Query, Reply

HTML = "text/html; charset=utf-8"


class Pages:
    """An ``Ask`` that knows some addresses; every other one is answered with 404.

    A page is its text or bytes, a status, or ``(final address, text)`` where it is redirected.
    """

    def __init__(self, pages: Mapping[str, Any], *, content_type: str = HTML) -> None:
        self.pages = pages
        self.content_type = content_type
        self.queries: list[Query] = []

    @property
    def urls(self) -> list[str]:
        """The addresses that were asked for."""
        return [query.url for query in self.queries]

    def __call__(self, query: Query) -> Reply:
        self.queries.append(query)
        page = self.pages.get(query.url, 404)
        url = query.url
        if isinstance(page, tuple):
            url, page = page
        status = page if isinstance(page, int) else 200
        if status != 200 and status not in query.statuses:
            gone, refused = status in (404, 410), status in (401, 403)
            outcome: Any = "absent" if gone else "withheld" if refused else "temporary"
            raise AnswerError(f"{query.url}: {status}", outcome=outcome, hint="a hint")
        body = page.encode() if isinstance(page, str) else b"" if isinstance(page, int) else page
        return Reply(url, status, {"content-type": self.content_type}, body, AT)


def metas(*pairs: tuple[str, str], body: str = "") -> str:
    """A page with these meta tags in their order."""
    tags = "".join(f'<meta name="{name}" content="{content}">' for name, content in pairs)
    return f"<!doctype html><html><head><title>T</title>{tags}</head><body>{body}</body></html>"
