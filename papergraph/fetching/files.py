"""Pages from this machine: a file, a folder, standard input. Never waits on a pipe or device."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from papergraph.domain.courses import Page
from papergraph.errors import PapergraphError, SourceError
from papergraph.fetching.exchange import MAX_PAGE_BYTES
from papergraph.fetching.texts import PAGE_SUFFIXES, page_of

#: Told of every page of a folder that could not be read: its address and why.
Skipped = Callable[[str, PapergraphError], None]

Item = TypeVar("Item")

#: More pages than any course has; a folder with more is not one of course pages.
MAX_PAGES = 500

#: Files that lie beside a course page and are none.
_NOT_PAGES = frozenset(
    {
        "authors", "changelog", "code_of_conduct", "contributing", "contributors", "copying",
        "licence", "license", "maintainers", "notice", "papergraph", "pyproject", "robots",
        "security",
    }
)  # fmt: skip

#: Folders of dependencies and of what was built from them.
_NOT_FOLDERS = frozenset(
    {
        "__pycache__", "bower_components", "build", "dist", "node_modules", "site-packages",
        "target", "third_party", "vendor", "venv",
    }
)  # fmt: skip


def is_page_name(name: str) -> bool:
    """Whether a file of that name, met in a folder, is taken for a page.

    >>> is_page_name("README.md"), is_page_name("LICENSE.md"), is_page_name(".draft.md")
    (True, False, False)
    """
    stem, suffix = os.path.splitext(name.lower())  # noqa: PTH122 - a name, no path
    return (
        suffix in PAGE_SUFFIXES
        and not name.startswith(".")
        and stem not in _NOT_PAGES
        and not stem.startswith("requirements")
    )


def read_file(path: Path) -> Page:
    """The page in a file; its address is the path as given.

    Raises:
        SourceError: it is no regular file, too large, empty, no text, or may not be read.
    """
    return page_of(_read_bytes(path), address=path.as_posix())


def read_folder(path: Path, *, skipped: Skipped | None = None) -> tuple[Page, ...]:
    """The pages of a folder in the order of their names.

    Those in the folder itself; where there are none, those one level below (a folder for each
    course). A page that cannot be read is told to ``skipped`` and left out; without it, and
    where no page at all can be read, its error is raised.

    Raises:
        SourceError: the folder has no page, too many, or may not be read.
    """
    found = _pages_in(path) or [
        page for folder in _folders_in(path) for page in _pages_in(folder, optional=True)
    ]
    if not found:
        raise SourceError(
            f"the folder {path} has no pages ({', '.join(PAGE_SUFFIXES)})",
            hint=_is_repository(path) or "give the file that has the schedule",
        )
    if len(found) > MAX_PAGES:
        raise SourceError(
            f"the folder {path} has {len(found)} pages; no course has more than {MAX_PAGES}",
            hint="give the file or the folder that has the schedule",
        )
    return read_each(found, read_file, address=Path.as_posix, skipped=skipped)


def read_each(
    items: list[Item],
    read: Callable[[Item], Page],
    *,
    address: Callable[[Item], str],
    skipped: Skipped | None,
) -> tuple[Page, ...]:
    """One page for each item that can be read; see :func:`read_folder` for the others."""
    pages: list[Page] = []
    errors: list[PapergraphError] = []
    for item in items:
        try:
            pages.append(read(item))
        except SourceError as error:
            if skipped is None:
                raise
            skipped(address(item), error)
            errors.append(error)
    if not pages and errors:
        raise errors[0]
    return tuple(pages)


def read_stream(stream: BinaryIO) -> Page:
    """The page on an open stream; its address is ``-``.

    Raises:
        SourceError: it is too large, empty, or no text.
    """
    return page_of(_limited(stream, "standard input"), address="-")


def _read_bytes(path: Path) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        # Opened without blocking and looked at afterwards: a pipe would wait for a writer.
        descriptor = os.open(path, flags)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, no path
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                raise SourceError(
                    f"{path} is {kind_of(mode)}, not a file",
                    hint="papergraph reads a pipe as -: … | papergraph add -",
                )
            return _limited(file, str(path))
    except OSError as error:
        raise unreadable(path, error) from error


def _limited(stream: BinaryIO, name: str) -> bytes:
    data = stream.read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        raise SourceError(
            f"{name} is larger than {MAX_PAGE_BYTES // 1024**2} MB",
            hint="a course page is smaller; is this the right file?",
        )
    return data


def _pages_in(folder: Path, *, optional: bool = False) -> list[Path]:
    """The pages of one folder by name; of an ``optional`` one that may not be read, none."""
    try:
        with os.scandir(folder) as entries:
            # A pipe or a dead link of such a name is kept here, to be reported by read_file.
            names = [e.name for e in entries if is_page_name(e.name) and not _is_folder(e)]
    except OSError as error:
        if optional:
            return []
        raise unreadable(folder, error) from error
    return [folder / name for name in sorted(names)]


def _folders_in(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        names = [
            entry.name
            for entry in entries
            if not entry.name.startswith(".")
            and entry.name.lower() not in _NOT_FOLDERS
            and _is_folder(entry)
        ]
    return [folder / name for name in sorted(names)]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_repository(path: Path) -> str | None:
    if (path / "objects").is_dir() and (path / "HEAD").is_file():
        return f"it is a git repository: say at which revision, {path}@HEAD"
    return None


def kind_of(mode: int) -> str:
    """What a file mode is of, in words."""
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "something else"


def unreadable(path: Path, error: OSError) -> SourceError:
    """What an error of the system means for a path that was given."""
    if isinstance(error, PermissionError):
        return SourceError(f"{path} may not be read", hint="check its permissions")
    if error.errno == errno.ELOOP:
        return SourceError(f"{path} is a link that leads back to itself", hint="mend the link")
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return SourceError(f"{path} is a link to nothing", hint="mend the link")
    if error.errno == errno.ENXIO:
        return SourceError(f"{path} is a socket, not a file", hint="give a file")
    return SourceError(f"{path} cannot be read: {(error.strerror or 'unknown').lower()}")
