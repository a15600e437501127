"""External ids of works, and how they are read off links and turned back into links.

``read_url`` and ``read_id`` take text, ``ExternalId.url`` gives text back; no I/O. For every
id of theirs ``read_url(id.url) == id`` and ``read_id(str(id)) == id``. A registry is one
``Scheme``, listed in ``external.REGISTRIES``.
"""

from papergraph.domain.ids.addresses import Address, canonical_url, read_address
from papergraph.domain.ids.external import ExternalId
from papergraph.domain.ids.reading import read_id, read_url
from papergraph.domain.ids.scheme import Manifestation

__all__ = [
    "Address",
    "ExternalId",
    "Manifestation",
    "canonical_url",
    "read_address",
    "read_id",
    "read_url",
]
