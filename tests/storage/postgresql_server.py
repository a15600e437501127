"""A PostgreSQL server of the tests' own, or the one a URL in the environment names."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from papergraph.storage.tables import metadata

#: A server to use instead of one of our own. Read now: tests run without our variables.
GIVEN = os.environ.get("PAPERGRAPH_TEST_POSTGRESQL")
MISSING = "PostgreSQL not found: apt-get install postgresql"


@dataclass(frozen=True)
class Server:
    """A server that makes and drops databases; ``url`` names one that is always there."""

    url: URL

    def create(self) -> str:
        """The URL of a new, empty database."""
        name = f"papergraph_{uuid.uuid4().hex[:12]}"
        self._run(self.url, f"CREATE DATABASE {name}")
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._run(self.url, f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def clear(self, url: str) -> None:
        """Empty the tables of a catalog, which is faster than a new database."""
        tables = ", ".join(metadata.tables)
        self._run(make_url(url), f"TRUNCATE {tables} RESTART IDENTITY CASCADE")

    def _run(self, url: URL, statement: str) -> None:
        engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(statement))


def binaries() -> Path | None:
    """The folder that holds ``initdb`` and ``pg_ctl``; None where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


@contextmanager
def running() -> Iterator[Server | None]:
    """A running server; None where none is found."""
    if GIVEN:
        yield Server(make_url(GIVEN).set(drivername="postgresql+psycopg"))
        return
    folder = binaries()
    account = _account()
    if folder is None or account is None:
        yield None
        return
    # Not pytest's own folder: the server's account may not enter that, and the path of a
    # socket may not be long.
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    os.chown(home, account.pw_uid, account.pw_gid)
    try:
        with _cluster(folder, home, account) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """Whom to run the server as: never root, which it refuses."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


@contextmanager
def _cluster(folder: Path, home: Path, account: pwd.struct_passwd) -> Iterator[Server]:
    is_root = os.geteuid() == 0

    def run(*command: str | Path) -> None:
        subprocess.run(
            command,
            cwd=home,
            check=True,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            user=account.pw_uid if is_root else None,
            group=account.pw_gid if is_root else None,
            extra_groups=() if is_root else None,
        )

    data = home / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(folder / "initdb", "-D", data, "-U", "tester", "-E", "UTF8", "-A", "trust", "-N")
    run(folder / "pg_ctl", "start", "-w", "-D", data, "-l", home / "log", "-o", settings)
    try:
        yield Server(
            URL.create(
                "postgresql+psycopg",
                username="tester",
                host="127.0.0.1",
                port=port,
                database="postgres",
            )
        )
    finally:
        run(folder / "pg_ctl", "stop", "-w", "-D", data, "-m", "immediate")
