"""The README's examples do what the README says.

Every ``console`` block is typed, command by command, into one shell that starts in an empty
folder, so that a page can be followed from top to bottom; every ``python`` block is run at its
place. What a block shows below a command must be what the command printed: a line ``…`` stands
for any number of lines, ``…`` inside a line for any text, and spaces at the end of a line do not
count. A command below which nothing is shown must succeed.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from made_world import MadeWorld
from markdown_it import MarkdownIt
from replay_server import ReplayServer

from papergraph import Catalog
from papergraph.exporters.diff_report import whatsnew_report
from papergraph.exporters.report_text import render_plain

ROOT = Path(__file__).resolve().parents[1]

#: How these commands begin, they are not typed: they set up the checkout this test already runs
#: in, change to it, or show something to a person.
NOT_TYPED = (
    "git clone ",
    "cd papergraph",
    "pip install ",
    "python3 -m venv ",
    "open ",
    "xdg-open ",
)
MARK = "@@ papergraph readme @@"


@dataclass(frozen=True)
class Step:
    """One command or one program of a page, with the line it stands on (from 1)."""

    line: int
    command: str
    expected: tuple[str, ...]
    is_python: bool = False


def steps(page: str) -> Iterator[Step]:
    """What a page tells its reader to do, from top to bottom."""
    for token in MarkdownIt().parse(page):
        if token.type != "fence" or token.map is None:
            continue
        # The first line of a fence is the fence itself, and lines are counted from 0.
        first = token.map[0] + 2
        language = token.info.strip().partition(" ")[0]
        if language == "python":
            yield Step(first, token.content, (), is_python=True)
        elif language == "console":
            yield from commands(token.content.splitlines(), first)


def commands(lines: list[str], first: int) -> Iterator[Step]:
    """The commands of one console block, each with the lines shown below it."""
    starts = [index for index, line in enumerate(lines) if line.startswith("$ ")]
    if not starts or starts[0] != 0:
        raise ValueError(f"line {first}: a console block begins with a command after '$ '")
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = lines[start:end]
        length = 1
        while block[length - 1].endswith("\\"):
            length += 1
        command = "\n".join(block[:length])[2:]
        yield Step(first + start, command, tuple(block[length:]))


def is_typed(step: Step) -> bool:
    """False for what sets up the checkout; such scripts must exist all the same.

    Raises ValueError for a script that does not exist.
    """
    if step.is_python:
        return True
    word = step.command.split()[0]
    if word.startswith("scripts/"):
        if not (ROOT / word).stat().st_mode & 0o100:
            raise ValueError(f"line {step.line}: {word} cannot be run")
        return False
    return not step.command.startswith(NOT_TYPED)


def pattern(expected: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern of the whole output that the shown lines stand for."""
    parts = [
        r"(?:.*\n)*?"
        if line.strip() == "…"
        else r"[^\n]*?".join(map(re.escape, line.rstrip().split("…"))) + r"[ \t]*\n"
        for line in expected
    ]
    return re.compile(r"\s*" + "".join(parts) + r"\s*")


def follow(page: str, folder: Path) -> list[str]:
    """What does not hold in a page when it is followed in a folder; [] if all does.

    The folder's ``programs`` holds what the shell finds as ``papergraph`` and ``python``, its
    ``reader`` is where the reader stands.
    """
    programs, reader = folder / "programs", folder / "reader"
    programs.mkdir()
    reader.mkdir()
    for name, call in {"papergraph": " -m papergraph", "python": ""}.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}"{call} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    typed = [step for step in steps(page) if is_typed(step)]
    script = [f'export PATH="{programs}":"$PATH" COLUMNS=100 NO_COLOR=1']
    for number, step in enumerate(typed):
        command = step.command
        if step.is_python:
            source = programs / f"block_{number}.py"
            source.write_text(command, encoding="utf-8")
            command = f'python "{source}"'
        script.append(f"{command}\nprintf '\\n%s %s\\n' '{MARK}' \"$?\"")
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=reader,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    answers = re.findall(rf"(.*?)\n{MARK} (\d+)\n", done.stdout, re.DOTALL)
    if len(answers) != len(typed):
        return [f"the page stops after {len(answers)} of {len(typed)} steps:\n{done.stdout}"]
    return [
        f"line {step.line}: {step.command}\n(status {status})\n{output}"
        for step, (output, status) in zip(typed, answers, strict=True)
        if not holds(step, output, int(status))
    ]


def holds(step: Step, output: str, status: int) -> bool:
    """Whether a step came out as the page says; one that shows its output may show an error."""
    if not step.expected:
        return status == 0
    return pattern(step.expected).fullmatch(output.rstrip() + "\n") is not None


def test_the_readme_can_be_followed(tmp_path: Path) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    found = list(steps(page))
    assert any(step.is_python for step in found)
    assert any(step.command.startswith("papergraph ") for step in found)
    assert any(step.command.startswith("scripts/test") for step in found)
    # The sites are those of the made world: the page's crawl is a real one, over real HTTP.
    with ReplayServer(MadeWorld()) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAPERGRAPH_GATEWAY", server.url)
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        assert follow(page, tmp_path) == []
    assert server.arrivals


SAMPLE = """
```console
$ scripts/test
this is not run
$ echo one two three
one … three
$ mkdir deeper && cd deeper
$ printf '%s\\n' a b \\
    c d
a
…
d
```

```python
from pathlib import Path
Path("made.txt").write_text("by python")
```

```text
$ false
```

```console
$ cat made.txt
by python
$ cat missing
cat: missing…
```
"""


def test_a_page_that_tells_the_truth_can_be_followed(tmp_path: Path) -> None:
    assert follow(SAMPLE, tmp_path) == []


@pytest.mark.parametrize(
    ("truth", "lie"),
    [
        ("one … three", "one … four"),
        ("$ mkdir deeper", "$ false"),
        ("\na\n…\nd\n", "\na\nd\n"),
        ("\na\n…\nd\n", "\na\n…\nd\ne\n"),
        ("by python\n$", "by python, but more\n$"),
        ('Path("made.txt")', 'Path("nowhere/made.txt")'),
        ("$ cat made.txt", "$ exit 3"),
    ],
)
def test_a_page_that_does_not_is_found_out(tmp_path: Path, truth: str, lie: str) -> None:
    assert truth in SAMPLE
    assert follow(SAMPLE.replace(truth, lie), tmp_path) != []


def test_a_page_that_names_a_script_that_is_not_there_is_found_out(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no-such-script"):
        follow("```console\n$ scripts/no-such-script\n```\n", tmp_path)


def test_the_excerpt_at_the_top_is_what_the_sample_answers() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    excerpt = text[text.index("```\nWhat’s new") + 4 :].partition("```")[0]
    with Catalog.memory() as catalog:
        catalog.load_sample()
        report = whatsnew_report(
            catalog.whatsnew("cse585"), topic_title=catalog.topic_title, name=catalog.namer()
        )
    answer = render_plain(report).splitlines()
    shown = [line for line in excerpt.splitlines() if line.strip() not in ("", "…")]
    assert len(shown) > 8
    assert [line for line in shown if line not in answer] == []
