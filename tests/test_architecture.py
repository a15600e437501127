"""What the import contracts of pyproject.toml cannot say about the house."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "papergraph"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {item["id"]: item for item in PROJECT["tool"]["importlinter"]["contracts"]}
MODULES = sorted(PACKAGE.rglob("*.py"))
SOURCES = sorted(
    path
    for folder in ("papergraph", "scripts", "tests", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
)
#: Calls whose answer depends on when or where they are made.
IMPURE_CALLS = {"now", "today", "utcnow", "open", "print", "input", "urlopen"}


def imports(path: Path) -> Iterator[tuple[str, str | None]]:
    """Each absolute import in a file as (module, name or None), wherever it stands."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def called(node: ast.Call) -> str:
    """The last word of what a call calls: ``now`` for ``datetime.now()``."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_library_that_is_imported_has_its_home_in_the_contract() -> None:
    homed = set(CONTRACTS["homes"]["forbidden_modules"])
    known = homed | sys.stdlib_module_names | {"papergraph"}
    strangers = {
        (shown(path), module)
        for path in MODULES
        for module, _ in imports(path)
        if module.partition(".")[0] not in known
    }
    assert strangers == set()


def test_every_dependency_has_its_home_in_the_contract() -> None:
    homed = set(CONTRACTS["homes"]["forbidden_modules"])
    provided = {
        distribution.lower().replace("_", "-"): module
        for module, distributions in packages_distributions().items()
        for distribution in distributions
        if not module.startswith("_")
    }
    for requirement in PROJECT["project"]["dependencies"]:
        assert provided[requirement.partition(">")[0]] in homed, requirement


def test_every_road_in_the_contract_leads_from_a_room_to_a_library_that_it_guards() -> None:
    layers = " ".join(CONTRACTS["layers"]["layers"])
    rooms = {name.strip("()|") for name in layers.split()}
    for road in CONTRACTS["homes"]["ignore_imports"]:
        room, _, library = road.partition(" -> ")
        assert room.split(".")[1] in rooms, road
        assert library in CONTRACTS["homes"]["forbidden_modules"], road


def test_only_what_stands_above_the_catalog_uses_the_public_names() -> None:
    above = {"__main__.py", "cli", "web"}
    taken = {
        (shown(path), name)
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] not in above
        for module, name in imports(path)
        if module == "papergraph" and name != "__version__" and not is_module(name)
    }
    assert taken == set()


def is_module(name: str | None) -> bool:
    """Whether ``from papergraph import name`` means one of our modules, which contracts see."""
    return name is not None and ((PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file())


def test_the_domain_asks_neither_clock_nor_file_nor_network() -> None:
    asked = {
        (shown(path), node.lineno, called(node))
        for path in (PACKAGE / "domain").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and called(node) in IMPURE_CALLS
    }
    asked |= {
        (shown(path), 0, module)
        for path in (PACKAGE / "domain").rglob("*.py")
        for module, _ in imports(path)
        if module == "urllib.request"
    }
    assert asked == set()


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_a_file_is_one_idea_that_can_be_read_at_a_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400
    assert path.stem not in {"util", "utils", "helper", "helpers", "common", "misc"}


def test_a_folder_holds_fewer_than_twenty_files() -> None:
    for folder in {path.parent for path in MODULES}:
        assert len(list(folder.glob("*.py"))) < 20, shown(folder)
