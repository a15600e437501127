"""Setting up a checkout: what is made, what is left alone, what is said when it cannot be done."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = ("_venv", "set_up.py", "demo", "test")


@pytest.fixture
def clone(checkout: Path, tmp_path: Path) -> Path:
    """A copy of what set-up looks at, in a folder with a space in its name."""
    root = tmp_path / "a clone"
    shutil.copytree(checkout / "requirements", root / "requirements")
    (root / "scripts").mkdir()
    for name in SCRIPTS:
        shutil.copy(checkout / "scripts" / name, root / "scripts" / name)
    shutil.copy(checkout / "pyproject.toml", root)
    return root


@pytest.fixture
def set_up(clone: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module ``set_up`` of the clone, whose environments are made without pip's help."""
    monkeypatch.delenv("PYTHON", raising=False)
    spec = importlib.util.spec_from_file_location("set_up", clone / "scripts/set_up.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Workshop:
    """Stands in for ``python -m venv`` and pip, which take long: notes what was asked of them."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.made = 0
        self.installed: list[str] = []
        self.fails = False

    def create(self, _trouble: str) -> None:
        self.made += 1
        shutil.rmtree(self.module.VENV, ignore_errors=True)
        self.module.VENV.mkdir()

    def pip(self, *arguments: str) -> None:
        self.installed.append(arguments[-1])
        if self.fails:
            raise self.module.SetUpError("pip could not install")

    def fault(self) -> str | None:
        return None if self.module.VENV.exists() else "there is none"


@pytest.fixture
def workshop(set_up: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    made = Workshop(set_up)
    for name in ("create", "pip", "fault"):
        monkeypatch.setattr(set_up, name, getattr(made, name))
    return made


def test_the_first_run_installs_the_lock_and_then_the_checkout(
    set_up: ModuleType, workshop: Workshop, clone: Path
) -> None:
    assert set_up.main(["run"]) == 0
    assert workshop.made == 1
    assert workshop.installed == [str(clone / "requirements/run.lock"), str(clone)]


def test_the_second_run_installs_nothing(set_up: ModuleType, workshop: Workshop) -> None:
    set_up.main(["run"])
    workshop.installed.clear()
    assert set_up.main(["run"]) == 0
    assert workshop.made == 1
    assert workshop.installed == []


def test_an_environment_for_development_runs_the_program_but_not_the_reverse(
    set_up: ModuleType, workshop: Workshop, clone: Path
) -> None:
    set_up.main(["run"])
    set_up.main(["dev"])
    assert str(clone / "requirements/dev.lock") in workshop.installed
    workshop.installed.clear()
    set_up.main(["run"])
    assert workshop.installed == []


@pytest.mark.parametrize("name", ["requirements/run.lock", "pyproject.toml"])
def test_another_lock_or_another_project_is_installed_anew(
    set_up: ModuleType, workshop: Workshop, clone: Path, name: str
) -> None:
    set_up.main(["run"])
    workshop.installed.clear()
    text = (clone / name).read_text(encoding="utf-8")
    changed = text.replace("[project]", "[project]\nkeywords = []") + "\n# another\n"
    (clone / name).write_text(changed, encoding="utf-8")
    set_up.main(["run"])
    assert workshop.made == 1
    assert len(workshop.installed) == 2


def test_what_was_interrupted_is_done_again(
    set_up: ModuleType, workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.fails = True
    assert set_up.main(["run"]) == 1
    assert "pip could not install" in capsys.readouterr().err
    workshop.fails = False
    workshop.installed.clear()
    assert set_up.main(["run"]) == 0
    assert len(workshop.installed) == 2


def test_a_real_environment_is_made_and_found_sound(set_up: ModuleType) -> None:
    set_up.create("a test needs one")
    assert set_up.fault() is None


def test_an_environment_that_cannot_be_used_is_recognised(
    set_up: ModuleType, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set_up.fault() == "there is none"
    bin_folder = clone / ".venv/bin"
    bin_folder.mkdir(parents=True)
    assert set_up.fault() == "its Python or pip does not start"
    # The environment of somebody else, moved here: it starts, but its scripts do not.
    python = bin_folder / "python"
    elsewhere = clone.parent / "elsewhere"
    python.write_text(f"#!/bin/sh\necho '{clone / '.venv'}'\necho 3 11\n", encoding="utf-8")
    python.chmod(0o755)
    (bin_folder / "pip").write_text(f"#!{elsewhere}/.venv/bin/python\n", encoding="utf-8")
    assert set_up.fault() == "it was made for another folder"
    (bin_folder / "pip").write_text(f"#!{bin_folder}/python\n", encoding="utf-8")
    assert set_up.fault() is None
    python.write_text(f"#!/bin/sh\necho '{clone / '.venv'}'\necho 3 10\n", encoding="utf-8")
    assert set_up.fault() == "its Python 3.10 is too old"
    monkeypatch.setenv("PYTHON", sys.executable)
    python.write_text(f"#!/bin/sh\necho '{clone / '.venv'}'\necho 3 99\n", encoding="utf-8")
    assert set_up.fault() == "it has Python 3.99, not the one that PYTHON names"


def test_a_folder_in_the_way_is_not_emptied(set_up: ModuleType, clone: Path) -> None:
    (clone / ".venv").mkdir()
    (clone / ".venv/thesis.txt").write_text("years of work", encoding="utf-8")
    assert set_up.main(["run"]) == 1
    assert (clone / ".venv/thesis.txt").exists()


def test_a_python_without_ensurepip_is_told_what_to_install(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert set_up.main(["run"]) == 1
    assert "apt-get install python3-venv" in capsys.readouterr().err


def test_two_set_ups_of_one_checkout_wait_for_each_other(set_up: ModuleType, clone: Path) -> None:
    program = (
        "import fcntl, os, sys\n"
        "folder = os.open(sys.argv[1], os.O_RDONLY)\n"
        "try: fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
        "except BlockingIOError: sys.exit(75)\n"
    )

    def free() -> bool:
        status = subprocess.run([sys.executable, "-c", program, clone], check=False).returncode
        assert status in (0, 75)
        return status == 0

    with set_up.locked(clone):
        assert not free()
    assert free()


def path_with(folder: Path, **programs: str) -> dict[str, str]:
    """An environment whose PATH has only these programs (shell scripts) and the shell's own."""
    folder.mkdir()
    for name in ("bash", "dirname", "env"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    for name, body in programs.items():
        program = folder / name.replace("_", ".")
        program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        program.chmod(0o755)
    return {"PATH": str(folder), "HOME": os.environ["HOME"]}


@pytest.fixture
def notes(clone: Path) -> Path:
    """The file that a stand-in for set_up.py writes when it is called; then it gives up."""
    path = clone / "notes"
    (clone / "scripts/set_up.py").write_text(
        f"import sys; open({str(path)!r}, 'w').write('called'); sys.exit(7)", encoding="utf-8"
    )
    return path


REAL = f'exec "{sys.executable}" "$@"'
OLD = "exit 1"


def test_without_a_new_enough_python_one_line_says_what_to_do(clone: Path, tmp_path: Path) -> None:
    env = path_with(tmp_path / "bin", python3=OLD)
    done = subprocess.run(
        [clone / "scripts/demo"], env=env, cwd="/", capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Python 3.11 or newer" in done.stderr
    assert "apt-get install python3" in done.stderr


@pytest.mark.parametrize("script", ["demo", "test"])
def test_a_new_enough_python_is_found_behind_an_old_one(
    clone: Path, notes: Path, tmp_path: Path, script: str
) -> None:
    env = path_with(tmp_path / "bin", python3=OLD, python3_11=REAL)
    done = subprocess.run([clone / "scripts" / script], env=env, cwd="/", check=False)
    assert done.returncode == 7
    assert notes.exists()


def test_a_python_named_by_the_user_is_the_one_or_none(
    clone: Path, notes: Path, tmp_path: Path
) -> None:
    env = path_with(tmp_path / "bin", python3=REAL, named=OLD)
    env["PYTHON"] = str(tmp_path / "bin/named")
    done = subprocess.run(
        [clone / "scripts/demo"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "PYTHON=" in done.stderr
    assert not notes.exists()
