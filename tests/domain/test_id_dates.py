"""Dates that ids tell."""

import doctest

import pytest

import papergraph.domain.id_dates
from papergraph.domain.id_dates import arxiv_date, date_of
from papergraph.domain.ids import ExternalId


@pytest.mark.parametrize(
    ("scheme", "value", "date"),
    [
        ("arxiv", "2309.06180v2", "2023-09"),
        ("arxiv", "0704.0156", "2007-04"),
        ("arxiv", "quant-ph/0201082v1", "2002-01"),
        ("arxiv", "hep-th/9912001", "1999-12"),
        ("arxiv", "hep-th/9108001", "1991-08"),
        ("usenix", "osdi22/yu", "2022"),
        ("usenix", "atc97/smith", "1997"),
        ("usenix", "soups2023/smith", "2023"),
        ("usenix", "usenixsecurity21/carlini-extracting", "2021"),
        ("usenix", "srecon24americas/smith", "2024"),
        ("neurips", "2012/6aca97005c68f1206823815f66102863", "2012"),
        ("mlsys", "2024/5321b1dabcd2be188d796c21b733e8c7", "2024"),
        ("cvf", "CVPR2022/He_Masked_CVPR_2022_paper", "2022"),
        ("cvf", "CVPR2020W/w1/A_B_CVPRW_2020_paper", "2020"),
        ("acl", "2022.naacl-main.272", "2022"),
        ("acl", "N19-1423", "2019"),
        ("acl", "J93-2003", "1993"),
        ("pmlr", "v202/sheng23a", "2023"),
        ("pmlr", "v37/ioffe15", "2015"),
    ],
)
def test_the_number_says_when(scheme: str, value: str, date: str) -> None:
    assert str(date_of(ExternalId(scheme, value))) == date


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("doi", "10.1101/2020.01.30.927871"),
        ("openreview", "B1ckMDqlg"),
        ("url", "https://example.org/2023/10/10/x"),
        ("ieee", "2022"),
        ("s2", "CorpusId:2022"),
        ("arxiv", "2313.06180"),
        ("arxiv", "nonsense"),
        ("usenix", "nonsense"),
        ("neurips", "nonsense"),
        ("pmlr", "nonsense"),
        ("nosuch", "2022/x"),
    ],
)
def test_other_ids_say_nothing(scheme: str, value: str) -> None:
    assert date_of(ExternalId(scheme, value)) is None


def test_only_arxiv_numbers_are_read_as_such() -> None:
    assert arxiv_date(ExternalId("doi", "2309.06180")) is None


def test_the_example_in_the_docstring_holds() -> None:
    result = doctest.testmod(papergraph.domain.id_dates)
    assert result.attempted
    assert not result.failed
