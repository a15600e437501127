import random

import pytest

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.references import match_entries
from papergraph.domain.work_index import Spelling, WorkIndex, letters_of
from papergraph.domain.works import Author, Reference, Version, Work


def work(
    key: str,
    title: str,
    year: int | None = None,
    *authors: str,
    ids: tuple[str, ...] = (),
    titles: tuple[str, ...] = (),
) -> Work:
    found = tuple(external for text in ids if (external := ExternalId.parse(text)))
    return Work(
        key,
        title,
        authors=tuple(map(Author, authors)),
        date=PartialDate(year) if year else None,
        ids=found,
        titles=(title, *titles),
    )


def entry(
    text: str,
    title: str | None = None,
    year: int | None = None,
    *authors: str,
    ids: tuple[str, ...] = (),
) -> Reference:
    found = tuple(external for item in ids if (external := ExternalId.parse(item)))
    return Reference(
        text,
        title=title,
        authors=tuple(map(Author, authors)),
        date=PartialDate(year) if year else None,
        ids=found,
    )


WORKS = [
    work("attention", "Attention Is All You Need", 2017, "Ashish Vaswani", "Noam Shazeer"),
    work("flash", "FlashAttention: Fast and Memory-Efficient Exact Attention", 2022, "Tri Dao"),
    work(
        "flash-2",
        "FlashAttention-2: Faster Attention with Better Parallelism",
        2023,
        "Tri Dao",
        titles=("FlashAttention-2",),
    ),
    work("llm", "Extracting Training Data from Large Language Models", 2021, "Nicholas Carlini"),
    work("diffusion", "Extracting Training Data from Diffusion Models", 2023, "Nicholas Carlini"),
    work("sarathi", "Sarathi", 2023, "Amey Agrawal", titles=("Sarathi: Efficient Inference",)),
    work(
        "sarathi-serve",
        "Sarathi-Serve: Taming the Throughput-Latency Tradeoff",
        2024,
        "Amey Agrawal",
    ),
    work("lora", "LoRA: Low-Rank Adaptation of Large Language Models", 2021, "Edward Hu"),
    work("s-lora", "S-LoRA: Serving Thousands of Concurrent LoRA Adapters", 2023, "Ying Sheng"),
    work("one", "On the Made Theory of Invented Systems, Part I", 2001, "Ada One"),
    work("two", "On the Made Theory of Invented Systems, Part II", 2003, "Ada One"),
    work("borg", "Borg", 2015, "Abhishek Verma"),
    work("vllm", "Efficient Memory Management for Serving", 2023, ids=("arxiv:2309.06180v2",)),
    work("supervised", "Learning Useful Things from Supervised Examples", 2019, "Ada One"),
]
INDEX = WorkIndex.of(WORKS)


