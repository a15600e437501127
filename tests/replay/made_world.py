"""A whole made world: what every site says of the works of the sample, and of works around them.

    world = MadeWorld()
    with ReplayServer(world) as server: …
    world.a_week_later(changed=5)

What is known of the works is that of the facts in ``db/sample``; citations and references
beyond those are made up, the same in every run, by works that are called so ("Made Work 000123
on …"). Nothing here is shared with what reads it: the shapes are held against recorded answers.
"""

from collections.abc import Mapping

from made_arxiv import MadeArxiv
from made_crossref import MadeCrossref
from made_dblp import MadeDblp, MadeOpenReview
from made_knowledge import Knowledge
from made_openalex import MadeOpenAlex
from made_pages import MadePages
from made_semanticscholar import MadeSemanticScholar
from replay_exchange import Answers, Arrival, Given


class MadeWorld:
    """Answers for every host; ``sizes`` sets by label how many works cite a work."""

    def __init__(self, *, sizes: Mapping[str, int] | None = None) -> None:
        self.knowledge = Knowledge(sizes=sizes)
        sites = (
            MadeArxiv(self.knowledge),
            MadeSemanticScholar(self.knowledge),
            MadeCrossref(self.knowledge),
            MadeOpenAlex(self.knowledge),
            MadeDblp(self.knowledge),
            MadeOpenReview(self.knowledge),
        )
        self._sites: dict[str, Answers] = {host: site for site in sites for host in site.hosts}
        self._pages = MadePages(self.knowledge)

    def __call__(self, arrival: Arrival) -> Given | None:
        """What the site says; None where it has nothing at that address."""
        site = self._sites.get(arrival.host)
        given = site(arrival) if site else None
        return given or self._pages(arrival)

    def a_week_later(self, changed: int = 5) -> tuple[str, ...]:
        """The labels of the works that are cited more often now.

        One work also has a new version on arXiv, and one that was a preprint has appeared.
        """
        return self.knowledge.a_week_later(changed)
