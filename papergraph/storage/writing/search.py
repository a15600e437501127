"""What works are found by, into the index of words."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from papergraph.storage import tables as t
from papergraph.storage.backends import Access
from papergraph.storage.text_index import WorkText


def index_texts(db: Access, works: Collection[int]) -> None:
    """Bring the index up to date about some works: titles, abstracts, the texts of their files."""
    if not works:
        return
    n, r, w, d = t.work_titles.c, t.records.c, t.work_documents.c, t.documents.c
    abstract = r.payload["abstract"].as_string()
    queries = {
        "titles": select(n.work, n.title)
        .where(db.among(n.work, works))
        .order_by(n.work, n.position),
        "abstract": select(r.work, abstract)
        .where(db.among(r.work, works), abstract.is_not(None))
        .order_by(r.id),
        "body": select(w.work, d.text)
        .join_from(t.work_documents, t.documents)
        .where(db.among(w.work, works), d.text.is_not(None))
        .order_by(w.work, w.at, w.digest),
    }
    found: dict[str, defaultdict[int, dict[str, None]]] = {}
    for field, query in queries.items():
        found[field] = defaultdict(dict)
        for work, text in db.rows(query):
            found[field][work][text] = None
    texts = [
        WorkText(
            work=work,
            titles="\n".join(found["titles"][work]),
            abstract="\n".join(found["abstract"][work]),
            body="\n".join(found["body"][work]),
        )
        for work in works
    ]
    db.backend.text_index.put(db.connection, texts)