def match(reference: Reference, index: WorkIndex = INDEX) -> str | None:
    return match_entries([reference], index)[0]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[1] A. Vaswani and N. Shazeer. Attention is all you need. In NIPS, 2017.", "attention"),
        ("A. Vaswani, “Attention is all you need,” in NIPS, 2017.", "attention"),
        ("A. Vaswani. Atten- tion is all you\nneed. In NIPS, 2017.", "attention"),
        ("A. Vaswani. 2017. Attention isall youneed. In NIPS.", "attention"),
        ("A. Vaswani. ATTENTION IS ALL YOU NEED, 2017.", "attention"),
        ("B. Other. Attention is all you need in speech separation. In ICASSP, 2021.", None),
        ("B. Other. Attention is all you need: the case of speech. 2021.", None),
        ("B. Other. Not attention is all you need. 2017.", None),
        ("T. Dao. Flashattention: Fast and memory-efficient exact attention. 2022.", "flash"),
        ("T. Dao. FlashAttention-2: Faster attention with better parallelism. 2023.", "flash-2"),
        ("T. Dao. FlashAttention-2. 2023.", "flash-2"),
        ("T. Dao. FlashAttention-3: Fast and Accurate Attention. 2024.", None),
        ("N. Carlini. Extracting training data from large language models. 2021.", "llm"),
        ("N. Carlini. Extracting training data from diffusion models. 2023.", "diffusion"),
        ("N. Carlini. Extracting training data from recommendation models. 2023.", None),
        ("A. Agrawal. Sarathi. 2023.", "sarathi"),
        (
            "A. Agrawal. Sarathi-Serve: Taming the throughput-latency tradeoff. 2024.",
            "sarathi-serve",
        ),
        ("A. Agrawal. Sarathi-Plus: Something else. 2023.", None),
        ("E. Hu. LoRA: Low-rank adaptation of large language models. 2021.", "lora"),
        ("Y. Sheng. S-LoRA: Serving thousands of concurrent LoRA adapters. 2023.", "s-lora"),
        ("B. Wu. dLoRA: Low-rank adaptation of large language models at scale. 2024.", None),
        ("A. One. On the made theory of invented systems, part I. 2001.", "one"),
        ("A. One. On the made theory of invented systems, part II. 2003.", "two"),
        ("A. One. On the made theory of invented systems, part III. 2005.", None),
        ("A. Verma. Borg. In EuroSys, 2015.", "borg"),
        ("B. Other. Borg. In EuroSys, 2015.", None),
        ("A. Verma. Borg. In EuroSys, 2019.", None),
        ("A. Verma. Borg, Omega, and Kubernetes. 2016.", None),
        ("B. Other. Comments on “Attention is all you need”. 2018.", None),
        ("B. Other. A reply to attention is all you need. 2018.", None),
        ("https://example.org. A web page.", None),
        ("", None),
    ],
)
def test_which_work_an_entry_means(text: str, key: str | None) -> None:
    assert match(entry(text)) == key


def test_a_year_far_away_or_other_authors_are_another_work() -> None:
    text = "Attention is all you need. In X."
    assert match(entry(text)) == "attention"
    assert match(entry(text, year=2021)) == "attention"
    assert match(entry(text, year=2022)) is None
    assert match(entry(f"B. Other. {text}", None, 2017, "B. Other")) is None
    assert match(entry(f"N. Shazeer. {text}", None, 2017, "N. Shazeer")) == "attention"


def test_an_id_decides_unless_the_title_says_otherwise() -> None:
    arxiv = ("arxiv:2309.06180",)
    assert match(entry("vLLM. arXiv:2309.06180", ids=arxiv)) == "vllm"
    assert (
        match(entry("An Efficient Memory Manager.", "An Efficient Memory Manager", ids=arxiv))
        == "vllm"
    )
    assert match(entry("On Whales.", "On Whales and Other Animals of the Sea", ids=arxiv)) is None
    other = "A. Vaswani. Attention is all you need. arXiv:2309.06180"
    assert match(entry(other, "Attention is all you need", ids=arxiv)) is None


def test_another_id_of_the_same_registry_is_another_work() -> None:
    text = "Efficient memory management for serving. 2023."
    assert match(entry(text)) == "vllm"
    assert match(entry(text, ids=("arxiv:2401.00001",))) is None
    assert match(entry(text, ids=("doi:10.1145/1.2",))) == "vllm"


def test_two_ids_of_two_works_decide_nothing() -> None:
    index = WorkIndex.of(
        [*WORKS, work("other", "Of Other Things Entirely", ids=("doi:10.1145/7.8",))]
    )
    ids = ("arxiv:2309.06180", "doi:10.1145/7.8")
    assert match(entry("Something.", ids=ids), index) is None
    assert match(entry("Of other things entirely. 2020.", ids=ids), index) == "other"


def test_works_of_one_title_are_told_by_author_and_year_or_not_at_all() -> None:
    index = WorkIndex.of(
        [
            work("a", "A Survey of Made Systems and Others", 2001, "Ada One"),
            work("b", "A Survey of Made Systems and Others", 2003, "Bo Two"),
        ]
    )
    assert match(entry("A survey of made systems and others."), index) is None
    assert match(entry("B. Two. A survey of made systems and others. 2003."), index) == "b"
    assert (
        match(entry("A. One and B. Two. A survey of made systems and others. 2002."), index) is None
    )


