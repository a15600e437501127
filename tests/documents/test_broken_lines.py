import pytest

from papergraph.documents.broken_lines import mend, mend_links


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("an inter- face", "an interface"),
        ("Large- Scale Multi- Tenant", "Large-Scale Multi-Tenant"),
        ("In SIG- MOD and MI- CRO", "In SIGMOD and MICRO"),
        ("GPT- NeoX", "GPT-NeoX"),
        ("1- Bit gradients", "1-Bit gradients"),
        ("read- and write-efficient", "read- and write-efficient"),
        ("Lecture 6.5 - rmsprop", "Lecture 6.5 - rmsprop"),
        ("pages 41– 59", "pages 41–59"),
        ("In *ICLR*, 2019", "In ICLR, 2019"),
        ("a {GPU}{DNN} server", "a GPU DNN server"),
        ("tp_comm_overlap and paper_files", "tp_comm_overlap and paper_files"),
        ("two\n  lines\tof it", "two lines of it"),
    ],
)
def test_words_and_marks(broken: str, whole: str) -> None:
    assert mend(broken) == whole


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("https: //example.org/a", "https://example.org/a"),
        ("https://doi. org/10.1073/pnas.38.8.716", "https://doi.org/10.1073/pnas.38.8.716"),
        ("https://doi.org/10.1145/3492321. 3519584", "https://doi.org/10.1145/3492321.3519584"),
        ("https://doi.org/10. 1109/TDSC.2009.4", "https://doi.org/10.1109/TDSC.2009.4"),
        ("https://openreview.net/forum?id= By72", "https://openreview.net/forum?id=By72"),
        ("https://usenix.org/nsdi22/ eisenman", "https://usenix.org/nsdi22/eisenman"),
        (
            "https://github.com/NVIDIA/ FasterTransformer.",
            "https://github.com/NVIDIA/FasterTransformer.",
        ),
        ("https://a.org/fast- er/x", "https://a.org/fast-er/x"),
    ],
)
def test_links(broken: str, whole: str) -> None:
    assert mend_links(broken) == whole


@pytest.mark.parametrize(
    "line",
    [
        "https://laion.ai/blog/openclip/ Oobleck: Resilient Training",
        "https://example.org/page. In OSDI, 2020.",
        "https://example.org/page. 2014.",
        "https://example.org/page. 14 Proceedings of the ACM",
        "http://aws.amazon.com/ec2/, 2014.",
        "http://a.org/x/ https://b.org/y",
    ],
)
def test_a_link_ends_where_the_sentence_or_the_page_does(line: str) -> None:
    assert mend_links(line) == line


def test_mending_twice_changes_nothing() -> None:
    line = "A. Go. Multi- modal inter- faces. In *SIG- MOD*. https: //doi. org/10.1145/1. 3519584"
    assert mend(mend(line)) == mend(line)
