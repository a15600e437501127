"""Files in a commit, read through ``git`` plumbing; symbolic links are followed inside it only."""

import difflib
import os
import posixpath
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from papergraph.errors import FetchError, SourceError
from papergraph.fetching.exchange import MAX_PAGE_BYTES
from papergraph.fetching.git.command import Git, first_lines

_MAX_LINKS = 10
Kind = Literal["file", "folder", "link", "submodule"]
_KINDS: dict[str, Kind] = {"040000": "folder", "120000": "link", "160000": "submodule"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a commit; ``id`` is the object's hash, ``path`` where it was found."""

    kind: Kind
    id: str
    path: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of one commit. ``name`` is how a person calls it: ``course@F24``.

    ``supply`` brings contents of files here, by their hashes, where not all of them are.
    """

    git: Git
    commit: str
    name: str
    supply: Callable[[Sequence[str]], None] | None = None

    def need(self, entries: Iterable[Entry]) -> None:
        """Have the contents of these files brought, all in one go.

        Raises:
            FetchError: they could not be.
        """
        if self.supply is not None:
            self.supply([entry.id for entry in entries if entry.kind in ("file", "link")])

    def entries(self, folder: Entry) -> tuple[Entry, ...]:
        """What a folder holds, by name.

        Raises:
            FetchError: git cannot read it.
        """
        listed = self._run("ls-tree", "-z", "--full-tree", folder.id)
        found = []
        for line in listed.split(b"\0"):
            meta, tab, name = line.partition(b"\t")
            if tab:
                mode, _, object_id = meta.decode("ascii").split(" ")
                path = posixpath.join(folder.path, os.fsdecode(name))
                found.append(Entry(_KINDS.get(mode, "file"), object_id, path))
        return tuple(found)

    def find(self, path: str) -> Entry:
        """The file or folder at a path ("" for the top), symbolic links followed.

        Raises:
            SourceError: there is none, or it leads out of the commit; the hint lists what is.
        """
        for _ in range(_MAX_LINKS):
            entry, rest = self._walk(path)
            if entry.kind != "link":
                if entry.kind == "submodule":
                    raise SourceError(
                        f"{entry.path} of {self.name} is another repository (a submodule)",
                        hint="give that repository itself",
                    )
                return entry
            self.need([entry])
            target = os.fsdecode(self._run("cat-file", "blob", entry.id))
            path = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), target, rest))
            path = "" if path == "." else path
            if path.startswith(("../", "/")) or path == "..":
                raise SourceError(
                    f"{entry.path} of {self.name} is a link that leads out of the repository",
                    hint="give the file itself",
                )
        raise SourceError(
            f"{path} of {self.name} is a link that leads back to itself", hint="give another file"
        )

    def read(self, entry: Entry) -> bytes:
        """The bytes of a file.

        Raises:
            SourceError: it is too large.
            FetchError: git cannot read it.
        """
        self.need([entry])
        size = int(self._run("cat-file", "-s", entry.id))
        if size > MAX_PAGE_BYTES:
            raise SourceError(
                f"{entry.path} of {self.name} is larger than {MAX_PAGE_BYTES // 1024**2} MB",
                hint="a course page is smaller; is this the right file?",
            )
        return self._run("cat-file", "blob", entry.id)

    def _walk(self, path: str) -> tuple[Entry, str]:
        """The entry at a path, or the first link on the way to it with the rest of the path."""
        entry = Entry("folder", self.commit, "")
        segments = [segment for segment in path.split("/") if segment]
        for number, segment in enumerate(segments):
            entries = self.entries(entry) if entry.kind == "folder" else ()
            wanted = posixpath.join(entry.path, segment)
            found = next((each for each in entries if each.path == wanted), None)
            if found is None:
                raise self._missing(path, entries, wanted)
            entry = found
            if entry.kind == "link":
                return entry, "/".join(segments[number + 1 :])
        return entry, ""

    def _missing(self, path: str, entries: tuple[Entry, ...], wanted: str) -> SourceError:
        names = [entry.path for entry in entries]
        folded = {name.casefold(): name for name in names}
        near = difflib.get_close_matches(wanted.casefold(), folded, n=1)
        hint = f"there is: {first_lines(names)}" if names else "give the path of a file"
        if near:
            hint = f"did you mean {folded[near[0]]}? {hint}"
        return SourceError(f"{self.name} has no {path}", hint=hint)

    def _run(self, *arguments: str) -> bytes:
        outcome = self.git.run(*arguments)
        if outcome.status:
            raise FetchError(
                f"{self.name} cannot be read: {outcome.complaint}",
                hint="is the clone complete? git fsck tells",
            )
        return outcome.out
