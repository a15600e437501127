"""`crawl`, `sources`, `show --provenance`, `pdf add`, `import`: what a person or a script gets."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from crawl_world import page
from documents.pdf_maker import make_pdf
from made_world import MadeWorld
from replay_faults import block_page, status
from replay_server import ReplayServer

from papergraph import Catalog
from papergraph.cli import run

LORA = "arxiv:2106.09685"
LORA_TITLE = "LoRA: Low-Rank Adaptation of Large Language Models"
#: Few, since the pauses between requests are real here.
READINGS = {
    LORA_TITLE: "https://arxiv.org/abs/2106.09685",
    "The Illustrated Transformer": "https://jalammar.github.io/illustrated-transformer/",
}
S2, OPENALEX = "api.semanticscholar.org", "api.openalex.org"
S2_SECRET, OPENALEX_SECRET = "secret-value-for-s2", "secret-value-for-openalex"
KEYS = {
    "PAPERGRAPH_SEMANTICSCHOLAR_KEY": S2_SECRET,
    "PAPERGRAPH_OPENALEX_KEY": OPENALEX_SECRET,
}


@dataclass(frozen=True)
class Site:
    """A folder with a catalog in it, and the server that answers its requests."""

    folder: Path
    server: ReplayServer

    @property
    def db(self) -> Path:
        return self.folder / "c.sqlite"

    def papergraph(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """The command in a process of its own."""
        env: Mapping[str, str] = {
            **os.environ,
            "PAPERGRAPH_DB": str(self.db),
            "PAPERGRAPH_GATEWAY": self.server.url,
            "PAPERGRAPH_CONTACT": "tester@example.org",
            "XDG_STATE_HOME": str(self.folder / "state"),
            **variables,
        }
        return subprocess.run(
            [sys.executable, "-m", "papergraph", *arguments],
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def json(self, *arguments: str, exit_status: int = 0) -> Any:
        """The one document that a command prints."""
        done = self.papergraph(*arguments, "--json")
        assert (done.returncode, done.stderr) == (exit_status, "")
        return json.loads(done.stdout)


def site(folder: Path, server: ReplayServer) -> Site:
    made = Site(folder, server)
    listing = folder / "README.md"
    listing.write_text(page(READINGS), "utf-8")
    with Catalog.open(made.db) as catalog:
        catalog.add(listing)
    return made


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Site]:
    """A catalog about which nothing was asked yet."""
    with ReplayServer(MadeWorld()) as server:
        yield site(tmp_path, server)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Any]]:
    """A catalog that was crawled once with keys, for tests that only look, and what was said."""
    with ReplayServer(MadeWorld()) as server:
        made = site(tmp_path_factory.mktemp("crawled"), server)
        done = made.papergraph("crawl", "--json", "--debug", **KEYS)
        assert done.returncode == 0, done.stderr
        yield made, done


def test_crawl_prints_one_document_of_the_promised_shape(crawled: tuple[Site, Any]) -> None:
    made, done = crawled
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert {"requests", "added", "updated", "unchanged", "failed", "pdfs"} <= set(told)
    assert (told["added"], told["updated"], told["unchanged"]) == (2, 0, 0)
    assert (told["works"], told["failed"], told["dry_run"]) == (2, [], False)
    assert told["pdfs"] == {"stored": 0, "missing": 0}
    assert told["requests"]["arxiv"] == made.server.counts["export.arxiv.org"] == 1
    assert sum(told["requests"].values()) == len(made.server.arrivals)


def test_a_crawl_of_what_is_fresh_is_one_line(crawled: tuple[Site, Any]) -> None:
    made, _ = crawled
    before = len(made.server.arrivals)
    done = made.papergraph("crawl")
    assert (done.returncode, done.stderr) == (0, "")
    body = done.stdout.splitlines()[2:]
    assert body == ["2 readings: all that is known is fresh, nothing was asked."]
    assert made.json("crawl")["requests"] == {}
    assert made.json("crawl", "--dry-run")["requests"] == {}
    assert "nothing is due" in made.papergraph("crawl", "--dry-run").stdout
    assert len(made.server.arrivals) == before


def test_keys_go_to_their_own_sites_and_are_shown_nowhere(crawled: tuple[Site, Any]) -> None:
    made, done = crawled
    said = done.stdout + done.stderr
    for arguments in (["sources", "-v"], ["sources", "--json"], ["log", "--json"]):
        looked = made.papergraph(*arguments, "--debug", **KEYS)
        said += looked.stdout + looked.stderr
    kept = [path for path in made.folder.rglob("*") if path.is_file()]
    assert {"c.sqlite", "pruned", "api.semanticscholar.org.json"} <= {path.name for path in kept}
    for secret, host in ((S2_SECRET, S2), (OPENALEX_SECRET, OPENALEX)):
        asked = made.server.arrivals
        with_key = {a.host for a in asked if secret in repr((a.headers, a.query, a.body))}
        assert with_key == {host}
        assert not any(secret in repr((a.path, a.query)) for a in asked), "in a header alone"
        assert secret not in said
        assert [path for path in kept if secret.encode() in path.read_bytes()] == []
    states = {state["source"]: state for state in made.json("sources")}
    assert states["semanticscholar"]["key"] is False, "this run was given none"


def test_a_key_that_is_refused_is_named_by_its_setting_alone(fresh: Site) -> None:
    fresh.server.fault(S2, status(403, '{"message": "Forbidden"}'))
    done = fresh.papergraph(
        "crawl", "--source", "semanticscholar", "-v", PAPERGRAPH_SEMANTICSCHOLAR_KEY=S2_SECRET
    )
    assert done.returncode == 3
    assert S2_SECRET not in done.stdout + done.stderr
    assert "semanticscholar_key" in done.stdout.lower()


def test_a_key_that_cannot_stand_in_a_header_is_not_shown_either(fresh: Site) -> None:
    done = fresh.papergraph("crawl", PAPERGRAPH_SEMANTICSCHOLAR_KEY=f"{S2_SECRET}\nX-Evil: 1")
    assert done.returncode == 2
    assert S2_SECRET not in done.stdout + done.stderr
    assert fresh.server.arrivals == ()


def test_a_dry_run_sends_nothing_and_says_how_much_is_due_to_whom(fresh: Site) -> None:
    told = fresh.json("crawl", "--dry-run")
    assert told["dry_run"] is True
    assert told["requests"]["arxiv"] == 1
    assert told["requests"]["web"] == 1
    text = fresh.papergraph("crawl", "--dry-run").stdout
    assert "    arxiv: requests 1\n" in text
    assert "nothing is sent" in text
    assert fresh.server.arrivals == ()
    assert fresh.json("crawl", "--dry-run", "--source", "arxiv")["requests"] == {"arxiv": 1}


def test_what_cannot_be_begun_says_why(
    fresh: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    error = fresh.json("crawl", "--source", "acm", exit_status=2)["error"]
    assert error["code"] == "input"
    assert "'acm'" in error["message"]
    assert "semanticscholar" in error["hint"]
    assert fresh.json("crawl", "cs999@F26", exit_status=3)["error"]["code"] == "not-found"
    empty = tmp_path / "empty.sqlite"
    Catalog.open(empty).close()
    for place in (empty, tmp_path / "nowhere.sqlite"):
        assert run(["crawl", "--db", str(place), "--json"]) == 3
        error = json.loads(capsys.readouterr().out)["error"]
        assert error["code"] == "not-found"
        assert "papergraph add" in error["hint"]
    assert fresh.server.arrivals == ()


def test_a_crawl_in_which_everything_fails_is_status_3_and_still_told(fresh: Site) -> None:
    fresh.server.fault("*", block_page(403))
    told = fresh.json("crawl", exit_status=3)
    assert (told["added"], told["updated"], told["unchanged"]) == (0, 0, 0)
    assert {"arxiv", "semanticscholar", "web"} <= {each["source"] for each in told["failed"]}
    for each in told["failed"]:
        assert {"work", "title", "source", "reason", "hint", "retry_at"} <= set(each)
        assert each["reason"]
        assert each["hint"]
    states = {state["source"]: state for state in fresh.json("sources")}
    assert states["arxiv"]["parked_until"]
    assert states["arxiv"]["parked_why"]
    assert states["arxiv"]["last_success"] is None
    assert "parked until" in fresh.papergraph("sources").stdout


def test_one_answer_is_enough_not_to_fail(fresh: Site) -> None:
    fresh.server.fault("jalammar.github.io", status(403, "Forbidden"))
    told = fresh.json("crawl", "--source", "arxiv", "--source", "web")
    assert told["added"] == 1
    assert [each["source"] for each in told["failed"]] == ["web"]


def test_sources_are_listed_with_their_manners(crawled: tuple[Site, Any]) -> None:
    made, _ = crawled
    states = made.json("sources")
    names = [state["source"] for state in states]
    assert len(names) == len(set(names))
    assert {"arxiv", "semanticscholar", "crossref", "openalex", "dblp", "usenix"} <= set(names)
    for state in states:
        assert state["limits"]
        assert state["licence"]
        assert state["facts"]
        assert state["parked_until"] is None
    by_name = {state["source"]: state for state in states}
    assert by_name["arxiv"]["last_success"]
    assert by_name["usenix"]["last_success"] is None
    assert by_name["arxiv"]["key"] is None, "it takes none"
    text = made.papergraph("sources").stdout
    assert "no key (set PAPERGRAPH_SEMANTICSCHOLAR_KEY)" in text
    assert "key is set" in made.papergraph("sources", PAPERGRAPH_SEMANTICSCHOLAR_KEY="k").stdout


def test_provenance_says_who_says_what_and_when(crawled: tuple[Site, Any]) -> None:
    made, _ = crawled
    told = made.json("show", LORA, "--provenance")
    assert told["title"] == LORA_TITLE
    assert told["documents"] == []
    fields = {field["field"]: field for field in told["fields"]}
    assert fields["title"]["source"] in {"arxiv", "semanticscholar", "openalex"}
    for field in told["fields"]:
        assert {"value", "source", "at", "request", "others"} <= set(field)
    asked = [field for field in told["fields"] if field["source"] == "arxiv"]
    assert asked
    assert all("export.arxiv.org" in field["request"] for field in asked)
    text = made.papergraph("show", LORA, "--provenance").stdout
    assert text.startswith(f"{LORA_TITLE}\n===")
    assert f"key {told['work']}" in text
    assert "from arxiv" in text
    assert made.json("show", "nothing like it", "--provenance", exit_status=3)["error"]["hint"]


def test_a_pdf_is_added_and_shown(fresh: Site) -> None:
    stamp = "arXiv:2106.09685v2 [cs.CL]"
    file = make_pdf(fresh.folder / "my paper.pdf", LORA_TITLE, ["Ada One"], [], stamp=stamp)
    (told,) = fresh.json("pdf", "add", str(file))
    assert (told["file"], told["title"], told["new"]) == (str(file), LORA_TITLE, True)
    assert fresh.json("show", LORA, "--provenance")["documents"][0]["sha256"]
    text = fresh.papergraph("show", LORA, "--provenance").stdout
    assert "PDFS KEPT" in text
    again = fresh.papergraph("pdf", "add", str(file))
    assert again.returncode == 0
    assert f"is {LORA_TITLE} ({told['work']})" in again.stdout


def test_a_pdf_of_nothing_we_know_is_left_alone_with_what_to_do(fresh: Site) -> None:
    file = make_pdf(fresh.folder / "p.pdf", "Entirely Different Matters", ["Ada One"], [])
    done = fresh.papergraph("pdf", "add", str(file))
    assert done.returncode == 3
    assert "not sure which work: left alone" in done.stdout
    assert "--work WORK" in done.stdout
    assert not (fresh.folder / "files").exists()
    (told,) = fresh.json("pdf", "add", str(file), "--work", LORA)
    assert told["new"]
    (fresh.folder / "p.pdf").write_text("<!doctype html>")
    assert fresh.json("pdf", "add", str(file), exit_status=2)["error"]["code"] == "input"


def test_a_bibliography_is_imported(fresh: Site) -> None:
    file = fresh.folder / "lora.bib"
    file.write_text(
        "@article{lora, title={" + LORA_TITLE + "}, eprint={2106.09685}, archiveprefix={arXiv},\n"
        "  author={Hu, Edward}, year=2021}\n"
    )
    (told,) = fresh.json("import", str(file))
    assert (told["title"], told["new"]) == (LORA_TITLE, False)
    assert "a record (bibtex)" in fresh.papergraph("import", str(file)).stdout
    file.write_text("nothing")
    assert fresh.json("import", str(file), exit_status=2)["error"]["hint"]
    assert fresh.server.arrivals == (), "nothing is asked for it"
