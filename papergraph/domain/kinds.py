"""What kind of thing a link leads to, as far as the address tells."""

import re

from papergraph.domain.ids import Address, ExternalId, read_address
from papergraph.domain.works import Kind

_NO_PAPERS = frozenset({"url", "youtube"})
_VIDEO_HOSTS = ("youtube.com", "youtu.be", "vimeo.com", "slideslive.com", "videolectures.net")
_VIDEO_WORDS = frozenset({"video", "videos"})
_DOCUMENT = re.compile(r"\.(?:pdf|ps|ps\.gz|djvu)$", re.IGNORECASE)
_FILM = re.compile(r"\.(?:mp4|m4v|mov|webm)$", re.IGNORECASE)
#: A PDF in such a folder is what was shown, not what was written.
_TALK_WORDS = frozenset({"slides", "talk", "talks"})
#: Pages of journals, preprint servers and conferences that give away no id of ours.
_PAPER = re.compile(
    r"(?:^|\.)(?:nature\.com/articles|sciencedirect\.com/science/article|eprint\.iacr\.org/[0-9]{4}/"
    r"|papers\.ssrn\.com/sol3|jmlr\.org/papers|(?:papers\.|proceedings\.)?n(?:eur)?ips\.cc/paper"
    r"|usenix\.org/(?:system/files|legacy|events?)/|microsoft\.com/en-us/research/publication"
    r"|hal\.science/hal-|vldb\.org/pvldb|biorxiv\.org/content|research\.google/pubs"
    r"|(?:icml|iclr|neurips|nips|mlsys)\.[a-z]+/virtual/[0-9]{4}/(?:oral|poster|spotlight))"
)
_WEB_HOSTS = ("wikipedia.org", "wikimedia.org", "github.com", "gitlab.com")
_BOOK_HOSTS = ("oreilly.com", "books.google.com", "manning.com", "leanpub.com")
_BOOK_WORDS = frozenset({"book", "books"})
_BOOK_DOI = re.compile(r"10\.[0-9.]+/97[89][0-9-]{10,14}")
_BLOG_HOSTS = (
    "blogspot.com",
    "dev.to",
    "distill.pub",
    "googleblog.com",
    "hashnode.dev",
    "lesswrong.com",
    "medium.com",
    "substack.com",
    "towardsdatascience.com",
    "tumblr.com",
    "wordpress.com",
)
_BLOG_LABELS = frozenset({"blog", "blogs", "techblog"})
_BLOG_WORDS = frozenset({"blog", "blogs", "post", "posts"})
#: Companies that publish their posts under other words than "blog".
_COMPANY_POSTS = re.compile(
    r"openai\.com/(?:research|blog|index)/|anthropic\.com/(?:research|engineering|news)/"
    r"|deepmind\.(?:com|google)/discover/|semianalysis\.com/[0-9p]"
)
#: A date at the start of the path is a blog's; the press puts it behind the name of a section.
_DATED = re.compile(r"(?:~[^/]+/)?(?:19|20)[0-9]{2}/(?:0[1-9]|1[0-2])(?:/|$)")
#: A post on somebody's github.io has a name of several words; projects' pages mostly have not.
_GITHUB_POST = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+(?:\.html)?")


def kind_of_url(url: str | None) -> Kind:
    """What an address most likely leads to: paper, book, blog, video or web.

    A reading without a link is a paper, as nearly all of them are. The rules look at registry,
    host and words of the path; a page that none of them knows is "web".

    >>> kind_of_url("https://www.usenix.org/conference/osdi22/presentation/yu")
    'paper'
    >>> kind_of_url("https://huggingface.co/blog/moe")
    'blog'
    """
    address = read_address(url) if url else None
    if address is None:
        return "web" if url and url.strip() else "paper"
    external = ExternalId.find(address)
    path = address.text.lower()
    words = frozenset(path.split("/"))
    labels = frozenset(address.host.split(".")[:-1])
    if address.on(*_VIDEO_HOSTS) or _FILM.search(path) or words & _VIDEO_WORDS:
        return "video"
    if _is_book(address, external, words, labels):
        return "book"
    if _DOCUMENT.search(path):
        return "web" if words & _TALK_WORDS else "paper"
    if external.scheme not in _NO_PAPERS or _PAPER.search(f"{address.host}{address.path}"):
        return "paper"
    if address.on(*_WEB_HOSTS):
        return "web"
    return "blog" if _is_blog(address, path, words, labels) else "web"


def _is_book(
    address: Address, external: ExternalId, words: frozenset[str], labels: frozenset[str]
) -> bool:
    if address.on(*_WEB_HOSTS):
        return False
    if _BOOK_DOI.fullmatch(external.value):
        return True
    named = not words.isdisjoint(_BOOK_WORDS) or not labels.isdisjoint(_BOOK_WORDS)
    return named or address.on(*_BOOK_HOSTS)


def _is_blog(address: Address, path: str, words: frozenset[str], labels: frozenset[str]) -> bool:
    return (
        address.on(*_BLOG_HOSTS)
        or not labels.isdisjoint(_BLOG_LABELS)
        or not words.isdisjoint(_BLOG_WORDS)
        or bool(_COMPANY_POSTS.match(f"{address.host}/{path}/"))
        or bool(_DATED.match(path))
        or (address.on("github.io") and bool(_GITHUB_POST.fullmatch(path)))
    )
