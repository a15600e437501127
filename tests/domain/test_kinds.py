"""What kind of thing a link leads to."""

import csv
from pathlib import Path

import pytest

from papergraph.domain.kinds import kind_of_url

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (None, "paper"),
        ("", "paper"),
        ("mailto:a@example.org", "web"),
        ("https://arxiv.org/abs/2309.06180", "paper"),
        ("https://www.usenix.org/conference/osdi22/presentation/yu", "paper"),
        ("https://www.usenix.org/system/files/conference/nsdi12/nsdi12-final138.pdf", "paper"),
        ("https://dl.acm.org/doi/10.5555/3295222.3295349", "paper"),
        ("https://www.nature.com/articles/d41586-025-02454-5", "paper"),
        ("https://www.nature.com/articles/35057062", "paper"),
        ("https://icml.cc/virtual/2023/oral/25565", "paper"),
        ("https://papers.nips.cc/paper/8092-automatic-differentiation", "paper"),
        ("http://home.example.edu/~someone/Readings/Spark.PDF", "paper"),
        ("https://example.github.io/files/SOSP23_Paper.pdf", "paper"),
        ("https://example.com/wp-content/uploads/2020/08/p975.pdf", "paper"),
        ("https://github.com/example/course/blob/main/paper.pdf", "paper"),
        ("http://home.example.edu/~someone/talks/BadTalk.pdf", "web"),
        ("https://link.springer.com/book/10.1007/978-3-031-01761-2", "book"),
        ("https://doi.org/10.1007/978-3-031-01761-2", "book"),
        ("https://link.springer.com/chapter/10.1007/978-3-030-68928-5_12", "paper"),
        ("https://www.oreilly.com/library/view/x/978/", "book"),
        ("https://book.systemsapproach.org/", "book"),
        ("https://mitpress.mit.edu/books/deep", "book"),
        ("https://www.youtube.com/watch?v=7xTGNNLPyMI", "video"),
        ("https://www.youtube.com/playlist?list=PLabc", "video"),
        ("https://vimeo.com/12345", "video"),
        ("https://example.org/talk.mp4", "video"),
        ("https://jalammar.github.io/illustrated-transformer/", "blog"),
        ("https://lilianweng.github.io/posts/2023-01-10-inference-optimization/", "blog"),
        ("https://huyenchip.com/2023/10/10/multimodal.html", "blog"),
        ("https://huggingface.co/blog/moe", "blog"),
        ("https://openai.com/research/clip", "blog"),
        ("https://openai.com/index/clip", "blog"),
        ("https://blog.google/products/google-cloud/ironwood/", "blog"),
        ("https://semianalysis.com/2025/06/25/ai-training-load-fluctuations", "blog"),
        ("https://bair.berkeley.edu/blog/2024/02/18/compound-ai-systems/", "blog"),
        ("https://www.microsoft.com/en-us/research/blog/deepspeed", "blog"),
        ("https://ai.googleblog.com/2017/04/federated-learning.html", "blog"),
        ("https://someone.substack.com/p/a-post", "blog"),
        ("https://medium.com/@someone/a-post", "blog"),
        ("https://www.example.com/magazine/2018/12/10/a-story", "web"),
        ("https://en.wikipedia.org/wiki/Worse_is_better", "web"),
        ("https://en.wikipedia.org/wiki/Blog", "web"),
        ("https://github.com/someone/blog", "web"),
        ("https://project.github.io/", "web"),
        ("https://www.facebook.com/someone", "web"),
        (
            "https://www.microsoft.com/en-us/research/academic-program/write-great-research-paper/",
            "web",
        ),
    ],
)
def test_the_address_tells_the_kind(url: str | None, kind: str) -> None:
    assert kind_of_url(url) == kind


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_nearly_all_linked_readings_of_the_data_set_agree() -> None:
    with (SHARED / "dataset" / "identity.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["raw_url"]]
    other = {row["raw_url"] for row in rows if kind_of_url(row["raw_url"]) != row["kind"]}
    assert len(rows) > 200
    # A book and a guide to reviewing, both PDFs on home pages: no address can tell.
    assert len(other) <= 2
    assert all(url.endswith(".pdf") for url in other)
