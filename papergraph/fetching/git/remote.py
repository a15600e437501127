"""A commit of a repository elsewhere, fetched over https with as little else as possible.

The commit comes alone and without the contents of its files; the files that are read are asked
for by name. git's own way of fetching what is missing ("promisor") stays off: a hostile server
can make it call itself for ever.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from papergraph.errors import FetchError
from papergraph.fetching.git.command import Git, Network, Outcome
from papergraph.fetching.git.source import GitSource, unknown_revision
from papergraph.fetching.git.tree import Tree
from papergraph.fetching.session import Session
from papergraph.fetching.targets import Target, shown

_HASH = re.compile(r"[0-9a-f]{4,40}")
#: What the name of a branch or tag may not contain (git-check-ref-format); a revision may.
_EXPRESSION = re.compile(r"[~^?*\[\\]|@\{|\.\.|^@$")
_REMOTE_HEAD = "refs/remotes/origin/HEAD"
_EVERYTHING = (
    "+refs/heads/*:refs/heads/*",
    "+refs/tags/*:refs/tags/*",
    f"+HEAD:{_REMOTE_HEAD}",
)
#: Every commit. Named because a server that cannot cut a history cannot leave files out either.
_ALL_DEPTH = 2**31 - 1


@contextmanager
def fetched(source: GitSource, target: Target, session: Session) -> Iterator[Tree]:
    """The files of the commit that a source means, in a repository that is gone afterwards.

    Raises:
        SourceError: there is no such revision.
        FetchError: the repository could not be fetched.
        BlockedAddressError: its host is not public.
    """
    network = _network(target, session)
    with (
        session.turn(target.host),
        tempfile.TemporaryDirectory(prefix="papergraph-", ignore_cleanup_errors=True) as folder,
    ):
        remote = _Remote(Git(Path(folder), network=network), source, target.url.rstrip("/"))
        commit = remote.fetch_commit()
        yield Tree(remote.git, commit, source.name, supply=remote.fetch_blobs)


def _network(target: Target, session: Session) -> Network:
    """The road to the host: the gateway's, a proxy's, or straight to its checked addresses."""
    agent = ("http.userAgent", f"git/2 {session.user_agent}")
    if session.gateway is not None:
        base = session.gateway.base
        return Network(
            (
                agent,
                (f"protocol.{base.partition(':')[0].lower()}.allow", "always"),
                (f"url.{base}/{target.authority}/.insteadOf", f"https://{target.authority}/"),
            )
        )
    # Loaded here: it brings half of the standard library along, and most runs need no git.
    from urllib.request import getproxies, proxy_bypass

    if {"https", "all"} & getproxies().keys() and not proxy_bypass(target.host):
        return Network((agent,), proxies=True)
    host, port = target.connects_to
    addresses = ",".join(
        f"[{address}]" if ":" in address else address
        for address in session.guard.public_addresses(host, port)
    )
    # git connects to the addresses that were checked and does not look the name up again.
    return Network((agent, ("http.curloptResolve", f"{host}:{port}:{addresses}")))


@dataclass(slots=True)
class _Remote:
    """An empty repository being filled from ``url``, which may turn out to need a suffix."""

    git: Git
    source: GitSource
    url: str

    def fetch_commit(self) -> str:
        """The full hash of the commit meant, once it is here.

        Raises:
            SourceError: there is none.
            FetchError: the server cannot be reached or does not answer as one of git.
        """
        self.git.run("init", "--quiet", "--bare", "--template=", ".")
        if _EXPRESSION.search(self.source.ref):
            return self._commit_among_all()
        outcome = self._fetch(self.source.ref, depth=1)
        if "returned error: 3" in outcome.complaints and not self.url.endswith(".git"):
            # Some servers redirect to the name with the suffix; redirects are not followed.
            self.url += ".git"
            outcome = self._fetch(self.source.ref, depth=1)
        if not outcome.status and (commit := self.git.commit("FETCH_HEAD")):
            return commit
        if not _is_unknown(outcome):
            if _is_static(outcome):
                return self._commit_among_all()
            raise _unreachable(self.source, outcome)
        if _HASH.fullmatch(self.source.ref):
            return self._commit_among_all()
        listed = self.git.run("ls-remote", "--heads", "--tags", self.url)
        raise unknown_revision(self.source, listed.out)

    def fetch_blobs(self, ids: Sequence[str]) -> None:
        """Fetch contents of files that are not here yet.

        Raises:
            FetchError: the server does not give them.
        """
        missing = [name for name in ids if self.git.run("cat-file", "-e", name).status]
        if not missing:
            return
        outcome = self.git.run(*_FETCH, "--no-write-fetch-head", self.url, *missing)
        if outcome.status:
            # An old server gives commits only: then the whole of this one.
            commit = self.git.commit("FETCH_HEAD") or self.source.ref
            outcome = self.git.run(*_FETCH, "--depth=1", self.url, commit)
        if outcome.status:
            raise _unreachable(self.source, outcome)

    def _commit_among_all(self) -> str:
        """The commit, found by having the whole history here."""
        outcome = self._fetch(*_EVERYTHING, depth=_ALL_DEPTH)
        if outcome.status and _is_static(outcome):
            outcome = self.git.run(*_FETCH, self.url, *_EVERYTHING)
        if outcome.status:
            raise _unreachable(self.source, outcome)
        ref = re.sub(r"^(?:HEAD|@)(?=$|[~^])", _REMOTE_HEAD, self.source.ref)
        commit = self.git.commit(ref)
        if commit is None:
            listed = self.git.run("for-each-ref", "--format=%(refname)")
            raise unknown_revision(self.source, listed.out)
        return commit

    def _fetch(self, *refs: str, depth: int) -> Outcome:
        """Fetch without the contents of files. ``depth`` makes a static server refuse at once."""
        # git wants a named remote for this, and would go on asking it: so it is taken away again.
        self.git.run("config", "remote.origin.url", self.url)
        try:
            return self.git.run(*_FETCH, f"--depth={depth}", "--filter=blob:none", "origin", *refs)
        finally:
            self.git.run("config", "--remove-section", "remote.origin")


_FETCH = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules")


def _is_unknown(outcome: Outcome) -> bool:
    return bool(
        re.search(r"couldn't find remote ref|not our ref|unadvertised object", outcome.complaints)
    )


def _is_static(outcome: Outcome) -> bool:
    """Whether the server only serves files ("dumb http") and cannot cut a history."""
    return "shallow" in outcome.complaints


def _unreachable(source: GitSource, outcome: Outcome) -> FetchError:
    """What a failed fetch means, in words."""
    said = outcome.complaints
    name = shown(source.repository)
    if re.search(r"not found|could not read Username|returned error: 40[134]", said):
        return FetchError(
            f"{name}: there is no such repository, or it is private",
            hint="check the address; a private one is cloned by hand and given as PATH@REF",
        )
    if "returned error: 3" in said:
        return FetchError(
            f"{name}: the repository has moved", hint="give the address a browser ends at"
        )
    if re.search(r"returned error: (?:429|5)", said):
        return FetchError(f"{name}: the server is in trouble", hint="try again later")
    if re.search(r"resolve host|connect|timed out|too slow|reset", said, re.IGNORECASE):
        return FetchError(f"{name}: no connection to the server", hint="try again later")
    return FetchError(f"{name}: git cannot fetch it: {outcome.complaint}")
