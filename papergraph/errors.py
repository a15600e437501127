"""The exceptions of papergraph; every one names its subject and says what to do next.

PapergraphError
├── InputError                unusable input or arguments          (exit status 2)
│   ├── SettingsError         a setting that cannot be understood
│   ├── SourceError           a SOURCE that is no file, folder, URL or repository
│   ├── ListingError          a page in which no reading was found
│   ├── OfferingNameError     not of the form cse585@F24, or not unambiguous
│   └── AmbiguousError        a name that means several things; ``candidates`` lists them
├── NotFoundError             the one thing asked for does not exist (exit status 3)
├── FetchError                the network or a site said no          (exit status 3)
│   ├── BlockedAddressError   an address we never ask (private, loopback, other scheme)
│   └── AnswerError           a site's answer that is of no use; ``outcome`` says for how long
├── LockedError               another run holds the lock             (exit status 4)
├── StaleError                the data is older than asked for       (exit status 5)
└── StoreError                the catalog cannot be opened, read or written (exit status 3)

An *expected* failure of one item (not found, blocked, not a PDF, ambiguous) is a value kept
with that item, never an exception; a bug is any exception not in this tree (exit status 1).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal


class PapergraphError(Exception):
    """What went wrong with which subject, and (``hint``) what to do about it."""

    exit_status = 1
    code = "error"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(PapergraphError):
    """The input or the arguments cannot be used as they are."""

    exit_status = 2
    code = "input"


class SettingsError(InputError):
    """A setting has a value that cannot be understood."""

    code = "settings"


class SourceError(InputError):
    """A SOURCE names nothing that can be read."""

    code = "source"


class ListingError(InputError):
    """No reading was found in a page; the message says what was looked for."""

    code = "listing"


class OfferingNameError(InputError):
    """The name of an offering is not of the form ``cse585@F24``."""

    code = "offering-name"


class AmbiguousError(InputError):
    """A name means more than one thing; ``candidates`` are the names that would be clear."""

    code = "ambiguous"

    def __init__(
        self, message: str, *, candidates: Sequence[str] = (), hint: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.candidates = tuple(candidates)


class NotFoundError(PapergraphError):
    """The one thing that was asked for is not in the catalog."""

    exit_status = 3
    code = "not-found"


class FetchError(PapergraphError):
    """A page could not be fetched; the message names the address and the reason."""

    exit_status = 3
    code = "fetch"


class BlockedAddressError(FetchError):
    """The address is private, loopback or link-local, or its scheme is not http(s)."""

    code = "blocked-address"


class AnswerError(FetchError):
    """A site gave no usable answer; the message says which and why.

    ``outcome`` is ``absent`` (there is no such thing), ``temporary`` (ask again, at ``retry_at``
    where that is known) or ``withheld`` (it is there, but not for us). ``sent`` is False where
    nothing was asked: the site is left alone for now (until ``retry_at``), or cannot be reached.
    """

    code = "answer"

    def __init__(
        self,
        message: str,
        *,
        outcome: Literal["absent", "temporary", "withheld"],
        retry_at: datetime | None = None,
        hint: str | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(message, hint=hint)
        self.sent = sent
        self.outcome: Literal["absent", "temporary", "withheld"] = outcome
        self.retry_at = retry_at


class LockedError(PapergraphError):
    """Another run holds the lock of this catalog."""

    exit_status = 4
    code = "locked"


class StaleError(PapergraphError):
    """The data is older than was asked for."""

    exit_status = 5
    code = "stale"


class StoreError(PapergraphError):
    """The catalog file or database cannot be opened, read or written."""

    exit_status = 3
    code = "store"
