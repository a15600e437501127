"""A program that prints the text of one PDF as JSON: run apart, because PDFium may crash.

    python -I pdfium_child.py PATH PAGES CHARACTERS SECONDS

It imports nothing of papergraph, so that it starts fast and runs from its file. Within the three
bounds it reads what it can, and says under ``complete`` whether that was all. The answer is
``{"error": code, "message"}`` or ``{"count", "title", "complete", "pages"}``, each page a list
of ``[text, left, right, base, size, turned]``.
"""

import contextlib
import json
import math
import sys
import time
from ctypes import byref, c_double
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

#: Bytes of memory the program may take; a "bomb" of compressed streams then fails by itself.
_MEMORY = 4 * 1024**3
#: How PDFium gives a hyphen that ends a line and is joined to the next: U+0002, once U+FFFE.
_LINE_HYPHENS = (0x02, 0xFFFE)
_LINE_ENDS = (0x0A, 0x0D, 0x0C, 0x85, 0x2028, 0x2029)


def main(path: str, pages: int, characters: int, seconds: float) -> dict[str, Any]:
    """The answer for one file."""
    deadline = time.monotonic() + seconds
    try:
        document = pypdfium2.PdfDocument(Path(path))
    except pypdfium2.PdfiumError as error:
        return {"error": error.err_code, "message": str(error)}
    count = len(document)
    title = document.get_metadata_value("Title").strip("\x00\ufeff \n")
    read: list[list[list[Any]]] = []
    left = characters
    for index in range(min(count, pages)):
        if left <= 0 or time.monotonic() > deadline:
            break
        lines: list[list[Any]] = []
        # A page that is damaged is an empty page; the others may still be read.
        with contextlib.suppress(pypdfium2.PdfiumError):
            page = document[index]
            text = page.get_textpage()
            lines = _lines(text, min(text.count_chars(), left), deadline)
            left -= text.count_chars()
            text.close()
            page.close()
        read.append(lines)
    complete = len(read) == count and left >= 0 and time.monotonic() <= deadline
    return {"count": count, "title": title, "complete": complete, "pages": read}


def _lines(page: Any, count: int, deadline: float) -> list[list[Any]]:
    lines: list[list[Any]] = []
    units: list[int] = []
    places: list[int] = []
    for index in range(count):
        if index % 4096 == 0 and time.monotonic() > deadline:
            break
        unit = pdfium.FPDFText_GetUnicode(page.raw, index)
        if unit in _LINE_HYPHENS:
            units.append(0x2D)
            places.append(index)
        if unit in _LINE_ENDS or unit in _LINE_HYPHENS:
            _end(page, lines, units, places)
            units, places = [], []
        elif unit >= 0x20 or unit == 0x09:
            units.append(unit)
            if unit > 0x20:
                places.append(index)
    _end(page, lines, units, places)
    return lines


def _end(page: Any, lines: list[list[Any]], units: list[int], places: list[int]) -> None:
    """Nothing; the characters gathered have become one more line."""
    if not places:
        return
    raw = b"".join(
        unit.to_bytes(2, "little") if unit < 0x10000 else chr(unit).encode("utf-16-le")
        for unit in units
    )
    text = raw.decode("utf-16-le", "ignore").replace("\uffff", "").strip()
    if not text:
        return
    first, last = places[0], places[-1]
    samples = sorted(_size(page, places[len(places) * part // 4]) for part in (1, 2, 3))
    x, base = _corner(page, first)
    end, _ = _corner(page, last, right=True)
    angle = pdfium.FPDFText_GetCharAngle(page.raw, places[len(places) // 2])
    turned = min(abs(angle), abs(angle - 2 * math.pi)) > 0.1
    lines.append([text, round(x, 1), round(end, 1), round(base, 1), round(samples[1], 1), turned])


def _size(page: Any, index: int) -> float:
    """The size of a character as it is drawn: that of its font, scaled as the page does it."""
    matrix = pdfium.FS_MATRIX()
    size = float(pdfium.FPDFText_GetFontSize(page.raw, index))
    if pdfium.FPDFText_GetMatrix(page.raw, index, matrix):
        scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        return size * scale if math.isfinite(scale) else size
    return size


def _corner(page: Any, index: int, *, right: bool = False) -> tuple[float, float]:
    x, y = c_double(), c_double()
    if not right and pdfium.FPDFText_GetCharOrigin(page.raw, index, byref(x), byref(y)):
        return _finite(x.value), _finite(y.value)
    box = [c_double() for _ in range(4)]  # left, right, bottom, top
    pdfium.FPDFText_GetCharBox(page.raw, index, *map(byref, box))
    return _finite(box[1 if right else 0].value), _finite(box[2].value)


def _finite(number: float) -> float:
    return number if math.isfinite(number) else 0.0


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # there is no such limit on Windows
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit_memory()
    answer = main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
    sys.stdout.write(json.dumps(answer))
