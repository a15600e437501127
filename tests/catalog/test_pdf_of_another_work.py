"""A PDF that a person gives for one work and that says it is another: only in earnest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from crawl_world import page
from documents.pdf_maker import make_pdf

from papergraph import Catalog, Settings
from papergraph.domain.answers import WorkEntry
from papergraph.errors import InputError

LORA = "LoRA: Low-Rank Adaptation of Large Language Models"
ATTENTION = "arxiv:1706.03762"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    settings = Settings(db=str(tmp_path / "catalog" / "c.sqlite"))
    listing = tmp_path / "README.md"
    listing.write_text(page(), "utf-8")
    with Catalog.open(settings.db, settings=settings) as opened:
        opened.add(listing)
        yield opened


def shown(catalog: Catalog, name: str) -> WorkEntry:
    found = catalog.show(name)
    assert isinstance(found, WorkEntry)
    return found


def test_it_is_refused_with_what_it_says_of_itself(catalog: Catalog, tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "p.pdf", LORA, ["Ada One"], (), body_lines=120)
    with pytest.raises(InputError, match="LoRA") as caught:
        catalog.add_pdf(file, work=ATTENTION)
    assert "--force" in (caught.value.hint or "")
    assert shown(catalog, ATTENTION).documents == ()


def test_a_person_who_insists_is_believed_and_the_log_says_so(
    catalog: Catalog, tmp_path: Path
) -> None:
    file = make_pdf(tmp_path / "p.pdf", LORA, ["Ada One"], (), body_lines=120)
    (found,) = catalog.add_pdf(file, work=ATTENTION, force=True)
    entry = shown(catalog, ATTENTION)
    assert found.work == entry.work.key
    (path,) = entry.files
    assert Path(path).read_bytes() == file.read_bytes()
    assert [event.what for event in catalog.log(ATTENTION)] == ["pdf-added"]


def test_the_right_word_for_a_file_needs_no_force(catalog: Catalog, tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "p.pdf", LORA, ["Ada One"], (), body_lines=120)
    (found,) = catalog.add_pdf(file, work="arxiv:2106.09685")
    assert found.title == LORA
