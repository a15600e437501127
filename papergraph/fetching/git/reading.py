"""Pages out of a git repository, local or https, at a revision: ``REPOSITORY@REF[:PATH]``."""

from pathlib import Path

from papergraph.domain.courses import Page
from papergraph.errors import SourceError
from papergraph.fetching.files import MAX_PAGES, Skipped, is_page_name, read_each
from papergraph.fetching.forges import README_NAMES, raw_address
from papergraph.fetching.git.command import Git, first_lines
from papergraph.fetching.git.remote import fetched
from papergraph.fetching.git.source import GitSource, unknown_revision
from papergraph.fetching.git.tree import Entry, Tree
from papergraph.fetching.session import Session
from papergraph.fetching.targets import Target, shown
from papergraph.fetching.texts import page_of


def read_git(
    source: GitSource, *, session: Session, skipped: Skipped | None = None
) -> tuple[Page, ...]:
    """The pages at a revision: the file, or of a folder its README, else all pages in it.

    ``revision`` of each is the full hash of the commit. For ``skipped`` see ``read_folder``.

    Raises:
        SourceError: no repository, no such revision or path, or nothing readable there.
        FetchError: git is missing, or the repository could not be fetched.
        BlockedAddressError: the host of the repository is not public.
    """
    if not source.is_remote:
        return _read_local(source, skipped=skipped)
    target = session.target(source.repository)
    if target.scheme != "https":
        raise SourceError(
            f"{shown(source.repository)}: repositories are read over https and from local paths",
            hint="write it with https://",
        )
    with fetched(source, target, session) as tree:
        return _read_tree(tree, source, target=target, prefix="", skipped=skipped)


def _read_local(source: GitSource, *, skipped: Skipped | None) -> tuple[Page, ...]:
    git = Git(Path(source.repository))
    inside = git.run("rev-parse", "--show-prefix")
    if inside.status:
        raise SourceError(
            f"{source.repository} is not a git repository",
            hint="without @REF the folder itself is read",
        )
    commit = git.commit(source.ref)
    if commit is None:
        raise unknown_revision(source, git.run("for-each-ref", "--format=%(refname)").out)
    prefix = inside.out.decode("utf-8", "surrogateescape").removesuffix("\n")
    tree = Tree(git, commit, source.name)
    return _read_tree(tree, source, target=None, prefix=prefix, skipped=skipped)


def _read_tree(
    tree: Tree,
    source: GitSource,
    *,
    target: Target | None,
    prefix: str,
    skipped: Skipped | None,
) -> tuple[Page, ...]:
    """The pages at the path of the source, which is seen from ``prefix``."""

    def address(entry: Entry) -> str:
        path = entry.path.removeprefix(prefix)
        raw = raw_address(target, ref=source.ref, path=path) if target else None
        return raw or f"{target.url if target else source.repository}@{source.ref}:{path}"

    def read(entry: Entry) -> Page:
        data = tree.read(tree.find(entry.path))
        return page_of(data, address=address(entry), revision=tree.commit)

    entry = tree.find(prefix + source.path)
    if entry.kind == "file":
        return (read(entry),)
    pages = _pages_in(tree, entry)
    tree.need(pages)
    return read_each(pages, read, address=address, skipped=skipped)


def _pages_in(tree: Tree, folder: Entry) -> list[Entry]:
    """The README of a folder, else every page in it."""
    entries = {
        entry.path.rpartition("/")[2]: entry
        for entry in tree.entries(folder)
        if entry.kind in ("file", "link")
    }
    order = [name.casefold() for name in README_NAMES] + ["readme.html"]
    readmes = [name for name in entries if name.casefold() in order]
    if readmes:
        return [entries[min(readmes, key=lambda name: (order.index(name.casefold()), name))]]
    pages = [entries[name] for name in sorted(entries) if is_page_name(name)]
    if not pages or len(pages) > MAX_PAGES:
        where = f"{folder.path} of {tree.name}" if folder.path else tree.name
        raise SourceError(
            f"{where} has {len(pages) or 'no'} pages and no README",
            hint=f"give a file: REPOSITORY@REF:PATH; there is: {first_lines(list(entries))}",
        )
    return pages
