"""Our ids as Semantic Scholar writes them, and back.

https://api.semanticscholar.org/api-docs/graph lists the forms: a hash of 40 digits, ``CorpusId:``,
``DOI:``, ``ARXIV:`` (without version), ``ACL:``, and ``URL:`` for five sites.
"""

from collections.abc import Mapping
from typing import Any

from papergraph.domain.asking import Subject
from papergraph.domain.ids import ExternalId, read_address

NAME = "semanticscholar"
#: The ids it looks up, its own first: no other is surer.
SCHEMES = ("s2", "arxiv", "doi", "acl", "url")

_SITES = ("semanticscholar.org", "arxiv.org", "aclweb.org", "acm.org", "biorxiv.org")
#: Its names of the registries that we know, too.
_REGISTRIES = (("DOI", "doi"), ("ArXiv", "arxiv"), ("ACL", "acl"))


def asks_for(external: ExternalId) -> str | None:
    """The id in the form in which Semantic Scholar looks it up; None where it cannot.

    It knows no pages but those of five sites, and ACM's unregistered DOIs lead nowhere.

    >>> asks_for(ExternalId("arxiv", "2309.06180v2"))
    'ARXIV:2309.06180'
    """
    match external.scheme:
        case "s2":
            return external.value
        case "arxiv":
            return f"ARXIV:{external.base.value}"
        case "doi" if not external.is_pseudo:
            return f"DOI:{external.value}"
        case "acl":
            return f"ACL:{external.value}"
        case "url":
            address = read_address(external.value)
            return f"URL:{external.value}" if address and address.on(*_SITES) else None
        case _:
            return None


def accepts(external: ExternalId) -> bool:
    """Whether Semantic Scholar can look up an id."""
    return asks_for(external) is not None


def form_of(subject: Subject) -> str | None:
    """The id of a subject as it is looked up; an address as its page writes it."""
    found = asks_for(subject.id) if subject.id else None
    return f"URL:{subject.url}" if found and found.startswith("URL:") and subject.url else found


def ids_of(paper: Mapping[str, Any]) -> tuple[ExternalId, ...]:
    """The ids in the JSON of a paper, its own first.

    >>> [str(e) for e in ids_of({"paperId": None, "externalIds": {"ArXiv": "1706.03762"}})]
    ['arxiv:1706.03762']
    """
    given = paper.get("externalIds") or {}
    texts = [f"s2:{paper.get('paperId')}"]
    texts += [f"{scheme}:{given[name]}" for name, scheme in _REGISTRIES if given.get(name)]
    return tuple(dict.fromkeys(found for text in texts if (found := ExternalId.parse(text))))


def is_named(paper: Mapping[str, Any], external: ExternalId) -> bool:
    """Whether the JSON of a paper names this id as one of its own."""
    if external.scheme == "s2" and external.value.startswith("CorpusId:"):
        corpus = (paper.get("externalIds") or {}).get("CorpusId")
        return external.value == f"CorpusId:{corpus}"
    return external.base in {found.base for found in ids_of(paper)}
