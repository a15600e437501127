"""Colours for topics that stay apart for colour-blind readers too."""

from collections.abc import Mapping, Sequence

#: Fourteen colours, the most distinct first.
#:
#: Source: chosen by us, greedily and then by exchange, out of a grid in OKLCH (Ottosson 2020),
#: so that the smallest OKLab distance of any two is as large as possible, whether seen with
#: full colour vision or through protan, deutan or tritan simulation (Machado, Oliveira and
#: Fernandes 2009, severity 1). It is 0.082 for these fourteen; the seven hues of Okabe and Ito
#: (2008), the usual choice, which ends at eight, have 0.076 by the same measure.
PALETTE = (
    "#de6e29",
    "#4f2bac",
    "#47c7f8",
    "#90101c",
    "#b17db5",
    "#abc63e",
    "#3364db",
    "#a9531e",
    "#3c95f0",
    "#dba8ad",
    "#8856a5",
    "#2f6866",
    "#7c9c7b",
    "#75227d",
)

#: For topics beyond the palette, which share a lane, and for works that are on no list.
NEUTRAL = "#7e7e7e"


def colours(topics: Mapping[str, int], *, order: Sequence[str] = ()) -> dict[str, str]:
    """Topic -> colour. ``topics`` maps each topic to how many works it has.

    A topic of ``order`` (our taxonomy) has the same colour in every picture, whatever else is
    in it. Other headings get what is left, those with most works first; then `NEUTRAL`.

    >>> colours({"rag": 3, "Odds and ends": 1}, order=["training", "rag"])
    {'rag': '#4f2bac', 'Odds and ends': '#de6e29'}
    """
    fixed = dict(zip(order, PALETTE, strict=False))
    chosen = {topic: fixed[topic] for topic in topics if topic in fixed}
    free = [colour for colour in PALETTE if colour not in chosen.values()]
    rest = sorted((t for t in topics if t not in chosen), key=lambda t: (-topics[t], t))
    chosen |= {t: free[i] if i < len(free) else NEUTRAL for i, t in enumerate(rest)}
    return {topic: chosen[topic] for topic in topics}
