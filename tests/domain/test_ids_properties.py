"""Ids of every scheme and of arbitrary text: round trips, idempotence, and time."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from papergraph.domain.ids import ExternalId, canonical_url, read_id, read_url
from papergraph.domain.ids.external import REGISTRIES

_HEX = st.text("0123456789abcdef", min_size=32, max_size=32)
_NAME = st.from_regex(r"[a-z]{2,12}(-[a-z]{2,8})?", fullmatch=True)


@st.composite
def _arxiv(draw: st.DrawFn) -> str:
    month = draw(st.integers(1, 12))
    version = draw(st.sampled_from(["", "v1", "v12"]))
    if draw(st.booleans()):
        year = draw(st.integers(8, 90))
        digits = 4 if year <= 14 else 5
        return f"arxiv:{year:02}{month:02}.{draw(st.integers(0, 9999)):0{digits}}{version}"
    year = draw(st.sampled_from([92, 99, 0, 6]))
    archive = draw(st.sampled_from(["cs", "hep-th", "quant-ph", "cond-mat"]))
    return f"arxiv:{archive}/{year:02}{month:02}{draw(st.integers(1, 999)):03}{version}"


_DOI = st.builds(
    "doi:10.{}/{}x".format,
    st.integers(1000, 999999999),
    st.text(
        st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="."), max_size=30
    ),
)
_IDS = st.one_of(
    _arxiv(),
    _DOI,
    st.builds(
        "usenix:{}{:02}/{}".format,
        st.sampled_from(["osdi", "hotos", "usenixsecurity"]),
        st.integers(0, 99),
        _NAME,
    ),
    st.builds("openreview:{}".format, st.from_regex(r"[A-Za-z0-9_-]{9,11}", fullmatch=True)),
    st.builds(
        "neurips:{}/{}{}".format,
        st.integers(1987, 2030),
        _HEX,
        st.sampled_from(["", "-Datasets_and_Benchmarks", "-round1", "-Conference"]),
    ),
    st.builds("mlsys:{}/{}".format, st.integers(2019, 2030), _HEX),
    st.builds(
        "pmlr:v{}/{}{:02}{}".format,
        st.integers(1, 300),
        _NAME,
        st.integers(0, 99),
        st.sampled_from(["", "a", "bc"]),
    ),
    st.builds(
        "cvf:{}{}/{}_{}_paper".format,
        st.sampled_from(["CVPR", "ICCV", "ECCV", "WACV"]),
        st.integers(2013, 2030),
        _NAME,
        _NAME,
    ),
    st.builds("cvf:CVPR{}W/{}/{}_paper".format, st.integers(2013, 2030), _NAME, _NAME),
    st.builds(
        "acl:{}.{}-main.{}".format,
        st.integers(2020, 2030),
        st.sampled_from(["acl", "naacl"]),
        st.integers(1, 999),
    ),
    st.builds(
        "acl:{}{:02}-{}".format, st.sampled_from("NPW"), st.integers(0, 19), st.integers(1000, 9999)
    ),
    st.builds("ieee:{}".format, st.integers(1, 99999999)),
    st.builds("s2:{}{}".format, _HEX, st.just("01234567")),
    st.builds("s2:CorpusId:{}".format, st.integers(1, 10**9)),
    st.builds("openalex:W{}".format, st.integers(1, 10**10)),
    st.builds("youtube:{}".format, st.from_regex(r"[A-Za-z0-9_-]{11}", fullmatch=True)),
    st.builds(
        "url:https://{}.example/{}?{}".format, _NAME, st.text(max_size=30), st.text(max_size=20)
    ),
)


@settings(deadline=None)
@given(_IDS)
def test_every_id_survives_its_link_and_its_writing(written: str) -> None:
    found = read_id(written)
    assert found is not None, written
    assert found.url is not None
    assert found.url.startswith("https://")
    assert re.fullmatch(r"[!-~]+", found.url)
    assert read_url(found.url) == found
    assert read_id(str(found)) == found
    assert ExternalId.parse(str(found)) == found
    assert found.base.base == found.base


_PLACES = st.sampled_from(
    [
        *("https://", "http://www.", "//", "https://dl.acm.org/doi/", "https://doi.org/10.1145/"),
        *("https://arxiv.org/abs/", "https://www.usenix.org/conference/osdi22/presentation/"),
        *("https://www.usenix.org/system/files/", "https://openreview.net/forum?id="),
        *("https://proceedings.neurips.cc/paper/2020/hash/", "https://proceedings.mlr.press/v1/"),
        *("https://openaccess.thecvf.com/content/CVPR2022/html/", "https://aclanthology.org/"),
        *("https://ieeexplore.ieee.org/document/", "https://www.semanticscholar.org/paper/"),
        *("https://openalex.org/", "https://youtu.be/", "https://www.biorxiv.org/content/10.1101/"),
        *(
            "https://example.org/",
            "https://example.org/a?",
            "doi:",
            "url:",
            "arxiv:",
            "10.1145/",
            "",
        ),
    ]
)
_PIECES = st.sampled_from(
    [
        "/",
        "//",
        ".",
        "..",
        "%20",
        "%2e",
        "%",
        "%25",
        "%2F",
        "index.html",
        "?",
        "#",
        "&",
        "=",
        ";2-#",
        "(",
        ")",
    ]
)


@settings(max_examples=400, deadline=None)
@given(_PLACES, st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=6))
@example("https://example.org/", ["..%20", "/", "index.html"])
@example("https://doi.org/10.1145/", ["x/full"])
def test_whatever_is_read_is_read_the_same_again(place: str, pieces: list[str]) -> None:
    text = place + "".join(pieces)
    canonical = canonical_url(text)
    assert canonical is None or canonical_url(canonical) == canonical
    for found in (read_url(text), read_id(text)):
        if found is not None:
            assert found.url is not None
            assert found.url.startswith("https://")
            assert read_url(found.url) == found
            assert read_id(str(found)) == found


_JUNK = (
    *("/", "%20", "%2e/", "/index.html", "/doi/", "/doi/a", "%", "%41", "é", "\u200b", "&a", "?"),
    *("v1.", "_paper", "10.1145/", "/article/10.", ".", ")", "(", "a-", "[", "www.", "\n "),
)


@pytest.mark.parametrize("junk", _JUNK)
@pytest.mark.parametrize("place", ["", "https://", "doi:10.1145/"])
def test_a_megabyte_of_junk_is_read_at_once(place: str, junk: str) -> None:
    text = place + junk * (1_000_000 // len(junk))
    began = time.process_time()
    read_id(text)
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("junk", _JUNK)
def test_the_longest_addresses_are_read_at_once(junk: str) -> None:
    places = (
        *("https://example.org/", "https://example.org/?", "https://doi.org/10.1145/"),
        *("https://openaccess.thecvf.com/content/CVPR2022/html/", "https://aclanthology.org/"),
        *("https://www.biorxiv.org/content/10.1101/", "https://ieeexplore.ieee.org/"),
        *("https://www.usenix.org/system/files/", "https://proceedings.mlr.press/v1/"),
    )
    began = time.process_time()
    for place in places:
        read_url(place + junk * (8_000 // len(junk)))
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("scheme", [scheme.name for scheme in REGISTRIES])
def test_a_long_value_is_refused_at_once(scheme: str) -> None:
    began = time.process_time()
    for junk in ("a", "1", "a_", "_paper", "v1/", "2022/0", " ", "10.1145/."):
        ExternalId.parse(f"{scheme}:{junk * (200_000 // len(junk))}!")
    assert time.process_time() - began < 4.0
