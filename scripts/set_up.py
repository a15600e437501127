"""Makes the checkout's ``.venv`` ready for use, or finds that it already is.

usage: python set_up.py {run,dev}

``run`` installs what papergraph needs (requirements/run.lock), ``dev`` also what its checks need
(requirements/dev.lock, the same versions and more); both then install the checkout itself,
editable. Only the standard library is at hand here, and only pip is asked to install. A stamp
inside the environment makes the next call a matter of milliseconds.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
#: What a size is satisfied by: an environment for development can run the program as well.
SATISFIED_BY = {"run": ("run", "dev"), "dev": ("dev",)}
PROBE = "import sys, pip; print(sys.prefix); print(*sys.version_info[:2])"


class SetUpError(Exception):
    """Why the environment could not be made, and what to do about it."""


def main(arguments: list[str]) -> int:
    """0 when ``.venv`` is ready for the size named, else 1 with one line on standard error."""
    if len(arguments) != 1 or arguments[0] not in SATISFIED_BY:
        say("usage: set_up.py {run,dev}")
        return 2
    try:
        with locked(ROOT):
            prepare(arguments[0])
    except SetUpError as error:
        say(str(error))
        return 1
    return 0


def prepare(size: str) -> None:
    """Nothing; afterwards ``.venv`` holds the pinned versions of this size.

    Raises SetUpError if Python cannot make environments or pip cannot install.
    """
    trouble = fault()
    if trouble is None and any(stamped(name) for name in SATISFIED_BY[size]):
        return
    if trouble is not None:
        create(trouble)
    for name in SATISFIED_BY:
        stamp(name).unlink(missing_ok=True)
    lock = ROOT / "requirements" / f"{size}.lock"
    say(f"installing {lock.relative_to(ROOT)} into .venv (about a minute, this once)")
    # Wheels only: building from source would fetch build tools that no hash vouches for.
    pip("--require-hashes", "--only-binary", ":all:", "--requirement", str(lock))
    pip("--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT))
    stamp(size).write_text(digest(size), encoding="utf-8")


def fault() -> str | None:
    """Why ``.venv`` cannot be used as it is; None if it can."""
    if not VENV.exists():
        return "there is none"
    try:
        probe = subprocess.run(
            [PYTHON, "-c", PROBE], capture_output=True, text=True, check=True, cwd=VENV
        )
    except (OSError, subprocess.CalledProcessError):
        return "its Python or pip does not start"
    prefix, version = probe.stdout.splitlines()
    major, minor = (int(part) for part in version.split())
    # A copied or moved environment still starts, but its scripts point to the old place.
    scripts_prefix = os.fsencode(VENV / "bin")
    if Path(prefix).resolve() != VENV.resolve() or scripts_prefix not in head(VENV / "bin/pip"):
        return "it was made for another folder"
    if (major, minor) < (3, 11):
        return f"its Python {major}.{minor} is too old"
    if os.environ.get("PYTHON") and (major, minor) != sys.version_info[:2]:
        return f"it has Python {major}.{minor}, not the one that PYTHON names"
    return None


def create(trouble: str) -> None:
    """Nothing; afterwards ``.venv`` is a fresh, empty environment of this Python.

    Raises SetUpError if a folder is in the way that is no environment, or ensurepip is missing.
    """
    if VENV.is_dir() and any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists():
        raise SetUpError(f"{VENV} is not a virtual environment: move it away, then try again.")
    if importlib.util.find_spec("ensurepip") is None:
        raise SetUpError(
            f"{sys.executable} cannot make virtual environments, it lacks ensurepip: install it "
            "(Debian: apt-get install python3-venv), or name another Python in PYTHON."
        )
    say(f"making .venv with Python {sys.version.split()[0]} ({trouble})")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "Python could not make .venv")


def pip(*arguments: str) -> None:
    """Nothing; pip has installed what was asked for. Raises SetUpError if it could not."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq"]
    run([*command, "install", *arguments], "pip could not install into .venv, see above")


def run(command: list[str], failure: str) -> None:
    """Nothing; the command has succeeded. Raises SetUpError with that failure if it has not."""
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        raise SetUpError(f"{failure}. Mend that, then try again.")


def digest(size: str) -> str:
    """A hash of everything that decides what an environment of this size contains."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = (
        str(ROOT),
        (ROOT / "requirements" / f"{size}.lock").read_text(encoding="utf-8"),
        project["build-system"],
        project["project"],
        project["tool"]["hatch"],
    )
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def stamp(size: str) -> Path:
    """Where the digest of a finished installation of this size is kept."""
    return VENV / f"papergraph-{size}.stamp"


def stamped(size: str) -> bool:
    """Whether an installation of this size was finished and is still up to date."""
    return stamp(size).is_file() and stamp(size).read_text(encoding="utf-8") == digest(size)


def head(path: Path) -> bytes:
    """The first half kilobyte of a file, where a script names its interpreter; b"" if none."""
    try:
        with path.open("rb") as file:
            return file.read(512)
    except OSError:
        return b""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """A block in which no other set-up of this folder runs.

    The lock is on the folder itself, so no file is left behind and none can go stale. On a file
    system without locks two first runs at once are not kept apart.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("waiting for another run that is setting up .venv")
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def say(line: str) -> None:
    """Nothing; the line is on standard error, where it mixes with no program's output."""
    print(f"set-up: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