def test_the_longest_title_wins() -> None:
    index = WorkIndex.of(
        [
            work("short", "A Survey of Made Systems"),
            work("long", "A Survey of Made Systems: The Second Ten Years of Them"),
        ]
    )
    text = "A survey of made systems: The second ten years of them. 2003."
    assert match(entry(text), index) == "long"
    assert match(entry("A survey of made systems. 2003."), index) == "short"


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("FlashAttention: Fast and Memory-Ef cient Exact Attention", "flash"),
        ("FlashAttention: Fast and Memory-Efficient Exact Attentoin", "flash"),
        ("On the Made Theory of lnvented Systems, Part I", "one"),
        ("On the Made Theory of Invented Systems, Part IV", None),
        ("Learning Useful Things from Unsupervised Examples", None),
        ("Extracting Training Data from Small Language Models", None),
    ],
)
def test_damage_is_forgiven_with_author_and_year_only(title: str, key: str | None) -> None:
    years = {"flash": 2022, "one": 2001, None: 2019}
    names = {"flash": "Dao", "one": "One", None: "One"}
    year, name = years[key], names[key]
    assert match(entry(f"T. {name}. {title}. {year}.", title, year, f"T. {name}")) == key
    assert match(entry(f"{title}. {year}.", title, year)) is None
    assert match(entry(f"T. {name}. {title}. {year + 3}.", title, year + 3, f"T. {name}")) is None


def test_numbers_within_names_are_no_damage() -> None:
    index = WorkIndex.of(
        [
            work("qwen2", "Qwen2 Technical Report of the Team", 2024, "An Yang"),
            work("v2", "DeepSeek-V2: A Strong and Economical Model", 2024, "Aixin Liu"),
        ]
    )
    for title, name in (
        ("Qwen2.5 Technical Report of the Team", "A. Yang"),
        ("DeepSeek-V3: A Strong and Economical Model", "A. Liu"),
    ):
        assert match(entry(f"{name}. {title}. 2024.", title, 2024, name), index) is None
    text = "A. Yang. Qwen2 technlcal report of the team. 2024."
    assert (
        match(entry(text, "Qwen2 technlcal report of the team", 2024, "A. Yang"), index) == "qwen2"
    )


def test_titles_of_versions_and_earlier_titles_count() -> None:
    perseus = Work(
        "perseus",
        "Reducing Energy Bloat in Large Model Training",
        versions=(Version("Perseus: Removing Energy Bloat from Large Model Training"),),
    )
    text = "J. Chung. Perseus: Removing energy bloat from large model training. 2023."
    assert match(entry(text), WorkIndex.of([perseus])) == "perseus"


def test_generic_titles_mean_nothing() -> None:
    index = WorkIndex.of([work("slides", "Lecture Notes", 2020, "Ada One")])
    assert match(entry("A. One. Lecture notes. 2020."), index) is None


def test_no_works_and_no_entries() -> None:
    assert match_entries([], INDEX) == []
    assert match(entry("A. One. Attention is all you need. 2017."), WorkIndex.of([])) is None


def test_letters_and_edges() -> None:
    assert letters_of("FlashDecoding++") == "flashdecoding++"
    spelling = Spelling.of("K. Müller’s e\ufb03cient inter- face.")
    assert spelling.letters == "kmullersefficientinterface"
    assert "interface" in spelling.words
    assert spelling.ends(len(spelling.letters)) == "sure"
    assert spelling.begins(0) == "sure"


def test_every_made_title_is_found_in_its_entry_among_many() -> None:
    chance = random.Random(7)
    words = ["".join(chance.choices("abdegilmnorstu", k=chance.randint(3, 9))) for _ in range(400)]
    works = [
        work(str(n), " ".join(chance.choices(words, k=7)).capitalize(), 2000 + n % 20, "Ada One")
        for n in range(500)
    ]
    index = WorkIndex.of(works)
    entries = [entry(f"[{w.key}] A. One. {w.title}. In X, {w.year}.") for w in works]
    assert match_entries(entries, index) == [w.key for w in works]
    strangers = [
        entry(f"A. One. {' '.join(chance.choices(words, k=7))}. In X, 2010.") for _ in range(200)
    ]
    assert match_entries(strangers, index) == [None] * 200
