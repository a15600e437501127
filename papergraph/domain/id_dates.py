"""Dates that ids themselves tell, exact to the month or the year."""

import re

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.ids.usenix import year as usenix_year

_ARXIV = re.compile(r"(?:[a-z-]+/)?([0-9]{2})(0[1-9]|1[0-2])[0-9.]")
_YEAR_FIRST = re.compile(r"((?:19|20)[0-9]{2})[/.]")
_CVF = re.compile(r"[A-Z]+((?:19|20)[0-9]{2})W?/")
_TWO_DIGITS = re.compile(r"[A-Z]([0-9]{2})-|[vr][0-9]+/[a-z-][a-z0-9-]*?([0-9]{2})[a-z]{0,2}$")


def date_of(external: ExternalId) -> PartialDate | None:
    """The date an id tells, or None where ids of its scheme (DOIs, OpenReview, …) tell none.

    arXiv numbers hold year and month of the first version; proceedings the year they are of.

    >>> ids = ExternalId("arxiv", "2309.06180v2"), ExternalId("usenix", "osdi22/yu")
    >>> [str(date_of(external)) for external in ids]
    ['2023-09', '2022']
    """
    value = external.value
    match external.scheme:
        case "arxiv":
            return arxiv_date(external)
        case "usenix":
            year = usenix_year(value.partition("/")[0])
            return PartialDate(year) if year else None
        case "neurips" | "mlsys":
            found = _YEAR_FIRST.match(value)
        case "cvf":
            found = _CVF.match(value)
        case "acl" | "pmlr":
            if found := _TWO_DIGITS.match(value):
                return PartialDate(_whole(int(found[1] or found[2])))
            found = _YEAR_FIRST.match(value) if external.scheme == "acl" else None
        case _:
            return None
    return PartialDate(int(found[1])) if found else None


def arxiv_date(external: ExternalId) -> PartialDate | None:
    """Year and month in an arXiv number (``2309.06180`` -> 2023-09, ``hep-th/9901001`` -> 1999-01).

    None for an id of another scheme, and for a value that is no arXiv number.
    """
    found = _ARXIV.match(external.value) if external.scheme == "arxiv" else None
    return PartialDate(_whole(int(found[1])), int(found[2])) if found else None


def _whole(year: int) -> int:
    """The year that two digits mean; the registries here began after 1960."""
    return year + (1900 if year >= 60 else 2000)
