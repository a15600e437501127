"""The same catalog on a real PostgreSQL gives the same answers."""

import pytest
from postgresql_server import MISSING, running

from papergraph import Catalog

pytestmark = pytest.mark.postgresql


def answers(catalog: Catalog) -> object:
    diff = catalog.diff("cse585@F24", "cse585@F25")
    return (
        [(name, row.readings) for name, row in catalog.offerings()],
        [[item.work.key for item in items] for items in (diff.kept, diff.added, diff.dropped)],
        [(item.work.key, item.changes) for item in diff.kept],
        [(entry.work, entry.references, entry.citations) for entry in catalog.works()],
        sorted((c.citing, c.cited) for c in catalog.graph().snapshot.citations),
    )


def test_the_sample_on_both_databases() -> None:
    with running() as server:
        if server is None:
            pytest.skip(MISSING)
        url = server.create()
        with Catalog.open(url) as there, Catalog.memory() as here:
            there.load_sample()
            here.load_sample()
            assert answers(there) == answers(here)
        server.drop(url)
