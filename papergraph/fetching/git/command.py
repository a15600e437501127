"""The ``git`` command, run so that a repository of someone else can do nothing but be read.

Nobody's configuration counts but ours: no hooks, no credential helpers, no ``.netrc``, no
prompts, no submodules, no LFS, no transport but https (and the gateway's). Only commands that
read objects are used; nothing is ever checked out.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from papergraph.errors import FetchError, SourceError

#: What a fetched repository may take on disk before it is given up.
MAX_REPOSITORY_BYTES = 300 * 1024 * 1024

#: The longest a single command of git may take, in seconds.
MAX_SECONDS = 180.0

_STEP = 0.1

#: Variables that git needs of ours: where programs and certificates are.
_KEPT = (
    "PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "GIT_EXEC_PATH",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "CURL_CA_BUNDLE",
)  # fmt: skip
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")

_ALWAYS = (
    ("protocol.allow", "never"),
    ("core.hooksPath", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.pager", "cat"),
    ("credential.helper", ""),
    ("submodule.recurse", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("init.defaultBranch", "main"),
    # The person named this repository; whose it is does not matter to commands that only read.
    ("safe.directory", "*"),
)
_NETWORK = (
    ("protocol.https.allow", "always"),
    ("http.followRedirects", "false"),
    # A server must not think that we have all of a commit of which we have only a part.
    ("fetch.negotiationAlgorithm", "noop"),
    ("http.lowSpeedLimit", "1000"),
    ("http.lowSpeedTime", "30"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command of git gave: its status, its output, its complaints."""

    status: int
    out: bytes
    complaints: str

    @property
    def complaint(self) -> str:
        """The line that says why it failed."""
        lines = [line.strip() for line in self.complaints.splitlines() if line.strip()]
        for line in lines:
            if line.startswith(("fatal: ", "error: ")):
                return line.partition(": ")[2]
        return lines[-1] if lines else "git says nothing"


@dataclass(frozen=True, slots=True)
class Network:
    """How git may use the network.

    ``config`` is added to ours; ``proxies`` says whether those of the environment are used
    (never for the gateway, which is asked directly).
    """

    config: tuple[tuple[str, str], ...] = ()
    proxies: bool = False


class Git:
    """Commands of git in one folder. ``network`` is None where none may be used.

    Raises:
        FetchError: there is no git on this machine.
    """

    def __init__(
        self,
        folder: Path,
        *,
        network: Network | None = None,
        max_seconds: float = MAX_SECONDS,
        max_bytes: int = MAX_REPOSITORY_BYTES,
    ) -> None:
        program = shutil.which("git")
        if program is None:
            raise FetchError(
                "a git repository cannot be read: there is no git on this machine",
                hint="install git, or give a file or the address of one",
            )
        self._program = program
        self._folder = folder
        self._network = network
        self._max_seconds = max_seconds
        self._max_bytes = max_bytes

    def run(self, *arguments: str) -> Outcome:
        """The outcome of one command; a failed one is a value, too.

        Raises:
            FetchError: it took too long or too much disk, or could not be started.
        """
        config = _ALWAYS if self._network is None else _ALWAYS + _NETWORK + self._network.config
        options = [part for name, value in config for part in ("-c", f"{name}={value}")]
        try:
            process = subprocess.Popen(
                [self._program, *options, *arguments],
                cwd=self._folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise SourceError(f"git cannot be run in {self._folder}: {error.strerror}") from error
        with process:
            try:
                out, complaints = self._finish(process, arguments[0])
            except BaseException:
                _end(process)
                raise
        return Outcome(process.returncode, out, complaints.decode("utf-8", "replace"))

    def commit(self, revision: str) -> str | None:
        """The full hash of the commit that a revision means; None where there is none."""
        outcome = self.run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        found = outcome.out.decode("ascii", "replace").strip()
        return None if outcome.status or not found else found

    def _finish(self, process: subprocess.Popen[bytes], command: str) -> tuple[bytes, bytes]:
        """Output and complaints at the end, looking after time and disk meanwhile."""
        until = time.monotonic() + self._max_seconds
        while True:
            try:
                return process.communicate(timeout=_STEP)
            except subprocess.TimeoutExpired:
                if time.monotonic() > until:
                    raise FetchError(
                        f"git {command} took more than {self._max_seconds:g} seconds",
                        hint="try again, or give the address of the file itself",
                    ) from None
                if self._network is not None and _size(self._folder) > self._max_bytes:
                    raise FetchError(
                        f"the repository is larger than {self._max_bytes // 1024**2} MB",
                        hint="clone it yourself and give PATH@REF, or give the file's address",
                    ) from None

    def _environment(self) -> dict[str, str]:
        """Ours from scratch: what is not named here does not reach git."""
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        if self._network is not None and self._network.proxies:
            for name in (*_PROXIES, *(name.upper() for name in _PROXIES)):
                if name in os.environ:
                    environment[name] = os.environ[name]
        return environment | {
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            # Heeded since git 2.45 and in what Debian ships; before, the protocols above are it.
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_LFS_SKIP_SMUDGE": "1",
            # A home that is no folder: libcurl finds no .netrc, git no configuration.
            "HOME": os.devnull,
            "LC_ALL": "C",
        }


def _size(folder: Path) -> int:
    """Bytes of all files in a folder; those that vanish meanwhile count nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(Path(parent) / name).st_size
            except OSError:
                continue
    return total


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the command and its helpers, which are a group of their own where there are groups."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except ProcessLookupError:
        pass
    process.wait()


def first_lines(names: Sequence[str], *, most: int = 10) -> str:
    """Some names for a hint, and how many more there are."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
