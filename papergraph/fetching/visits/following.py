"""Addresses that a source or another site gave: what goes wrong with them has an outcome."""

from collections.abc import Callable

from papergraph.errors import AnswerError, BlockedAddressError, FetchError
from papergraph.fetching.targets import Target, shown
from papergraph.fetching.visits.statuses import Visit
from papergraph.fetching.visits.visiting import Call, Visitor

_NOT_ASKED = "open it in a browser if you trust it"


def checked(resolve: Callable[[str], Target], url: str) -> Target:
    """The target of an address that a source or another site gave.

    Raises:
        AnswerError: it is not public, or no address at all.
    """
    try:
        return resolve(url)
    except AnswerError:
        raise
    except FetchError as error:
        raise AnswerError(error.message, outcome="withheld", hint=_NOT_ASKED) from error


def followed(visitor: Visitor, target: Target, call: Call) -> Visit:
    """How following an address ended.

    Raises:
        AnswerError: it could not be followed, with the outcome that the reason means.
    """
    try:
        return visitor.follow(target, call)
    except AnswerError:
        raise
    except BlockedAddressError as error:
        # So does the gate of a strange network, until somebody logs in there.
        reason = f"{shown(target.url)} leads to what is not asked: {error.message}"
        raise AnswerError(reason, outcome="temporary", hint=_NOT_ASKED) from error
    except FetchError as error:
        # The name of the host is not known: most likely there is no network, and nothing was sent.
        raise AnswerError(
            error.message, outcome="temporary", hint=error.hint, sent=False
        ) from error
