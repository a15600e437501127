"""What a link of a course page is: a reading, slides, a form, a chat; and where it leads."""

import re
from urllib.parse import urljoin, urlsplit

from papergraph.domain.courses import LinkKind

_ADMINISTRATION = re.compile(
    r"(?:^|\.)(?:calendar\.google\.com|calendly\.com|forms\.gle|forms\.office\.com|piazza\.com"
    r"|edstem\.org|slack\.com|discord\.(?:gg|com)|zoom\.us|zoom\.com|instructure\.com|gradescope\.com"
    r"|meet\.google\.com|teams\.microsoft\.com|when2meet\.com|doodle\.com|signupgenius\.com"
    r"|campuswire\.com|hotcrp\.com|qualtrics\.com|surveymonkey\.com|typeform\.com|whatsapp\.com"
    r"|t\.me|maps\.google\.com|maps\.app\.goo\.gl|canvas\.[\w-]+\.edu|mattermost\.com|webex\.com"
    r"|kritik\.io|perusall\.com|classroom\.google\.com|blackboard\.com|zulipchat\.com)$"
)
_ADMINISTRATIVE_PATH = re.compile(
    r"docs\.google\.com/(?:\w+/\w+/)?(?:forms|spreadsheets)\b|google\.com/(?:calendar|maps)\b"
    r"|office\.com/r/",
    re.IGNORECASE,
)
_ADMINISTRATIVE_LABEL = re.compile(
    r"\W*(?:office\s+hours?|(?:google\s+|course\s+)?calendar|(?:google\s+)?forms?|sign[\s-]?up(?:\s+\w+)?"
    r"|submit|submission(?:\s+\w+)?|register|registration|poll|survey|zoom(?:\s+link)?|piazza|ed|slack"
    r"|canvas|discord|gradescope|join(?:\s+\w+)?|template|rubric|feedback(?:\s+form)?"
    r"|add to calendar|review\s+form|hotcrp|assignment\s*\d*|homework\s*\d*|hw\s*\d+|lab\s*\d+"
    r"|proposal|report|e-?mail"
    r"|schedule|instructions|guidelines|home\s?page|syllabus)\W*",
    re.IGNORECASE,
)
_MATERIAL_LABEL: tuple[tuple[LinkKind, re.Pattern[str]], ...] = (
    (
        "slides",
        re.compile(
            r"\W*(?:(?:lecture|lec|class|paper|my|student|our|\w+'s)?\s*\d*\s*(?:slides?(?:\s*deck)?|deck"
            r"|pptx?|powerpoint|keynote)|presentation|lecture\s*\d+|lec\s*\d+|slides?\s*[\w+.-]{1,12})\W*",
            re.IGNORECASE,
        ),
    ),
    (
        "recording",
        re.compile(
            r"\W*(?:(?:lecture|class|talk|zoom)?\s*(?:video|recording|recorded\s+lecture)s?|talk"
            r"|youtube|watch)\W*",
            re.IGNORECASE,
        ),
    ),
    ("summary", re.compile(r"\W*(?:paper\s+|lecture\s+)?(?:summary|summaries)\W*", re.IGNORECASE)),
    (
        "notes",
        re.compile(
            r"\W*(?:(?:lecture|class|scribe|discussion)?\s*notes?|scribe)\W*", re.IGNORECASE
        ),
    ),
)
_MATERIAL_PATH: tuple[tuple[LinkKind, re.Pattern[str]], ...] = (
    (
        "slides",
        re.compile(
            r"(?:^|/)(?:slides?|decks?|presentations?)/|\.(?:pptx?|key|odp)(?:$|[?#])"
            r"|docs\.google\.com/presentation",
            re.IGNORECASE,
        ),
    ),
    ("summary", re.compile(r"(?:^|/)(?:summary|summaries|reviews?)/", re.IGNORECASE)),
    (
        "recording",
        re.compile(r"(?:^|/)(?:videos?|recordings?)/|\.(?:mp4|mov|webm)(?:$|[?#])", re.I),
    ),
    ("notes", re.compile(r"(?:^|/)(?:notes|scribes?)/", re.IGNORECASE)),
)
_POINTER = re.compile(
    r"\W*(?:\d{1,3}|pdf|paper|papers|link|links|url|doi|html|here|arxiv|acm(?:\s+dl)?|usenix|ieee"
    r"|openreview|website|web|site|page|project(?:\s+page)?|preprint|full(?:\s+(?:text|paper))?|article"
    r"|reading|blog(?:\s*post)?|post|code|github|repo|source|artifact|read|download|online|abstract|abs"
    r"|extended(?:\s+version)?|tech(?:nical)?\s*report|tr|bib(?:tex)?|local(?:\s+copy)?|mirror|copy"
    r"|(?:[A-Z]{2,9}|EuroSys|MLSys|HotNets|NeurIPS|SoCC|OOPSLA|arXiv|CoRR)[\s,]*[’'`]?\s?(?:19|20)?\d\d)"
    r"\W*",
    re.IGNORECASE,
)
_EXTRA = re.compile(
    r"\W*(?:code|github|repo|source|artifact|website|web|site|project(?:\s+page)?|bib(?:tex)?)\W*",
    re.IGNORECASE,
)


