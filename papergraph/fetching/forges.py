"""Where GitHub and its like keep the text behind the pages they show: addresses only, no I/O."""

import re
from urllib.parse import quote

from papergraph.errors import SourceError
from papergraph.fetching.targets import Target

#: Spellings of the page a repository shows first, the usual ones first.
README_NAMES = (
    "README.md",
    "readme.md",
    "Readme.md",
    "README.markdown",
    "README.txt",
    "README",
)

#: Hosts on which ``/OWNER/REPOSITORY`` is a repository.
FORGES = frozenset({"github.com", "gitlab.com", "codeberg.org", "bitbucket.org"})

_RAW_GITHUB = "https://raw.githubusercontent.com"
_FILE_VIEWS = frozenset({"blob", "raw", "blame", "edit"})
_COMMIT = re.compile(r"[0-9a-f]{40}")


def text_addresses(target: Target) -> tuple[str, ...]:
    """The addresses at which the text of a page may be, to be tried in turn.

    A page of a forge means its raw file, a repository or a folder there its README; any other
    address means itself.

    Raises:
        SourceError: a page of a forge that has no text behind it (a list of issues).
    """
    host = target.host.removeprefix("www.")
    parts = [part for part in target.path.split("/") if part]
    if host == "github.com":
        return _github(parts, target)
    if host == "gist.github.com" and len(parts) >= 2 and "raw" not in parts:
        return (f"https://gist.githubusercontent.com/{parts[0]}/{parts[1]}/raw",)
    if "-" in parts:
        return _gitlab(parts, target)
    if host == "gitlab.com" and len(parts) == 2:
        return _readmes(f"https://gitlab.com/{parts[0]}/{parts[1]}/-/raw/HEAD")
    if host == "codeberg.org" and len(parts) == 2:
        return _readmes(f"https://codeberg.org/{parts[0]}/{parts[1]}/raw/HEAD")
    if host in ("codeberg.org", "bitbucket.org") and len(parts) > 4 and parts[2] == "src":
        return (f"https://{host}/{'/'.join([*parts[:2], 'raw', *parts[3:]])}",)
    return (target.url,)


def raw_address(repository: Target, *, ref: str, path: str) -> str | None:
    """The address of a file's text at a revision of a repository; None off the known forges."""
    parts = [part for part in repository.path.removesuffix(".git").split("/") if part]
    where = f"{quote(ref, safe='/')}/{quote(path)}"
    if repository.host == "github.com" and len(parts) == 2:
        return f"{_RAW_GITHUB}/{parts[0]}/{parts[1]}/{where}"
    if repository.host == "gitlab.com" and len(parts) >= 2:
        return f"https://gitlab.com/{'/'.join(parts)}/-/raw/{where}"
    return None


def commit_of(url: str) -> str | None:
    """The commit that an address of GitHub's raw files names; None for a branch or another."""
    if not url.startswith(_RAW_GITHUB + "/"):
        return None
    parts = url.removeprefix(_RAW_GITHUB + "/").split("/")
    return parts[2] if len(parts) > 3 and _COMMIT.fullmatch(parts[2]) else None


def _github(parts: list[str], target: Target) -> tuple[str, ...]:
    repository = f"{_RAW_GITHUB}/{'/'.join(parts[:2])}"
    match parts:
        case [_, _]:
            return _readmes(f"{repository}/HEAD")
        case [_, _, view, _, _, *_] if view in _FILE_VIEWS:
            # Branch and path follow each other in both addresses: a branch may have slashes.
            return (f"{repository}/{'/'.join(parts[3:])}",)
        case [_, _, "tree", _, *_]:
            return _readmes(f"{repository}/{'/'.join(parts[3:])}")
        case [owner, name, "wiki", *page]:
            return (f"{_RAW_GITHUB}/wiki/{owner}/{name}/{(page or ['Home'])[0]}.md",)
    raise SourceError(
        f"{target.url} is a page of GitHub without a file behind it",
        hint="give https://github.com/OWNER/REPOSITORY or the address of a file in it",
    )


def _gitlab(parts: list[str], target: Target) -> tuple[str, ...]:
    """GitLab, wherever it is installed, is known by ``/-/`` in the address."""
    cut = parts.index("-")
    project = f"{target.scheme}://{target.authority}/{'/'.join(parts[:cut])}"
    match parts[cut + 1 :]:
        case [view, _, _, *_] if view in _FILE_VIEWS:
            return (f"{project}/-/raw/{'/'.join(parts[cut + 2 :])}",)
        case ["tree", _, *_]:
            return _readmes(f"{project}/-/raw/{'/'.join(parts[cut + 2 :])}")
    return (target.url,)


def _readmes(folder: str) -> tuple[str, ...]:
    return tuple(f"{folder}/{name}" for name in README_NAMES)
