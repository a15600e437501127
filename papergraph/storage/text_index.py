"""Full-text search of titles, abstracts and the texts of files, as each database does it.

One row for each work. The index has its own copy of the texts: one that only points to them would
have to be told, of everything that changes, what it was before.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple, TypedDict

from sqlalchemy import Connection, Row, text

from papergraph.storage.texts import clean

_WORD = re.compile(r"\w+")


class WorkText(TypedDict):
    """What a work is found by; ``work`` is our number of it."""

    work: int
    titles: str
    abstract: str
    body: str


class Hit(NamedTuple):
    """A work in which all words occur: our number, the words in their place, and how well it fits.

    Scores of one answer can be compared; higher is better.
    """

    work: int
    snippet: str
    score: float


class TextIndex(ABC):
    """The statements about the index; ``migrations`` makes it."""

    @abstractmethod
    def put(self, connection: Connection, texts: Sequence[WorkText]) -> None:
        """Add works, or overwrite what is there of them."""

    @abstractmethod
    def forget(self, connection: Connection, works: Collection[int]) -> None:
        """Drop works."""

    @abstractmethod
    def find(self, connection: Connection, words: str, limit: int) -> tuple[Hit, ...]:
        """The works in which all of some words occur, the best first; none for no words."""


def words_of(query: str) -> list[str]:
    """The words of what a person typed: none of its characters is an operator."""
    return _WORD.findall(clean(query))


def _hits(rows: Iterable[Row[*tuple[Any, ...]]]) -> tuple[Hit, ...]:
    return tuple(Hit(work, " ".join(snippet.split()), score) for work, snippet, score in rows)


class FTS5(TextIndex):
    """SQLite's, with English word stems; ``rowid`` is the number of the work."""

    def put(self, connection: Connection, texts: Sequence[WorkText]) -> None:
        """See ``TextIndex``."""
        self.forget(connection, [row["work"] for row in texts])
        if texts:
            connection.execute(_FTS5_PUT, list(texts))

    def forget(self, connection: Connection, works: Collection[int]) -> None:
        """See ``TextIndex``."""
        if works:
            connection.execute(_FTS5_FORGET, [{"work": work} for work in works])

    def find(self, connection: Connection, words: str, limit: int) -> tuple[Hit, ...]:
        """See ``TextIndex``."""
        query = " ".join(f'"{word}"' for word in words_of(words))
        if not query:
            return ()
        rows = connection.execute(_FTS5_FIND, {"query": query, "limit": limit})
        return _hits(rows)


# A word of a title weighs more than one of an abstract, and that more than one of the paper.
_FTS5_PUT = text(
    "INSERT INTO search (rowid, titles, abstract, body) VALUES (:work, :titles, :abstract, :body)"
)
_FTS5_FORGET = text("DELETE FROM search WHERE rowid = :work")
_FTS5_FIND = text(
    "SELECT rowid, snippet(search, -1, '', '', '…', 24), -bm25(search, 10.0, 4.0, 1.0) AS score "
    "FROM search WHERE search MATCH :query ORDER BY score DESC, rowid LIMIT :limit"
)


class TSVector(TextIndex):
    """PostgreSQL's, with English word stems."""

    def put(self, connection: Connection, texts: Sequence[WorkText]) -> None:
        """See ``TextIndex``."""
        self.forget(connection, [row["work"] for row in texts])
        if texts:
            connection.execute(_TS_PUT, list(texts))

    def forget(self, connection: Connection, works: Collection[int]) -> None:
        """See ``TextIndex``."""
        if works:
            connection.execute(_TS_FORGET, {"works": list(works)})

    def find(self, connection: Connection, words: str, limit: int) -> tuple[Hit, ...]:
        """See ``TextIndex``."""
        query = " ".join(words_of(words))
        rows = connection.execute(_TS_FIND, {"query": query, "limit": limit})
        return _hits(rows)


# A tsvector may have a megabyte: of what is longer than that at four bytes a character, the
# beginning is indexed.
_TS_PUT = text(
    "INSERT INTO search (work, titles, abstract, body, terms) "
    "VALUES (:work, :titles, :abstract, :body, "
    "setweight(to_tsvector('english', left(:titles, 20000)), 'A') || "
    "setweight(to_tsvector('english', left(:abstract, 20000)), 'B') || "
    "to_tsvector('english', left(:body, 200000)))"
)
_TS_FORGET = text("DELETE FROM search WHERE work = ANY(:works)")
_TS_FIND = text(
    "SELECT work, ts_headline('english', concat_ws(E'\\n', titles, abstract, body), query, "
    '\'StartSel="", StopSel="", MaxWords=24, MinWords=8\'), ts_rank(terms, query) AS score '
    "FROM search, plainto_tsquery('english', :query) query "
    "WHERE terms @@ query ORDER BY score DESC, work LIMIT :limit"
)