def why_no_reading(url: str, label: str = "") -> str | None:
    """Why a link is certainly no reading ("a form or a calendar"); None where it may be one."""
    if url.startswith("#") or not url.strip():
        return "a place on the same page"
    scheme, host, _ = _parts(url)
    if scheme not in {"", "http", "https", "ftp", "file"}:
        return f"a {scheme}: link"
    if _ADMINISTRATION.search(host) or _ADMINISTRATIVE_PATH.search(url):
        return "a form, a calendar or a chat"
    if _ADMINISTRATIVE_LABEL.fullmatch(label):
        return "course administration"
    return None


def material_kind(label: str, url: str) -> LinkKind | None:
    """The kind of a link to course material, told by its text, then its path; None for others."""
    return label_kind(label) or path_kind(url)


def label_kind(label: str) -> LinkKind | None:
    """The kind of course material that a link's text names ("slides", "video"); None for others."""
    for kind, pattern in _MATERIAL_LABEL:
        if len(label) <= 60 and pattern.fullmatch(label):
            return kind
    return None


def path_kind(url: str) -> LinkKind | None:
    """The kind of course material that a path names ("/Slides/…", "….pptx"); None for others.

    Folders count only in links relative to the page: elsewhere "/notes/" is anybody's.
    """
    relative = not _parts(url)[1]
    for kind, pattern in _MATERIAL_PATH:
        match = pattern.search(url)
        if match and (relative or not match[0].endswith("/")):
            return kind
    return None


def is_pointer(label: str) -> bool:
    """Whether a link's text only points ("pdf", "[OSDI '22]"), the title standing beside it."""
    return len(label) <= 40 and _POINTER.fullmatch(label) is not None


def is_extra(label: str) -> bool:
    """Whether a link leads to something about a reading (code, project page), not to its text."""
    return len(label) <= 40 and _EXTRA.fullmatch(label) is not None


def leads_nowhere(url: str) -> bool:
    """Whether an address is only a placeholder for one: "#", or a script."""
    return url.strip() in {"", "#"} or url.strip().lower().startswith("javascript:")


def resolve(url: str, address: str) -> str:
    """A link as it leads from the page at ``address``; left as written where that is a local file.

    On GitHub a path from the root means the root of the repository at that revision, as GitHub's
    own rendering of a README has it.
    """
    if _parts(url)[0] or url.startswith("#"):
        return url
    scheme, host, path = _parts(address)
    if scheme not in {"http", "https", "file"}:
        return url
    try:
        root = _repository(host, path)
        if root is None or url.startswith("//"):
            return urljoin(address, url)
        base, folder = root
        return urljoin(base if url.startswith("/") else base + folder, url.lstrip("/"))
    except ValueError:
        return url


def _repository(host: str, path: str) -> tuple[str, str] | None:
    """Root address (raw files, with a slash) and folder of a page on GitHub; None elsewhere."""
    if host == "raw.githubusercontent.com":
        match = re.fullmatch(
            r"/([^/]+)/([^/]+)/((?:refs/(?:heads|tags)/)?[^/]+)/((?:.*/)?)[^/]*", path
        )
    elif host in {"github.com", "www.github.com"}:
        match = re.fullmatch(
            r"/([^/]+)/([^/@]+?)(?:\.git)?/?(?:/(?:blob|raw|tree)/|@)([^/:]+)(?::|/|$)((?:.*/)?)[^/]*",
            path,
        )
    else:
        return None
    if match is None:
        return None
    owner, name, revision, folder = match.groups()
    return f"https://raw.githubusercontent.com/{owner}/{name}/{revision}/", folder


def _parts(url: str) -> tuple[str, str, str]:
    """Scheme, host (both lower-case) and path; empty for what is no URL."""
    try:
        parts = urlsplit(url.strip())
        return parts.scheme.lower(), (parts.hostname or "").lower(), parts.path
    except ValueError:
        return "", "", url
