"""What a person saved: kept under its work where that can be told, left alone where it cannot."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from crawl_world import READINGS, page
from documents.pdf_maker import invented_references, make_pdf, make_scan

from papergraph import Catalog, Settings
from papergraph.domain.answers import FiledByHand, WorkEntry
from papergraph.errors import AmbiguousError, InputError, NotFoundError

VLLM = "10.1145/3600006.3613165"
VLLM_TITLE = next(iter(READINGS))
LORA = "arxiv:2106.09685"
LORA_TITLE = "LoRA: Low-Rank Adaptation of Large Language Models"
ATTENTION = "arxiv:1706.03762"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    folder = tmp_path / "catalog"
    settings = Settings(db=str(folder / "c.sqlite"))
    listing = tmp_path / "README.md"
    listing.write_text(page(), "utf-8")
    with Catalog.open(settings.db, settings=settings) as opened:
        opened.add(listing)
        yield opened


def paper(
    path: Path,
    title: str = LORA_TITLE,
    references: Sequence[str] = (),
    *,
    stamp: str | None = None,
    doi: str | None = None,
) -> Path:
    return make_pdf(
        path, title, ["Ada One", "Bo Two"], references, stamp=stamp, doi=doi, body_lines=120
    )


def entry(catalog: Catalog, name: str) -> WorkEntry:
    found = catalog.show(name)
    assert isinstance(found, WorkEntry)
    return found


def key(catalog: Catalog, name: str) -> str:
    return entry(catalog, name).work.key


def files(tmp_path: Path) -> list[Path]:
    """All that lies in the folder of PDFs, also what was left behind half done."""
    return [each for each in (tmp_path / "catalog" / "files").rglob("*") if each.is_file()]


def added(catalog: Catalog, path: Path, *, work: str | None = None) -> FiledByHand:
    (found,) = catalog.add_pdf(path, work=work)
    return found


# PDFs ---------------------------------------------------------------------------------------


def test_a_pdf_is_known_by_the_number_that_arxiv_stamps_on_it(
    catalog: Catalog, tmp_path: Path
) -> None:
    file = paper(tmp_path / "p.pdf", "A Title of Another", stamp="arXiv:2106.09685v2 [cs.CL]")
    found = added(catalog, file)
    assert (found.work, found.title, found.new) == (key(catalog, LORA), LORA_TITLE, True)
    assert "2106.09685" in found.why
    (document,) = entry(catalog, LORA).documents
    assert (document.source, document.size) == ("hand", file.stat().st_size)
    (kept,) = files(tmp_path)
    assert kept.name == f"{document.digest}.pdf"
    assert kept.parent.name == document.digest[:2]
    assert kept.read_bytes() == file.read_bytes()
    assert file.exists(), "a person's own file stays where it is"


def test_a_pdf_is_known_by_its_doi_on_the_first_page(catalog: Catalog, tmp_path: Path) -> None:
    found = added(catalog, paper(tmp_path / "p.pdf", "A Title of Another", doi=VLLM))
    assert found.work == key(catalog, VLLM)
    assert VLLM in found.why


@pytest.mark.parametrize(
    ("name", "work"), [("2106.09685.pdf", LORA), ("10.1145_3600006.3613165.pdf", VLLM)]
)
def test_a_pdf_is_known_by_an_id_that_it_is_named_after(
    catalog: Catalog, tmp_path: Path, name: str, work: str
) -> None:
    found = added(catalog, paper(tmp_path / name, "A Title of Another Altogether"))
    assert found.work == key(catalog, work)
    assert "named after" in found.why


def test_a_pdf_is_known_by_a_title_that_one_work_alone_bears(
    catalog: Catalog, tmp_path: Path
) -> None:
    found = added(catalog, paper(tmp_path / "download (3).pdf"))
    assert found.work == key(catalog, LORA)
    assert "title" in found.why


def test_what_the_page_says_counts_for_more_than_the_name_of_the_file(
    catalog: Catalog, tmp_path: Path
) -> None:
    file = paper(tmp_path / "1706.03762.pdf", stamp="arXiv:2106.09685v2 [cs.CL]")
    assert added(catalog, file).work == key(catalog, LORA)


def test_ids_of_two_works_on_one_page_are_of_neither_for_sure(
    catalog: Catalog, tmp_path: Path
) -> None:
    file = paper(tmp_path / "p.pdf", "No Such Title", stamp="arXiv:2106.09685v2 [cs.CL]", doi=VLLM)
    found = added(catalog, file)
    assert found.work is None
    assert set(found.candidates) == {key(catalog, LORA), key(catalog, VLLM)}
    assert files(tmp_path) == []


def test_a_name_and_a_title_of_two_works_are_of_neither_for_sure(
    catalog: Catalog, tmp_path: Path
) -> None:
    found = added(catalog, paper(tmp_path / "1706.03762.pdf"))
    assert found.work is None
    assert set(found.candidates) == {key(catalog, LORA), key(catalog, ATTENTION)}
    assert files(tmp_path) == []


def test_of_several_files_a_bad_one_is_told_and_the_others_are_kept(
    catalog: Catalog, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_text("<!doctype html><title>Sign in</title>")
    good = paper(tmp_path / "good.pdf")
    told, kept = catalog.add_pdf(bad, good)
    assert (told.file, told.work, told.new) == (str(bad), None, False)
    assert "bad.pdf" not in told.why
    assert told.why
    assert kept.work == key(catalog, LORA)
    with pytest.raises(InputError, match=r"bad\.pdf"):
        catalog.add_pdf(bad, bad)


def test_of_several_bibliographies_a_bad_one_is_told_and_the_others_are_filed(
    catalog: Catalog, tmp_path: Path
) -> None:
    bad = tmp_path / "odd.bib"
    bad.write_text("just words")
    told, filed = catalog.import_files(bad, bibtex(tmp_path, "a", title=VLLM_TITLE, doi=VLLM))
    assert (told.file, told.work) == (str(bad), None)
    assert filed.work == key(catalog, VLLM)
    with pytest.raises(InputError, match=r"odd\.bib"):
        catalog.import_files(bad, bad)


def test_a_pdf_of_no_work_that_we_know_is_left_alone(catalog: Catalog, tmp_path: Path) -> None:
    found = added(catalog, paper(tmp_path / "p.pdf", "Entirely Different Matters of Cooking"))
    assert (found.work, found.new, found.title) == (
        None,
        False,
        "Entirely Different Matters of Cooking",
    )
    assert found.why
    assert files(tmp_path) == []


def test_a_title_like_that_of_a_work_names_it_and_nothing_is_kept(
    catalog: Catalog, tmp_path: Path
) -> None:
    title = "LoRA: Low-Rank Adaptation of Small Vision Models"
    found = added(catalog, paper(tmp_path / "p.pdf", title))
    assert found.work is None
    assert key(catalog, LORA) in found.candidates
    assert files(tmp_path) == []
    assert entry(catalog, LORA).documents == ()


def test_two_works_of_one_title_are_told_and_neither_is_taken(
    catalog: Catalog, tmp_path: Path
) -> None:
    catalog.import_files(bibtex(tmp_path, "a", doi="10.1007/made.1", title=LORA_TITLE, year="1990"))
    same = {w.work.key for w in (entry(catalog, LORA), entry(catalog, "10.1007/made.1"))}
    assert len(same) == 2, "a work of 1990 is not the preprint of 2021"
    found = added(catalog, paper(tmp_path / "p.pdf"))
    assert found.work is None
    assert set(found.candidates) >= same
    assert files(tmp_path) == []


def test_a_person_says_which_work_it_is(catalog: Catalog, tmp_path: Path) -> None:
    scan = make_scan(tmp_path / "scan.pdf")
    found = added(catalog, scan, work="Attention Is All You Need")
    assert (found.work, found.why, found.new) == (key(catalog, ATTENTION), "as you say", True)
    assert len(entry(catalog, ATTENTION).documents) == 1
    assert len(files(tmp_path)) == 1


def test_a_work_that_is_meant_by_nothing_keeps_nothing(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        added(catalog, paper(tmp_path / "p.pdf"), work="arXiv:1111.11111")
    with pytest.raises((AmbiguousError, NotFoundError)):
        added(catalog, paper(tmp_path / "p.pdf"), work="model")
    with pytest.raises(InputError, match="one file"):
        catalog.add_pdf(paper(tmp_path / "p.pdf"), paper(tmp_path / "q.pdf"), work=LORA)
    assert files(tmp_path) == []


def test_the_same_file_twice_is_kept_once(catalog: Catalog, tmp_path: Path) -> None:
    file = paper(tmp_path / "p.pdf", references=invented_references(12))
    assert added(catalog, file).new
    lines = catalog._store.statistics()["reference_entries"]
    assert lines == 12
    again = added(catalog, file.rename(tmp_path / "the same.pdf"))
    assert (again.work, again.new) == (key(catalog, LORA), False)
    assert len(files(tmp_path)) == 1
    assert len(entry(catalog, LORA).documents) == 1
    assert catalog._store.statistics()["reference_entries"] == lines


def test_a_page_that_is_named_like_a_pdf_is_refused(catalog: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "2106.09685.pdf"
    file.write_text("<!doctype html><title>Sign in</title>")
    with pytest.raises(InputError) as caught:
        added(catalog, file)
    assert str(file) in caught.value.message
    assert caught.value.hint
    with pytest.raises(InputError, match=r"nowhere\.pdf"):
        added(catalog, tmp_path / "nowhere.pdf")
    with pytest.raises(InputError):
        added(catalog, tmp_path)
    assert files(tmp_path) == []


def test_references_of_a_pdf_become_citations(catalog: Catalog, tmp_path: Path) -> None:
    references = [
        *invented_references(5),
        f"Woosuk Kwon and Zhuohan Li. 2023. {VLLM_TITLE}. In SOSP. 611–626.",
        "Ashish Vaswani and Noam Shazeer. 2017. Attention Is All You Need. arXiv:1706.03762.",
    ]
    added(catalog, paper(tmp_path / "p.pdf", references=references))
    lora = key(catalog, LORA)
    edges = catalog._store.snapshot(None, neighbours=True).citations
    assert {(e.citing, e.cited, e.source) for e in edges} == {
        (lora, key(catalog, VLLM), "pdf"),
        (lora, key(catalog, ATTENTION), "pdf"),
    }
    assert entry(catalog, LORA).references == 2
    assert entry(catalog, VLLM).citations == 1


def test_a_paper_does_not_cite_itself(catalog: Catalog, tmp_path: Path) -> None:
    own = f"Edward J. Hu. 2021. {LORA_TITLE}. arXiv:2106.09685."
    added(catalog, paper(tmp_path / "p.pdf", references=[own, *invented_references(4)]))
    assert entry(catalog, LORA).references == 0


# BibTeX and pages ---------------------------------------------------------------------------


def bibtex(tmp_path: Path, name: str, **fields: str) -> Path:
    body = ",\n".join(f"  {field} = {{{value}}}" for field, value in fields.items())
    path = tmp_path / f"{name}.bib"
    path.write_text(f"@inproceedings{{{name},\n  author = {{Lee, Ann and Chen, Bo}},\n{body}\n}}\n")
    return path


def test_bibtex_of_a_listed_work_is_filed_under_it(catalog: Catalog, tmp_path: Path) -> None:
    file = bibtex(
        tmp_path,
        "vllm",
        title=VLLM_TITLE,
        doi=VLLM,
        year="2023",
        booktitle="Proceedings of the 29th Symposium on Operating Systems Principles",
    )
    (found,) = catalog.import_files(file)
    vllm = entry(catalog, VLLM).work
    assert (found.work, found.new, found.file) == (vllm.key, False, str(file))
    assert VLLM in found.why
    assert vllm.venue is not None
    assert vllm.venue.acronym == "SOSP"
    assert [author.name for author in vllm.authors] == ["Ann Lee", "Bo Chen"]
    sources = {choice.record.source for choice in catalog.provenance(VLLM).choices}
    assert "bibtex" in sources
    works = catalog._store.statistics()["works"]
    (again,) = catalog.import_files(file)
    assert (again.work, again.new) == (vllm.key, False)
    assert catalog._store.statistics()["works"] == works


def test_bibtex_of_an_unknown_work_is_a_work_of_its_own(catalog: Catalog, tmp_path: Path) -> None:
    before = catalog._store.statistics()["works"]
    file = bibtex(tmp_path, "own", title="Cooking With Sparse Matrices", doi="10.1007/made.7")
    (found,) = catalog.import_files(file)
    assert found.new
    assert found.title == "Cooking With Sparse Matrices"
    assert key(catalog, "10.1007/made.7") == found.work
    assert catalog._store.statistics()["works"] == before + 1


def test_a_file_of_two_entries_files_both(catalog: Catalog, tmp_path: Path) -> None:
    both = tmp_path / "both.bib"
    parts = (
        bibtex(tmp_path, "a", title="Cooking With Sparse Matrices", doi="10.1007/made.7"),
        bibtex(tmp_path, "b", title=LORA_TITLE, eprint="2106.09685", archiveprefix="arXiv"),
    )
    both.write_text("\n".join(part.read_text() for part in parts))
    first, second = catalog.import_files(both)
    assert (first.new, second.new) == (True, False)
    assert second.work == key(catalog, LORA)


@pytest.mark.parametrize(
    "data", [b"", b"just words", b"@misc{k, note={no title}}", b"%PDF-1.7\n", b"PK\x03\x04.."]
)
def test_a_file_without_a_work_is_refused_and_nothing_changes(
    catalog: Catalog, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "odd.bib"
    file.write_bytes(data)
    before = catalog._store.statistics()
    with pytest.raises(InputError, match=r"odd\.bib") as caught:
        catalog.import_files(file)
    assert caught.value.hint
    with pytest.raises(InputError, match="nowhere"):
        catalog.import_files(tmp_path / "nowhere.bib")
    assert catalog._store.statistics() == before


def acm(*references: str) -> str:
    items = "".join(
        f'<div role="listitem"><div class="citation"><div class="citation-content">{text}</div>'
        '<div class="external-links"><a>Google Scholar</a></div></div></div>'
        for text in references
    )
    return (
        f'<!DOCTYPE html><html><head><title>{VLLM_TITLE}</title><link rel="canonical" '
        f'href="https://dl.acm.org/doi/{VLLM}"></head><body><h1 property="name">{VLLM_TITLE}</h1>'
        '<div class="contributors"><span property="author"><span property="givenName">Woosuk'
        '</span> <span property="familyName">Kwon</span></span></div>'
        '<div property="isPartOf"><span property="name">SOSP \'23</span></div>'
        f'<section id="bibliography"><div role="list">{items}</div></section></body></html>'
    )


def test_a_saved_page_of_acm_gives_the_references_that_nobody_else_may(
    catalog: Catalog, tmp_path: Path
) -> None:
    file = tmp_path / "Efficient Memory Management.html"
    references = (
        "Ashish Vaswani. 2017. Attention Is All You Need. arXiv preprint arXiv:1706.03762.",
        f"Edward J. Hu and Yelong Shen. 2021. {LORA_TITLE}. CoRR.",
        "Nobody Known. 1999. A Paper That Nobody Lists Here. In Proceedings of Nowhere.",
    )
    file.write_text(acm(*references), "utf-8")
    (found,) = catalog.import_files(file)
    vllm = entry(catalog, VLLM)
    assert (found.work, found.new) == (vllm.work.key, False)
    assert vllm.work.venue is not None
    assert vllm.work.venue.acronym == "SOSP"
    edges = catalog._store.snapshot(None, neighbours=True).citations
    assert {(e.citing, e.cited, e.source) for e in edges} == {
        (vllm.work.key, key(catalog, ATTENTION), "acm-page"),
        (vllm.work.key, key(catalog, LORA), "acm-page"),
    }
    (line,) = catalog._store.unresolved_entries()
    assert "Nobody Lists" in line.reference.text
    catalog.import_files(file)
    assert catalog._store.statistics()["reference_entries"] == 3
    assert entry(catalog, VLLM).references == 2


def test_a_line_is_matched_once_its_work_comes_to_be_known(
    catalog: Catalog, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    line = "Ann Lee and Bo Chen. 2019. Cooking With Sparse Matrices at Scale. In Made."
    file.write_text(acm(line), "utf-8")
    catalog.import_files(file)
    assert entry(catalog, VLLM).references == 0
    catalog.import_files(
        bibtex(
            tmp_path,
            "own",
            title="Cooking With Sparse Matrices at Scale",
            doi="10.1007/made.7",
            year="2019",
        )
    )
    assert entry(catalog, VLLM).references == 1
    assert entry(catalog, "10.1007/made.7").citations == 1
