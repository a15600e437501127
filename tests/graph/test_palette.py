from itertools import combinations
from math import copysign, dist

from papergraph.graph.palette import NEUTRAL, PALETTE, colours

Matrix = tuple[tuple[float, float, float], ...]

#: Machado, Oliveira and Fernandes 2009, severity 1; the first sees everything.
SIGHTS: tuple[Matrix, ...] = (
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
     (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
     (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
     (0.004733, 0.691367, 0.303900)),
)  # fmt: skip
#: OKLab (Ottosson 2020): linear sRGB to cones, cube roots of these to lightness and two hues.
CONES: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
LAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def times(matrix: Matrix, vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def seen(colour: str, sight: Matrix) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    simulated = [min(1.0, max(0.0, c)) for c in times(sight, linear)]
    return times(LAB, [copysign(abs(c) ** (1 / 3), c) for c in times(CONES, simulated)])


def least_distance(palette: tuple[str, ...]) -> float:
    return min(
        dist(seen(one, sight), seen(other, sight))
        for sight in SIGHTS
        for one, other in combinations(palette, 2)
    )


def test_every_two_colours_differ_more_than_those_of_okabe_and_ito_for_every_sight() -> None:
    okabe_ito = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")
    assert len(PALETTE) == 14
    assert least_distance(PALETTE) > 0.08 > least_distance(okabe_ito)


def test_the_neutral_grey_is_none_of_them() -> None:
    assert all(
        dist(seen(NEUTRAL, sight), seen(colour, sight)) > 0.05
        for sight in SIGHTS
        for colour in PALETTE
    )


def test_a_topic_of_the_taxonomy_keeps_its_colour_whatever_else_is_drawn() -> None:
    order = ["training", "inference", "rag"]
    alone = colours({"rag": 1}, order=order)
    among = colours({"Odds": 99, "inference": 5, "rag": 2}, order=order)
    assert alone["rag"] == among["rag"] == PALETTE[2]
    assert among["Odds"] not in (among["inference"], among["rag"])


def test_beyond_the_palette_the_topics_with_fewest_works_are_neutral() -> None:
    many = {f"topic {number}": number for number in range(20)}
    chosen = colours(many)
    assert [topic for topic in many if chosen[topic] == NEUTRAL] == [
        f"topic {number}" for number in range(6)
    ]
    assert len(set(chosen.values())) == 15
