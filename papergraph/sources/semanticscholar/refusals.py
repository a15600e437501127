"""What it means that Semantic Scholar refuses: too much, past the end, an unknown id, or else."""

from papergraph.errors import AnswerError
from papergraph.sources.asking import Reply, odd
from papergraph.sources.semanticscholar import judging

#: Statuses that are read here: an error of the API says in its body what is wrong.
STATUSES = frozenset({400, 404, 504})
#: How our session says that an answer was too slow or too large for it.
_NOT_IN_TIME = ("does not answer in time", "was not complete after", "it is larger than")


class TooMuchError(AnswerError):
    """The question is too much for the site: it is to be asked in smaller parts."""


class RefusedError(AnswerError):
    """The question is refused for something in it, one of its ids perhaps."""


class PastEndError(AnswerError):
    """The site gives no rows from this offset on."""


class NoneKnownError(AnswerError):
    """None of the ids of a batch is known."""


def refusal(reply: Reply, *, is_batch: bool) -> AnswerError:
    """The error that a reply of one of ``STATUSES`` is (api-docs; allenai/s2-folks #38, #199).

    A 404 is about the one paper that was asked for, never about the papers of a batch.
    """
    try:
        said = judging.error_of(judging.parse(reply))
    except AnswerError:
        said = ""
    if reply.status == 404 and not is_batch:
        why = said or "not found"
        return AnswerError(f"Semantic Scholar: {why}", outcome="absent")
    error = odd(reply.url, f"refused ({reply.status}): {said or 'it does not say why'}")
    words = said.lower()
    if reply.status == 504 or "exceed maximum size" in words:
        kind: type[AnswerError] = TooMuchError
    elif "limit and/or offset" in words:
        kind = PastEndError
    elif "no valid paper ids" in words:
        kind = NoneKnownError
    elif reply.status == 400 and said and "fields" not in words:
        kind = RefusedError
    else:
        return error
    return kind(error.message, outcome=error.outcome, hint=error.hint)


def is_too_much(error: AnswerError) -> bool:
    """Whether a smaller question may be answered: the answer was too large or took too long."""
    slow = error.retry_at is None and any(words in error.message for words in _NOT_IN_TIME)
    return slow or isinstance(error, TooMuchError)
