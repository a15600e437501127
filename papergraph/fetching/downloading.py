"""Papers: streamed to a file, so that their size is no matter of memory."""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from papergraph.errors import StoreError


@dataclass(frozen=True, slots=True)
class Download:
    """A file that has come: ``path`` is a temporary name in the folder given, for the caller.

    ``sha256`` and ``size`` are of the file; ``url`` is the address after redirects; ``at`` is
    when it came. Whether it is a paper is for the caller to say.
    """

    path: Path
    size: int
    sha256: str
    url: str
    status: int
    headers: Mapping[str, str]
    at: datetime

    @property
    def media_type(self) -> str:
        """``application/pdf``; empty where the server does not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class FileSink:
    """A file that takes the body of an answer, and begins anew with every answer."""

    def __init__(self, path: Path, file: io.FileIO) -> None:
        self.path = path
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """The digest of what was written, in hexadecimal."""
        return self._digest.hexdigest()

    def begin(self) -> None:
        """Forget what was written."""
        try:
            self._file.seek(0)
            self._file.truncate()
        except OSError as error:
            raise unwritable(self.path.parent, error) from error
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        """Add to the file.

        Raises:
            StoreError: the disk does not take it.
        """
        rest = memoryview(data)
        try:
            while rest:
                # Without a buffer: what a full disk does not take is known here and not at the end.
                rest = rest[self._file.write(rest) or 0 :]
        except OSError as error:
            raise unwritable(self.path.parent, error) from error
        self._digest.update(data)
        self.size += len(data)

    def finish(self) -> None:
        """Have everything on the disk.

        Raises:
            StoreError: the disk does not take it.
        """
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise unwritable(self.path.parent, error) from error


@contextmanager
def file_sink(folder: Path) -> Iterator[FileSink]:
    """A sink in a new file of the folder, which is gone again unless the context ends in order.

    Raises:
        StoreError: the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".download-", suffix=".part")
    except OSError as error:
        raise unwritable(folder, error) from error
    path = Path(name)
    try:
        with io.FileIO(handle, "w") as file:
            yield FileSink(path, file)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def unwritable(folder: Path, error: OSError) -> StoreError:
    """The error for a folder that takes no file, with the system's reason."""
    return StoreError(
        f"{folder} cannot be written to: {error.strerror or type(error).__name__}",
        hint="make room, or name another folder",
    )
