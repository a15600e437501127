"""What an answer that is of no use means: for how long, and in words a person understands."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from papergraph.errors import AnswerError
from papergraph.fetching.exchange import Failure, Response
from papergraph.fetching.hosts import told
from papergraph.fetching.targets import shown

BY_HAND = "open it in a browser, save the page and give the file"
_LATER = "try again later"

#: What a status means to a person: reason and advice.
_STATUS_WORDS = {
    400: ("the server does not understand the address", "is it complete?"),
    401: ("the page asks for a login", BY_HAND),
    403: ("the server refuses us", BY_HAND),
    404: ("there is no such page", "check the spelling; a private page looks like this, too"),
    406: ("the server has no text of this page", BY_HAND),
    410: ("the page is gone for good", "an archive may still have it"),
    429: ("the server asks us to slow down", _LATER),
    451: ("the page is withheld for legal reasons", "there may be a copy elsewhere"),
}
_ABSENT = frozenset({404, 410})
_SHORT_OF_TIME = frozenset({408, 425, 429})
#: How a gateway of APIs refuses a key that it does not know.
_FORBIDDEN = {"message": "Forbidden"}

BLOCKED = "it shows programs a page to tell people from them"


@dataclass(frozen=True, slots=True)
class Visit:
    """How asking one address ended, after all attempts and redirects.

    ``until`` is when to come back where that is known. ``blocked``: the answer is the page of a
    bot wall. ``key`` names the key that was sent and not accepted. ``passing``: a refusal that
    may be of this page or of us, and is not the last word.
    """

    outcome: Response | Failure
    until: datetime | None = None
    blocked: bool = False
    key: str | None = None
    passing: bool = False


def refuses_key(response: Response) -> bool:
    """Whether an answer to a request with a key says that the key is not accepted."""
    if response.status == 401:
        return True
    if response.status != 403 or len(response.body) > 1000:
        return False
    try:
        return bool(json.loads(response.body) == _FORBIDDEN)
    except ValueError:
        return False


#: Statuses that say that there is something, but not for us. Any other odd one may pass.
_NOT_FOR_US = frozenset({401, 402, 403, 451})


def reason_of(status: int) -> tuple[str, str]:
    """The reason and the advice that a status means."""
    if status in _STATUS_WORDS:
        return _STATUS_WORDS[status]
    if status >= 500 or status in _SHORT_OF_TIME:
        return "the server is in trouble", _LATER
    return "the server answers with an unexpected status", BY_HAND


def judged(
    visit: Visit, *, asked: str, allow: Collection[int] = (), too_large: str | None = None
) -> Response:
    """The response of a visit, where its status is a success or one of ``allow``.

    ``asked`` is the address that was asked for; ``too_large`` is the advice for an answer that
    is larger than allowed.

    Raises:
        AnswerError: anything else, with the outcome that it means.
    """
    outcome = visit.outcome
    if isinstance(outcome, Failure):
        raise AnswerError(
            f"{shown(asked)}: {outcome.reason}",
            outcome="withheld" if outcome.lasting else "temporary",
            retry_at=visit.until,
            hint=outcome.hint or (too_large if outcome.lasting else _LATER),
        )
    name = _named(asked, outcome.url)
    status = outcome.status
    if visit.blocked:
        raise AnswerError(
            f"{name}: {BLOCKED} ({status})",
            outcome="temporary",
            retry_at=visit.until,
            hint=BY_HAND,
        )
    if 200 <= status < 300 or status in allow:
        return outcome
    if visit.key is not None:
        raise AnswerError(
            f"{name}: {visit.key} is not accepted ({status})",
            outcome="temporary",
            hint="correct it, or take it out: without a key less can be asked",
        )
    reason, hint = reason_of(status)
    if visit.until is not None:
        hint = f"come back after {told(visit.until)}, as the server asks"
        if status == 403:
            hint = f"{BY_HAND}; the host is left alone until {told(visit.until)}"
    # A host that is left alone refused us, not the one thing that was asked.
    passes = visit.passing or visit.until is not None
    outcome_of = "temporary" if passes else _outcome(status)
    raise AnswerError(
        f"{name}: {reason} ({status})", outcome=outcome_of, retry_at=visit.until, hint=hint
    )


def _outcome(status: int) -> Literal["absent", "temporary", "withheld"]:
    if status in _ABSENT:
        return "absent"
    return "withheld" if status in _NOT_FOR_US else "temporary"


def _named(asked: str, answered: str) -> str:
    if asked == answered:
        return shown(asked)
    return f"{shown(asked)} (answered by {shown(answered)})"
