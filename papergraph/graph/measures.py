"""Numbers and sets read off a snapshot's citations; pure, linear in works and citations."""

from collections import Counter
from collections.abc import Iterable, Mapping

from papergraph.domain.snapshot import Snapshot
from papergraph.domain.works import Citation

Pair = tuple[str, str]


def links(snapshot: Snapshot) -> dict[Pair, tuple[Citation, ...]]:
    """(citing, cited) -> every claim that says so, for pairs of two works of the snapshot.

    Pairs and claims are sorted. A work that "cites itself" (a preprint named in the journal
    paper's own list) is no link between two works and is left out.
    """
    found: dict[Pair, list[Citation]] = {}
    for claim in snapshot.citations:
        if claim.citing != claim.cited and {claim.citing, claim.cited} <= snapshot.works.keys():
            found.setdefault((claim.citing, claim.cited), []).append(claim)
    return {
        pair: tuple(sorted(set(found[pair]), key=lambda claim: (claim.source, claim.method)))
        for pair in sorted(found)
    }


def cited_within(pairs: Iterable[Pair], members: Iterable[str]) -> Mapping[str, int]:
    """Work -> how many of ``members`` cite it; zero for works that none of them cites."""
    inside = frozenset(members)
    return Counter(cited for citing, cited in pairs if citing in inside)


def with_citations_known(snapshot: Snapshot) -> frozenset[str]:
    """The listed works of which at least one citation, or the reference list, is known.

    These are what "citations are known for N of M readings" counts. A work whose reference
    list was read and names nothing else here is known too: it has no edge, and we know it.
    """
    touched = {key for claim in snapshot.citations for key in (claim.citing, claim.cited)}
    return frozenset(snapshot.listed) & (touched | snapshot.with_references)
