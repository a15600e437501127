"""Papers as PDFs, made for tests: two columns, running headers, references in a given style.

    make_pdf(path, "A Title", ["Ada One", "Bo Two"], invented_references(40), style="hanging")

The references are invented. Nothing here knows how papergraph reads a PDF.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import reportlab
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

#: ``bracket`` [7], ``dotted`` 7., ``label`` [Kwo23]; by authors and years: ``hanging`` with an
#: indent, ``gaps`` with room between entries, ``plain`` with neither.
Style = Literal["bracket", "dotted", "label", "hanging", "gaps", "plain"]
#: How an entry is written: ACM, plain BibTeX, APA.
Wording = Literal["acm", "plainnat", "apa"]

WIDTH, HEIGHT = 612.0, 792.0
TOP, BOTTOM, MARGIN, GUTTER = 720.0, 80.0, 54.0, 24.0
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2
LEADING, SIZE = 10.5, 8.5
#: A font that comes with reportlab and has the ligatures fi and fl.
VERA = "Vera"
_LIGATURES = {"fi": "\ufb01", "fl": "\ufb02"}

_GIVEN = "Ada Bo Chen Dana Emil Fatima Goran Hana Ivo Jia Kofi Lena Miro Nora Omar Pia".split()
_FAMILY = (
    "Abara Bianchi Castell Dworak Eklund Farkas Gruber Hansen Ivanov Jensen Kowalski Lindqvist "
    "Moreau Novak Okafor Petrov Quispe Rossi Sato Tanaka Ueda Varga Weber Xu Yamada Zhang"
).split()
_WORDS = (
    "adaptive scheduling of training jobs on shared accelerators with bounded staleness for "
    "efficient inference under flexible constraints and workflow profiling in reflective "
    "datacenter networks using speculative execution towards resilient storage at scale"
).split()
_VENUES = (
    "Proceedings of the Symposium on Invented Systems",
    "Conference on Made-Up Machine Learning",
    "Journal of Fictional Computing",
    "Workshop on Things That Never Were",
)


def invented_references(count: int, *, seed: int = 1, wording: Wording = "acm") -> list[str]:
    """So many references without marks, sorted by the surname of their first author."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        authors = [
            (chance.choice(_GIVEN), chance.choice(_FAMILY)) for _ in range(chance.randint(1, 5))
        ]
        words = chance.sample(_WORDS, chance.randint(4, 9))
        title = " ".join(words).capitalize() + f" number {number + 1}"
        year, venue = chance.randint(1995, 2024), chance.choice(_VENUES)
        found.append((authors[0][1], year, _worded(authors, year, title, venue, wording)))
    return [text for *_, text in sorted(found)]


def _worded(
    authors: Sequence[tuple[str, str]], year: int, title: str, venue: str, wording: Wording
) -> str:
    if wording == "apa":
        names = [f"{family}, {given[0]}." for given, family in authors]
        joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, & {names[-1]}"
        return f"{joined} ({year}). {title}. {venue}, {year % 40 + 1}(2), 11–29."
    names = [f"{given} {family}" for given, family in authors]
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, and {names[-1]}"
    if wording == "acm":
        return f"{joined}. {year}. {title}. In {venue}. 101–113."
    return f"{joined}. {title}. In {venue}, pages 1–13, {year}."


@dataclass
class _Column:
    """Where the next line goes: columns are filled one after the other, then pages."""

    canvas: Canvas
    header: Sequence[str]
    numbered: bool
    page: int = 1
    column: int = 0
    y: float = TOP
    body: tuple[str, float] = field(default=("Times-Roman", SIZE))

    def line(self, text: str, *, indent: float = 0.0, size: float | None = None) -> None:
        """Nothing; the text is drawn and the pen moved down, to the next column if need be."""
        if self.y < BOTTOM:
            self.turn()
        self.canvas.setFont(self.body[0], size or self.body[1])
        left = MARGIN + self.column * (COLUMN + GUTTER)
        self.canvas.drawString(left + indent, self.y, text)
        self.y -= LEADING * (size or SIZE) / SIZE

    def skip(self, points: float) -> None:
        """Nothing; the pen is moved down, except at the head of a column."""
        if self.y < TOP:
            self.y -= points

    def turn(self) -> None:
        """Nothing; the pen stands at the head of the next column or page."""
        self.column = 1 - self.column
        if self.column == 0:
            self.finish()
            self.page += 1
            self.start()
        self.y = TOP

    def start(self) -> None:
        """Nothing; the page has its header."""
        self.canvas.setFont("Times-Italic", 8)
        if self.header:
            text = self.header[self.page % len(self.header)]
            self.canvas.drawString(MARGIN, HEIGHT - 40, text)

    def finish(self) -> None:
        """Nothing; the page has its number and is done."""
        self.canvas.setFont("Times-Roman", 8)
        if self.numbered:
            self.canvas.drawCentredString(WIDTH / 2, 40, str(self.page))
        self.canvas.showPage()


