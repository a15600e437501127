"""A place in a git repository as a person gives it: repository, revision, path."""

import re
from dataclasses import dataclass

from papergraph.errors import SourceError
from papergraph.fetching.git.command import first_lines
from papergraph.fetching.targets import shown

_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class GitSource:
    """A repository (a local path or an https address), a revision, a file or folder in it."""

    repository: str
    ref: str = "HEAD"
    path: str = ""

    @property
    def name(self) -> str:
        """As a person would write it, without the path."""
        return f"{shown(self.repository)}@{self.ref}"

    @property
    def is_remote(self) -> bool:
        """Whether the network is needed to read it."""
        return "://" in self.repository


def git_source(repository: str, ref: str, path: str) -> GitSource:
    """The source of the three parts, once they are such as can be handed to git.

    Raises:
        SourceError: revision or path are empty, unprintable, look like an option, or lead out.
    """
    if not ref or ref.startswith("-") or _UNPRINTABLE.search(ref):
        raise SourceError(
            f"{ref!r} is not a revision of {shown(repository)}",
            hint="write REPOSITORY@REF with a branch, a tag or a commit",
        )
    segments = path.split("/")
    if path.startswith("-") or ".." in segments or "\0" in path:
        raise SourceError(
            f"{path!r} is not a path in {shown(repository)}",
            hint="write the path from the top of the repository",
        )
    return GitSource(repository, ref, "/".join(part for part in segments if part not in ("", ".")))


def unknown_revision(source: GitSource, listed: bytes) -> SourceError:
    """The error for a revision that is not there; ``listed`` names the references that are."""
    names = re.findall(r"refs/(?:heads|tags|remotes)/(\S+)", listed.decode("utf-8", "replace"))
    known = list(dict.fromkeys(name for name in names if not name.endswith(("^{}", "/HEAD"))))
    return SourceError(
        f"{shown(source.repository)} has no revision {source.ref}",
        hint=f"there is: {first_lines(known)}" if known else "it has no branches and no tags",
    )
