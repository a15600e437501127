"""The front door of fetching: whatever a person gives as SOURCE becomes pages."""

import difflib
import os
import re
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from papergraph.domain.courses import Page
from papergraph.errors import FetchError, SourceError
from papergraph.fetching.exchange import MAX_PAGE_BYTES, Response
from papergraph.fetching.files import (
    Skipped,
    read_file,
    read_folder,
    read_stream,
    unreadable,
)
from papergraph.fetching.forges import FORGES, commit_of, text_addresses
from papergraph.fetching.git.reading import read_git
from papergraph.fetching.git.source import GitSource, git_source
from papergraph.fetching.session import Session
from papergraph.fetching.targets import shown
from papergraph.fetching.texts import PAGE_SUFFIXES, page_of

_ACCEPT = "text/markdown, text/plain, text/html;q=0.9, text/*;q=0.8, */*;q=0.5"
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)://")
#: ``git@host:owner/repository``, as forges offer it for ssh.
_SSH = re.compile(r"git@[\w.-]+:.+")
_BARE_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE)
_OFFERING = re.compile(r"(?:[\w.-]+/)?[\w.-]+@[WSUF]\d\d", re.IGNORECASE)
_DOT_GIT = re.compile(r"(?P<repository>[^?#]+?\.git)/?(?:@(?P<ref>[^:]*)(?::(?P<path>.*))?)?")
_AT_REF = re.compile(
    r"(?P<repository>https?://[^/@?#]+/[^?#]*?[^/?#])@(?P<ref>[^:?#]+)(?::(?P<path>.*))?"
)


def read_pages(
    source: str,
    *,
    session: Session,
    stdin: BinaryIO | None = None,
    skipped: Skipped | None = None,
) -> tuple[Page, ...]:
    """The pages that a SOURCE means, at least one.

    A file; a folder (its pages); ``-`` (standard input, or ``stdin``); an http(s) address, where
    a page of GitHub means its raw file; or a git repository, a local path or an https address
    with ``@REF[:PATH]``. What exists as a path is a path, also with an ``@`` in its name.

    ``skipped`` is told of every page of a folder that could not be read; without it the first
    such page is an error.

    >>> with Session() as session:  # doctest: +SKIP
    ...     [page.address for page in read_pages("courses/cse585@F24", session=session)]
    ['courses/cse585@F24:README.md']

    Raises:
        SourceError: it is nothing that can be read; the hint says what to do.
        FetchError: the network or the site said no.
        BlockedAddressError: the address is not public.
    """
    if source == "-":
        return (read_stream(stdin if stdin is not None else sys.stdin.buffer),)
    if not source.strip() or "\0" in source:
        raise SourceError(
            "a SOURCE without a name", hint="give a file, a folder, a URL or a repository"
        )
    if scheme := _SCHEME.match(source.strip()):
        return _read_remote(source.strip(), scheme[1].lower(), session, skipped)
    path = Path(source)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if given := _local_git(source):
            return read_git(given, session=session, skipped=skipped)
        raise _nothing_there(source, error) from error
    if stat.S_ISDIR(mode):
        return read_folder(path, skipped=skipped)
    return (read_file(path),)


def _read_remote(
    source: str, scheme: str, session: Session, skipped: Skipped | None
) -> tuple[Page, ...]:
    if scheme not in ("http", "https"):
        raise SourceError(
            f"{shown(source)}: only http, https and local paths are read, not {scheme}",
            hint="give the path itself" if scheme == "file" else "write it with https://",
        )
    if given := _remote_git(source):
        return read_git(given, session=session, skipped=skipped)
    response = _first_found(source, session)
    return (
        page_of(
            response.body,
            address=response.url,
            revision=commit_of(response.url) or _etag(response),
            charset=response.charset,
        ),
    )


def _first_found(source: str, session: Session) -> Response:
    """The answer at the first of the addresses a source may mean that is there."""
    addresses = text_addresses(session.target(source))
    *guesses, last = addresses
    for address in guesses:
        response = session.get(address, accept=_ACCEPT, max_bytes=MAX_PAGE_BYTES, allow={404})
        if response.status != 404:
            return response
    try:
        return session.get(last, accept=_ACCEPT, max_bytes=MAX_PAGE_BYTES)
    except FetchError as error:
        if not guesses:
            raise
        raise FetchError(
            f"{shown(source)}: no README found there ({error.message})",
            hint="give the address of the file; a private repository looks like this, too",
        ) from error


def _etag(response: Response) -> str | None:
    return response.headers.get("etag", "").removeprefix("W/").strip('"') or None


def _remote_git(source: str) -> GitSource | None:
    """The repository that an address means; None for the address of a page.

    What ends in ``.git`` is a repository, with ``@REF[:PATH]`` or without; so is any other
    address with an ``@REF``, unless it ends like a page (``/notes@home.html``) off the forges
    we know. An ``@`` that begins a segment (``/@someone/``) is a name.
    """
    if match := _DOT_GIT.fullmatch(source):
        ref = match["ref"]
        return git_source(match["repository"], "HEAD" if ref is None else ref, match["path"] or "")
    match = _AT_REF.fullmatch(source)
    if match is None:
        return None
    host = source.split("/")[2].lower().removeprefix("www.")
    if host in FORGES:
        forge_path = match["repository"].split("/")[3:]
        if len(forge_path) != 2 and host != "gitlab.com":
            return None
    elif match["path"] is None and source.lower().endswith(PAGE_SUFFIXES):
        return None
    return git_source(match["repository"], match["ref"], match["path"] or "")


def _local_git(source: str) -> GitSource | None:
    """The local repository meant: the longest folder that an ``@`` ends; None without one."""
    at = len(source)
    while (at := source.rfind("@", 0, at)) > 0:
        if Path(source[:at]).is_dir():
            ref, _, path = source[at + 1 :].partition(":")
            return git_source(source[:at], ref, path)
    return None


def _nothing_there(source: str, error: OSError) -> SourceError:
    """The error for a SOURCE that is nothing, with the likeliest reason."""
    path = Path(source)
    if _SSH.fullmatch(source):
        return SourceError(
            f"{source}: repositories are read over https and from local paths, not over ssh",
            hint="write it as https://HOST/OWNER/REPOSITORY.git@REF",
        )
    if not isinstance(error, FileNotFoundError | NotADirectoryError) or path.is_symlink():
        return unreadable(path, error)
    if _BARE_HOST.fullmatch(source) and not path.parent.exists():
        hint = f"if it is an address, write https://{source}"
    elif _OFFERING.fullmatch(source):
        hint = "it looks like the name of an offering; a SOURCE is a page, --as gives the name"
    elif (at := source.find("@")) > 0:
        hint = f"there is no repository {source[:at]} either"
    elif near := _near(path):
        hint = f"did you mean {near}?"
    else:
        hint = "give a file, a folder, -, a URL, or a git repository with @REF[:PATH]"
    return SourceError(f"there is no {source}", hint=hint)


def _near(path: Path) -> str | None:
    try:
        names = os.listdir(path.parent)  # noqa: PTH208 - names, not paths
    except OSError:
        return None
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.7)
    return str(path.parent / near[0]) if near else None
