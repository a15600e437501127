"""The built wheel is all that papergraph needs: tried in an environment that has nothing else.

The environment is made without the network. What papergraph depends on is already installed
where the tests run, so one line of a ``.pth`` file lends it; ``.pth`` files inside a folder lent
like this are not read, so the editable installation of the checkout stays invisible, and what the
new environment finds of papergraph is the wheel or nothing. scripts/test-wheel does the same with
every dependency installed afresh.
"""

import csv
import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from email.parser import HeaderParser
from pathlib import Path

import pytest

from papergraph import __version__


def run(
    *command: str | Path, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The finished run of a command, which must succeed; what it said is shown if it does not."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout, built as ``pip install .`` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel")
    offline = ("--no-deps", "--no-index", "--no-build-isolation")
    run(*pip, *offline, "--wheel-dir", folder, checkout, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of a new environment that holds the wheel and nothing else."""
    venv = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=venv)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(
        *pip, "--python", venv / "bin/python", "install", "--no-deps", "--no-index", wheel, cwd=venv
    )
    (packages,) = venv.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return venv / "bin"


@pytest.fixture
def newcomer(tmp_path: Path) -> dict[str, str]:
    """The environment variables of somebody who has never run papergraph."""
    home = tmp_path / "home"
    home.mkdir()
    return {"PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8"}


def test_the_wheel_holds_the_package_and_its_data(wheel: Path, checkout: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {
        str(path.relative_to(checkout))
        for path in (checkout / "papergraph").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    data = {
        str("papergraph/_data" / path.relative_to(checkout / "db"))
        for path in [*(checkout / "db").glob("*.toml"), *(checkout / "db/sample").rglob("*")]
        if path.is_file()
    }
    assert package <= names
    assert data <= names
    assert "papergraph/py.typed" in names
    assert any(name.startswith("papergraph/storage/migrations/versions/") for name in names)
    assert any(name.startswith("papergraph/_data/sample/") for name in names)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    information = f"papergraph-{__version__}.dist-info/"
    strangers = [
        name
        for name in zipfile.ZipFile(wheel).namelist()
        if not name.startswith(("papergraph/", information)) or name.endswith((".pyc", ".sqlite"))
    ]
    assert strangers == []


def test_the_wheel_says_what_it_is_and_under_which_licence(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    information = f"papergraph-{__version__}.dist-info"
    metadata = HeaderParser().parsestr(archive.read(f"{information}/METADATA").decode())
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert b"MIT License" in archive.read(f"{information}/licenses/LICENSE")


def test_it_starts_from_an_empty_folder_and_not_from_the_checkout(
    installed: Path, newcomer: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    version = run(installed / "papergraph", "--version", cwd=folder, env=newcomer)
    assert __version__ in version.stdout
    program = "import papergraph; print(papergraph.__file__)"
    where = run(installed / "python", "-c", program, cwd=folder, env=newcomer)
    assert Path(where.stdout.strip()).is_relative_to(installed.parent)


def test_the_demo_needs_nothing_but_the_wheel(
    installed: Path, newcomer: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    done = run(installed / "papergraph", "demo", "made", cwd=folder, env=newcomer)
    assert "cse585@F25" in done.stdout
    assert (folder / "made/papergraph.sqlite").read_bytes().startswith(b"SQLite format 3\0")
    page = (folder / "made/graph.html").read_text(encoding="utf-8")
    assert "cse585@F25" in page
    # All of it is in the folder that was named: nothing in the working folder, nothing at home.
    assert [path.name for path in folder.iterdir()] == ["made"]
    assert list(Path(newcomer["HOME"]).iterdir()) == []


def test_the_installation_can_be_checked_and_taken_away(installed: Path) -> None:
    (record,) = installed.parent.glob("lib/python*/site-packages/papergraph-*/RECORD")
    with record.open(encoding="utf-8", newline="") as file:
        recorded = [record.parent.parent / row[0] for row in csv.reader(file)]
    assert all(path.exists() for path in recorded)