def make_pdf(
    path: Path,
    title: str,
    authors: Sequence[str],
    references: Sequence[str],
    *,
    style: Style = "bracket",
    header: Sequence[str] = ("Invented Proceedings ’24, Nowhere", "A Title That Runs"),
    numbered: bool = True,
    body_lines: int = 150,
    appendix_lines: int = 0,
    hyphenate: bool = True,
    ligatures: bool = False,
    heading: str = "References",
    stamp: str | None = None,
    doi: str | None = None,
    metadata_title: str | None = None,
    password: str | None = None,
) -> Path:
    """The path of a new PDF of a paper with these references.

    ``header`` are the running titles, each page the next; ``stamp`` is set up the margin as
    arXiv does; ``doi`` at the foot of the first column; ``password`` locks the file.
    """
    encryption = StandardEncryption(password) if password else None
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), encrypt=encryption, invariant=True)
    if metadata_title:
        canvas.setTitle(metadata_title)
    pen = _Column(canvas, header, numbered)
    if ligatures:
        pdfmetrics.registerFont(TTFont(VERA, Path(reportlab.__file__).parent / "fonts/Vera.ttf"))
        pen.body = (VERA, SIZE - 1.5)
    pen.start()
    _front(pen, title, authors, stamp, doi)
    for text in _prose(body_lines):
        pen.line(text)
    if references:
        pen.skip(LEADING)
        pen.line(heading, size=12)
        _references(pen, references, style, hyphenate=hyphenate, ligatures=ligatures)
    if appendix_lines:
        pen.skip(LEADING)
        pen.line("A Proof of What Was Claimed", size=12)
        for text in _prose(appendix_lines):
            pen.line(text)
    pen.finish()
    canvas.save()
    return path


def _front(
    pen: _Column, title: str, authors: Sequence[str], stamp: str | None, doi: str | None
) -> None:
    canvas = pen.canvas
    canvas.setFont("Times-Bold", 17)
    y = TOP
    for line in _wrap(title, WIDTH - 2 * MARGIN, ("Times-Bold", 17.0), hyphenate=False):
        canvas.drawCentredString(WIDTH / 2, y, line)
        y -= 20
    canvas.setFont("Times-Roman", 11)
    canvas.drawCentredString(WIDTH / 2, y - 4, ", ".join(authors))
    canvas.setFont("Times-Italic", 9)
    canvas.drawCentredString(WIDTH / 2, y - 18, "University of Nowhere")
    if stamp:
        canvas.saveState()
        canvas.translate(30, 300)
        canvas.rotate(90)
        canvas.setFont("Times-Roman", 20)
        canvas.drawString(0, 0, stamp)
        canvas.restoreState()
    pen.y = y - 50
    pen.line("Abstract", size=11)
    if doi:
        pen.line(f"https://doi.org/{doi}")


def _prose(count: int) -> Iterator[str]:
    chance = random.Random(count)
    for _ in range(count):
        yield " ".join(chance.choices(_WORDS, k=6))


def _references(
    pen: _Column, references: Sequence[str], style: Style, *, hyphenate: bool, ligatures: bool
) -> None:
    for number, reference in enumerate(references, 1):
        text = marked(reference, number, style)
        hang = 14.0 if style in {"bracket", "hanging", "label"} else 0.0
        first = True
        for line in _wrap(text, COLUMN - hang - 2, pen.body, hyphenate=hyphenate):
            drawn = line
            for letters, sign in _LIGATURES.items() if ligatures else ():
                drawn = drawn.replace(letters, sign)
            pen.line(drawn, indent=0.0 if first else hang)
            first = False
        if style == "gaps":
            pen.skip(5)


def marked(reference: str, number: int, style: Style) -> str:
    """The reference as the list prints it: with its number, its label, or as it is."""
    if style == "bracket":
        return f"[{number}] {reference}"
    if style == "dotted":
        return f"{number}. {reference}"
    if style == "label":
        return f"[{reference[:3]}{number:02}] {reference}"
    return reference


def _wrap(text: str, width: float, font: tuple[str, float], *, hyphenate: bool) -> Iterator[str]:
    """The lines of a text; a long word is broken where half of it still fits."""

    def fits(line: str) -> bool:
        return bool(pdfmetrics.stringWidth(line, *font) <= width)

    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if fits(longer):
            line = longer
            continue
        half = len(word) // 2
        if hyphenate and word.isalpha() and len(word) > 7 and fits(f"{line} {word[:half]}-"):
            yield f"{line} {word[:half]}-"
            line = word[half:]
        else:
            yield line
            line = word
    yield line


def make_scan(path: Path) -> Path:
    """The path of a new PDF whose only page is a picture: a scan."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    canvas.setFillGray(0.5)
    canvas.rect(100, 100, 300, 500, fill=1)
    canvas.showPage()
    canvas.save()
    return path


def make_pages(path: Path, lines: Sequence[Sequence[tuple[Any, ...]]]) -> Path:
    """The path of a new PDF of given lines, each ``(x, y, size, text)``, page by page."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    for page in lines:
        for x, y, size, text in page:
            canvas.setFont("Times-Roman", size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return path
