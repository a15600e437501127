"""Undoing what line breaks do to text taken from a PDF: split words, dashes, links and ids.

A reference printed over several lines comes out of an extractor as one line with blanks where
the breaks were: ``inter- face``, ``https: //``, ``10.1145/3492321. 3519584``.
"""

import re
import unicodedata

_EMPHASIS = re.compile(r"(?<!\w)([*_])(?=\S)([^*_]+?)(?<=\S)\1(?!\w)")
_SPLIT_SCHEME = re.compile(r"\b(https?)\s*:\s*//\s*")
_OPEN_LINK = re.compile(r"(?:https?://\S*|10\.\d{4,9}/\S*)[-/_=?&.]")
_LINK_PIECE = re.compile(r"[\w~%#./=?&+@:-]*[\w/#=-][.,;)]*")
_LOOKS_LIKE_LINK = re.compile(r"[a-z\d]|.*[\d._/=?&-].|[A-Z]\w*[a-z][A-Z]")
_BROKEN_WORD = re.compile(r"([^\W\d_]+|\d)-\s+(?=([^\W_]+))")
_BROKEN_DASH = re.compile(r"(?<=\w)–\s+(?=\w)")


def mend(text: str) -> str:
    """The text on one line with words, dashes, links and ids that line breaks split put together.

    A hyphen before a lower-case word was most likely set for the break and goes; before a
    capital or a digit it belongs to the word and stays ("Multi- Tenant"). Both halves in
    capitals are one acronym ("SIG- MOD"). Emphasis marks and TeX braces are dropped.

    >>> mend("Large- Scale inter- face. In *SIG- MOD*, 25: 1– 9. https: //doi. org/10.1/ a.1")
    'Large-Scale interface. In SIGMOD, 25: 1–9. https://doi.org/10.1/a.1'
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    line = _EMPHASIS.sub(r"\2", line).replace("}{", " ").replace("{", "").replace("}", "")
    line = mend_links(line)
    line = _BROKEN_WORD.sub(_join_word, line)
    return _BROKEN_DASH.sub("–", line)


def mend_links(line: str) -> str:
    """The line with links and DOIs that blanks split put together.

    >>> mend_links("https://doi.org/10.1145/3492321. 3519584 https://openreview.net/forum?id= By72")
    'https://doi.org/10.1145/3492321.3519584 https://openreview.net/forum?id=By72'
    """
    words: list[str] = []
    for word in _SPLIT_SCHEME.sub(r"\1://", line).split(" "):
        if words and _OPEN_LINK.fullmatch(words[-1]) and _continues(words[-1], word):
            words[-1] += word
        else:
            words.append(word)
    return " ".join(words)


def _continues(link: str, word: str) -> bool:
    """Whether a word is the next piece of a link that ends in a mark of punctuation."""
    if not _LINK_PIECE.fullmatch(word) or "://" in word:
        return False
    bare = word.rstrip(".,;)")
    if link.endswith("."):
        # A full stop may as well end the sentence: only what cannot begin the next one counts.
        if bare.isdecimal():
            return len(bare) >= 5
        return word[0].islower() or (word[0].isdecimal() and bool(re.search(r"[/.]", bare)))
    if link.endswith("/"):
        # A bare number or a plain word behind a complete address is a page number or prose.
        return not (bare.isdecimal() and len(bare) < 5) and bool(_LOOKS_LIKE_LINK.match(bare))
    return True


def _join_word(match: re.Match[str]) -> str:
    left, right = match[1], match[2]
    if right in {"and", "or", "to"}:  # "read- and download-efficient"
        return match[0]
    if left[-1].islower() and right[0].islower():
        return left
    if left.isupper() and len(left) > 1 and right.isupper() and len(right) > 1:
        return left
    return f"{left}-"
