"""Files, candidates and what was asked, into rows."""

from collections.abc import Mapping, Sequence

from papergraph.domain.asking import Asked, Proposal
from papergraph.domain.works import Document
from papergraph.storage import tables as t
from papergraph.storage.backends import Access
from papergraph.storage.crawl_values import asked_columns, proposal_columns


def put_documents(db: Access, documents: Sequence[Document], numbers: Mapping[str, int]) -> None:
    """Store files, each once; a reading that failed does not undo one that did not."""
    files = [
        {
            "digest": document.digest,
            "size": document.size,
            "pages": document.pages,
            "text": document.text or None,
        }
        for document in documents
    ]
    db.run(db.backend.upsert(t.documents, key=["digest"], only=["pages", "text"]), files)
    held = [
        {
            "work": numbers[document.work],
            "digest": document.digest,
            "source": document.source,
            "url": document.url,
            "at": document.at,
        }
        for document in documents
    ]
    db.run(db.backend.upsert(t.work_documents, key=["work", "digest"]), held)


def put_proposals(db: Access, proposals: Sequence[Proposal], numbers: Mapping[str, int]) -> None:
    """Store candidates; one that is there already is as the source gives it now."""
    rows = [
        {"work": numbers[proposal.work], **proposal_columns(proposal)} for proposal in proposals
    ]
    db.run(db.backend.upsert(t.proposals, key=["work", "source", "digest"]), rows)


def put_asked(db: Access, asked: Sequence[Asked]) -> None:
    """Remember what became of questions; the last one for each fact stands."""
    rows = [asked_columns(one) for one in asked]
    db.run(db.backend.upsert(t.asked, key=["subject", "source", "fact"]), rows)
