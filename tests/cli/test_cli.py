import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from papergraph import Catalog, __version__
from papergraph.cli import run

PAGE = """# CSE 585: Systems (F'24)

staff@umich.edu

| Date | Readings | Presenter |
| --- | --- | --- |
| Sep 3 | [Orca: A System](https://www.usenix.org/conference/osdi22/presentation/yu) | Kim Doe |
| | Kareus | |
"""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the sample, for commands that only read."""
    path = tmp_path_factory.mktemp("demo") / "papergraph.sqlite"
    with Catalog.open(path) as catalog:
        catalog.load_sample()
    return str(path)


@pytest.fixture
def readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERGRAPH_DB", str(tmp_path / "c.sqlite"))
    Path("README.md").write_text(PAGE)
    return "README.md"


def answer(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> Any:
    assert run([*arguments, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def test_add_says_what_it_did(readme: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["add", readme]) == 0
    said = capsys.readouterr()
    assert said.out == "cse585@F24: 2 readings in 1 session, 2 new works, 1 without an id yet\n"
    assert "line 8: a reading without a link: Kareus" in said.err
    assert run(["add", readme, "-q"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("cse585@F24: unchanged (README.md)\n", "")


def test_add_json(readme: str, capsys: pytest.CaptureFixture[str]) -> None:
    (added,) = answer(capsys, "add", readme)
    assert added["offering"] == "cse585@F24"
    assert [added[key] for key in ("readings", "sessions", "new", "changed", "unresolved")] == [
        2,
        1,
        2,
        0,
        1,
    ]
    assert {"line": 8, "text": "a reading without a link: Kareus"} in added["warnings"]


def test_show_offering_json_has_the_promised_keys(
    demo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = answer(capsys, "show", "cse585@F24", "--db", demo)
    assert {
        "offering",
        "course",
        "term",
        "title",
        "institution",
        "topics",
        "milestones",
        "sessions",
        "unresolved",
    } <= set(shown)
    assert (shown["offering"], shown["course"], shown["term"]) == ("cse585@F24", "cse585", "F24")
    assert shown["topics"][4] == {
        "topic": "inference",
        "heading": "Inference",
        "planned_lectures": None,
        "lectures": 6,
    }
    session = next(s for s in shown["sessions"] if s["date"] == "2024-10-01")
    assert (session["kind"], session["heading"]) == ("lecture", "Post-Training")
    assert session["readings"][2] == {
        "title": "The Llama 3 Herd of Models",
        "url": "https://arxiv.org/abs/2407.21783",
        "role": "optional",
        "locator": "Section 4",
        "work": "the-llama-3-herd-of-models",
        "kind": "paper",
        "topic": "post-training",
    }
    assert not any("people" in s for s in shown["sessions"])


def test_people_only_when_asked_for(readme: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["add", readme])
    capsys.readouterr()
    for command in (
        ["show", "cse585@F24"],
        ["show", "cse585@F24", "--json"],
        ["works", "--json"],
        ["log", "--json"],
    ):
        run(command)
        assert "Kim" not in capsys.readouterr().out
    run(["show", "cse585@F24", "--with-people"])
    assert "Kim Doe (presenter)" in capsys.readouterr().out


def test_diff_json(demo: str, capsys: pytest.CaptureFixture[str]) -> None:
    diff = answer(capsys, "diff", "cse585@F24", "cse585@F25", "--db", demo)
    assert (diff["old"], diff["new"]) == ("cse585@F24", "cse585@F25")
    assert [len(diff[key]) for key in ("kept", "added", "dropped")] == [21, 33, 45]
    kept = {item["work"]: item for item in diff["kept"]}
    assert kept["alpa"]["changes"] == [{"change": "promoted", "from": "optional", "to": "required"}]
    assert {"work", "title", "year", "published_since", "replaces"} <= set(diff["added"][0])
    assert set(diff["topics"][0]) == {
        "topic",
        "old_lectures",
        "new_lectures",
        "old_readings",
        "new_readings",
    }


def test_whatsnew_in_every_form(demo: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "whatsnew", "cse585", "--db", demo)
    assert {
        "course",
        "baseline",
        "current",
        "since",
        "syllabus",
        "readings",
        "field",
        "replaced",
        "coverage",
    } <= set(data)
    assert (data["baseline"], data["current"], data["since"]) == (
        "cse585@F24",
        "cse585@F25",
        "2024-08-27",
    )
    assert data["coverage"]["of"] == 99
    for form, begin in (
        ("text", "What’s new in cse585: Fall 2025 against Fall 2024\n===="),
        ("markdown", "# What’s new in cse585: Fall 2025 against Fall 2024\n"),
        ("html", "<!doctype html>"),
        ("json", "{"),
    ):
        assert run(["whatsnew", "cse585", "--db", demo, "--format", form]) == 0
        text = capsys.readouterr().out
        assert text.startswith(begin)
        assert "Reducing Energy Bloat in Large Model Training" in text
    assert "\x1b" not in text


def test_works_offerings_topics_log(demo: str, capsys: pytest.CaptureFixture[str]) -> None:
    works = answer(capsys, "works", "cse585@F25", "--db", demo)
    assert len(works) == 54
    assert {
        "work",
        "title",
        "kind",
        "year",
        "venue",
        "authors",
        "ids",
        "versions",
        "listings",
        "references",
        "citations",
    } <= set(works[0])
    orca = next(work for work in works if work["work"] == "orca")
    assert orca["venue"] == "OSDI"
    assert "usenix:osdi22/yu" in orca["ids"]
    assert {listing["offering"] for listing in orca["listings"]} == {
        "cse585@F25",
        "eecs598@W24",
        "cs598@S26",
    }
    offerings = answer(capsys, "offerings", "--db", demo)
    assert {"offering", "title", "institution", "readings", "updated"} == set(offerings[0])
    topics = {topic["topic"]: topic for topic in answer(capsys, "topics", "--db", demo)}
    assert topics["rag"]["headings"] == ["Grounding"]
    assert answer(capsys, "log", "--db", demo) == []
    for command in ("works", "offerings", "topics", "log"):
        assert run([command, "--db", demo]) == 0
        assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["show", "cse585@F19"], 3, "not-found"),
        (["show", "no such thing at all"], 3, "not-found"),
        (["diff", "cse585@fall", "cse585@F24"], 2, "offering-name"),
        (["show", "cse585@fall"], 3, "not-found"),
        (["diff", "cse585@F24", "cse585@F24"], 2, "input"),
        (["whatsnew", "cse585", "--since", "cse585@F25"], 2, "input"),
        (["diff", "cse585@F24"], 2, "input"),
        (["diff", "cse585@F24", "cse585@F25", "--format", "pdf"], 2, "input"),
        (["frobnicate"], 2, "input"),
        (["add", "nowhere.md"], 2, "source"),
        (["graph", "-o", "x.docx"], 2, "input"),
        (["graph", "-o", "no/such/folder/x.csv"], 2, "input"),
        (["whatsnew", "cs598"], 3, "not-found"),
    ],
)
def test_errors_are_one_line_with_a_hint_or_json(
    arguments: list[str], status: int, code: str, demo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [*arguments, "--db", demo] if arguments != ["frobnicate"] else arguments
    error = answer(capsys, *arguments, status=status)["error"]
    assert error["code"] == code
    assert error["hint"]
    assert run(arguments) == status
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("papergraph: ")
    assert "Traceback" not in said.err


def test_a_file_that_is_no_catalog_is_not_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("my notes")
    assert run(["works", "--db", str(other)]) == 3
    assert "papergraph: " in capsys.readouterr().err
    assert other.read_text() == "my notes"
    assert run(["works", "--db", str(tmp_path)]) == 3


def test_only_add_makes_a_catalog(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typo = tmp_path / "typo" / "c.sqlite"
    for command in (["works"], ["offerings"], ["show", "x"], ["graph", "-o", "x.csv"]):
        assert answer(capsys, *command, "--db", str(typo), status=3)["error"]["code"] == "not-found"
    assert not typo.parent.exists()


def test_demo_builds_itself_again_but_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "a folder"
    assert run(["demo", str(folder)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("What’s new in cse585")
    assert (folder / "graph.html").as_uri() in said
    assert answer(capsys, "demo", str(folder))["whatsnew"]["baseline"] == "cse585@F24"
    page = tmp_path / "README.md"
    page.write_text(PAGE)
    assert (
        run(["add", str(page), "--as", "cse585@F20", "--db", str(folder / "papergraph.sqlite")])
        == 0
    )
    assert run(["demo", str(folder)]) == 2  # what was added to it is not the demo's
    for name in ("papergraph.sqlite", "graph.html", "notes.txt"):
        mine = tmp_path / f"mine {name}"
        mine.mkdir()
        (mine / name).write_text("mine")
        assert run(["demo", str(mine)]) == 2
        assert [(file.name, file.read_text()) for file in mine.iterdir()] == [(name, "mine")]
    assert run(["demo", str(page)]) == 2
    assert run(["demo", str(folder / "new"), "--db", "x.sqlite"]) == 2


def test_a_bug_is_one_line_unless_debug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(Catalog, "open", broken)
    assert run(["works"]) == 1
    said = capsys.readouterr().err
    assert "this is a bug: ZeroDivisionError: oh" in said
    assert "Traceback" not in said
    assert run(["works", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


def command(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "papergraph", *arguments],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def test_the_command_itself(demo: str) -> None:
    assert command("--version").stdout == f"papergraph {__version__}\n"
    assert command("-h").returncode == 2
    shown = command("--help")
    assert shown.returncode == 0
    for name in (
        "add",
        "whatsnew",
        "diff",
        "show",
        "works",
        "offerings",
        "topics",
        "log",
        "graph",
        "demo",
    ):
        assert f" {name} " in shown.stdout
        text = command(name, "--help").stdout
        assert f"papergraph {name}" in text.split("Usage")[1].split("\n", 1)[1], "no worked example"
    bare = command()
    assert (bare.returncode, "Usage" in bare.stdout + bare.stderr) == (2, True)


def test_output_survives_a_closed_pipe_and_an_ascii_terminal(demo: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    assert command("whatsnew", "cse585", "--db", demo, env=env).returncode == 0
    for form in ("", " --json"):
        piped = subprocess.run(
            f"{sys.executable} -m papergraph works --db {demo}{form} | head -1; "
            "exit ${PIPESTATUS[0]}",
            shell=True, executable="/bin/bash", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (piped.returncode, piped.stderr) == (0, "")
    full = subprocess.run(
        f"{sys.executable} -m papergraph works --db {demo} > /dev/full",
        shell=True, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (full.returncode, full.stderr.splitlines()[0]) == (
        3,
        "papergraph: No space left on device",
    )
    closed = subprocess.run(
        f"{sys.executable} -m papergraph works --db {demo} >&-",
        shell=True, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert closed.returncode == 0


def test_nothing_heavy_is_imported_to_say_the_version() -> None:
    code = """
import sys
sys.argv = ["papergraph", "--version"]
from papergraph.__main__ import main
main()
heavy = {"typer", "sqlalchemy", "pydantic", "requests", "networkx", "rich"}
print(sorted(heavy & {module.split(".")[0] for module in sys.modules}))
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[1] == "[]"
